"""Reads one source of a study: opens the file, parses it, converts it, makes it long."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field

import pandas as pd

from peereval.load.convert.columns import convert_column
from peereval.load.convert.convert import BOOLEANS
from peereval.load.files import SourceFile, hash_of
from peereval.load.header.headers import Plan, find_header, headers_of, plan_columns
from peereval.load.header.shape import lengthen
from peereval.load.keys import name_keys
from peereval.load.kinds import codes_of, kind_of, listed_of
from peereval.load.open import open_source
from peereval.load.problems import SourceError, found, refuse
from peereval.load.redcap.export import open_redcap
from peereval.load.table import Expected, Parsed, Table, Wanted
from peereval.remarks import Finding
from peereval.study import Source, Study


@dataclass(frozen=True, slots=True, eq=False)
class LoadedSource:
    """One source as read: its long frame, its findings, how the file was read, and the headers of each column."""

    frame: pd.DataFrame
    findings: tuple[Finding, ...]
    file: SourceFile
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_source(source: Source, study: Study, elsewhere: Collection[str] = ()) -> LoadedSource:
    """Return one source as a long frame with the keys in the names of the study.

    A file whose header is at fault is read as far as it can be, so that what is wrong in its
    cells is said in the same run.

    Parameters
    ----------
    source, study
        The source, and the study that names it.
    elsewhere
        Keys that a joined file holds: this one need not have them.

    Raises
    ------
    SourceError
        If the file cannot be read as a table with the columns that the study names.
    """
    table, raw = open_source(source, study)
    if source.redcap is not None:
        table, source = open_redcap(table, source, study)
    plan = _plan(table, source, study, elsewhere)
    if not plan.readable:
        raise SourceError(*plan.problems)
    cells, findings = _parse(table, plan, study)
    if cells.empty:
        raise refuse("file-empty", source.path)
    file = _describe(table, hash_of(raw), len(cells))
    frame, problems = _convert(cells, plan, study, source, source.decimal or file.decimal)
    findings = [*plan.findings, _read_as(file), *table.findings, *findings, *problems]
    if source.wide:
        rows = frame.index
        frame = lengthen(frame, plan.slots, study)
        findings += _unseen(rows.difference(frame.index), source)
    frame, problems = name_keys(frame, source, study)
    findings += problems
    if plan.problems or any(one.severity == "error" for one in table.findings):
        raise SourceError(*plan.problems, *(one for one in findings if one.severity != "note"))
    path = pd.Series([source.path]).repeat(len(frame)).array  # one text, and not one for each row
    frame = frame.assign(source_file=path, source_row=frame.index.to_numpy())
    return LoadedSource(frame, tuple(findings), file, headers_of(table.header, plan.slots))


def _plan(table: Table, source: Source, study: Study, elsewhere: Collection[str]) -> Plan:
    """Plan the columns; where the header is not one, look for it in the first rows of the file."""
    plan = plan_columns(table.header, source, study, elsewhere)
    row = find_header(table.top, source, study, elsewhere) if plan.problems else None
    if row is None or row == source.header_row:
        return plan
    raise refuse("header-elsewhere", source.path, {"header_row": source.header_row}, fix=f"header_row: {row}")


def _parse(table: Table, plan: Plan, study: Study) -> Parsed:
    kinds = {slot.header: kind_of(slot.column, study) for slot in plan.slots}
    text_kinds = {"label", "boolean"} if table.typed_dates else {"label", "boolean", "date"}
    as_text = {header for header, kind in kinds.items() if kind in text_kinds}
    # Labels keep even the texts that are missing codes elsewhere: they may be listed labels here.
    codes = {s.header: [""] if s.header in as_text else codes_of(s.column, study) for s in plan.slots}
    expected = {slot.header: _expected(slot.column, study) for slot in plan.slots}
    return table.parse(Wanted({slot.position: slot.header for slot in plan.slots}, as_text, codes, expected))


def _expected(column: str, study: Study) -> Expected:
    kind = kind_of(column, study)
    listed = BOOLEANS if kind == "boolean" else listed_of(column, study)
    return Expected(kind, listed, codes_of(column, study))


def _convert(
    cells: pd.DataFrame, plan: Plan, study: Study, source: Source, decimal: str
) -> tuple[pd.DataFrame, list[Finding]]:
    columns, findings = {}, []
    for slot in plan.slots:
        values, problems = convert_column(
            cells[slot.header], slot, study, source.path, decimal, said=source.decimal is not None
        )
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


def _describe(table: Table, digest: str, rows: int) -> SourceFile:
    width = len(table.header)
    return SourceFile(table.name, digest, table.encoding, table.separator, table.decimal, table.sheet, rows, width)


def _read_as(file: SourceFile) -> Finding:
    shown = {"\t": "\\t"}.get(file.separator, file.separator)
    values = {**asdict(file), "separator": shown}
    if not file.separator:
        return found("note", "read-as-sheet" if file.sheet else "read-as-records", file.path, values)
    return found("note", "read-as" if file.decimal else "read-as-whole", file.path, values)
