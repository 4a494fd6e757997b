"""Reads exports of REDCap: events as visits, choices by code or label, boxes to tick, repeated instruments.

An export has a row for each participant and event, and one more for each instance of a
repeated instrument, which `redcap_repeat_instrument` names and `redcap_repeat_instance` counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from peereval.load.header.headers import clean_name
from peereval.load.problems import found
from peereval.load.redcap.dictionary import STATES, TICKED, RedcapField, field_of_column, is_ticked, read_dictionary
from peereval.load.redcap.rows import RowKeys, clear_unopened, resolve_rows
from peereval.load.table import Expected, Parsed, Table, Wanted
from peereval.load.typed.value_labels import code_cells, contradictions, label_cells
from peereval.remarks import Finding
from peereval.study import Source, Study
from peereval.yaml_file import as_yaml

# The name in a raw export, and that in an export with labels.
_EVENT = ("redcap_event_name", "Event Name")
_INSTRUMENT = ("redcap_repeat_instrument", "Repeat Instrument")
_INSTANCE = ("redcap_repeat_instance", "Repeat Instance")


@dataclass(frozen=True, slots=True, eq=False)
class _Export:
    table: Table
    header: tuple[str, ...]
    fields: Mapping[str, RedcapField]
    source: Source
    study: Study
    visit: str

    def place(self, names: tuple[str, ...]) -> int | None:
        """Return where the first of some names stands in the header, None without one."""
        return next((self.header.index(name) for name in names if name in self.header), None)


def open_redcap(table: Table, source: Source, study: Study) -> tuple[Table, Source]:
    """Return an export as a table with one row for each participant and event, and the source that reads it.

    The column of the event is renamed to that of the visit, and the columns of the repeats
    are read here and nowhere else. A field that the dictionary marks as an identifier is an
    error unless it is dropped, or the codebook says `sensitive: false`.

    Raises
    ------
    SourceError
        If the data dictionary cannot be read.
    """
    redcap = source.redcap
    fields = read_dictionary(study, redcap.dictionary if redcap else None)
    header = tuple(clean_name(cell) for cell in table.header)
    visit = clean_name(study.columns.visit or "visit")
    export = _Export(table, header, fields, source, study, visit)
    event = export.place(_EVENT)
    renames = {} if event is None or visit in header else {header[event]: visit}
    repeats = [header[place] for place in map(export.place, (_INSTRUMENT, _INSTANCE)) if place is not None]
    changes = {"rename": {**renames, **source.rename}, "drop": (*source.drop, *repeats)}
    findings = (*table.findings, *_identifiers(export), *_without_event(export, event))
    read = replace(table, parse=lambda wanted: _parse(export, wanted), findings=findings)
    return read, source.model_copy(update=changes)


def _without_event(export: _Export, event: int | None) -> list[Finding]:
    """Find an export of a project without events, where nothing else says the visit."""
    source = export.source
    said = source.visit or source.wide or source.join == "participant" or export.study.columns.visit
    return [] if said or event is not None else [found("error", "redcap-no-event", source.path, fix="visit: VISIT")]


def _identifiers(export: _Export) -> list[Finding]:
    """Find columns that the dictionary marks as identifiers; a person may have looked and said that one is none."""
    dropped = {clean_name(name) for name in export.source.drop}
    marked = []
    for column in export.header:
        field, described = field_of_column(column, export.fields), export.study.book.field(column)
        cleared = described is not None and described.sensitive is False
        if field and field.identifier and column not in dropped and not cleared:
            marked.append(column)
    if not marked:
        return []
    fix = f"drop: [{', '.join(map(as_yaml, [*export.source.drop, *marked]))}]"
    values = {"columns": ", ".join(marked)}
    return [found("error", "redcap-identifier", export.source.path, values, fix=fix, count=len(marked))]


def _parse(export: _Export, wanted: Wanted) -> Parsed:
    """Parse the wanted columns and those that say how rows belong together; give back the wanted ones."""
    names = {position: name for position, name in enumerate(export.header) if _needed(export, position, wanted)}
    names |= wanted.names
    extra = {name: [""] for name in names.values() if name not in wanted.codes}
    coded = {names[p] for p in names if p in wanted.names and _choices(export, p)}
    keys = _row_keys(export, names)
    as_text = {*wanted.as_text, *extra, *coded, *keys.named}
    codes = {**wanted.codes, **extra, **{name: [""] for name in (*coded, *keys.named)}}
    cells, findings = export.table.parse(Wanted(names, as_text, codes, wanted.expected))
    cells, problems = resolve_rows(cells, keys, export.source, export.study)
    findings += problems
    ticked = {names[p]: export.header[p] for p in names if is_ticked(export.header[p])}
    # The number of the record is a field of the first form, and filled in every row.
    forms = {n: field.form for p, n in names.items() if n not in keys.named and (field := _form_field(export, p))}
    cells, cleared = clear_unopened(cells, forms, set(ticked))
    if cleared:
        findings.append(found("note", "redcap-unopened", export.source.path, count=cleared))
    for position, name in wanted.names.items():
        cells = _with_days(cells, name, _form_field(export, position), wanted.expected[name])
        cells, problems = _with_choices(cells, name, _choices(export, position), wanted.expected[name], export)
        findings += problems
    return cells[[wanted.names[position] for position in wanted.positions]], findings


def _needed(export: _Export, position: int, wanted: Wanted) -> bool:
    """Say whether a column that is not wanted is read all the same: it tells rows apart, or its form was filled."""
    if position in wanted.names:
        return False
    forms = {field.form for p in wanted.names if is_ticked(export.header[p]) and (field := _form_field(export, p))}
    own = _form_field(export, position)
    repeats = {export.place(_INSTRUMENT), export.place(_INSTANCE)}
    return position in repeats or (own is not None and own.form in forms)


def _form_field(export: _Export, position: int) -> RedcapField | None:
    """Return the field of a column; `form_complete`, which no dictionary lists, is a field of its form."""
    column = export.header[position]
    form = column.removesuffix("_complete")
    if form != column and any(field.form == form for field in export.fields.values()):
        return RedcapField(form, STATES, ticked=False, day=False, identifier=False)
    return field_of_column(column, export.fields)


def _choices(export: _Export, position: int) -> Mapping[str, str]:
    field = _form_field(export, position)
    return TICKED if is_ticked(export.header[position]) else field.choices if field else {}


def _row_keys(export: _Export, names: Mapping[int, str]) -> RowKeys:
    here = set(names.values())
    participant = clean_name(export.study.columns.participant)
    instrument, instance = (
        names.get(place) if place is not None else None
        for place in (export.place(_INSTRUMENT), export.place(_INSTANCE))
    )
    event = export.visit if export.visit in here else None
    return RowKeys(participant if participant in here else None, event, instrument, instance)


def _with_choices(
    cells: pd.DataFrame, name: str, choices: Mapping[str, str], expected: Expected, export: _Export
) -> tuple[pd.DataFrame, list[Finding]]:
    """Return the cells with codes or labels, whichever the study lists; numbers and boxes as codes."""
    if not choices:
        return cells, []
    codes = code_cells(cells[name], choices)
    if expected.kind in ("number", "date") or (choices is TICKED and not expected.listed):
        return cells.assign(**{name: codes}), []
    findings = []
    if rows := contradictions(codes, choices, expected):
        fix = "levels: {LEVEL: {also: [LABEL]}}"
        found_here = found("error", "codes-contradict-labels", export.source.path, {"column": name}, rows=rows, fix=fix)
        findings.append(found_here)
    labelled = label_cells(codes, choices, expected)
    return cells.assign(**{name: codes if labelled is None else labelled}), findings


def _with_days(cells: pd.DataFrame, name: str, field: RedcapField | None, expected: Expected) -> pd.DataFrame:
    """Return the cells of a field of days as days: an export writes them as 2014-06-30, whatever the form shows."""
    if field is None or not field.day or expected.kind not in ("date", "free"):
        return cells
    text = cells[name].astype(object).where(cells[name].notna(), None)
    days = pd.to_datetime(text.str[:10], format="%Y-%m-%d", errors="coerce")
    return cells.assign(**{name: days}) if bool((days.notna() == cells[name].notna()).all()) else cells
