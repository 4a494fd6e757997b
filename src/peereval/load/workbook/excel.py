"""Opens a workbook (.xlsx, .xlsm, and .xls and .ods with the extra `files`): one sheet as cells and marks."""

import io
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any

import openpyxl
from openpyxl.cell.read_only import EMPTY_CELL

from peereval.load.files import is_zip
from peereval.load.problems import SourceError, refuse
from peereval.load.workbook.archive import open_archive
from peereval.load.workbook.old_sheets import is_open_document, open_old_sheet
from peereval.load.workbook.sheet import SheetTable, choose_sheet, make_table, parse_sheet, text_of, until_empty
from peereval.load.workbook.sheet_marks import Cell, marks_of_xml

__all__ = ["SheetTable", "open_sheet", "parse_sheet", "text_of"]


def open_sheet(raw: bytes, name: str, sheet: str | None, header_row: int) -> SheetTable:
    """Return one sheet of a workbook: the one named, else the first.

    Formulas are read as the values that were calculated last, hidden rows and columns as
    any other.

    Raises
    ------
    SourceError
        If the workbook is damaged, protected or beyond the limits, has no such sheet, several
        and none is named, or ends before its header; for .xls and .ods also where the extra
        `files` is not installed.
    """
    if not is_zip(raw):
        return open_old_sheet(raw, name, sheet, header_row)
    archive = open_archive(raw, name)
    if is_open_document(archive):
        return open_old_sheet(raw, name, sheet, header_row, archive)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # remarks on styles and validation lists, which are not read
        try:
            return _open(raw, name, sheet, header_row, archive)
        except SourceError:
            raise
        except Exception:  # noqa: BLE001  (any fault of a damaged file; its text is not for users)
            raise refuse("workbook-damaged", name) from None


def _open(raw: bytes, name: str, sheet: str | None, header_row: int, archive: zipfile.ZipFile) -> SheetTable:
    book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
    sheets = {one.title: one for one in book.worksheets}
    shown = [title for title, one in sheets.items() if one.sheet_state == "visible"]
    title = choose_sheet(list(sheets), shown, sheet, name)
    errors: dict[Cell, str] = {}
    rows = list(until_empty(_rows(sheets[title], errors), name))
    book.close()
    # The reader that holds one row at a time knows nothing of merged, hidden and uncalculated cells.
    xml = archive.read(getattr(sheets[title], "_worksheet_path").lstrip("/"))  # noqa: B009  (has no public name)
    marks = marks_of_xml(xml, errors, hidden_sheet=title not in shown)
    return make_table(name, title, rows, header_row, marks)


def _rows(sheet: Any, errors: dict[Cell, str]) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401  (a library without types)
    """Give the rows of values; cells with an error are empty, and their code is put into `errors`."""
    sheet.reset_dimensions()  # some programs write a wrong size, and rows would be lost
    for number, row in enumerate(sheet.iter_rows(), start=1):
        yield tuple(
            [
                None if cell is EMPTY_CELL else _value(cell, (number, position), errors)
                for position, cell in enumerate(row)
            ]
        )


def _value(cell: Any, place: Cell, errors: dict[Cell, str]) -> Any:  # noqa: ANN401  (as above)
    """Return the value of a cell; a whole number shown with zeros before it (format 000) as that text."""
    value = cell.value
    if cell.data_type == "e":
        errors[place] = str(value)
        return None
    if type(value) is int and value >= 0 and (form := cell.number_format).startswith("00") and not form.strip("0"):
        return str(value).zfill(len(form))
    return value
