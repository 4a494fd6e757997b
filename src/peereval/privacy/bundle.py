"""The support bundle: verdicts, versions and shapes of a study, without any of its data."""

import json
import locale
import platform
import sys
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd

from peereval.errors import DataError
from peereval.load.files import SourceFile
from peereval.privacy.placeholders import Placeholders
from peereval.provenance import describe_environment
from peereval.remarks import Finding
from peereval.study import Study
from peereval.study.rules import RESERVED
from peereval.terms import Language, term


def describe_study(
    study: Study,
    frame: pd.DataFrame,
    files: Sequence[SourceFile],
    findings: Sequence[Finding],
    *,
    with_column_names: bool = False,
) -> dict[str, Any]:
    """Return the structure of a study, the shape of its data and its verdicts, without a word or a value of them.

    Parameters
    ----------
    study, frame, files, findings
        The study, its long table, how its files were read, and what was found.
    with_column_names
        Keep the names of columns; else they have placeholders, except the keys.

    Returns
    -------
    dict
        `study`, `codebook`, `files`, `table`, `findings`: ready to be written as JSON.
    """
    columns = [str(name) for name in frame.columns]
    described = [name for field in study.book.fields for name in (field.name, *field.aliases)]
    words = Placeholders({*columns, *described, *study.columns.named.values()} if with_column_names else RESERVED)
    return {
        "study": words.structure(study.model_dump(mode="json", exclude_defaults=True)),
        "codebook": words.structure(study.book.model_dump(mode="json", exclude_defaults=True)),
        "files": [_file(file, words) for file in files],
        "table": {
            "rows": len(frame),
            "columns": [[words.word("column", name), str(frame[name].dtype)] for name in columns],
        },
        "findings": [_finding(finding, words) for finding in findings],
    }


def _file(file: SourceFile, words: Placeholders) -> dict[str, Any]:
    """Return how a file was read: its kind, encoding, separator, decimal mark, rows and columns."""
    kind = Path(file.path).suffix.lower()
    return {
        "file": words.word("file", file.path),
        "kind": kind if kind[1:].isalnum() and len(kind) < 10 else "",
        "encoding": file.encoding,
        "separator": file.separator,
        "decimal": file.decimal,
        "rows": file.rows,
        "columns": file.columns,
    }


def _finding(finding: Finding, words: Placeholders) -> dict[str, Any]:
    """Return what was found and how often; neither its rows nor what fills its sentence."""
    file = words.word("file", finding.file) if finding.file else ""
    return {"severity": finding.severity, "rule": finding.rule, "file": file, "count": finding.count}


def describe_machine() -> dict[str, Any]:
    """Return versions, system and encodings; no name of a person, a machine or a folder."""
    return {
        **describe_environment(),
        "system": platform.system(),
        "release": platform.release(),
        "machine": platform.machine(),
        "implementation": platform.python_implementation(),
        "encoding": locale.getpreferredencoding(do_setlocale=False),
        "terminal": str(getattr(sys.stdout, "encoding", "")),
    }


def describe_fault(error: BaseException) -> dict[str, Any]:
    """Return the type of an unforeseen error and its places in this package, never its text."""
    places, trace = [], error.__traceback__
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        if module.startswith("peereval"):
            places.append(f"{module}, line {trace.tb_lineno}")
        trace = trace.tb_next
    return {"type": type(error).__name__, "places": places}


def bundle_files(parts: Mapping[str, object], language: Language = "en") -> dict[str, bytes]:
    """Return the files of a bundle: one of JSON for each part, and what it is in a sentence."""
    files = {
        f"{name}.json": json.dumps(part, ensure_ascii=True, indent=1, default=str).encode("ascii")
        for name, part in parts.items()
    }
    return {"READ_ME.txt": (term("bundle.about", language) + "\n").encode("utf-8"), **files}


def write_bundle(path: Path, files: Mapping[str, bytes]) -> None:
    """Write the bundle as a new zip file.

    Raises
    ------
    DataError
        If the file exists or cannot be written.
    """
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in files.items():
            bundle.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    try:
        with path.open("xb") as file:
            file.write(stream.getvalue())
    except FileExistsError:
        raise DataError(f"'{path.name}' exists and is not overwritten. Name another --out.") from None
    except OSError as error:
        raise DataError(f"'{path.name}' cannot be written: {error.strerror or 'the system refused'}.") from None
