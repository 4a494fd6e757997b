"""One table on one sheet; where every figure was put is remembered for the sheet `keys`."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, isfinite, isinf

from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from peereval.report import excel_style as look
from peereval.report.excel_heading import FIRST, Place, place_columns, write_heading
from peereval.report.numbers import format_number
from peereval.report.safe_text import neutral_text
from peereval.report.table import Cell, Number, Row, Table
from peereval.report.words import Words
from peereval.terms import Language

_WIDEST = 60
_SMALL = 1.05  # letters of a note for one of the width of a column


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A figure and the place of a workbook where it stands."""

    sheet: str
    row: int
    column: int
    number: Number


def put_text(
    sheet: Worksheet, row: int, column: int, text: str, *, font: Font = look.PLAIN, align: Alignment | None = None
) -> SheetCell:
    """Write words, never as a formula, and return the cell."""
    cell = sheet.cell(row, column)
    if not isinstance(cell, SheetCell):  # a merged cell keeps what its first cell holds
        return sheet.cell(row, 1)  # type: ignore[return-value]
    cell.value = neutral_text(text) or None
    cell.font = font
    if align is not None:
        cell.alignment = align
    return cell


def put_exactly(cell: SheetCell | MergedCell, value: float) -> None:
    """Write a finite number with every digit it has: the library would keep 16 of 17, another number."""
    cell.value = repr(value)
    cell.data_type = "n"


def set_widths(sheet: Worksheet, widths: Iterable[float]) -> None:
    """Set the widths of the first columns, in characters."""
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width


def fill_sheet(sheet: Worksheet, table: Table, words: Words) -> list[Placed]:
    """Write a table to an empty sheet and return where each figure was put.

    A cell with several figures (an estimate and its bounds) takes one sheet column for each.
    """
    sheet.sheet_view.showGridLines = False
    title = f"{words.say('table.word', number=table.number)}. {table.title}"
    put_text(sheet, 1, 1, title, font=look.TITLE)
    places = place_columns(table)
    last = places[-1].first + places[-1].width - 1
    body = row = write_heading(sheet, places)
    placed: list[Placed] = []
    for row, line in enumerate(table.rows, start=body):
        placed += _line(sheet, row, line, places, words.language)
    for column in range(1, last + 1):
        sheet.cell(row + 1, column).border = look.END
    sheet.freeze_panes = f"B{body}"
    _widths(sheet, table, places)
    sheet.row_dimensions[row + 1].height = 5.0  # air between the last rule and the notes
    for line_number, note in enumerate(table.notes, start=row + 2):
        _put_note(sheet, line_number, note, last)
    _heights(sheet, table, places, body)
    print_on_one_width(sheet)
    sheet.print_title_rows = f"{FIRST}:{body - 1}"
    return placed


def _put_note(sheet: Worksheet, row: int, note: str, last: int) -> None:
    """Write a note below a table, over all its columns and as high as it needs."""
    put_text(sheet, row, 1, note, font=look.NOTE, align=look.NOTE_ALIGN)
    if last > 1:
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=last)
    width = sum(sheet.column_dimensions[get_column_letter(place)].width for place in range(1, last + 1))
    sheet.row_dimensions[row].height = 13.0 * ceil(len(note) / (_SMALL * width))


def _line(sheet: Worksheet, row: int, line: Row, places: Sequence[Place], language: Language) -> list[Placed]:
    if line.role == "section":
        put_text(sheet, row, 1, line.cells[0].text, font=look.BOLD)
        return []
    placed: list[Placed] = []
    for cell, place in zip(line.cells, places, strict=True):
        if cell.numbers:
            placed += _numbers(sheet, row, cell, place, language)
        else:
            font = look.CODE if cell.code else look.PLAIN
            align = look.INDENT if line.role == "indent" else look.LEFT
            align = align if place.first == 1 else look.BESIDE
            align = look.RIGHT if place.column.layout != "text" else align
            put_text(sheet, row, place.first, cell.text, font=font, align=align)
    return placed


def _numbers(sheet: Worksheet, row: int, cell: Cell, place: Place, language: Language) -> Iterator[Placed]:
    for column, number in enumerate(cell.numbers, start=place.first):
        yield from put_number(sheet, row, column, number, language)


def put_number(sheet: Worksheet, row: int, column: int, number: Number, language: Language) -> Iterator[Placed]:
    """Write a figure unrounded, with the format that shows it as printed, and yield where; a sign where it is none."""
    cell = sheet.cell(row, column)
    cell.font, cell.alignment = look.PLAIN, look.RIGHT
    if isfinite(number.value):
        put_exactly(cell, number.value)
        cell.number_format = _format(number)
        yield Placed(sheet.title, row, column, number)
    elif number.hidden or isinf(number.value):
        cell.value = format_number(number, language)


def _format(number: Number) -> str:
    if number.style == "count":
        return "#,##0"
    if number.style == "p":
        return "0.000" if number.value >= 0.001 else "0.0E+00"
    if number.style == "needed":
        return '"NNTB" #,##0;"NNTH" #,##0'
    if number.decimals == 0:
        return "#,##0"
    return "#,##0." + "0" * number.decimals


def _widths(sheet: Worksheet, table: Table, places: Sequence[Place]) -> None:
    longest = max((len(row.cells[0].text) for row in table.rows), default=10)
    widths: list[float] = [min(_WIDEST, max(18.0, longest * 0.95))]
    for index, place in enumerate(places[1:], start=1):
        texts = [row.cells[index].text for row in table.rows if len(row.cells) > index]
        text = max((len(text) for text in texts), default=0)
        width = min(_WIDEST, max(12.0, text * 0.95)) if place.column.layout == "text" else 13.0
        widths += [width] * place.width
    set_widths(sheet, widths)


def _heights(sheet: Worksheet, table: Table, places: Sequence[Place], body: int) -> None:
    """Make rows high enough for words that wrap: not every program does it by itself."""
    widths = [sheet.column_dimensions[get_column_letter(place.first)].width for place in places]
    for row, line in enumerate(table.rows, start=body):
        pairs = zip(line.cells, widths, strict=False)
        lines = 1 if line.role == "section" else max(ceil(len(cell.text) * 0.92 / width) for cell, width in pairs)
        if lines > 1:
            sheet.row_dimensions[row].height = 13.5 * lines


def print_on_one_width(sheet: Worksheet) -> None:
    """Print a sheet on A4 pages across, as many pages as it takes down."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    if sheet.sheet_properties.pageSetUpPr is not None:
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
