"""Differences in change when those seen at each visit stand for all who were there at baseline."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd

from peereval.errors import FitError, one_of
from peereval.estimate.inference import check_level
from peereval.estimate.marginal_contrasts import marginal_contrasts
from peereval.model.marginal.independence import fit_marginal
from peereval.model.participant_weights import ATTENDANCE
from peereval.results import Result
from peereval.sensitivity.attendance.asked import Asked, Columns, state_result
from peereval.sensitivity.attendance.histories import Returns
from peereval.sensitivity.attendance.jackknife import jackknife_contrasts
from peereval.sensitivity.attendance.weighing import read_rules, weigh_attendance

Inference = Literal["cr2", "jackknife"]
INFERENCES = ("cr2", "jackknife")


def attendance_weighted_contrasts(
    data: pd.DataFrame,
    outcome: str,
    *,
    participant: str,
    visit: str,
    group: str,
    reference: object,
    baseline: object,
    attendance_covariates: Sequence[str] = (),
    covariates: Sequence[str] = (),
    site: str | None = None,
    weights: str | None = None,
    returns: Returns = "auto",
    by_group: bool = False,
    truncate: float | None = 0.99,
    inference: Inference = "cr2",
    level: float = 0.95,
) -> Result:
    """Return differences in change, those seen at each visit weighted to stand for all seen at baseline.

    Use it beside the main model, which assumes as much of who is missing but also that the
    outcome is multivariate normal with the covariance that was fitted; here attendance is
    modelled instead. Means by group and visit come from weighted independence estimating
    equations (outcome ~ group * visit + covariates * visit), never from a working covariance:
    with weights that differ between the visits of a person, the residual of one visit would
    carry the weight of another, and the equations would be biased.

    Parameters
    ----------
    data, outcome, participant, visit, group, baseline, returns, by_group, truncate
        As of `attendance_weights`.
    reference
        The group the others are compared with.
    attendance_covariates
        What attendance is predicted from beside the group and the outcomes seen so far.
    covariates
        Of the outcome, each by visit.
    site
        The column of sites, the clusters of the variance; without it participants are.
    weights
        A column of weights of participants, such as those of propensity, by which those of
        attendance are multiplied; they are taken as known.
    inference
        ``"cr2"`` takes the weights as known (as a rule conservative) with Bell-McCaffrey's
        degrees of freedom; ``"jackknife"`` leaves out each site in turn and fits the models of
        attendance anew, with sites minus groups degrees of freedom (without sites:
        participants, normal).
    level
        Of the confidence intervals.

    Returns
    -------
    Result
        Keys ``group, visit, reference, baseline``; quantity "difference in change".

    Raises
    ------
    DataError, FitError
        As of `attendance_weights`; if an option is unknown, or a replicate cannot be fitted.

    References
    ----------
    Robins, Rotnitzky and Zhao 1995, doi:10.1080/01621459.1995.10476493; Tchetgen Tchetgen,
    Glymour, Weuve and Robins 2012, doi:10.1097/EDE.0b013e31825727b5; Kurland and Heagerty 2005,
    doi:10.1093/biostatistics/kxi006.
    """
    if inference not in INFERENCES:
        raise FitError(one_of("inference", inference, INFERENCES))
    columns = Columns(
        outcome,
        participant,
        visit,
        group,
        reference,
        baseline,
        tuple(attendance_covariates),
        tuple(covariates),
        site,
        weights,
    )
    records = columns.read(data)
    rules = read_rules(records, returns=returns, by_group=by_group, truncate=truncate)
    asked = Asked(columns, records, rules, check_level(level))
    return _robust(asked) if inference == "cr2" else jackknife_contrasts(asked)


def _robust(asked: Asked) -> Result:
    """Return the contrasts with the weights taken as known."""
    columns, records, T = asked.columns, asked.records, len(asked.records.visits)
    made = weigh_attendance(records, asked.rules, np.ones((1, len(records.labels)))).weight[0] * asked.known[:, None]
    visits = pd.Categorical.from_codes(np.tile(np.arange(T), len(made)), pd.Index(records.visits), ordered=True)
    rows = records.personal.loc[np.repeat(np.arange(len(made)), T)].reset_index(drop=True)
    rows[columns.group] = pd.Categorical(rows[columns.group], list(records.groups))
    rows = rows.assign(**{
        columns.participant: np.repeat(records.labels, T),
        columns.visit: visits,
        columns.outcome: records.outcome.ravel(),
        ATTENDANCE: made.ravel(),
    })  # fmt: skip
    fit = fit_marginal(
        columns.formula,
        rows[rows[ATTENDANCE] > 0.0],
        participant=columns.participant,
        visit=columns.visit,
        cluster=columns.site or columns.participant,
        weights=ATTENDANCE,
    )
    found = marginal_contrasts(
        fit, group=columns.group, reference=columns.reference, baseline=columns.baseline, level=asked.level
    )
    said = {"variance": f"cr2 by {columns.unit}", "df_method": "bell-mccaffrey"}
    notes = [note for note in found.notes if note.code not in ("marginal_weights", "marginal_standardised")]
    return state_result(asked, found.rows, said, notes)
