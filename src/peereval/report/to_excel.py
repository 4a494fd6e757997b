"""The tables as a workbook: a sheet for each, figures as unrounded numbers with a format."""

from peereval.report.excel_book import add_tables, fill_facts, fill_keys, new_book, save_book
from peereval.report.excel_contents import fill_contents
from peereval.report.excel_dictionary import fill_dictionary
from peereval.report.excel_results import fill_results
from peereval.report.page import Page

_OTHERS = (
    ("workbook.results", "workbook.results_title"),
    ("workbook.dictionary", "workbook.dictionary_title"),
    ("report.provenance_sheet", "workbook.provenance_title"),
)


def render_excel(page: Page) -> bytes:
    """Return the workbook: contents, a sheet for each table, all results, dictionary, provenance, the hidden `keys`.

    Parameters
    ----------
    page
        The content, from `make_page`.
    """
    labels = page.labels
    book, contents = new_book(labels)
    names, placed = add_tables(book, page.tables, labels)
    rows = fill_results(book.create_sheet(labels.say("workbook.results")), labels.analysis)
    placed += fill_dictionary(book.create_sheet(labels.say("workbook.dictionary")), labels, rows)
    fill_facts(book.create_sheet(labels.say("report.provenance_sheet")), page.provenance, labels)
    titles = (table.title for table in page.tables)
    others = ((labels.say(name), labels.say(text)) for name, text in _OTHERS)
    fill_contents(contents, labels, page.document, [*zip(names, titles, strict=True), *others])
    fill_keys(book.create_sheet("keys"), placed, labels)
    return save_book(book, labels.study.study)
