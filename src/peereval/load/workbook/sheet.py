"""A sheet of a workbook of any kind as a table: its header, its rows, and its columns as pandas holds them."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from peereval.errors import closest
from peereval.load.problems import found, refuse
from peereval.load.table import Wanted
from peereval.load.text.parse import drop_empty_rows
from peereval.load.text.text import MOST_COLUMNS, TOP
from peereval.load.workbook.sheet_marks import SheetMarks
from peereval.remarks import Finding
from peereval.yaml_file import as_yaml

MOST_ROWS = 1_048_576
"""Rows that a sheet may have: those of Excel."""
MOST_CELLS = 20_000_000
"""Cells that a sheet may have, empty ones between others included."""


@dataclass(frozen=True, slots=True, eq=False)
class SheetTable:
    """A sheet, opened: its header, its rows of cells, where they start, its first rows and its marks."""

    name: str
    sheet: str
    header: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    first_row: int
    top: tuple[tuple[str, ...], ...]
    findings: tuple[Finding, ...] = ()
    marks: SheetMarks = field(default_factory=SheetMarks)


def make_table(
    name: str,
    sheet: str,
    rows: Sequence[tuple[Any, ...]],
    header_row: int,
    marks: SheetMarks,
    findings: tuple[Finding, ...] = (),
) -> SheetTable:
    """Return the rows of a sheet as a table whose header stands in `header_row`.

    Raises
    ------
    SourceError
        If the sheet ends before its header, has no data under it, or too many columns.
    """
    header = list(rows[header_row - 1]) if len(rows) >= header_row else []
    for top, left, bottom, right in marks.merged:
        # A name over several rows stands in the first of them; a title over other columns is none of theirs.
        if top < header_row <= bottom and left == right < len(header) and header[left] is None:
            header[left] = rows[top - 1][left] if left < len(rows[top - 1]) else None
    if not any(cell is not None for cell in header):
        raise refuse("header-beyond", name, {"header_row": header_row}, fix="header_row: 1")
    if len(header) > MOST_COLUMNS:
        raise refuse("columns-many", name, {"columns": len(header), "most": MOST_COLUMNS})
    body = tuple(rows[header_row:])
    if not any(cell is not None for row in body for cell in row):
        raise refuse("file-empty", name)
    first_rows = tuple(names_of(row) for row in rows[:TOP])
    notes = (*_notes(name, header_row, marks), *findings)
    return SheetTable(name, sheet, names_of(header), body, header_row + 1, first_rows, notes, marks)


def _notes(name: str, header_row: int, marks: SheetMarks) -> Iterator[Finding]:
    rows = sum(row > header_row for row in marks.hidden_rows)
    if rows or marks.hidden_columns:
        rule = "rows-filtered" if marks.filtered and rows else "sheet-part-hidden"
        yield found("note", rule, name, {"rows": rows, "columns": len(marks.hidden_columns)})
    if marks.hidden_sheet:
        yield found("note", "sheet-hidden", name)


def parse_sheet(table: SheetTable, wanted: Wanted) -> pd.DataFrame:
    """Return the wanted columns of a sheet; the index is the row that Excel shows.

    Numbers come back as numbers, dates as dates, anything mixed as text.
    """
    index = pd.RangeIndex(table.first_row, table.first_row + len(table.rows))
    columns = {}
    for position, name in sorted(wanted.names.items()):
        cells = [row[position] if position < len(row) else None for row in table.rows]
        columns[name] = _column(cells, wanted.codes[name], as_text=name in wanted.as_text).set_axis(index)
    return drop_empty_rows(pd.DataFrame(columns, index=index))


def text_of(cell: object) -> str | None:
    """Return the text that Excel shows for a cell: 7 and not 7.0, 12:30 and not 12:30:00."""
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
    if isinstance(cell, dt.time):
        return cell.isoformat("minutes" if cell.second == 0 else "seconds")
    return str(cell)


def names_of(row: Iterable[Any]) -> tuple[str, ...]:
    """Return the texts of a row of cells, "" for an empty cell."""
    return tuple(text_of(cell) or "" for cell in row)


def choose_sheet(titles: Sequence[str], shown: Sequence[str], sheet: str | None, name: str) -> str:
    """Return the sheet that the study names, or the only one.

    Raises
    ------
    SourceError
        If there is no such sheet, or several and none is named; the fix names a visible one.
    """
    if not titles:
        raise refuse("workbook-damaged", name)
    if sheet is None and len(titles) == 1:
        return titles[0]
    if sheet is None:
        first = shown[0] if shown else titles[0]
        raise refuse("sheet-unnamed", name, {"sheets": len(titles)}, fix=f"sheet: {as_yaml(first)}")
    if sheet in titles:
        return sheet
    nearest = closest(sheet, titles) or titles[0]
    raise refuse("sheet-missing", name, {"sheet": sheet}, fix=f"sheet: {as_yaml(nearest)}")


def until_empty(rows: Iterable[tuple[Any, ...]], name: str) -> Iterator[tuple[Any, ...]]:
    """Give the rows up to the last one that holds something: formatted empty rows are no data.

    Raises
    ------
    SourceError
        If the sheet has more rows or cells than are read.
    """
    waiting: list[tuple[Any, ...]] = []
    cells = 0
    for number, row in enumerate(rows):
        cells += len(row)
        if number >= MOST_ROWS or cells > MOST_CELLS:
            raise refuse("sheet-large", name, {"rows": MOST_ROWS, "cells": MOST_CELLS})
        waiting.append(row)
        if any(cell is not None for cell in row):
            yield from waiting
            waiting = []


def _column(cells: list[Any], codes: list[str], *, as_text: bool) -> "pd.Series[Any]":
    kinds = {type(cell) for cell in cells if cell is not None}
    if not as_text and kinds <= {int, float}:
        return pd.Series(np.array([np.nan if cell is None else cell for cell in cells], dtype=float))
    if not as_text and kinds <= {dt.datetime, dt.date}:
        return pd.Series(np.array(cells, dtype="datetime64[us]"))
    missing = {None, *codes}
    texts = [text_of(cell) for cell in cells]
    return pd.Series([None if text is None or text.strip() in missing else text for text in texts], dtype=object)
