"""Opens .xls and .ods workbooks with python-calamine, which is imported only when such a file is met."""

import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from peereval.load.problems import SourceError, found, refuse
from peereval.load.workbook.open_document import cells_declared, marks_of_document
from peereval.load.workbook.sheet import MOST_CELLS, MOST_ROWS, SheetTable, choose_sheet, make_table, until_empty
from peereval.load.workbook.sheet_marks import SheetMarks

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
# Names of streams in the container of old Office files, which are written in UTF-16.
_PROTECTED = "EncryptedPackage".encode("utf-16-le")
_OLD_STREAMS = tuple(stream.encode("utf-16-le") for stream in ("Workbook", "Book"))


def is_open_document(archive: zipfile.ZipFile) -> bool:
    """Say whether an archive is an .ods workbook, whatever the file is called."""
    names = archive.namelist()
    return "mimetype" in names and archive.read("mimetype").strip().startswith(_SPREADSHEET)


def open_old_sheet(
    raw: bytes, name: str, sheet: str | None, header_row: int, archive: zipfile.ZipFile | None = None
) -> SheetTable:
    """Return one sheet of an .xls workbook, or of an .ods one whose `archive` is given.

    Raises
    ------
    SourceError
        As `open_sheet`; also where python-calamine is not installed.
    """
    if archive is None and (_PROTECTED in raw or not any(stream in raw for stream in _OLD_STREAMS)):
        raise refuse("file-protected", name)
    content = _content(archive, name) if archive else b""
    try:
        import python_calamine  # noqa: PLC0415  (belongs to the extra `files`)
    except ImportError:
        raise refuse("reader-absent", name, {"command": 'pip install "peereval[files]"'}) from None
    try:
        book = python_calamine.load_workbook(io.BytesIO(raw))
        return _open(book, content, name, sheet, header_row)
    except SourceError:
        raise
    except python_calamine.PasswordError:
        raise refuse("file-protected", name) from None
    except BaseException as error:  # faults of its compiled part are not even an Exception
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        raise refuse("workbook-damaged", name) from None


def _content(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return the XML of a document; reading it whole proves the size that the archive declares."""
    try:
        if b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise refuse("file-protected", name)
        content = archive.read("content.xml")
    except (KeyError, zipfile.BadZipFile, OSError, ValueError):
        raise refuse("workbook-damaged", name) from None
    if cells_declared(content) > MOST_CELLS:
        raise refuse("sheet-large", name, {"rows": MOST_ROWS, "cells": MOST_CELLS})
    return content


def _open(book: "CalamineWorkbook", content: bytes, name: str, sheet: str | None, header_row: int) -> SheetTable:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415  (as above)

    sheets = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
    titles = [one.name for one in sheets]
    shown = [one.name for one in sheets if one.visible == SheetVisibleEnum.Visible]
    title = choose_sheet(titles, shown, sheet, name)
    cells = book.get_sheet_by_name(title)
    rows = list(until_empty(_rows(cells), name))
    hidden = title not in shown
    if content:
        place = [one.name for one in book.sheets_metadata].index(title)
        return make_table(name, title, rows, header_row, marks_of_document(content, place, hidden_sheet=hidden))
    spans = cells.merged_cell_ranges or ()
    merged = tuple((top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in spans)
    return make_table(
        name, title, rows, header_row, SheetMarks(merged, hidden_sheet=hidden), (found("note", "old-workbook", name),)
    )


def _rows(cells: "CalamineSheet") -> Iterator[tuple[Any, ...]]:
    for row in cells.to_python(skip_empty_area=False):
        yield tuple(None if cell == "" else cell for cell in row)
