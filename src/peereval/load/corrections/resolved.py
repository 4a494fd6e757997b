"""Which cells could not be read, and which of those findings are settled by a correction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from peereval.load.join.join import JoinedPlaces
from peereval.load.join.joined_places import rows_in_file
from peereval.remarks import Finding
from peereval.study import Source, Study

_OF_CELLS = ("text-in-number", "text-in-date", "text-in-boolean", "level-unlisted", "level-unlisted-near")
_OF_KEYS = {f"{key}-{rule}": key for key in ("visit", "group") for rule in ("unlisted", "unlisted-near", "empty")}
_OF_KEYS |= {f"{key}-contradicted": key for key in ("visit", "group")}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the table: its column, and the position of its row."""

    column: str
    row: int


def cells_unread(
    findings: Sequence[Finding], frame: pd.DataFrame, study: Study, joined: Sequence[JoinedPlaces] = ()
) -> dict[Cell, list[tuple[int, int]]]:
    """Return the cells that findings of reading are about: for each, the finding (by number) and its row of the file.

    Parameters
    ----------
    findings
        Of reading; those about a whole column or file have no cells.
    frame
        The table, with the place of each row in the files.
    study
        Its sources say what the columns of a wide file are called.
    joined
        Where the columns of joined files come from.
    """
    cells: dict[Cell, list[tuple[int, int]]] = {}
    sources = {source.path: source for source in study.sources}
    for number, finding in enumerate(findings):
        source = sources.get(finding.file)
        if source is None or finding.rule not in (*_OF_CELLS, *_OF_KEYS):
            continue
        numbers = rows_in_file(finding.file, frame, joined)
        where = numbers.isin(finding.rows)
        column, visit = _OF_KEYS.get(finding.rule, ""), ""
        if not column:
            header = str(finding.values["column"])
            column, visit = _columns_of(source, frame, study).get(header, (header, ""))
            where &= (frame["visit"] == visit) | (visit == "")
        for row in np.flatnonzero(where):
            cells.setdefault(Cell(column, int(row)), []).append((number, int(numbers.iloc[row])))
    return cells


def drop_resolved(
    findings: Sequence[Finding], unread: dict[Cell, list[tuple[int, int]]], corrected: Sequence[Cell]
) -> list[Finding]:
    """Return the findings without the rows whose cells are corrected; a finding without rows left is none."""
    settled: dict[int, set[int]] = {}
    open_rows: dict[int, set[int]] = {}
    done = set(corrected)
    for cell, places in unread.items():
        for number, row in places:
            (settled if cell in done else open_rows).setdefault(number, set()).add(row)
    kept = []
    for number, finding in enumerate(findings):
        gone = settled.get(number, set()) - open_rows.get(number, set())
        rows = tuple(row for row in finding.rows if row not in gone)
        if rows or not gone:
            kept.append(replace(finding, rows=rows, count=len(rows)) if gone else finding)
    return kept


def _columns_of(source: Source, frame: pd.DataFrame, study: Study) -> dict[str, tuple[str, str]]:
    """Return, by the header of a file, the column of the table that it fills, and its visit in a wide file."""
    named = {study.columns.named.get(str(column), str(column)): str(column) for column in frame}
    headers = {header: (column, "") for header, column in named.items()}
    if source.wide:
        labels = {label: name for name, visit in study.visits.items() for label in (name, *visit.also)}
        for label, visit in labels.items():
            pattern = source.wide.replace("{visit}", label)
            headers |= {pattern.replace("{column}", header): (column, visit) for header, column in named.items()}
    return headers
