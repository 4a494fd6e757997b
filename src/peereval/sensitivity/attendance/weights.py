"""Inverse-probability-of-attendance weights: those seen at a visit stand for those like them who were not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.model.participant_weights import ATTENDANCE
from peereval.remarks import Note
from peereval.results import Result, make_result
from peereval.sensitivity.attendance.histories import Returns, used_visits
from peereval.sensitivity.attendance.records import Records, read_records
from peereval.sensitivity.attendance.weighing import Rules, Weighed, read_rules, weigh_attendance

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class AttendanceWeights:
    """Weights by participant and visit, with how they were made.

    `rows` has one row per participant measured at baseline and visit: participant, visit,
    group, `attended` (whether its outcome counts), `chance` (the fitted probability of it), and
    `attendance_weight`, missing where it does not count. `summary` is a table by group and visit.
    """

    _rows: pd.DataFrame
    summary: Result
    method: Mapping[str, object]
    notes: tuple[Note, ...]

    @property
    def rows(self) -> pd.DataFrame:
        """A copy of the rows."""
        return self._rows.copy()

    def __repr__(self) -> str:
        return repr(self.summary)


def attendance_weights(
    data: pd.DataFrame,
    outcome: str,
    *,
    participant: str,
    visit: str,
    group: str,
    baseline: object,
    covariates: Sequence[str] = (),
    returns: Returns = "auto",
    by_group: bool = False,
    truncate: float | None = 0.99,
) -> AttendanceWeights:
    """Return the weights that make those seen at each visit stand for all who were there at baseline.

    Use them where people drop out depending on what was measured before, and the analysis is
    not a likelihood: generalised estimating equations, binary outcomes. They go with
    independence between the visits of a participant only (`attendance_weighted_contrasts`).

    At each later visit attendance is predicted by logistic regression from the group, the
    covariates, the outcome at baseline, the last outcome before the visit and whether the visit
    before was attended, the last two by group. A weight is the share of the group that was seen
    over the fitted probability (stabilised by group and visit), and 1 at baseline.

    Parameters
    ----------
    data
        One row per participant and visit; a visit without a row, or without the outcome, is missed.
    outcome
        A numeric column.
    participant, visit, group
        The columns of these.
    baseline
        The visit from which people are followed; who was not measured there is left out.
    covariates
        Columns known before: the same at all visits of a participant.
    returns
        What becomes of values after a missed visit. ``"modelled"``: each visit has one logistic
        regression over all, in which the visit before may have been missed. ``"left-out"``: they
        are not used, and the probabilities multiply along the visits. ``"auto"``: modelled where in
        every group five or more who missed a visit came back at the next and five or more did not.
    by_group
        Whether every coefficient is the group's own.
    truncate
        The quantile, over the people seen at a visit, above which weights are set to it; None for none.

    Returns
    -------
    AttendanceWeights
        `.rows`, and `.summary`: keys ``group, visit``, quantities expected, attended, effective n
        (square of the sum over the sum of squares), largest weight, truncated.

    Raises
    ------
    DataError
        If the columns cannot be used (see the message).
    FitError
        If nobody missed a visit; nobody of a group was seen at one; or some people had no chance
        of being seen.

    References
    ----------
    Robins, Rotnitzky and Zhao 1995, doi:10.1080/01621459.1995.10476493; Lin, Scharfstein and
    Rosenheck 2004, doi:10.1111/j.1467-9868.2004.b5543.x; Cole and Hernan 2008,
    doi:10.1093/aje/kwn164.

    Examples
    --------
    >>> import pandas as pd
    >>> data = pd.DataFrame({
    ...     "id": range(8), "group": ["control", "treated"] * 4, "T0": [1.0, 2, 2, 3, 3, 3, 2, 4],
    ...     "T6": [1.0, 2, None, 4, 4, None, 2, 1]})
    >>> long = data.melt(["id", "group"], var_name="visit", value_name="y")
    >>> found = attendance_weights(
    ...     long, "y", participant="id", visit="visit", group="group", baseline="T0", truncate=None)
    >>> float(found.rows["attendance_weight"].sum().round(6))  # those missed were like the others: every weight is 1
    14.0
    """
    records = read_records(
        data,
        outcome=outcome,
        participant=participant,
        visit=visit,
        group=group,
        baseline=baseline,
        covariates=covariates,
    )
    asked = read_rules(records, returns=returns, by_group=by_group, truncate=truncate)
    return describe_weights(records, asked, {"participant": participant, "visit": visit, "group": group})


def describe_weights(records: Records, rules: Rules, names: Mapping[str, str]) -> AttendanceWeights:
    """Return the weights of all participants as a frame, with their table by group and visit."""
    made = weigh_attendance(records, rules, np.ones((1, len(records.labels))))
    weight, used, T = made.weight[0], used_visits(records, rules.returns), len(records.visits)
    visits, groups = pd.Index(records.visits), pd.Index(records.groups)
    rows = pd.DataFrame(
        {
            names["participant"]: np.repeat(records.labels, T),
            names["visit"]: pd.Categorical.from_codes(np.tile(np.arange(T), len(weight)), visits, ordered=True),
            names["group"]: pd.Categorical.from_codes(np.repeat(records.group, T), groups),
            "attended": used.ravel(),
            "chance": made.chance[0].ravel(),
            ATTENDANCE: np.where(used, weight, np.nan).ravel(),
        }
    )
    method = {"returns": rules.returns, "by_group": rules.by_group, "truncate": rules.truncate, "stabilised": True}
    notes = weighing_notes(records, rules)
    summary = make_result("attendance_weights", _summary(records, made, used), method=method, notes=notes)
    return AttendanceWeights(rows, summary, summary.method, notes)


def weighing_notes(records: Records, rules: Rules) -> tuple[Note, ...]:
    """Return in sentences who is left out, what becomes of gaps, and where weights are cut."""
    code = "attendance_gaps_left_out" if rules.returns == "left-out" else "attendance_gaps_modelled"
    gone = int((records.seen & ~used_visits(records, rules.returns)).sum())
    cut = (Note("attendance_truncated", percent=f"{100.0 * rules.truncate:g}"),) if rules.truncate < 1.0 else ()
    return (*records.notes, Note(code, values=gone), *cut)


def _summary(records: Records, made: Weighed, used: Mask) -> pd.DataFrame:
    """Return one row per group, visit and quantity."""
    weight, raw, rows = made.weight[0], made.untruncated[0], []
    for g, group in enumerate(records.groups):
        mine = records.group == g
        for t, visit in enumerate(records.visits):
            w = weight[mine, t][used[mine, t]]
            figures = {
                "expected": float(mine.sum()),
                "attended": float(w.size),
                "effective n": w.sum() ** 2 / (w**2).sum(),
                "largest weight": w.max(),
                "truncated": float((raw[mine, t] > weight[mine, t]).sum()),
            }
            rows += [(group, visit, name, value) for name, value in figures.items()]
    return pd.DataFrame(rows, columns=["group", "visit", "quantity", "estimate"])
