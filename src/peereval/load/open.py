"""Opens a source by its format; a new format is one more line here."""

from collections.abc import Callable
from pathlib import Path

from peereval.load.files import is_workbook, read_bytes, resolve_path
from peereval.load.problems import refuse
from peereval.load.table import Opened, Table
from peereval.load.text.parse import parse_text
from peereval.load.text.text import open_text
from peereval.load.typed.statfiles import READERS, open_statfile
from peereval.load.workbook.excel import open_sheet, parse_sheet
from peereval.load.workbook.sheet_cells import find_empty_values
from peereval.study import Source, Study

_OF_CELLS = ("sheet", "header_row", "decimal")


def open_source(source: Source, study: Study) -> tuple[Table, bytes]:
    """Return an opened source, and its bytes.

    Raises
    ------
    SourceError
        If the file cannot be found, or is not a table of its format.
    """
    raw = read_bytes(study, source.path)
    opened = Opened(raw, resolve_path(study, source.path), source)
    by_suffix = _BY_SUFFIX.get(Path(source.path).suffix.lower())
    if by_suffix is not None:
        given = [key for key in _OF_CELLS if key in source.model_fields_set]
        if given:
            raise refuse("keys-of-cells", source.path, {"keys": ", ".join(given)})
        return by_suffix(opened), raw
    return (_open_workbook(opened) if is_workbook(raw, source.path) else _open_text(opened)), raw


def _open_text(opened: Opened) -> Table:
    source = opened.source
    if source.sheet is not None:
        raise refuse("sheet-of-text", source.path)
    table = open_text(opened.raw, source.path, source.header_row, encoding=source.encoding, decimal=source.decimal)
    return Table(
        table.name,
        table.header,
        lambda wanted: (parse_text(table, wanted), []),
        table.top,
        typed_dates=False,
        encoding=table.encoding,
        separator=table.separator,
        decimal=table.decimal,
        findings=table.findings,
    )


def _open_workbook(opened: Opened) -> Table:
    source = opened.source
    table = open_sheet(opened.raw, source.path, source.sheet, source.header_row)
    return Table(
        table.name,
        table.header,
        lambda wanted: (parse_sheet(table, wanted), find_empty_values(table, wanted)),
        table.top,
        sheet=table.sheet,
        findings=table.findings,
    )


def _open_parquet(opened: Opened) -> Table:
    from peereval.load.typed.parquet import open_parquet  # noqa: PLC0415  (slow to import, and rarely met)

    return open_parquet(opened)


_BY_SUFFIX: dict[str, Callable[[Opened], Table]] = {
    **dict.fromkeys(READERS, open_statfile),
    ".parquet": _open_parquet,
}
