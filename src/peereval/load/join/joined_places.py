"""Says of a finding about a column of a joined file where in that file its rows stand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from peereval.load.join.join import JoinedPlaces
from peereval.remarks import Finding
from peereval.study import Study


def place_findings(
    findings: Iterable[Finding],
    joined: Sequence[JoinedPlaces],
    study: Study,
    items: Mapping[str, Sequence[str]] | None = None,
) -> list[Finding]:
    """Return findings with the file and rows that hold the cells they are about.

    The checks of the long table know the rows of the main files only; a value out of range
    that stands in a joined file is to be looked for there.

    Parameters
    ----------
    findings
        Of the checks of the long table; `values` names the column of some ("column"), the columns
        ("columns") or the outcome ("outcome").
    joined
        From `read_data`.
    study
        Says what the files call the key columns.
    items
        The columns of each outcome.
    """
    keys = {column: key for key, column in study.columns.named.items()}
    return [_place(finding, joined, keys, items or {}) for finding in findings]


def _columns(finding: Finding, items: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the columns that a finding is about: one, some of an outcome, or all of it."""
    values = finding.values
    if "column" in values:
        return [str(values["column"])]
    return str(values["columns"]).split(", ") if "columns" in values else [*items.get(str(values.get("outcome")), ())]


def _place(
    finding: Finding, joined: Sequence[JoinedPlaces], keys: Mapping[str, str], items: Mapping[str, Sequence[str]]
) -> Finding:
    columns = {keys.get(column, column) for column in _columns(finding, items)}
    for places in joined:
        if columns and columns <= places.columns and finding.rows:
            here = places.rows[places.rows["source_file"] == finding.file]
            rows = here.loc[here["source_row"].isin(finding.rows), "joined_row"].dropna()
            if len(rows):
                numbers = tuple(np.unique(rows.to_numpy(dtype=int)).tolist())
                count = finding.count if "columns" in finding.values else len(numbers)
                return replace(finding, file=places.file, rows=numbers, count=count)
    return finding


def rows_in_file(file: str, frame: pd.DataFrame, joined: Sequence[JoinedPlaces]) -> "pd.Series[float]":
    """Return for each row of the stacked table its row in a file, main or joined; missing where it has none."""
    for places in joined:
        if places.file == file:
            return places.rows["joined_row"].set_axis(frame.index)
    return frame["source_row"].astype(float).where(frame["source_file"] == file)
