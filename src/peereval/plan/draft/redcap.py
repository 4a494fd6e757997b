"""Exports of REDCap among the files of a draft: their data dictionary, their repeated instruments."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from peereval.load.redcap.dictionary import is_dictionary
from peereval.plan.draft.raw import RawTable

_EVENT = frozenset({"redcap_event_name", "Event Name"})
_INSTRUMENT = ("redcap_repeat_instrument", "Repeat Instrument")
_INSTANCE = ("redcap_repeat_instance", "Repeat Instance")


def take_dictionary(tables: Sequence[RawTable]) -> tuple[Path | None, list[RawTable]]:
    """Return the data dictionary of a project, if one is among the files beside data, and the other tables."""
    dictionaries = [table for table in tables if is_dictionary(map(str, table.cells))]
    rest = [table for table in tables if table not in dictionaries]
    return (dictionaries[0].path, rest) if dictionaries and rest else (None, list(tables))


def is_export(table: RawTable) -> bool:
    """Say whether a table is an export of REDCap with events or repeated instruments."""
    return bool((_EVENT | {*_INSTRUMENT}) & set(table.cells))


def leave_repeats_out(table: RawTable) -> RawTable:
    """Return an export with the rows that are one for each participant and event, and the columns that these fill."""
    repeats = [name for name in (*_INSTRUMENT, *_INSTANCE) if name in table.cells]
    instrument = next((name for name in repeats if name in _INSTRUMENT), None)
    if instrument is None:
        return table
    rows = table.cells[table.cells[instrument].isna()]
    emptied = [name for name in table.cells if rows[name].isna().all() and table.cells[name].notna().any()]
    return replace(table, cells=rows.drop(columns=list({*repeats, *emptied})).reset_index(drop=True))
