"""What a sheet says about its cells beside their values: merged, hidden, filtered, never calculated."""

import re
from dataclasses import dataclass, field

Range = tuple[int, int, int, int]
Cell = tuple[int, int]

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)"')
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*\br="(\d+)"')
_HIDDEN_COLUMNS = re.compile(
    rb'<(?:\w+:)?col\b(?=[^>]*\bhidden="(?:1|true)")(?=[^>]*\bmin="(\d+)")(?=[^>]*\bmax="(\d+)")'
)
_FILTER = re.compile(rb"<(?:\w+:)?filterColumn\b")
_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d+)"')


@dataclass(frozen=True, slots=True, eq=False)
class SheetMarks:
    """The marks of a sheet: rows count from 1 as Excel shows them, columns from 0.

    `merged` holds first row, first column, last row, last column; `errors` the code (#N/A)
    of each cell that holds one; `uncalculated` the formulas without a value.
    """

    merged: tuple[Range, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    filtered: bool = False
    hidden_sheet: bool = False
    uncalculated: frozenset[Cell] = frozenset()
    errors: dict[Cell, str] = field(default_factory=dict)


def marks_of_xml(xml: bytes, errors: dict[Cell, str], *, hidden_sheet: bool) -> SheetMarks:
    """Return the marks in the XML of a sheet of an .xlsx workbook.

    They are found by their tags and the document is not built: a sheet has millions of
    cells. A formula that gave an empty text (t="str") has been calculated.
    """
    merged = tuple(_range(*match.groups()) for match in _MERGED.finditer(xml))
    rows = frozenset(int(match[1]) for match in _HIDDEN_ROW.finditer(xml)) if b"hidden=" in xml else frozenset()
    columns: set[int] = set()
    for match in _HIDDEN_COLUMNS.finditer(xml[: max(xml.find(b"sheetData"), 0)]):
        columns.update(range(int(match[1]) - 1, min(int(match[2]), 16_384)))
    formulas = _FORMULA.finditer(xml) if re.search(rb"<(?:\w+:)?f\b", xml) else ()
    empty = frozenset(cell for match in formulas if (cell := _uncalculated(match[1])))
    filtered = bool(_FILTER.search(xml))
    return SheetMarks(merged, rows, frozenset(columns), filtered, hidden_sheet, empty, errors)


def _uncalculated(attributes: bytes) -> Cell | None:
    reference = _REFERENCE.search(attributes)
    if reference is None or b't="str"' in attributes:
        return None
    return int(reference[2]), column_number(reference[1])


def _range(first: bytes, top: bytes, last: bytes, bottom: bytes) -> Range:
    return int(top), column_number(first), int(bottom), column_number(last)


def column_number(letters: bytes) -> int:
    """Return where a column stands, counted from 0.

    Examples
    --------
    >>> column_number(b"A"), column_number(b"AB")
    (0, 27)
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
