"""A dossier on disk: HTML, workbook, figures, results.csv and manifest.json."""

import json
from collections.abc import Mapping
from hashlib import sha256
from os import PathLike
from pathlib import Path

from peereval.dossier import Dossier
from peereval.report.manifest import DOSSIER_FORMAT
from peereval.report.swap import check_target, swap_in


def write_dossier(dossier: Dossier, folder: str | PathLike[str], *, beside: Mapping[str, bytes] | None = None) -> Path:
    """Write a dossier to a folder and return the path of its HTML.

    The folder is written elsewhere first and swapped in whole; what was there is kept beside it
    as `<folder>.previous`.

    Parameters
    ----------
    dossier
        The dossier, from `reproduce_stigma`, `review_trials` and their like.
    folder
        Where it shall be; its parent folders are made.
    beside
        The content of more files by their paths in the folder.

    Returns
    -------
    pathlib.Path
        The path of `<topic>.html`. Beside it stand `<topic>.xlsx`, results.csv, manifest.json and
        figures/ where there are any.

    Raises
    ------
    PeerevalError
        If the folder holds something else, or cannot be written.
    """
    target = Path(folder).absolute()
    check_target(target)
    files = {**render_dossier(dossier), **(beside or {})}
    files["manifest.json"] = _manifest(dossier, files)
    swap_in(target, files)
    return target / f"{dossier.topic}.html"


def render_dossier(dossier: Dossier) -> dict[str, bytes]:
    """Return the content of every file of a dossier by its path, but for the manifest."""
    from peereval.report.dossiers.build import make_document  # noqa: PLC0415  (matplotlib is slow to import)
    from peereval.report.dossiers.workbook import render_workbook  # noqa: PLC0415  (openpyxl is slow to import)
    from peereval.report.results_csv import render_results, render_rows  # noqa: PLC0415  (as above)
    from peereval.report.to_html import render_html  # noqa: PLC0415  (jinja2 is slow to import)

    document = make_document(dossier)
    files = {
        f"{dossier.topic}.html": render_html(document).encode("utf-8"),
        f"{dossier.topic}.xlsx": render_workbook(dossier, document),
        "results.csv": render_results(dossier).encode("utf-8"),
    }
    for picture in document.pictures:
        files[f"figures/{picture.id}.png"] = picture.png
        files |= {f"figures/{picture.id}.{ending}": content for ending, content in picture.vectors.items()}
        files[f"figures/{picture.id}.csv"] = render_rows(picture.data).encode("utf-8")
    return files


def _manifest(dossier: Dossier, files: Mapping[str, bytes]) -> bytes:
    told = {
        "format": DOSSIER_FORMAT,
        "format_version": 1,
        "topic": dossier.topic,
        "language": dossier.language,
        **dossier.provenance,
        "findings": [
            {"severity": one.severity, "rule": one.rule, "message": {lang: one.message(lang) for lang in ("en", "fr")}}
            for one in dossier.findings
        ],
        "sources": [{"name": source.name, "text": source.text} for source in dossier.sources],
        "written": [{"path": path, "sha256": sha256(content).hexdigest()} for path, content in files.items()],
    }
    return (json.dumps(told, ensure_ascii=False, indent=2, default=str) + "\n").encode("utf-8")
