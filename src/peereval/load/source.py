"""Reads one source of a study: opens the file, parses it, converts it, makes it long."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field

import pandas as pd

from peereval.load.columns import convert_column
from peereval.load.excel import SheetTable, open_sheet, parse_sheet
from peereval.load.files import SourceFile, hash_of, is_workbook, read_bytes
from peereval.load.headers import Slot, headers_of, plan_columns
from peereval.load.keys import name_keys
from peereval.load.kinds import codes_of, kind_of
from peereval.load.parse import Wanted, parse_text
from peereval.load.problems import SourceError, found, refuse
from peereval.load.shape import lengthen
from peereval.load.text import TextTable, open_text
from peereval.results import Finding
from peereval.study import Source, Study


@dataclass(frozen=True, slots=True, eq=False)
class LoadedSource:
    """One source as read: its long frame, its findings, how the file was read, and the headers of each column."""

    frame: pd.DataFrame
    findings: tuple[Finding, ...]
    file: SourceFile
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_source(source: Source, study: Study) -> LoadedSource:
    """Return one source as a long frame with the keys in the names of the study.

    Raises
    ------
    SourceError
        If the file cannot be read as a table with the columns that the study names.
    """
    raw = read_bytes(study.folder, source.path)
    table: TextTable | SheetTable
    if is_workbook(raw, source.path):
        table = open_sheet(raw, source.path, source.sheet, source.header_row)
    else:
        table = open_text(raw, source.path, source.header_row)
    slots, findings = _plan(table, source, study)
    cells = _parse(table, slots, study)
    if cells.empty:
        raise refuse("file-empty", source.path)
    file = _describe(table, hash_of(raw), len(cells))
    frame, problems = _convert(cells, slots, study, source, file.decimal)
    findings += [_read_as(file), *problems]
    if source.wide:
        rows = frame.index
        frame = lengthen(frame, slots, study)
        findings += _unseen(rows.difference(frame.index), source)
    frame, problems = name_keys(frame, source, study)
    frame = frame.assign(source_file=source.path, source_row=frame.index.to_numpy())
    return LoadedSource(frame, (*findings, *problems), file, headers_of(table.header, slots))


def _plan(table: TextTable | SheetTable, source: Source, study: Study) -> tuple[tuple[Slot, ...], list[Finding]]:
    """Plan the columns; where the header is not one, look for it in the first rows of the file."""
    try:
        return plan_columns(table.header, source, study)
    except SourceError as error:
        row = _header_row(table, source, study)
        if row is None:
            raise
        said = {"header_row": source.header_row}
        raise refuse("header-elsewhere", source.path, said, fix=f"header_row: {row}") from error


def _header_row(table: TextTable | SheetTable, source: Source, study: Study) -> int | None:
    for row, cells in enumerate(table.top, start=1):
        with suppress(SourceError):
            plan_columns(cells, source, study)
            return row
    return None


def _parse(table: TextTable | SheetTable, slots: tuple[Slot, ...], study: Study) -> pd.DataFrame:
    kinds = {slot.header: kind_of(slot.column, study) for slot in slots}
    text_kinds = {"label", "boolean"} if isinstance(table, SheetTable) else {"label", "boolean", "date"}
    as_text = {header for header, kind in kinds.items() if kind in text_kinds}
    # Labels keep even the texts that are missing codes elsewhere: they may be listed labels here.
    codes = {s.header: [""] if s.header in as_text else codes_of(s.column, study) for s in slots}
    wanted = Wanted({slot.position: slot.header for slot in slots}, as_text, codes)
    return parse_sheet(table, wanted) if isinstance(table, SheetTable) else parse_text(table, wanted)


def _convert(
    cells: pd.DataFrame, slots: tuple[Slot, ...], study: Study, source: Source, decimal: str
) -> tuple[pd.DataFrame, list[Finding]]:
    columns, findings = {}, []
    for slot in slots:
        values, problems = convert_column(cells[slot.header], slot, study, source.path, decimal)
        columns[slot.header if source.wide else slot.column] = values
        findings += problems
    return pd.DataFrame(columns, index=cells.index), _one_note_of_days(findings, source)


def _one_note_of_days(findings: list[Finding], source: Source) -> list[Finding]:
    """Say for a file and not for each of its columns that days come first."""
    days = [finding for finding in findings if finding.rule == "days-first"]
    others = [finding for finding in findings if finding.rule != "days-first"]
    if not days:
        return others
    total = sum(finding.count for finding in days)
    return [found("note", "days-first", source.path, count=total), *others]


def _unseen(rows: "pd.Index[int]", source: Source) -> list[Finding]:
    numbers = tuple(int(row) for row in rows)
    return [found("warning", "wide-unseen", source.path, rows=numbers)] if numbers else []


def _describe(table: TextTable | SheetTable, digest: str, rows: int) -> SourceFile:
    width = len(table.header)
    if isinstance(table, SheetTable):
        return SourceFile(table.name, digest, "", "", "", table.sheet, rows, width)
    return SourceFile(table.name, digest, table.encoding, table.separator, table.decimal, "", rows, width)


def _read_as(file: SourceFile) -> Finding:
    shown = {"\t": "\\t"}.get(file.separator, file.separator)
    values = {**asdict(file), "separator": shown}
    rule = "read-as-sheet" if file.sheet else "read-as" if file.decimal else "read-as-whole"
    return found("note", rule, file.path, values)
