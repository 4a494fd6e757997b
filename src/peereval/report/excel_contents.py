"""The first sheet of a workbook: what it is, and a link to every table, figure and sheet."""

from collections.abc import Sequence
from itertools import count

from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from peereval.report import excel_style as look
from peereval.report.excel_sheet import print_on_one_width, put_text, set_widths
from peereval.report.page import Page


def fill_contents(sheet: Worksheet, page: Page, names: Sequence[str], others: Sequence[tuple[str, str]]) -> None:
    """Write the contents to an empty sheet.

    Parameters
    ----------
    sheet
        An empty sheet.
    page
        The content of the report.
    names
        The names of the sheets of the tables, in their order.
    others
        The names of the other sheets, each with what it holds.
    """
    labels = page.labels
    sheet.sheet_view.showGridLines = False
    put_text(sheet, 1, 1, labels.say("report.title", study=labels.study.study), font=look.TITLE)
    for row, banner in enumerate(page.document.banners, start=2):
        put_text(sheet, row, 1, f"{banner.strong}. {banner.text}", font=look.WARNING)
    lines = count(3 + len(page.document.banners))
    _heading(sheet, next(lines), (labels.say("column.sheet"), labels.say("column.title")))
    sheets = [*zip(names, (table.title for table in page.tables), strict=True), *others]
    for name, title in sheets:
        _line(sheet, next(lines), Hyperlink(ref="A1", location=f"'{name}'!A1"), name, title)
    next(lines)
    if page.pictures:
        _heading(sheet, next(lines), (labels.say("workbook.file"), labels.say("report.figures")))
    for picture in page.pictures:
        file = f"figures/{picture.id}.png"
        title = f"{labels.say('figure.word', number=picture.number)}. {picture.title}"
        _line(sheet, next(lines), Hyperlink(ref="A1", target=file), file, title)
    set_widths(sheet, (32, 90))
    print_on_one_width(sheet)
    sheet.freeze_panes = f"A{2 + len(page.document.banners)}"


def _heading(sheet: Worksheet, row: int, names: tuple[str, str]) -> None:
    for column, name in enumerate(names, start=1):
        put_text(sheet, row, column, name, font=look.BOLD).border = look.ABOVE_AND_BELOW


def _line(sheet: Worksheet, row: int, link: Hyperlink, name: str, title: str) -> None:
    """Write a name that leads somewhere, and a title beside it."""
    cell = put_text(sheet, row, 1, name)
    link.ref = cell.coordinate
    cell.hyperlink = link
    cell.font = look.LINK
    put_text(sheet, row, 2, title)
