"""The widths of the columns of a table, from the measured width of its words; narrow tables stand upright.

A column needs the width of its longest figure or word; words may wrap, figures may not. The largest
size that fits an upright page is taken, else the largest that fits a page on its side.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from peereval.report.numbers import cell_text
from peereval.report.table import Cell, Column, Row, Table
from peereval.report.word.font_widths import text_width
from peereval.report.word.pages import LANDSCAPE, PORTRAIT
from peereval.report.word.styles import TABLE_SIZES
from peereval.terms import Language

PADDING = 3.5
"""Points left free on each side of a cell."""
INDENT = 9.0
"""Points by which rows below a section row stand in."""
_HEAD_LINES, _TEXT_LINES = 3, 4  # lines that a heading, and words in a cell, may take before the table is turned
_SLACK = 1.04  # programs round the widths of letters, and a figure must not wrap for that
_COMFORT = 12.0  # words up to this many times the size stay on one line
_LONGEST_WORD = 16.0  # a longer one, such as a path, is broken


@dataclass(frozen=True, slots=True)
class Need:
    """The width a column needs at a size of one point: the least that is readable, and that of its longest line."""

    least: float
    natural: float


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """How a table is set: size of the words in points, widths of the columns in points, on its side or not."""

    size: float
    widths: tuple[float, ...]
    landscape: bool


def fit_table(table: Table, language: Language) -> Fit:
    """Return size, widths and orientation of a table.

    Parameters
    ----------
    table
        The table.
    language
        The language its figures are printed in.
    """
    needs = _share_spanners(table, [_need(table, place, language) for place in range(len(table.columns))])
    least, longest = sum(need.least for need in needs), sum(need.natural for need in needs)
    padding = 2 * PADDING * len(needs)
    for page in (PORTRAIT, LANDSCAPE):
        for size in TABLE_SIZES:
            if least * size + padding <= page.width:
                room = min(page.width, max(longest * size * 1.5 + padding, page.width * 0.6)) - padding
                return Fit(size, _spread(needs, size, room), page.landscape)
    room = LANDSCAPE.width - padding
    return Fit(TABLE_SIZES[-1], tuple(room * need.least / least + 2 * PADDING for need in needs), landscape=True)


def _spread(needs: Sequence[Need], size: float, room: float) -> tuple[float, ...]:
    """Return the widths that fill the room: first up to the longest lines, then in proportion to them."""
    least = [need.least * size for need in needs]
    wanted = [max(0.0, need.natural * size - own) for need, own in zip(needs, least, strict=True)]
    free = room - sum(least)
    given = min(1.0, free / sum(wanted)) if sum(wanted) else 0.0
    widths = [own + given * want for own, want in zip(least, wanted, strict=True)]
    stretch = room / sum(widths)
    return tuple(width * stretch + 2 * PADDING for width in widths)


def _need(table: Table, place: int, language: Language) -> Need:
    column = table.columns[place]
    cells = [_cell_need(row, place, column, language) for row in table.rows if row.role != "section"]
    indent = INDENT / TABLE_SIZES[0] * (2 if place == 0 and any(row.role != "body" for row in table.rows) else 0)
    head = _words_need(column.title, lines=_HEAD_LINES, bold=True)
    least = max([head.least, *(cell.least + indent for cell in cells)])
    return Need(least, max([least, *(cell.natural + indent for cell in cells)]))


def _cell_need(row: Row, place: int, column: Column, language: Language) -> Need:
    cell = row.cells[place] if place < len(row.cells) else Cell()
    if cell.numbers:
        width = _SLACK * text_width(cell_text(cell, column.layout, language), 1.0)
        return Need(width, width)
    return _words_need(cell.text, lines=_TEXT_LINES, mono=cell.code)


def _words_need(text: str, *, lines: int, bold: bool = False, mono: bool = False) -> Need:
    """Return what words need: on one line when short, else no more than a few lines and no broken word."""
    whole = _SLACK * text_width(text, 1.0, bold=bold, mono=mono)
    word = max((_SLACK * text_width(word, 1.0, bold=bold, mono=mono) for word in text.split(" ")), default=0.0)
    comfortable = whole if whole <= _COMFORT and not bold else max(_COMFORT if not bold else 0.0, whole / lines)
    return Need(min(max(comfortable, word), max(_LONGEST_WORD, comfortable)), whole)


def _share_spanners(table: Table, needs: Sequence[Need]) -> list[Need]:
    """Return the needs widened where a common heading is wider than the columns under it."""
    widened: list[Need] = []
    for text, run in groupby(zip(table.columns, needs, strict=True), key=lambda pair: pair[0].spanner):
        own = [need for _, need in run]
        head = _words_need(text, lines=2, bold=True)
        short = max(0.0, head.least - sum(need.least for need in own)) / len(own)
        widened += [Need(need.least + short, max(need.natural, need.least + short)) for need in own]
    return widened
