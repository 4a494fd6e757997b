"""A workbook as people keep them, written so that the same rows give the same bytes."""

import re
from collections.abc import Collection
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

_MOMENT = datetime(2015, 6, 30, 12)  # noqa: DTZ001  (the format stores a date without zone)


def workbook_bytes(rows: pd.DataFrame, *, title: str, sheet: str, dates: Collection[str] = ()) -> bytes:
    """Return an .xlsx file: a title in row 1, row 2 empty, the header in row 3, then the rows.

    Parameters
    ----------
    rows
        What to write; missing values become empty cells.
    title, sheet
        Text of the first cell, and the name of the sheet.
    dates
        Columns written as real dates.
    """
    book = Workbook()
    page = book.worksheets[0]
    page.title = sheet
    page["A1"] = title
    page["A1"].font = Font(bold=True)
    page.append([])
    _fill(page, rows, [list(rows.columns).index(name) + 1 for name in dates])
    book.properties.created = _MOMENT
    book.properties.creator = "peereval"
    buffer = BytesIO()
    book.save(buffer)
    return _without_clock(buffer.getvalue())


def _fill(page: Worksheet, rows: pd.DataFrame, dates: list[int]) -> None:
    page.cell(row=3, column=1)
    for position, name in enumerate(rows.columns, start=1):
        page.cell(row=3, column=position, value=name)
    cells = rows.astype(object).where(rows.notna(), None)
    for line in cells.itertuples(index=False, name=None):
        page.append([value.to_pydatetime() if isinstance(value, pd.Timestamp) else value for value in line])
    for column in dates:
        for (cell,) in page.iter_rows(min_row=4, min_col=column, max_col=column):
            cell.number_format = "DD/MM/YYYY"


def _without_clock(content: bytes) -> bytes:
    """Return the same archive with the time of writing replaced by a fixed one."""
    fixed = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(fixed, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                stamp = _MOMENT.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
                part = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, part)
            new.writestr(ZipInfo(name, _MOMENT.timetuple()[:6]), part, ZIP_DEFLATED)
    return fixed.getvalue()
