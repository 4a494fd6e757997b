"""A finished table as a data frame, and as text on a terminal."""

from collections.abc import Iterator

import pandas as pd

from peereval.report.numbers import cell_text
from peereval.report.table import Cell, Column, Table
from peereval.terms import Language


def table_frame(table: Table) -> pd.DataFrame:
    """Return a table as a data frame: words as text, every figure unrounded in a column of its own.

    A cell with several figures has a column for each, named after it; what heads several rows
    stands in a first column without name. A hidden figure is missing.
    """
    headed = any(row.role == "section" for row in table.rows)
    names = _names(table)
    rows: list[list[object]] = []
    above = ""
    for row in table.rows:
        if row.role == "section":
            above = row.cells[0].text
            continue
        pairs = zip(row.cells, table.columns, strict=False)
        values = [value for cell, column in pairs for value in _values(cell, column)]
        values += [None] * (len(names) - len(values))
        rows.append([above, *values] if headed else values)
    return pd.DataFrame(rows, columns=["", *names] if headed else names)


def table_text(table: Table, language: Language) -> str:
    """Return a table as lines of text, figures as they are printed in the language."""
    rows = []
    for row in table.rows:
        pairs = zip(row.cells, table.columns, strict=False)
        cells = [cell_text(cell, column.layout, language) for cell, column in pairs]
        cells[0] = f"{'  ' if row.role == 'indent' else ''}{cells[0]}"
        rows.append(cells + [""] * (len(table.columns) - len(cells)))
    heads = [_joined(column.spanner, column.title) for column in table.columns]
    widths = [max(len(line[place]) for line in [heads, *rows]) for place in range(len(heads))]
    left = [column.layout == "text" for column in table.columns]
    lines = ("  ".join(_padded(line, widths, left)).rstrip() for line in [heads, *rows])
    return "\n".join(lines)


def _padded(line: list[str], widths: list[int], left: list[bool]) -> Iterator[str]:
    for place, text in enumerate(line):
        yield text.ljust(widths[place]) if left[place] or place == 0 else text.rjust(widths[place])


def _names(table: Table) -> list[str]:
    """Return the names of the figures of a table under the headings above them, the title only where names repeat."""
    places = [(column, part) for column in table.columns for part in (column.parts if len(column.parts) > 1 else ("",))]
    short = [_joined(column.spanner, part or column.title) for column, part in places]
    if len(set(short)) == len(short):
        return short
    return [_joined(column.spanner, column.title, part) for column, part in places]


def _joined(*texts: str) -> str:
    return ", ".join(filter(None, texts))


def _values(cell: Cell, column: Column) -> list[object]:
    width = max(1, len(column.parts))
    if not cell.numbers:
        return [cell.text or None, *[None] * (width - 1)]
    found: list[object] = [float("nan") if number.hidden else number.value for number in cell.numbers]
    return [*found, *[None] * (width - len(found))][:width]
