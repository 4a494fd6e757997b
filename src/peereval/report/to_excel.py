"""The tables as a workbook: a sheet for each, figures as unrounded numbers with a format."""

from io import BytesIO

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from peereval.report.excel_contents import fill_contents
from peereval.report.excel_dictionary import fill_dictionary
from peereval.report.excel_results import fill_results
from peereval.report.excel_sheet import Placed, fill_sheet, print_on_one_width, put_text, set_widths
from peereval.report.excel_style import BOLD
from peereval.report.page import Page
from peereval.report.table import Table

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
    say = page.labels.say
    book = Workbook()
    contents = book.active
    if contents is None:
        contents = book.create_sheet()
    contents.title = say("report.contents_sheet")
    placed: list[Placed] = []
    names = []
    for table in page.tables:
        sheet = book.create_sheet(_sheet_name(page, table))
        placed += fill_sheet(sheet, table, page.labels)
        names.append(sheet.title)
    rows = fill_results(book.create_sheet(say("workbook.results")), page.labels.analysis)
    placed += fill_dictionary(book.create_sheet(say("workbook.dictionary")), page.labels, rows)
    _provenance(book.create_sheet(say("report.provenance_sheet")), page)
    fill_contents(contents, page, names, [(say(name), say(text)) for name, text in _OTHERS])
    _keys(book.create_sheet("keys"), page, placed)
    return _saved(book, page.labels.study.study)


def _saved(book: Workbook, title: str) -> bytes:
    book.properties.creator = "peereval"
    book.properties.title = title
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _sheet_name(page: Page, table: Table) -> str:
    """Return a short name in the report's language: "Table 6"."""
    return page.labels.say("table.word", number=table.number)


def _provenance(sheet: Worksheet, page: Page) -> None:
    labels = page.labels
    sheet.sheet_view.showGridLines = False
    for column, key in enumerate(("column.item", "column.content"), start=1):
        put_text(sheet, 1, column, labels.say(key), font=BOLD)
    for row, fact in enumerate(page.provenance, start=2):
        put_text(sheet, row, 1, fact.name)
        put_text(sheet, row, 2, fact.content)
    set_widths(sheet, (28, 90))
    print_on_one_width(sheet)
    sheet.freeze_panes = "A2"


def _keys(sheet: Worksheet, page: Page, placed: list[Placed]) -> None:
    labels = page.labels
    for column, name in enumerate(("sheet", "cell", "key", "value"), start=1):
        put_text(sheet, 1, column, labels.say(f"column.{name}"), font=BOLD)
    for row, one in enumerate(placed, start=2):
        texts = (one.sheet, f"{get_column_letter(one.column)}{one.row}", one.number.key, one.number.column)
        for column, text in enumerate(texts, start=1):
            put_text(sheet, row, column, text)
    set_widths(sheet, (14, 8, 80, 14))
    sheet.sheet_state = "hidden"
