"""Every file of a report as bytes, before anything touches the disk."""

from dataclasses import replace

from peereval.report.document import Document
from peereval.report.manifest import render_manifest
from peereval.report.page import Page, make_page
from peereval.report.results_csv import render_results, render_rows
from peereval.report.to_excel import render_excel
from peereval.report.to_html import render_html
from peereval.report.to_word import render_word
from peereval.results import Analysis
from peereval.timings import Stopwatch


def render_files(analysis: Analysis, watch: Stopwatch | None = None, *, study_file: str = "") -> dict[str, bytes]:
    """Return the content of every file of the report by its path in the folder, the manifest last.

    The manifest says what each stage took, those of the report included that `watch` took the time of,
    and where the study file lies.
    """
    watch = watch or Stopwatch()
    page = make_page(analysis, watch)
    with watch.time("documents"):
        files = _documents(analysis, page)
    return {
        **files,
        "manifest.json": render_manifest(analysis, files, watch.laps, study_file=study_file).encode("utf-8"),
    }


def _supplement(document: Document) -> Document:
    """Return the checklists as a document of their own, to be submitted beside an article."""
    return replace(document, sections=tuple(one for one in document.sections if one.id == "checklists"))


def _documents(analysis: Analysis, page: Page) -> dict[str, bytes]:
    """Return every file but the manifest."""
    files = {
        "report.html": render_html(page.document).encode("utf-8"),
        "report.docx": render_word(page.document),
        "checklists.docx": render_word(_supplement(page.document)),
        "tables.xlsx": render_excel(page),
        "results.csv": render_results(analysis).encode("utf-8"),
    }
    for picture in page.pictures:
        files[f"figures/{picture.id}.png"] = picture.png
        files |= {f"figures/{picture.id}.{ending}": content for ending, content in picture.vectors.items()}
        files[f"figures/{picture.id}.csv"] = render_rows(picture.data).encode("utf-8")
    return files
