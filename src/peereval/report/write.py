"""The report on disk: HTML, Word, workbook, figures, results.csv and manifest.json."""

from os import PathLike
from pathlib import Path
from typing import Literal

from peereval.report.manifest import study_place
from peereval.report.swap import check_target, swap_in
from peereval.results import Analysis
from peereval.timings import Stopwatch

Audience = Literal["internal", "external"]


def write_report(analysis: Analysis, folder: str | PathLike[str], *, audience: Audience | None = None) -> Path:
    """Write the whole report of an analysis to a folder and return the path of report.html.

    The folder is written elsewhere first and swapped in whole; the report that was there is
    kept beside it as `<folder>.previous`.

    Parameters
    ----------
    analysis
        The finished analysis.
    folder
        Where the report shall be; its parent folders are made.
    audience
        "internal", or "external" for a report that may leave the hospital (see `disclose`);
        by default that of the study file.

    Returns
    -------
    pathlib.Path
        The path of report.html. Beside it stand report.docx, checklists.docx, tables.xlsx, figures/,
        results.csv and manifest.json.

    Raises
    ------
    DisclosureError
        If the audience is no option, or the study is too small for an external report.
    PeerevalError
        If the folder holds something else than a report, or cannot be written.
    """
    from peereval.report.disclosure.apply import for_audience  # noqa: PLC0415  (as below)
    from peereval.report.render import render_files  # noqa: PLC0415  (matplotlib takes a second to import)

    target = Path(folder).absolute()
    check_target(target)
    watch = Stopwatch()
    with watch.time("disclosure"):
        shown = for_audience(analysis, audience)
    files = render_files(shown, watch, study_file=study_place(shown, target))
    swap_in(target, files)
    return target / "report.html"
