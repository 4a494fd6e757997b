"""Reads files of SPSS (.sav, .zsav), Stata (.dta) and SAS (.xpt, .sas7bdat), with their labels and missing codes.

A row is the number of its case: the first is 1, as these programs count them. No free program
writes .sas7bdat, so that format is untested; it is read by the same lines as .xpt.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

import numpy as np
import pandas as pd

from peereval.load.problems import found, refuse
from peereval.load.table import Opened, Parsed, Table, Wanted
from peereval.load.typed.cells import type_cells
from peereval.load.typed.value_labels import contradictions, label_cells
from peereval.remarks import Finding

READERS = {
    ".sav": "read_sav",
    ".zsav": "read_sav",
    ".dta": "read_dta",
    ".xpt": "read_xport",
    ".sas7bdat": "read_sas7bdat",
}
_LETTERS = {".dta", ".sas7bdat"}
_ENCODINGS = {"utf-8": "UTF-8", "cp1252": "WINDOWS-1252", "utf-16": "UTF-16"}


@dataclass(frozen=True, slots=True, eq=False)
class _File:
    name: str
    path: Path
    encoding: str | None

    @property
    def suffix(self) -> str:
        """The ending of the file's name, in lower case."""
        return Path(self.name).suffix.lower()


class _Meta(Protocol):
    """What the library says of a file beside its cells."""

    column_names: list[str]
    number_rows: int | None
    file_encoding: str | None
    missing_user_values: Mapping[str, list[str]]
    missing_ranges: Mapping[str, list[Mapping[str, Any]]]
    variable_value_labels: Mapping[str, Mapping[Any, str]]


def open_statfile(opened: Opened) -> Table:
    """Return an opened file of SPSS, Stata or SAS; its cells are read when they are wanted.

    Raises
    ------
    SourceError
        If pyreadstat is not installed, or the file is damaged, empty or of another encoding than it says.
    """
    file = _File(opened.source.path, opened.path, _ENCODINGS.get(opened.source.encoding or ""))
    _, meta = _read(file, metadataonly=True)
    header = tuple(meta.column_names)
    if not header or meta.number_rows == 0:
        raise refuse("file-empty", file.name)
    encoding = (opened.source.encoding or meta.file_encoding or "").lower()
    return Table(file.name, header, lambda wanted: _parse(file, header, wanted), encoding=encoding)


def _parse(file: _File, header: tuple[str, ...], wanted: Wanted) -> Parsed:
    columns = {header[position]: wanted.names[position] for position in wanted.positions}
    with_missing = {} if file.suffix == ".xpt" else {"user_missing": True}
    frame, meta = _read(file, usecols=list(columns), **with_missing)
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    missing: dict[str, int] = {}
    by_label: list[str] = []
    findings: list[Finding] = []
    cells = {}
    for column, name in columns.items():
        values, missing[name] = _without_missing(frame[column], column, meta, letters=file.suffix in _LETTERS)
        labels = meta.variable_value_labels.get(column, {})
        expected = wanted.expected[name]
        rows = contradictions(values, labels, expected)
        if rows:
            fix = "levels: {LEVEL: {also: [LABEL]}}"
            findings.append(found("error", "codes-contradict-labels", file.name, {"column": name}, rows=rows, fix=fix))
        labelled = label_cells(values, labels, expected, keep_codes=name == "participant")
        if labelled is not None and not expected.listed:
            by_label.append(name)
        cells[name] = type_cells(values, as_text=name in wanted.as_text) if labelled is None else labelled
    parsed = pd.DataFrame(cells, index=frame.index).dropna(how="all")
    if by_label:
        listed = {"columns": ", ".join(by_label)}
        findings.append(found("note", "labels-taken", file.name, listed, count=len(by_label)))
    return parsed, [*findings, *_noted(missing, file.name)]


def _without_missing(
    values: "pd.Series[Any]", column: str, meta: _Meta, *, letters: bool
) -> tuple["pd.Series[Any]", int]:
    """Return the cells with the codes that the file calls missing as missing, and how many they are."""
    if letters and values.dtype == object and meta.missing_user_values.get(column):
        coded = values.isin(meta.missing_user_values[column]).to_numpy()
        return pd.to_numeric(values.where(~coded)), int(coded.sum())
    ranges = meta.missing_ranges.get(column, [])
    coded = np.zeros(len(values), dtype=bool)
    for one in ranges:
        coded |= (values.notna() & (values >= one["lo"]) & (values <= one["hi"])).to_numpy(dtype=bool)
    return values.where(~coded) if ranges else values, int(coded.sum())


def _noted(missing: Mapping[str, int], name: str) -> list[Finding]:
    counted = {column: count for column, count in missing.items() if count}
    shown = ", ".join(f"{column} ({count})" for column, count in counted.items())
    return [found("note", "user-missing", name, {"columns": shown}, count=sum(counted.values()))] if counted else []


def _read(file: _File, **options: object) -> tuple[pd.DataFrame, _Meta]:
    """Call the reader of a format; what it says of a file that it cannot read is not for users."""
    reader = getattr(_library(file), READERS[file.suffix])
    if file.encoding:
        options["encoding"] = file.encoding
    try:
        return reader(file.path, **options)  # type: ignore[no-any-return]
    except Exception as error:  # noqa: BLE001  (any fault of a damaged file)
        wrong_text = isinstance(error, UnicodeError) or "encod" in str(error).lower()
    if wrong_text:
        raise refuse("statfile-encoding", file.name, fix="encoding: cp1252")
    try:
        reader(file.path, disable_datetime_conversion=True, **options)
    except Exception:  # noqa: BLE001  (as above)
        raise refuse("statfile-damaged", file.name, {"kind": file.suffix}) from None
    raise refuse("statfile-date", file.name)


def _library(file: _File) -> ModuleType:
    try:
        import pyreadstat  # noqa: PLC0415  (an extra, needed only where such a file is met)
    except ImportError:
        raise refuse("extra-absent", file.name, {"kind": file.suffix}) from None
    return pyreadstat
