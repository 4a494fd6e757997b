"""Every file of a report as bytes, before anything touches the disk."""

from peereval.report.manifest import render_manifest
from peereval.report.page import make_page
from peereval.report.results_csv import render_results, render_rows
from peereval.report.to_excel import render_excel
from peereval.report.to_html import render_html
from peereval.report.to_word import render_word
from peereval.results import Analysis


def render_files(analysis: Analysis) -> dict[str, bytes]:
    """Return the content of every file of the report by its path in the folder, the manifest last."""
    page = make_page(analysis)
    files = {
        "report.html": render_html(page.document).encode("utf-8"),
        "report.docx": render_word(page.document),
        "tables.xlsx": render_excel(page),
        "results.csv": render_results(analysis).encode("utf-8"),
    }
    for picture in page.pictures:
        files[f"figures/{picture.id}.png"] = picture.png
        files[f"figures/{picture.id}.csv"] = render_rows(picture.data).encode("utf-8")
    return {**files, "manifest.json": render_manifest(analysis, files).encode("utf-8")}
