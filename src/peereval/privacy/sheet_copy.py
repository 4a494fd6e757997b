"""A data file as a grid of cells, and its copy: new text or a new workbook, nothing else of the old one."""

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from peereval.errors import DataError
from peereval.load.files import is_workbook
from peereval.load.header.headers import clean_name
from peereval.load.text.text import TOP, open_text
from peereval.load.workbook.excel import SheetTable, open_sheet
from peereval.paths import read_file

_TEXT = (".csv", ".txt", ".tsv", ".tab", "")
_WORKBOOK = (".xlsx", ".xlsm")
# Text that a spreadsheet would run: numbers such as -1,5 and marks such as - are none.
_FORMULA = re.compile(r"\s*(?:[=@]|[+-].*[(|!])", re.DOTALL)


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """The cells of one table: the rows above its header, the header, the rows; `separator` is "" in a workbook."""

    name: str
    above: tuple[tuple[Any, ...], ...]
    header: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    separator: str
    sheet: str

    @property
    def first_row(self) -> int:
        """The number that Excel shows for the first row of cells."""
        return len(self.above) + 2

    def position(self, column: str) -> int:
        """Return where a column stands.

        Raises
        ------
        DataError
            If it is not there, or there twice; no cell of the row is repeated, since it may be no header.
        """
        places = [place for place, cell in enumerate(self.header) if clean_name(cell) == clean_name(column)]
        if len(places) != 1:
            found = f"{len(places)} columns" if places else "no column"
            raise DataError(
                f"{self.name}: {found} '{column}' in row {len(self.above) + 1}. "
                "Give --header-row if the column names stand in another row."
            )
        return places[0]

    def cells(self, column: str) -> "pd.Series[Any]":
        """Return the cells of a column; the index is the row that Excel shows."""
        place = self.position(column)
        cells = [row[place] if place < len(row) else None for row in self.rows]
        return pd.Series(cells, index=range(self.first_row, self.first_row + len(cells)), dtype=object)


def read_grid(path: Path, *, header_row: int = 1, sheet: str | None = None) -> Grid:
    """Return the cells of a text file or of a sheet of a workbook, as they are.

    Raises
    ------
    DataError
        If the file is of another kind, or cannot be read as a table.
    """
    if path.suffix.lower() not in (*_TEXT, *_WORKBOOK):
        raise DataError(f"'{path.name}' is neither text nor .xlsx. Export it as one of them first.")
    if not 1 <= header_row <= TOP:
        raise DataError(f"--header-row is {header_row}; allowed are 1 to {TOP}.")
    try:
        raw = read_file(path)
    except OSError as error:
        raise DataError(f"'{path.name}' cannot be read: {error.strerror or 'the system refused'}.") from None
    if is_workbook(raw, path.name):
        page: SheetTable = open_sheet(raw, path.name, sheet, header_row)
        return Grid(path.name, page.top[: header_row - 1], page.header, page.rows, "", page.sheet)
    text = open_text(raw, path.name, header_row)
    try:
        rows = tuple(tuple(row) for row in csv.reader(io.StringIO(text.body, newline=""), delimiter=text.separator))
    except csv.Error:
        raise DataError(
            f"'{path.name}' has a quotation mark that is never closed, or a cell that is too long."
        ) from None
    _refuse_shifted(path.name, rows, len(text.header), header_row + 1)
    return Grid(path.name, text.top[: header_row - 1], text.header, rows, text.separator, "")


def _refuse_shifted(name: str, rows: tuple[tuple[str, ...], ...], width: int, first_row: int) -> None:
    """Refuse rows longer than the header: what is to be replaced may stand under another header there."""
    shifted = [first_row + number for number, row in enumerate(rows) if any(cell.strip() for cell in row[width:])]
    if shifted:
        raise DataError(
            f"'{name}' has rows with more cells than the header ({len(shifted)}, the first in row {shifted[0]}). "
            "Put quotes round a cell that holds the separator."
        )


def written_name(path: Path) -> str:
    """Return the name of the copy of a file: that of the file, without macros."""
    return path.with_suffix(".xlsx").name if path.suffix.lower() == ".xlsm" else path.name


def grid_bytes(grid: Grid) -> bytes:
    """Return the file of a grid: text in UTF-8 with its mark and its separator, or a workbook of one sheet.

    Cells that are text and that a spreadsheet would run get an apostrophe in text, and stay
    text in a workbook; numbers are never touched.
    """
    lines = [*grid.above, grid.header, *grid.rows]
    if not grid.separator:
        return _workbook(grid.sheet, lines)
    text = io.StringIO(newline="")
    safe = [[f"'{cell}" if _FORMULA.match(cell) else cell for cell in line] for line in lines]
    csv.writer(text, delimiter=grid.separator, lineterminator="\r\n").writerows(safe)
    return text.getvalue().encode("utf-8-sig")


def _workbook(sheet: str, lines: list[tuple[Any, ...]]) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415  (text files do not need it)

    book = Workbook()
    page = book.worksheets[0]
    page.title = sheet
    for number, line in enumerate(lines, start=1):
        for place, value in enumerate(line, start=1):
            if value is not None:
                cell = page.cell(row=number, column=place, value=value)
                if isinstance(value, str):
                    cell.data_type = "s"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
