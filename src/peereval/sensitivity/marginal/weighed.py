"""The rows of a marginal model of a study, weighted for attendance where people could miss visits."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from peereval.errors import PeerevalError
from peereval.estimate.cohorts import first_visit
from peereval.estimate.t0_adjusted import starting_cohorts
from peereval.model.participant_weights import ATTENDANCE
from peereval.remarks import Finding, Note
from peereval.sensitivity.attendance.weights import attendance_weights

if TYPE_CHECKING:
    from peereval.study import Study

Weighed = tuple[pd.DataFrame, str | None, tuple[Note, ...], tuple[Finding, ...]]


def weigh_rows(frame: pd.DataFrame, study: "Study", outcome: str) -> Weighed:
    """Return the rows, the column of their weights (None without), and what must be said of them.

    People of the groups that enter with the reference have attendance weights from the first
    visit on; those without the outcome there cannot be weighted and are left out. People of groups
    that enter later count as they are: whom they stand for is not known.

    Parameters
    ----------
    frame
        The table of the main model: groups split by visit of entry, covariates carried.
    study
        The study; `sensitivity: attendance` says how weights are made, or that none are.
    outcome
        A numeric column.
    """
    keys = study.sensitivity.attendance
    starters = frame[frame["group"].astype(str).isin(list(starting_cohorts(study)))]
    if not keys.run or not _missed(starters, study, outcome):
        return frame, None, (Note("marginal_unweighted"),), ()
    wanted = keys.covariates if keys.covariates is not None else study.model.covariates
    try:
        made = attendance_weights(
            starters.assign(group=starters["group"].cat.remove_unused_categories()),
            outcome,
            participant="participant",
            visit="visit",
            group="group",
            baseline=first_visit(study, study.reference),
            covariates=tuple(wanted),
            returns=keys.returns,
            by_group=keys.by_group,
            truncate=keys.truncate,
        )
    except PeerevalError as error:
        told = {"outcomes": outcome, "why": error.reason}
        return frame, None, (Note("marginal_unweighted"),), (Finding("warning", "marginal-unweighted", values=told),)
    weights = made.rows[["participant", "visit", ATTENDANCE]]
    rows = frame.assign(visit=frame["visit"].astype(str)).merge(
        weights.assign(visit=weights["visit"].astype(str)), on=["participant", "visit"], how="left"
    )
    later = ~rows["group"].astype(str).isin(list(starting_cohorts(study)))
    rows = rows.assign(**{ATTENDANCE: np.where(later, 1.0, rows[ATTENDANCE])}, visit=frame["visit"].array)
    return rows[rows[ATTENDANCE].notna()], ATTENDANCE, (Note("marginal_attendance"), *made.notes), ()


def _missed(starters: pd.DataFrame, study: "Study", outcome: str) -> bool:
    """Say whether somebody with the outcome at the first visit lacks it at a later one."""
    base = first_visit(study, study.reference)
    later = list(study.visits)[list(study.visits).index(base) :]
    known = starters[starters[outcome].notna() & starters["visit"].astype(str).isin(later)]
    entered = known.loc[known["visit"].astype(str) == base, "participant"]
    return bool(known["participant"].isin(entered).sum() < len(entered) * len(later))
