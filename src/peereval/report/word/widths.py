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
_NARROW, _AIRY = 0.62, 1.25  # share of the page of a table that needs no more, even with some air between its columns
_COMFORT = 12.0  # words up to this many times the size stay on one line
_WIDEST = 24.0  # longer text takes more lines
_LONGEST_WORD = 16.0  # a longer one, such as a path, is broken


@dataclass(frozen=True, slots=True)
class Need:
    """The width a column needs at a size of one point.

    `least` is what is readable, `natural` leaves every line of the body whole, `ample` gives a head two lines.
    """

    least: float
    natural: float
    ample: float


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
    least, natural = sum(need.least for need in needs), sum(need.natural for need in needs)
    padding = 2 * PADDING * len(needs)
    ways = (
        *((PORTRAIT, size, natural) for size in TABLE_SIZES[:-1]),
        *((PORTRAIT, size, least) for size in TABLE_SIZES[:-1]),
        *((LANDSCAPE, size, least) for size in TABLE_SIZES),
    )
    for page, size, needed in ways:
        if needed * size + padding <= page.width:
            narrow = _NARROW * page.width
            room = narrow if _AIRY * natural * size + padding <= narrow else page.width
            return Fit(size, _spread(needs, size, room - padding), page.landscape)
    room = LANDSCAPE.width - padding
    return Fit(TABLE_SIZES[-1], tuple(room * need.least / least + 2 * PADDING for need in needs), landscape=True)


def _spread(needs: Sequence[Need], size: float, room: float) -> tuple[float, ...]:
    """Return the widths that fill the room: what is readable, then whole lines, then heads of two, then air."""
    widths = [need.least * size for need in needs]
    for wished in ([need.natural for need in needs], [need.ample for need in needs]):
        short = [max(0.0, wish * size - width) for wish, width in zip(wished, widths, strict=True)]
        given = min(1.0, max(0.0, room - sum(widths)) / sum(short)) if sum(short) else 0.0
        widths = [width + given * more for width, more in zip(widths, short, strict=True)]
    air = (room - sum(widths)) / len(widths)
    return tuple(width + air + 2 * PADDING for width in widths)


def _need(table: Table, place: int, language: Language) -> Need:
    column = table.columns[place]
    cells = [_cell_need(row, place, column, language) for row in table.rows if row.role != "section"]
    indent = INDENT / TABLE_SIZES[-1] * (2 if place == 0 and any(row.role != "body" for row in table.rows) else 0)
    head = _words_need(column.title, lines=_HEAD_LINES, bold=True)
    least = max([head.least, *(cell.least + indent for cell in cells)])
    natural = max([least, *(cell.natural + indent for cell in cells)])
    return Need(least, natural, max(natural, head.natural / 2))


def _cell_need(row: Row, place: int, column: Column, language: Language) -> Need:
    cell = row.cells[place] if place < len(row.cells) else Cell()
    if cell.numbers and column.layout == "needed":
        return _words_need(cell_text(cell, column.layout, language), lines=_TEXT_LINES)
    if cell.numbers:
        width = _SLACK * text_width(cell_text(cell, column.layout, language), 1.0)
        return Need(width, width, width)
    return _words_need(cell.text, lines=_TEXT_LINES, mono=cell.code)


def _words_need(text: str, *, lines: int, bold: bool = False, mono: bool = False) -> Need:
    """Return what words need: on one line when short, else no more than a few lines and no broken word."""
    whole = _SLACK * text_width(text, 1.0, bold=bold, mono=mono)
    word = max((_SLACK * text_width(word, 1.0, bold=bold, mono=mono) for word in text.split(" ")), default=0.0)
    if whole <= _COMFORT and not bold:
        return Need(whole, whole, whole)
    wrapped = max(0.0 if bold else _COMFORT, min(whole / lines, _WIDEST))
    return Need(max(wrapped, min(word, _LONGEST_WORD)), whole, whole)


def _share_spanners(table: Table, needs: Sequence[Need]) -> list[Need]:
    """Return the needs widened where a common heading is wider than the columns under it."""
    widened: list[Need] = []
    for text, run in groupby(zip(table.columns, needs, strict=True), key=lambda pair: pair[0].spanner):
        own = [need for _, need in run]
        head = _words_need(text, lines=2, bold=True)
        short = max(0.0, head.least - sum(need.least for need in own)) / len(own)
        ample = max(0.0, head.natural - sum(need.ample for need in own)) / len(own)
        widened += [
            Need(need.least + short, max(need.natural, need.least + short), max(need.ample + ample, need.least + short))
            for need in own
        ]
    return widened
