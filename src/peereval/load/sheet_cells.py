"""Finds cells of a sheet that hold no value of their own: errors, merged cells, formulas never calculated."""

from collections.abc import Iterable, Iterator

from peereval.load.headers import Slot, column_letters
from peereval.load.kinds import codes_of
from peereval.load.problems import found
from peereval.load.sheet import SheetTable
from peereval.load.sheet_marks import Cell, Range
from peereval.results import Finding
from peereval.study import Study
from peereval.yaml_file import as_yaml


def find_empty_values(table: SheetTable, slots: Iterable[Slot], study: Study) -> list[Finding]:
    """Return findings about the cells of the columns that are read; what is not read is not looked at.

    Parameters
    ----------
    table
        An opened sheet.
    slots
        The columns that are read.
    study
        An error code that it lists as missing (`#N/A`) is no finding.
    """
    by_position = {slot.position: slot for slot in slots}
    return [
        *_headers_merged(table),
        *_errors(table, by_position, study),
        *_uncalculated(table, by_position),
        *_merged(table, by_position),
    ]


def _headers_merged(table: SheetTable) -> Iterator[Finding]:
    """Find one name over several columns of data."""
    for top, left, bottom, right in table.marks.merged:
        others = range(left + 1, right + 1)
        held = any(cell is not None for row in table.rows for cell in row[left + 1 : right + 1])
        if top <= table.first_row - 1 <= bottom and others and held:
            columns = ", ".join(column_letters(position) for position in range(left, right + 1))
            yield found("error", "header-merged", table.name, {"columns": columns})


def _errors(table: SheetTable, slots: dict[int, Slot], study: Study) -> Iterator[Finding]:
    errors = {cell: code for cell, code in table.marks.errors.items() if _in_body(cell, table, slots)}
    for position, slot in slots.items():
        codes = codes_of(slot.column, study)
        cells = {row: code for (row, column), code in errors.items() if column == position and code not in codes}
        if cells:
            rows, shown = tuple(sorted(cells)), sorted(set(cells.values()))
            values = {"column": slot.header, "codes": ", ".join(shown)}
            fix = f"missing_codes: [{', '.join(as_yaml(code) for code in shown)}]"
            yield found("error", "cells-with-error", table.name, values, rows=rows, fix=fix)


def _uncalculated(table: SheetTable, slots: dict[int, Slot]) -> Iterator[Finding]:
    cells = [cell for cell in table.marks.uncalculated if _in_body(cell, table, slots)]
    if cells:
        names = [slot.header for position, slot in slots.items() if position in {column for _, column in cells}]
        rows = tuple(sorted({row for row, _ in cells}))
        yield found("error", "formulas-uncalculated", table.name, {"columns": ", ".join(names)}, rows=rows)


def _merged(table: SheetTable, slots: dict[int, Slot]) -> Iterator[Finding]:
    """Find merged cells under the header, of which only the first holds the value."""
    rows: set[int] = set()
    columns: set[int] = set()
    for span in table.marks.merged:
        within = [position for position in slots if span[1] <= position <= span[3]]
        last = min(span[2], table.first_row + len(table.rows) - 1)
        if within and last >= table.first_row and _holds(span, table):
            rows.update(range(max(span[0], table.first_row), last + 1))
            columns.update(within)
    if rows:
        names = ", ".join(slot.header for position, slot in slots.items() if position in columns)
        yield found("error", "cells-merged", table.name, {"columns": names}, rows=tuple(sorted(rows)))


def _holds(span: Range, table: SheetTable) -> bool:
    row = span[0] - table.first_row
    # A cell merged from the header down names its column and says nothing about people.
    return row >= 0 and span[1] < len(table.rows[row]) and table.rows[row][span[1]] is not None


def _in_body(cell: Cell, table: SheetTable, slots: dict[int, Slot]) -> bool:
    return cell[0] >= table.first_row and cell[1] in slots
