"""What the XML of an .ods workbook says about a sheet beside its values, and how large it would become."""

import re
from collections.abc import Iterator

from peereval.load.workbook.sheet_marks import Cell, Range, SheetMarks

_TABLE = re.compile(rb"<table:table\b[^>]*\btable:name=")
_ROW = re.compile(rb"<table:table-row\b([^>]*?)(?:/>|>(.*?)</table:table-row>)", re.DOTALL)
_CELL = re.compile(rb"<table:(covered-)?table-cell\b([^>]*?)(?:/>|>(.*?)</table:(?:covered-)?table-cell>)", re.DOTALL)
_TEXT = re.compile(rb"<text:p>(#[^<]{1,20})</text:p>")
_ROWS, _COLUMNS, _TALL, _WIDE = (
    re.compile(rb"\btable:number-" + what + rb'="(\d{1,9})"')
    for what in (b"rows-repeated", b"columns-repeated", b"rows-spanned", b"columns-spanned")
)
_HIDDEN = re.compile(rb'\btable:visibility="(collapse|filter)"')
_TELLING = re.compile(rb"calcext:value-type=\"error\"|-spanned=|table:formula=|visibility=")


def cells_declared(content: bytes) -> int:
    """Return how many cells a workbook comes to: a cell or row is written once and repeated by a number.

    Repeated empty cells do not count; every spreadsheet fills its sheets up with them.
    """
    total = 0
    for match in _ROW.finditer(content):
        if b"repeated=" in match[1] + (match[2] or b""):
            held = sum(_number(_COLUMNS, cell[2]) for cell in _CELL.finditer(match[2] or b"") if cell[3])
            total += held * _number(_ROWS, match[1])
    return total


def marks_of_document(content: bytes, sheet: int, *, hidden_sheet: bool) -> SheetMarks:
    """Return the marks of the sheet that stands at a place (from 0) in the content of a document."""
    starts = [match.start() for match in _TABLE.finditer(content)]
    part = content[starts[sheet] : starts[sheet + 1] if sheet + 1 < len(starts) else None]
    merged: list[Range] = []
    errors: dict[Cell, str] = {}
    empty: set[Cell] = set()
    hidden: set[int] = set()
    filtered = False
    for row, repeats, attributes, cells in _rows(part):
        if how := _HIDDEN.search(attributes):
            hidden.update(range(row, row + repeats))
            filtered |= how[1] == b"filter"
        for column, own, inside in _cells(cells) if _TELLING.search(cells) else ():
            if b'value-type="error"' in own:
                shown = _TEXT.search(inside)
                errors[row, column] = shown[1].decode("utf-8", "replace") if shown else "#N/A"
            elif b"table:formula=" in own and b"office:value-type=" not in own:
                empty.add((row, column))
            tall, wide = _number(_TALL, own), _number(_WIDE, own)
            if tall > 1 or wide > 1:
                merged.append((row, column, row + tall - 1, column + wide - 1))
    return SheetMarks(tuple(merged), frozenset(hidden), frozenset(), filtered, hidden_sheet, frozenset(empty), errors)


def _rows(part: bytes) -> Iterator[tuple[int, int, bytes, bytes]]:
    row = 1
    for match in _ROW.finditer(part):
        repeats = _number(_ROWS, match[1])
        if match[2] and (b"office:" in match[2] or b"table:formula=" in match[2]):
            yield row, min(repeats, 1_000), match[1], match[2]
        row += repeats


def _cells(row: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    column = 0
    for match in _CELL.finditer(row):
        yield column, match[2], match[3] or b""
        column += _number(_COLUMNS, match[2])


def _number(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    match = pattern.search(attributes)
    return int(match[1]) if match else 1
