"""The heading of a sheet: up to three rows, common headings over columns over figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil

from openpyxl.worksheet.worksheet import Worksheet

from peereval.report import excel_style as look
from peereval.report.safe_text import neutral_text
from peereval.report.table import Column, Table

FIRST = 3
_LINE, _LETTERS = 14.0, 12


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """The sheet columns of one table column: the first one, and how many."""

    column: Column
    first: int
    width: int


def place_columns(table: Table) -> list[Place]:
    """Return where each column of a table stands: one sheet column for each figure of its cells."""
    places, first = [], 1
    for column in table.columns:
        width = max(1, len(column.parts))
        places.append(Place(column, first, width))
        first += width
    return places


def write_heading(sheet: Worksheet, places: Sequence[Place]) -> int:
    """Write the heading rows from row 3 on, and return the first row below them."""
    lines: list[list[tuple[str, int, int]]] = []
    if any(place.column.spanner for place in places):
        lines.append(_spanners(places))
    if any(place.width > 1 for place in places):
        lines.append([(p.column.title if p.width > 1 else "", p.first, p.width) for p in places])
    names = [p.column.parts if p.width > 1 else (p.column.title,) for p in places]
    lines.append([(n, p.first + i, 1) for p, parts in zip(places, names, strict=True) for i, n in enumerate(parts)])
    words = {place.first for place in places if place.column.layout == "text"}
    for row, line in enumerate(lines, start=FIRST):
        _write_line(sheet, row, line, words, last=row == FIRST + len(lines) - 1)
    width = places[-1].first + places[-1].width
    for column in range(1, width):
        sheet.cell(FIRST, column).border = look.ABOVE if len(lines) > 1 else look.ABOVE_AND_BELOW
        if len(lines) > 1:
            sheet.cell(FIRST + len(lines) - 1, column).border = look.BELOW_HEAD
    return FIRST + len(lines)


def _spanners(places: Sequence[Place]) -> list[tuple[str, int, int]]:
    made = []
    for text, run in groupby(places, key=lambda place: place.column.spanner):
        run_places = list(run)
        made.append((text, run_places[0].first, sum(place.width for place in run_places)))
    return made


def _write_line(
    sheet: Worksheet, row: int, line: Sequence[tuple[str, int, int]], words: set[int], *, last: bool
) -> None:
    height = 1
    for text, first, width in line:
        if not text:
            continue
        cell = sheet.cell(row, first)
        cell.value = neutral_text(text)
        cell.font = look.BOLD
        cell.alignment = look.HEAD_LEFT if first in words else look.HEAD_RIGHT if last else look.CENTRE
        if width > 1:
            sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=first + width - 1)
        if first > 1:
            height = max(height, ceil(len(text) / (_LETTERS * width)), min(4, len(text.split())) if width == 1 else 1)
    sheet.row_dimensions[row].height = _LINE * height
