"""The first sheet of a workbook: what it is, and a link to every table, figure and sheet."""

from collections.abc import Sequence
from itertools import count

from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from peereval.report import excel_style as look
from peereval.report.document import Document
from peereval.report.excel_sheet import print_on_one_width, put_text, set_widths
from peereval.report.words import Words


def fill_contents(sheet: Worksheet, labels: Words, document: Document, sheets: Sequence[tuple[str, str]]) -> None:
    """Write the contents to an empty sheet.

    Parameters
    ----------
    sheet
        An empty sheet.
    labels
        The words of the document.
    document
        The content.
    sheets
        The names of the sheets, each with what it holds.
    """
    sheet.sheet_view.showGridLines = False
    put_text(sheet, 1, 1, document.title, font=look.TITLE)
    for row, banner in enumerate(document.banners, start=2):
        put_text(sheet, row, 1, f"{banner.strong}. {banner.text}", font=look.WARNING)
    lines = count(3 + len(document.banners))
    _heading(sheet, next(lines), (labels.say("column.sheet"), labels.say("column.title")))
    for name, title in sheets:
        _line(sheet, next(lines), Hyperlink(ref="A1", location=f"'{name}'!A1"), name, title)
    next(lines)
    pictures = sorted(document.pictures, key=lambda picture: picture.number)
    if pictures:
        _heading(sheet, next(lines), (labels.say("workbook.file"), labels.say("report.figures")))
    for picture in pictures:
        file = f"figures/{picture.id}.png"
        title = f"{labels.say('figure.word', number=picture.number)}. {picture.title}"
        _line(sheet, next(lines), Hyperlink(ref="A1", target=file), file, title)
    set_widths(sheet, (32, 90))
    print_on_one_width(sheet)
    sheet.freeze_panes = f"A{2 + len(document.banners)}"


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
