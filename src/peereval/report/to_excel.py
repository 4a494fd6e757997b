"""The tables as a workbook: a sheet for each, figures as unrounded numbers with a format."""

from io import BytesIO

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from peereval.report.excel_sheet import Placed, fill_sheet, print_on_one_width, put_text, set_widths
from peereval.report.excel_style import BOLD, LINK, TITLE, WARNING
from peereval.report.page import Page
from peereval.report.table import Table


def render_excel(page: Page) -> bytes:
    """Return the workbook: contents, a sheet for each table, provenance, and the hidden sheet `keys`.

    Parameters
    ----------
    page
        The content, from `make_page`.
    """
    book = Workbook()
    contents = book.active
    if contents is None:
        contents = book.create_sheet()
    contents.title = page.labels.say("report.contents_sheet")
    placed: list[Placed] = []
    names = []
    for table in page.tables:
        sheet = book.create_sheet(_sheet_name(page, table))
        placed += fill_sheet(sheet, table, page.labels)
        names.append(sheet.title)
    _provenance(book.create_sheet(page.labels.say("report.provenance_sheet")), page)
    _contents(contents, page, names)
    _keys(book.create_sheet("keys"), page, placed)
    book.properties.creator = "peereval"
    book.properties.title = page.labels.study.study
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _sheet_name(page: Page, table: Table) -> str:
    """Return a short name in the report's language: "Table 6"."""
    return page.labels.say("table.word", number=table.number)


def _contents(sheet: Worksheet, page: Page, names: list[str]) -> None:
    labels = page.labels
    sheet.sheet_view.showGridLines = False
    put_text(sheet, 1, 1, labels.say("report.title", study=labels.study.study), font=TITLE)
    for row, banner in enumerate(page.document.banners[::-1]):
        put_text(sheet, 3 - row, 1, f"{banner.strong}. {banner.text}", font=WARNING)
    for column, key in enumerate(("column.sheet", "column.title"), start=1):
        put_text(sheet, 4, column, labels.say(key), font=BOLD)
    for row, (name, table) in enumerate(zip(names, page.tables, strict=True), start=5):
        cell = put_text(sheet, row, 1, name)
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{name}'!A1")
        cell.font = LINK
        put_text(sheet, row, 2, table.title)
    set_widths(sheet, (16, 80))
    print_on_one_width(sheet)
    sheet.freeze_panes = "A5"


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
