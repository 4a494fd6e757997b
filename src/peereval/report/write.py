"""The report on disk: HTML, workbook, figures, results.csv and manifest.json."""

from os import PathLike
from pathlib import Path

from peereval.report.manifest import render_manifest
from peereval.report.page import Page, make_page
from peereval.report.results_csv import render_results
from peereval.report.swap import check_target, swap_in
from peereval.report.to_excel import render_excel
from peereval.report.to_html import render_html
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
    target = Path(folder).absolute()
    check_target(target)
    files = render_files(analysis, make_page(analysis))
    target.parent.mkdir(parents=True, exist_ok=True)
    swap_in(target, files)
    return target / "report.html"


def render_files(analysis: Analysis, page: Page) -> dict[str, bytes]:
    """Return the content of every file of the report by its path in the folder, the manifest last."""
    files = {
        "report.html": render_html(page).encode("utf-8"),
        "tables.xlsx": render_excel(page),
        "results.csv": render_results(analysis).encode("utf-8"),
    }
    for picture in page.pictures:
        files[f"figures/{picture.id}.png"] = picture.png
        files[f"figures/{picture.id}.csv"] = picture.data.to_csv(index=False, lineterminator="\n").encode("utf-8")
    return {**files, "manifest.json": render_manifest(analysis, files).encode("utf-8")}
