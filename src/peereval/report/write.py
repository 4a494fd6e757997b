"""The report on disk: HTML, workbook, figures, results.csv and manifest.json."""

from os import PathLike
from pathlib import Path

from peereval.report.swap import check_target, swap_in
from peereval.results import Analysis


def write_report(analysis: Analysis, folder: str | PathLike[str]) -> Path:
    """Write the whole report of an analysis to a folder and return the path of report.html.

    The folder is written elsewhere first and swapped in whole; the report that was there is
    kept beside it as `<folder>.previous`.

    Parameters
    ----------
    analysis
        The finished analysis.
    folder
        Where the report shall be; its parent folders are made.

    Returns
    -------
    pathlib.Path
        The path of report.html. Beside it stand tables.xlsx, figures/, results.csv and manifest.json.

    Raises
    ------
    PeerevalError
        If the folder holds something else than a report, or cannot be written.
    """
    from peereval.report.render import render_files  # noqa: PLC0415  (matplotlib takes a second to import)

    target = Path(folder).absolute()
    check_target(target)
    files = render_files(analysis)
    swap_in(target, files)
    return target / "report.html"
