"""The head of a table: one row of titles, and above it one of common headings where columns share them."""

from collections.abc import Iterator
from itertools import groupby

from peereval.report.table import Column, Table
from peereval.report.word.cells import THIN, Line, lay_row, place_cell
from peereval.report.word.elements import Node, bold, element, run, value
from peereval.report.word.widths import Fit


def lay_head(table: Table, fit: Fit, style: str) -> Iterator[Node]:
    """Yield the rows of the head; a column without a common heading has one cell over both."""
    line = Line(style, kept=True)
    columns = list(zip(table.columns, fit.widths, strict=True))
    shared = any(column.spanner for column in table.columns)
    if shared:
        yield lay_row(_common(columns, line), head=True)
    cells = (_title(place, one, line, under=shared) for place, one in enumerate(columns))
    yield lay_row(cells, head=True)


def _common(columns: list[tuple[Column, float]], line: Line) -> Iterator[Node]:
    """Yield the cells of the upper row."""
    first = 0
    for text, group in groupby(columns, key=lambda one: one[0].spanner):
        own = list(group)
        if text:
            # the rule is that of the paragraph: it ends before the cell does, so that two headings stay apart
            marks = element("w:pBdr", None, element("w:bottom", THIN)), value("w:jc", "center")
            content = line.paragraph([run(text, bold())], *marks)
            yield place_cell(sum(width for _, width in own), content, span=len(own), head=True)
        else:
            for place, (column, width) in enumerate(own, start=first):
                content = line.paragraph([run(column.title, bold())], *_side(place, column))
                yield place_cell(width, content, joined="restart", head=True)
        first += len(own)


def _title(place: int, one: tuple[Column, float], line: Line, *, under: bool) -> Node:
    column, width = one
    joined = "continue" if under and not column.spanner else ""
    runs = [] if joined else [run(column.title, bold())]
    return place_cell(width, line.paragraph(runs, *_side(place, column)), below=True, joined=joined, head=True)


def _side(place: int, column: Column) -> list[Node]:
    return [value("w:jc", "right")] if place and column.layout != "text" else []
