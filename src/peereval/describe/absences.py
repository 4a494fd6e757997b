"""Why people were not seen: planned visits that did not take place, with their reasons."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from peereval.describe.attendance import cohorts, read_attendance
from peereval.describe.entry import visit_positions
from peereval.remarks import Finding
from peereval.results import Result, make_result

if TYPE_CHECKING:
    from peereval.study import Study

_KEYS = ["group", "visit", "reason"]


def describe_absences(frame: pd.DataFrame, absences: pd.DataFrame, study: "Study") -> Result:
    """Return why people expected at a visit were not seen there, by group and visit.

    Parameters
    ----------
    frame
        One row per participant and visit attended.
    absences
        One row per planned visit that did not take place, with its `absence_reason`, as in
        `Data.absences`; a row of a visit that was attended after all is left out.
    study
        The study: the reasons and their order are the levels of the codebook.

    Returns
    -------
    Result
        Kind "absences", keys `group, visit, reason`. At reason "": absent (people expected
        and not seen, and people included who were never seen, at their first visit), recorded
        and not recorded (with and without a reason), returned (absent now, seen later),
        newly absent (seen at the visit before, or never seen) and newly not recorded.
        At each reason that the group has at any visit: count, percent of the absent, and
        newly absent.
    """
    cells = list(_absent_people(frame, absences, study))
    rows = [row for cell in cells for row in _reason_rows(cell, _reasons_met(cells, cell.group, study))]
    table = pd.DataFrame(rows, columns=[*_KEYS, "quantity", "estimate"]).astype({"estimate": "float64"})
    return make_result("absences", table, method={"percent": "of those absent"})


def never_seen(frame: pd.DataFrame, absences: pd.DataFrame, study: "Study") -> pd.DataFrame:
    """Return the people who were included and never seen: those with a row in `absences` only.

    Returns
    -------
    pd.DataFrame
        One row a person: participant, group, visit (the first one with a row) and absence_reason.
    """
    known = absences[visit_positions(absences, study).notna().to_numpy() & absences["participant"].notna().to_numpy()]
    known = known[~known["participant"].isin(frame["participant"])]
    order = visit_positions(known, study).sort_values(kind="stable").index
    # A study without a column of reasons has no absences, and its table no such column.
    kept = ["participant", "group", "visit", "absence_reason"]
    return known.loc[order].reindex(columns=kept).drop_duplicates("participant")


def flow_findings(frame: pd.DataFrame, absences: pd.DataFrame, study: "Study") -> Iterator[Finding]:
    """Find counts typed under `flow` that do not add up to the people of the files.

    Those eligible are the refused, the missed appointments, those still expected and those
    included; only entry visits with all but `expected` typed are compared.
    """
    if not study.flow:
        return
    attendance = read_attendance(frame, study)
    missing = never_seen(frame, absences, study)
    for group, visits in study.flow.items():
        for visit, typed in visits.items():
            if typed.eligible is None or typed.refused is None or typed.missed is None:
                continue
            here = (attendance.group == group) & (attendance.entry == list(study.visits).index(visit))
            absent = (missing["group"].astype(str) == group) & (missing["visit"].astype(str) == visit)
            included = int(here.sum() + absent.sum())
            added = typed.refused + typed.missed + (typed.expected or 0) + included
            if included and added != typed.eligible:
                values = {"group": group, "visit": visit, "eligible": typed.eligible, "added": added}
                yield Finding("warning", "flow-unbalanced", count=included, values=values)


@dataclass(frozen=True, slots=True, eq=False)
class _Absent:
    """The people absent at a visit: a reason each ("" without one), and who of them is newly absent or comes back."""

    group: str
    visit: str
    reasons: "pd.Series[str]"
    new: np.ndarray
    returned: int


def _absent_people(frame: pd.DataFrame, absences: pd.DataFrame, study: "Study") -> Iterator[_Absent]:
    attendance = read_attendance(frame, study)
    said = _reasons_by_person(attendance.people, absences, study)
    missing = never_seen(frame, absences, study)
    for group, entry, members in cohorts(attendance, study):
        if entry:
            continue
        seen, expected, reason = (table[members] for table in (attendance.seen, attendance.expected, said))
        later = np.logical_or.accumulate(seen[:, ::-1], axis=1)[:, ::-1]
        for position, visit in enumerate(study.visits):
            absent = expected[:, position] & ~seen[:, position]
            own = missing[(missing["group"].astype(str) == group) & (missing["visit"].astype(str) == visit)]
            reasons = [*reason[absent, position], *own["absence_reason"].astype(str)]
            new = np.concatenate([seen[absent, position - 1], np.ones(len(own), dtype=bool)])
            if reasons:
                back = int((absent & later[:, position]).sum())
                yield _Absent(group, visit, pd.Series(reasons, dtype=object), new, back)


def _reasons_by_person(people: np.ndarray, absences: pd.DataFrame, study: "Study") -> np.ndarray:
    """Return people x visits: the reason recorded, "" without one."""
    said = np.full((len(people), len(study.visits)), "", dtype=object)
    if len(absences) and len(people):
        rows = pd.Index(people).get_indexer(pd.Index(absences["participant"]))
        places = visit_positions(absences, study).to_numpy()
        known = (rows >= 0) & ~np.isnan(places)
        reasons = absences["absence_reason"].astype(str).to_numpy(dtype=object)
        said[rows[known], places[known].astype("int64")] = reasons[known]
    return said


def _reasons_met(cells: list[_Absent], group: str, study: "Study") -> list[str]:
    """Return the reasons that a group has at any visit, in the order of the codebook."""
    met = dict.fromkeys(reason for cell in cells if cell.group == group for reason in cell.reasons if reason)
    listed = [reason for reason in reason_levels(study, "absence_reason") if reason in met]
    return list(dict.fromkeys([*listed, *met]))


def _reason_rows(cell: _Absent, listed: list[str]) -> Iterator[tuple[str, str, str, str, float]]:
    known = cell.reasons != ""
    total = len(known)
    totals = {"absent": total, "recorded": known.sum(), "not recorded": (~known).sum(), "returned": cell.returned,
              "newly absent": cell.new.sum(), "newly not recorded": (cell.new & ~known).sum()}  # fmt: skip
    for quantity, count in totals.items():
        yield cell.group, cell.visit, "", quantity, float(count)
    counts, new = (cell.reasons[which].value_counts(sort=False) for which in (known, known & cell.new))
    for reason in listed:
        count = float(counts.get(reason, 0))
        yield cell.group, cell.visit, reason, "count", count
        yield cell.group, cell.visit, reason, "percent", 100 * count / total
        yield cell.group, cell.visit, reason, "newly absent", float(new.get(reason, 0))


def reason_levels(study: "Study", key: str) -> tuple[str, ...]:
    """Return the levels of a column of reasons in the order of the codebook."""
    field = study.book.field(study.columns.named.get(key, key))
    return field.level_names if field else ()
