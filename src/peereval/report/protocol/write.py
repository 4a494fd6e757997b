"""The analysis plan on disk: HTML, Word and a manifest, put in place whole."""

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peereval.report.manifest import PLAN_FORMAT
from peereval.report.swap import check_target, swap_in

if TYPE_CHECKING:
    from peereval.study import Study


def write_protocol(study: "Study", folder: Path, locked: Mapping[str, Any] | None, written: str) -> Path:
    """Write the plan of a study to a folder and return the path of plan.html.

    Parameters
    ----------
    study
        The study.
    folder
        The folder, written elsewhere first and swapped in whole; the plan before is kept as `<folder>.previous`.
    locked
        The facts of the lock, or None.
    written
        The moment of writing, ISO 8601.

    Raises
    ------
    PeerevalError
        If the folder holds something else, or cannot be written.
    """
    from peereval.report.protocol.build import make_plan  # noqa: PLC0415  (as below)
    from peereval.report.to_html import render_html  # noqa: PLC0415  (jinja2 is slow to import)
    from peereval.report.to_word import render_word  # noqa: PLC0415  (python-docx is slow to import)

    check_target(folder)
    document = make_plan(study, locked, written)
    files = {"plan.html": render_html(document).encode("utf-8"), "plan.docx": render_word(document)}
    files["manifest.json"] = _manifest(study, files, locked, written)
    swap_in(folder, files)
    return folder / "plan.html"


def _manifest(study: "Study", files: Mapping[str, bytes], locked: Mapping[str, Any] | None, written: str) -> bytes:
    told = {
        "format": PLAN_FORMAT,
        "format_version": 1,
        "study": study.study,
        "language": study.language,
        "started": written,
        "plan": dict(locked) if locked else None,
        "written": [{"path": path, "sha256": sha256(content).hexdigest()} for path, content in files.items()],
    }
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
