"""The chance of being seen at each visit, from what had been seen of a participant before it.

With V_j = 1 where visit j was attended, and the history H_t = (group, covariates, y_0, V_1,
V_1 y_1, ..., V_t-1, V_t-1 y_t-1), the mean of V_t y_t / P(V_t = 1 | H_t) is that of y_t where
V_t and y_t are independent given H_t. That is one factor, whatever the pattern of the
visits before t, provided that people who missed a visit sometimes come back. Where they do
not, those seen at t stand for all who dropped out before it too, and the chances multiply
(Robins, Rotnitzky and Zhao 1995, doi:10.1080/01621459.1995.10476493).
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from peereval.errors import FitError
from peereval.remarks import Note
from peereval.sensitivity.attendance.logistic import fit_logistic
from peereval.sensitivity.attendance.records import Records

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Returns = Literal["auto", "modelled", "left-out"]
RETURNS = ("auto", "modelled", "left-out")

ENOUGH = 5  # people of a group who came back after a missed visit, and as many who did not
NO_CHANCE = 1e-6  # a missed visit with less than this chance of being attended has nobody to stand for it


def choose_returns(records: Records, returns: Returns) -> Literal["modelled", "left-out"]:
    """Return how values after a missed visit are used: "auto" models them where enough people come back.

    Raises
    ------
    FitError
        If they are to be modelled, but nobody of a group came back after missing a visit.
    """
    counts = _gaps(records)
    missed, back = counts.sum(axis=-1), counts[..., 1]
    if returns == "auto":
        often = (missed == 0) | (np.minimum(back, missed - back) >= ENOUGH)
        return "modelled" if often.all() and missed.any() else "left-out"
    never = np.argwhere((missed > 0) & (back == 0))
    if returns == "modelled" and never.size:
        g, t = never[0]
        raise FitError(
            Note(
                "refused_nobody_back",
                group=records.groups[g],
                missed=records.visits[t + 1],
                visit=records.visits[t + 2],
            )
        )
    return returns


def _gaps(records: Records) -> NDArray[np.intp]:
    """Return how many of each group missed a later visit and did not, or did, attend the next, (groups, T - 2, 2)."""
    seen, G = records.seen, len(records.groups)
    missed = ~seen[:, 1:-1]
    cell = 2 * records.group[:, None] + seen[:, 2:]
    found = [np.bincount(cell[missed[:, t], t], minlength=2 * G) for t in range(missed.shape[1])]
    return np.array(found, dtype=np.intp).reshape(-1, G, 2).swapaxes(0, 1)


def used_visits(records: Records, returns: str) -> Mask:
    """Return whose value counts at which visit, (n, T): seen, and without a gap before where gaps are left out."""
    seen = records.seen
    return np.logical_and.accumulate(seen, axis=1) if returns == "left-out" else seen


def attendance_chance(records: Records, returns: str, *, by_group: bool, counted: Floats) -> Floats:
    """Return the chance of being used at each visit, (R, n, T), 1 at baseline.

    `counted` (R, n) is how much each participant counts in each replicate. Where gaps are left
    out the chance is that of having attended every visit so far, missing for who did not.

    Raises
    ------
    FitError
        If nobody of a group was seen at a visit, or some people had no chance of being seen.
    """
    used, n_visits = used_visits(records, returns), records.outcome.shape[1]
    chance = np.full((len(counted), *records.outcome.shape), np.nan)
    chance[:, :, 0] = 1.0
    for t in range(1, n_visits):
        at_risk = used[:, t - 1] if returns == "left-out" else np.ones(len(used), dtype=bool)
        _refuse_unseen(records, used, at_risk, t)
        X = _predictors(records, t, monotone=returns == "left-out", by_group=by_group)[at_risk]
        came = used[at_risk, t].astype(np.float64)
        p = fit_logistic(X, came, counted[:, at_risk]).probability
        _refuse_no_chance(records, p, came, counted[:, at_risk], t)
        chance[:, at_risk, t] = p * chance[:, at_risk, t - 1] if returns == "left-out" else p
    return chance


def _predictors(records: Records, t: int, *, monotone: bool, by_group: bool) -> Floats:
    """Return the columns that predict attendance at visit t, (n, columns).

    The group, the covariates, the outcome at baseline and the last one before t, whether the
    visit before was attended and how that changes the slope of the last outcome; by group
    either all of it, or the last outcome and the visit before.
    """
    y, seen = records.outcome, records.seen
    groups = (records.group[:, None] == np.arange(1, len(records.groups))).astype(np.float64)
    last = _last_seen(y[:, :t])
    moving = [last]
    own = [*records.covariates.T, y[:, 0]]
    if t > 1 and not monotone:
        before = seen[:, t - 1].astype(np.float64)
        moving.append(before)
        own.append(before * last)
    every = [*own, *moving]
    crossed = every if by_group else moving
    return _columns([np.ones(len(y)), *groups.T, *every], [g * one for g in groups.T for one in crossed])


def _columns(*parts: Sequence[Floats]) -> Floats:
    return np.column_stack([column for part in parts for column in part])


def _last_seen(y: Floats) -> Floats:
    """Return the last value seen among y (n, t), whose first column is complete, (n,)."""
    at = y.shape[1] - 1 - np.argmax(~np.isnan(y[:, ::-1]), axis=1)
    return np.asarray(y[np.arange(len(y)), at])


def _refuse_unseen(records: Records, used: Mask, at_risk: Mask, t: int) -> None:
    came = np.bincount(records.group, used[:, t], len(records.groups))
    lost = np.flatnonzero(came == 0)
    if lost.size or not at_risk.any():
        name = records.groups[int(lost[0])]
        raise FitError(Note("refused_group_unseen", group=name, visit=records.visits[t]))


def _refuse_no_chance(records: Records, p: Floats, came: Floats, counted: Floats, t: int) -> None:
    """Refuse missed visits without a chance of being attended: separation, nobody like them was seen."""
    alone = ((p < NO_CHANCE) & (came == 0) & (counted > 0)).any(axis=0)
    if alone.any():
        raise FitError(Note("refused_attendance_separated", people=int(alone.sum()), visit=records.visits[t]))
