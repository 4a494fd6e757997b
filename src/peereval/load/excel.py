"""Reads a sheet of an .xlsx workbook as cells, with the row numbers that Excel shows."""

import datetime as dt
import io
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import openpyxl
import pandas as pd

from peereval.errors import closest
from peereval.load.problems import refuse
from peereval.load.table import Wanted
from peereval.load.text import TOP
from peereval.results import Finding
from peereval.yaml_file import as_yaml

_ROWS_OF_EXCEL = 1_048_576


@dataclass(frozen=True, slots=True, eq=False)
class SheetTable:
    """A sheet, opened: its header, its rows of cells, where they start, and its first rows."""

    name: str
    sheet: str
    header: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    first_row: int
    top: tuple[tuple[str, ...], ...]
    findings: tuple[Finding, ...] = ()


def open_sheet(raw: bytes, name: str, sheet: str | None, header_row: int) -> SheetTable:
    """Return one sheet of a workbook: the one named, else the first.

    Raises
    ------
    SourceError
        If the workbook is damaged, has no such sheet, several and none is named, or ends before its header.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # remarks on styles and validation lists, which are not read
        try:
            book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        except Exception:  # noqa: BLE001  (any fault of a damaged file; its text is not for users)
            raise refuse("workbook-damaged", name) from None
        title = _sheet_name(book.sheetnames, sheet, name)
        try:
            rows = _rows(book[title])
        except Exception:  # noqa: BLE001  (as above)
            raise refuse("workbook-damaged", name) from None
        finally:
            book.close()
    if len(rows) < header_row or not any(cell is not None for cell in rows[header_row - 1]):
        raise refuse("header-beyond", name, {"header_row": header_row}, fix="header_row: 1")
    body = tuple(rows[header_row:])
    if not any(cell is not None for row in body for cell in row):
        raise refuse("file-empty", name)
    top = tuple(_names(row) for row in rows[:TOP])
    return SheetTable(name, title, _names(rows[header_row - 1]), body, header_row + 1, top)


def parse_sheet(table: SheetTable, wanted: Wanted) -> pd.DataFrame:
    """Return the wanted columns of a sheet; the index is the row that Excel shows.

    Numbers come back as numbers, dates as dates, anything mixed as text.
    """
    index = pd.RangeIndex(table.first_row, table.first_row + len(table.rows))
    columns = {}
    for position, name in sorted(wanted.names.items()):
        cells = [row[position] if position < len(row) else None for row in table.rows]
        columns[name] = _column(cells, wanted.codes[name], as_text=name in wanted.as_text).set_axis(index)
    return pd.DataFrame(columns, index=index).dropna(how="all")


def text_of(cell: object) -> str | None:
    """Return the text that Excel shows for a cell: 7 and not 7.0, 12:30 and not 12:30:00."""
    if cell is None:
        return None
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
    if isinstance(cell, dt.time):
        return cell.isoformat("minutes" if cell.second == 0 else "seconds")
    return str(cell)


def _column(cells: list[Any], codes: list[str], *, as_text: bool) -> "pd.Series[Any]":
    kinds = {type(cell) for cell in cells if cell is not None}
    if not as_text and kinds <= {int, float}:
        return pd.Series(np.array([np.nan if cell is None else cell for cell in cells], dtype=float))
    if not as_text and kinds <= {dt.datetime, dt.date}:
        return pd.Series(np.array(cells, dtype="datetime64[us]"))
    missing = {None, *codes}
    texts = [text_of(cell) for cell in cells]
    return pd.Series([None if text is None or text.strip() in missing else text for text in texts], dtype=object)


def _names(row: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(text_of(cell) or "" for cell in row)


def _sheet_name(titles: list[str], sheet: str | None, name: str) -> str:
    if not titles:
        raise refuse("workbook-damaged", name)
    if sheet is None and len(titles) == 1:
        return titles[0]
    if sheet is None:
        raise refuse("sheet-unnamed", name, {"sheets": len(titles)}, fix=f"sheet: {as_yaml(titles[0])}")
    if sheet in titles:
        return sheet
    nearest = closest(sheet, titles) or titles[0]
    raise refuse("sheet-missing", name, {"sheet": sheet}, fix=f"sheet: {as_yaml(nearest)}")


def _rows(sheet: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401  (a sheet of a library without types)
    if hasattr(sheet, "reset_dimensions"):
        sheet.reset_dimensions()  # some programs write a wrong size, and rows would be lost
    return list(_until_empty(tuple(_shown(cell) for cell in row) for row in sheet.iter_rows()))


def _shown(cell: Any) -> Any:  # noqa: ANN401  (as above)
    """Return the value of a cell; a whole number shown with zeros before it (format 000) as that text."""
    value = cell.value
    if type(value) is int and value >= 0 and (form := cell.number_format).startswith("00") and not form.strip("0"):
        return str(value).zfill(len(form))
    return value


def _until_empty(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Give the rows up to the last one that holds something: formatted empty rows are no data."""
    waiting: list[tuple[Any, ...]] = []
    for number, row in enumerate(rows):
        if number >= _ROWS_OF_EXCEL:
            raise zipfile.BadZipFile
        waiting.append(row)
        if any(cell is not None for cell in row):
            yield from waiting
            waiting = []
