"""Finds cells of a sheet that hold no value of their own: errors, merged cells, formulas never calculated."""

from collections.abc import Iterator, Mapping

from peereval.load.header.slots import column_letters
from peereval.load.problems import found
from peereval.load.table import Wanted
from peereval.load.workbook.sheet import SheetTable
from peereval.load.workbook.sheet_marks import Cell, Range
from peereval.remarks import Finding
from peereval.yaml_file import as_yaml


def find_empty_values(table: SheetTable, wanted: Wanted) -> list[Finding]:
    """Return findings about the cells of the columns that are read; what is not read is not looked at.

    Parameters
    ----------
    table
        An opened sheet.
    wanted
        The columns that are read. An error code that is missing in one (`#N/A`) is no finding.
    """
    return [
        *_headers_merged(table),
        *_errors(table, wanted),
        *_uncalculated(table, wanted.names),
        *_merged(table, wanted.names),
    ]


def _headers_merged(table: SheetTable) -> Iterator[Finding]:
    """Find one name over several columns of data."""
    for top, left, bottom, right in table.marks.merged:
        others = range(left + 1, right + 1)
        held = any(cell is not None for row in table.rows for cell in row[left + 1 : right + 1])
        if top <= table.first_row - 1 <= bottom and others and held:
            columns = ", ".join(column_letters(position) for position in range(left, right + 1))
            yield found("error", "header-merged", table.name, {"columns": columns})


def _errors(table: SheetTable, wanted: Wanted) -> Iterator[Finding]:
    errors = {cell: code for cell, code in table.marks.errors.items() if _in_body(cell, table, wanted.names)}
    for position, name in wanted.names.items():
        missing = wanted.expected[name].missing if name in wanted.expected else ()
        cells = {row: code for (row, column), code in errors.items() if column == position and code not in missing}
        if cells:
            rows, shown = tuple(sorted(cells)), sorted(set(cells.values()))
            values = {"column": name, "codes": ", ".join(shown)}
            fix = f"missing_codes: [{', '.join(as_yaml(code) for code in shown)}]"
            yield found("error", "cells-with-error", table.name, values, rows=rows, fix=fix)


def _uncalculated(table: SheetTable, names: Mapping[int, str]) -> Iterator[Finding]:
    cells = [cell for cell in table.marks.uncalculated if _in_body(cell, table, names)]
    if cells:
        columns = [name for position, name in names.items() if position in {column for _, column in cells}]
        rows = tuple(sorted({row for row, _ in cells}))
        yield found("error", "formulas-uncalculated", table.name, {"columns": ", ".join(columns)}, rows=rows)


def _merged(table: SheetTable, names: Mapping[int, str]) -> Iterator[Finding]:
    """Find merged cells under the header, of which only the first holds the value."""
    rows: set[int] = set()
    columns: set[int] = set()
    for span in table.marks.merged:
        within = [position for position in names if span[1] <= position <= span[3]]
        last = min(span[2], table.first_row + len(table.rows) - 1)
        if within and last >= table.first_row and _holds(span, table):
            rows.update(range(max(span[0], table.first_row), last + 1))
            columns.update(within)
    if rows:
        named = ", ".join(name for position, name in names.items() if position in columns)
        yield found("error", "cells-merged", table.name, {"columns": named}, rows=tuple(sorted(rows)))


def _holds(span: Range, table: SheetTable) -> bool:
    row = span[0] - table.first_row
    # A cell merged from the header down names its column and says nothing about people.
    return row >= 0 and span[1] < len(table.rows[row]) and table.rows[row][span[1]] is not None


def _in_body(cell: Cell, table: SheetTable, names: Mapping[int, str]) -> bool:
    return cell[0] >= table.first_row and cell[1] in names
