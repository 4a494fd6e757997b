"""Opens a file of unknown layout: its sheets with data, the row of its header, its cells as text."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from peereval.load.convert import to_dates
from peereval.load.excel import SheetTable, open_sheet, parse_sheet
from peereval.load.files import is_workbook, read_bytes
from peereval.load.headers import clean_name
from peereval.load.kinds import is_number
from peereval.load.parse import Wanted, parse_text
from peereval.load.problems import SourceError
from peereval.load.text import TOP, TextTable, open_text


@dataclass(frozen=True, slots=True, eq=False)
class RawTable:
    """A table of a file: where it stands, and its cells as the text that a spreadsheet shows.

    `sheet` is "" where the file has one table only. The columns of `cells` are the names of the
    header that are there and come once; `repeated` lists those that come more than once. A cell is
    text or None.
    """

    path: Path
    sheet: str
    header_row: int
    cells: pd.DataFrame
    repeated: tuple[str, ...] = ()


def open_tables(path: Path) -> tuple[RawTable, ...]:
    """Return the tables of a file: one, or one for each sheet of a workbook that holds rows.

    Raises
    ------
    SourceError
        If the file cannot be read as a table.
    """
    raw = read_bytes(path.parent, path.name)
    if not is_workbook(raw, path.name):
        return (_as_raw(_open(raw, path.name, None), path, ""),)
    sheets = _sheets(raw)
    if len(sheets) < 2:
        return (_as_raw(_open(raw, path.name, None), path, ""),)
    tables = [_as_raw(table, path, sheet) for sheet, table in _filled(raw, path.name, sheets)]
    # An empty workbook is refused as its first sheet is.
    return tuple(tables) or (_as_raw(_open(raw, path.name, sheets[0]), path, sheets[0]),)


def _sheets(raw: bytes) -> list[str]:
    from io import BytesIO  # noqa: PLC0415  (with the workbook only)

    import openpyxl  # noqa: PLC0415  (as above)

    try:
        book = openpyxl.load_workbook(BytesIO(raw), read_only=True)
    except Exception:  # noqa: BLE001  (a damaged workbook is refused, with its sentence, when it is opened)
        return []
    return list(book.sheetnames)


def _filled(raw: bytes, name: str, sheets: list[str]) -> Iterator[tuple[str, TextTable | SheetTable]]:
    for sheet in sheets:
        try:
            yield sheet, _open(raw, name, sheet)
        except SourceError as error:
            if any(one.rule not in ("file-empty", "header-beyond") for one in error.findings):
                raise


def _open(raw: bytes, name: str, sheet: str | None) -> TextTable | SheetTable:
    """Open a table with the header row that its first rows show."""
    first = _first_row(raw, name, sheet)
    row = find_header_row(first.top)
    return first if first.first_row == row + 1 else _opened(raw, name, sheet, row)


def _first_row(raw: bytes, name: str, sheet: str | None) -> TextTable | SheetTable:
    """Open at the first row that is not empty: an empty row is no header."""
    for row in range(1, TOP):
        try:
            return _opened(raw, name, sheet, row)
        except SourceError as error:
            if error.findings[0].rule != "header-beyond":
                raise
    return _opened(raw, name, sheet, TOP)


def _opened(raw: bytes, name: str, sheet: str | None, row: int) -> TextTable | SheetTable:
    return open_sheet(raw, name, sheet, row) if is_workbook(raw, name) else open_text(raw, name, row)


def find_header_row(top: tuple[tuple[str, ...], ...]) -> int:
    """Return the row of the column names, from 1: the first that fills the width with different words.

    Examples
    --------
    >>> find_header_row((("Étude", "", ""), ("", "", ""), ("id", "visite", "âge"), ("P1", "M0", "41")))
    3
    """
    rows = [[clean_name(cell) for cell in row if cell.strip()] for row in top]
    widest = max((len(row) for row in rows), default=0)
    for number, row in enumerate(rows, start=1):
        words = [cell for cell in row if not is_number(cell) and not _is_day(cell)]
        if row and len(row) >= 0.6 * widest and len(words) >= 0.8 * len(row) and len(set(row)) >= 0.9 * len(row):
            return number
    return next((number for number, row in enumerate(rows, start=1) if row), 1)


def _is_day(text: str) -> bool:
    done = to_dates(pd.Series([text], dtype=object), [])
    return not done.bad.any()


def _as_raw(table: TextTable | SheetTable, path: Path, sheet: str) -> RawTable:
    names = {position: clean_name(cell) for position, cell in enumerate(table.header) if clean_name(cell)}
    listed = list(names.values())
    once = {position: name for position, name in names.items() if listed.count(name) == 1}
    wanted = Wanted(once, set(once.values()), {name: [""] for name in once.values()})
    if not once:
        cells = pd.DataFrame()
    else:
        cells = parse_sheet(table, wanted) if isinstance(table, SheetTable) else parse_text(table, wanted)
    cells = cells.astype(object).where(cells.notna(), None)
    repeated = tuple(dict.fromkeys(name for name in listed if listed.count(name) > 1))
    return RawTable(path, sheet, table.first_row - 1, cells, repeated)
