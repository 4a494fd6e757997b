"""Applies the `corrections` of study.yaml to the table as read, and says for each what it changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from peereval.errors import closest
from peereval.load.corrections.correct_value import convert_value, put_values
from peereval.load.corrections.resolved import Cell, cells_unread, drop_resolved
from peereval.load.header.headers import clean_name
from peereval.load.join.join import JoinedPlaces
from peereval.load.kinds import CANONICAL
from peereval.load.problems import found
from peereval.remarks import Finding
from peereval.study import Correction, Study
from peereval.yaml_file import as_yaml

Array = np.ndarray[Any, np.dtype[Any]]
_PLACES = ("source_file", "source_row")


@dataclass(frozen=True, slots=True, eq=False)
class _Change:
    """One correction as it is carried out: its entry, the column of the table, the rows, the new value."""

    entry: Correction
    line: int
    column: str
    rows: Array
    value: Any


def apply_corrections(
    frame: pd.DataFrame, findings: Sequence[Finding], study: Study, joined: Sequence[JoinedPlaces] = ()
) -> tuple[pd.DataFrame, list[Finding]]:
    """Return the table with the corrections of the study in it, and the findings that stand after them.

    A value is converted as a cell of a file is: decimal comma or point, levels and labels of
    the codebook, days. Corrections look for their rows in the table as read, so that one
    never depends on another.

    Parameters
    ----------
    frame
        The stacked table of all files, absences included.
    findings
        Those of reading: a cell that could not be read is no finding any more once it is corrected.
    study
        Its `corrections` name participant, visit, column, value and reason.
    joined
        Where the columns of joined files come from.

    Returns
    -------
    tuple of pd.DataFrame and list of Finding
        A note `correction-applied` for each file with changed cells (column, reason, rows);
        an error for a correction that finds no row or cannot be used, a warning for one
        that changes nothing. None names a participant or a value.
    """
    if not study.corrections or frame.empty:
        return frame, list(findings)
    rows_of = _rows_by_participant(frame, study)
    changes: list[_Change] = []
    problems: list[Finding] = []
    for number, entry in enumerate(study.corrections):
        line = study.line_of("corrections", number)
        planned = _plan(entry, line, frame, rows_of, study)
        if isinstance(planned, Finding):
            problems.append(planned)
        elif any(planned.column == other.column and np.isin(planned.rows, other.rows).any() for other in changes):
            problems.append(_problem("error", "correction-twice", planned.entry, line, study))
        else:
            changes.append(planned)
    unread = cells_unread(findings, frame, study, joined)
    return _carried_out(frame, findings, changes, problems, study, unread)


def _carried_out(
    frame: pd.DataFrame,
    findings: Sequence[Finding],
    changes: list[_Change],
    problems: list[Finding],
    study: Study,
    unread: dict[Cell, list[tuple[int, int]]],
) -> tuple[pd.DataFrame, list[Finding]]:
    corrected = frame
    resolved: list[Cell] = []
    for change in changes:
        before = corrected[change.column].iloc[change.rows]
        corrected = put_values(corrected, change.column, change.rows, change.value)
        after = corrected[change.column].iloc[change.rows]
        cells = [Cell(change.column, position) for position in change.rows.tolist()]
        changed = ~_same(before, after) | np.array([cell in unread for cell in cells])
        resolved += cells
        if changed.any():
            problems += _applied(frame, change, change.rows[changed], study)
        else:
            problems.append(_problem("warning", "correction-unchanged", change.entry, change.line, study))
    return corrected, [*drop_resolved(findings, unread, resolved), *problems]


def _rows_by_participant(frame: pd.DataFrame, study: Study) -> dict[str, Array]:
    """Return the positions of the rows of each participant whom a correction names."""
    named = {clean_name(entry.participant) for entry in study.corrections}
    own = np.flatnonzero(frame["participant"].isin(named))
    codes = pd.Series(own).groupby(frame["participant"].astype(object).to_numpy()[own]).indices
    return {str(participant): own[positions] for participant, positions in codes.items()}


def _plan(
    entry: Correction, line: int, frame: pd.DataFrame, rows_of: dict[str, Array], study: Study
) -> "_Change | Finding":
    """Return what a correction changes, or the finding that says why it cannot be carried out."""
    column = _column_of(entry.column, frame, study)
    if column == "participant":
        return _problem("error", "correction-participant", entry, line, study)
    if column is None:
        return _unknown_column(entry, line, frame, study)
    visits = {clean_name(label): name for name, visit in study.visits.items() for label in (name, *visit.also)}
    if entry.visit is not None and clean_name(entry.visit) not in visits:
        return _problem("error", "correction-visit-unknown", entry, line, study)
    rows = rows_of.get(clean_name(entry.participant), np.empty(0, dtype=int))
    if entry.visit is not None:
        rows = rows[(frame["visit"].iloc[rows] == visits[clean_name(entry.visit)]).to_numpy(dtype=bool)]
    if not len(rows):
        return _problem("error", "correction-unmatched", entry, line, study)
    value, readable = (None, True) if entry.missing else convert_value(str(entry.value), column, frame, study)
    if not readable:
        return _problem("error", "correction-unreadable", entry, line, study)
    return _Change(entry, line, column, rows, value)


def _column_of(name: str, frame: pd.DataFrame, study: Study) -> str | None:
    """Return the column of the table for a name in the files, an alias of the codebook, or a key."""
    wanted = clean_name(name)
    keys = {clean_name(column): key for key, column in study.columns.named.items()}
    aliases = {clean_name(alias): field.name for field in study.book.fields for alias in field.aliases}
    candidates = (keys.get(wanted), wanted, keys.get(clean_name(aliases.get(wanted, ""))), aliases.get(wanted))
    return next((one for one in candidates if one in frame and one not in _PLACES), None)


def _unknown_column(entry: Correction, line: int, frame: pd.DataFrame, study: Study) -> Finding:
    held = [study.columns.named.get(str(name), str(name)) for name in frame if name not in (*_PLACES, *CANONICAL)]
    nearest = closest(entry.column, [*held, *study.columns.named.values()])
    if nearest is None:
        return _problem("error", "correction-column-unknown", entry, line, study)
    fix = f"{study.file.name} line {line}: column: {as_yaml(nearest)}"
    return _problem("error", "correction-column-unknown-near", entry, line, study, nearest=nearest, fix=fix)


def _same(before: "pd.Series[Any]", after: "pd.Series[Any]") -> Array:
    one, other = before.astype(object), after.astype(object)
    same: Array = ((one == other) | (one.isna() & other.isna())).to_numpy(dtype=bool)
    return same


def _applied(frame: pd.DataFrame, change: _Change, rows: Array, study: Study) -> list[Finding]:
    places = frame.iloc[rows]
    values = {"column": study.columns.named.get(change.column, change.column), "reason": change.entry.reason}
    return [
        found("note", "correction-applied", str(file), values, rows=tuple(np.unique(own).tolist()), count=len(own))
        for file, own in places.groupby("source_file", sort=False)["source_row"]
    ]


def _problem(severity: Any, rule: str, entry: Correction, line: int, study: Study, **more: str) -> Finding:  # noqa: ANN401
    values = {"column": entry.column, "line": line, **{key: text for key, text in more.items() if key != "fix"}}
    where = f"{study.file.name} line {line}"
    remedies = {
        "correction-unmatched": f"{where}: participant: CODE",
        "correction-visit-unknown": f"{where}: visit: {as_yaml(next(iter(study.visits)))}",
        "correction-unreadable": f"{where}: value: VALUE",
    }
    return found(severity, rule, "", values, count=1, fix=more.get("fix") or remedies.get(rule, ""))
