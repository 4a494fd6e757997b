"""Opens a file of unknown layout: its sheets with data, the row of its header, its cells as text."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd

from peereval.load.convert.convert import to_dates
from peereval.load.header.headers import clean_name
from peereval.load.header.slots import column_letters
from peereval.load.kinds import Kind, is_number
from peereval.load.open import open_source
from peereval.load.problems import SourceError, refuse
from peereval.load.table import Expected, Table, Wanted
from peereval.load.text.text import TOP
from peereval.load.workbook.sheet import text_of
from peereval.study import Source, Study
from peereval.yaml_events import UNSEEN
from peereval.yaml_file import YamlFile

_NO_STUDY = {"peereval": "1", "study": "draft", "columns": {"participant": "id"}, "visits": {}, "groups": {},
             "outcomes": {}}  # fmt: skip


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
    try:
        return (_read(path, None),)
    except SourceError as error:
        if error.findings[0].rule != "sheet-unnamed":
            raise
        sheets = _sheets(path)
        tables = tuple(_filled(path, sheets))
        if not tables:
            raise
    return tables


def _open(path: Path, sheet: str | None, row: int) -> Table:
    """Open a file as a study would that names it; every format that a study reads is read here too."""
    try:
        place = path.resolve()
    except (OSError, ValueError, RuntimeError):  # a loop of links, a zero byte in the name
        raise refuse("file-unreadable", path.name) from None
    # A format that names its columns itself refuses even the row that is the usual one.
    where = {"sheet": sheet, "header_row": row if row > 1 else None}
    given = {"path": place.name, **{key: value for key, value in where.items() if value is not None}}
    source = Source.model_validate(given)
    home = Study.model_validate({**_NO_STUDY, "sources": [source]})
    table, _ = open_source(source, home.placed(YamlFile(place.parent / "study.yaml", None, {}), None))
    return table


def _sheets(path: Path) -> list[str]:
    """Return the names of the sheets that are shown."""
    if path.suffix.lower() in (".xls", ".ods"):
        from python_calamine import CalamineWorkbook, SheetVisibleEnum  # noqa: PLC0415  (an extra)

        old = CalamineWorkbook.from_filelike(BytesIO(path.read_bytes()))
        return [one.name for one in old.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
    import openpyxl  # noqa: PLC0415  (with such a workbook only)

    book = openpyxl.load_workbook(BytesIO(path.read_bytes()), read_only=True)
    return [page.title for page in book.worksheets if page.sheet_state == "visible"]


def _filled(path: Path, sheets: list[str]) -> Iterator[RawTable]:
    for sheet in sheets:
        try:
            yield _read(path, sheet)
        except SourceError as error:
            if any(one.rule not in ("file-empty", "header-beyond") for one in error.findings):
                raise


def _read(path: Path, sheet: str | None) -> RawTable:
    """Read a table with the header row that its first rows show."""
    row, table = _first_row(path, sheet)
    header_row = find_header_row(table.top) if table.top else row
    if header_row != row:
        table = _open(path, sheet, header_row)
    return _as_raw(table, path, sheet or "", header_row)


def _first_row(path: Path, sheet: str | None) -> tuple[int, Table]:
    """Open at the first row that is not empty: an empty row is no header."""
    for row in range(1, TOP):
        try:
            return row, _open(path, sheet, row)
        except SourceError as error:
            if error.findings[0].rule != "header-beyond":
                raise
    return TOP, _open(path, sheet, TOP)


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


def _as_raw(table: Table, path: Path, sheet: str, header_row: int) -> RawTable:
    names = {position: clean_name(cell) for position, cell in enumerate(table.header) if clean_name(cell)}
    unseen = [column_letters(position) for position, name in names.items() if UNSEEN.search(name)]
    if unseen:
        raise refuse("header-unseen", path.name, {"columns": ", ".join(unseen)})
    counts = Counter(names.values())
    once = {position: name for position, name in names.items() if counts[name] == 1}
    # Where a file gives labels to codes, the answers of a series of items are its codes.
    stems = Counter(_stem(name) for name in once.values())
    kinds: dict[str, Kind] = {name: "number" if stems[_stem(name)] >= 3 else "free" for name in once.values()}
    expected = {name: Expected(kind, {}, ()) for name, kind in kinds.items()}
    codes = {name: [""] for name in once.values()}
    cells, _ = table.parse(Wanted(once, set(once.values()), codes, expected)) if once else (pd.DataFrame(), [])
    shown = {name: cells[name].map(_text, na_action="ignore").astype(object) for name in cells}
    repeated = tuple(name for name, count in counts.items() if count > 1)
    frame = pd.DataFrame(shown, index=cells.index)
    return RawTable(path, sheet, header_row, frame.where(frame.notna(), None), repeated)


def _stem(name: str) -> str:
    return re.sub(r"\d+", "#", name) if re.search(r"\d", name) else f"{name}#"


def _text(cell: Any) -> str | None:  # noqa: ANN401  (whatever a format gives)
    return cell if isinstance(cell, str) else text_of(cell)
