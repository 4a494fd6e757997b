"""Differences in change when those seen at each visit stand for all who were there at baseline."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd

from peereval.errors import FitError, did_you_mean, one_of
from peereval.estimate.inference import check_level
from peereval.estimate.marginal_contrasts import marginal_contrasts
from peereval.model.marginal.independence import fit_marginal
from peereval.results import Result
from peereval.sensitivity.attendance.asked import Asked, refuse_weights, state_result
from peereval.sensitivity.attendance.histories import Returns
from peereval.sensitivity.attendance.jackknife import jackknife_contrasts
from peereval.sensitivity.attendance.records import read_records
from peereval.sensitivity.attendance.weighing import read_rules, weigh_attendance
from peereval.sensitivity.attendance.weights import WEIGHT

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
    Glymour, Weuve and Robins 2012, doi:10.1097/EDE.0b013e31824d5d0d; Kurland and Heagerty 2005,
    doi:10.1093/biostatistics/kxi006.
    """
    if inference not in INFERENCES:
        raise FitError(one_of("inference", inference, INFERENCES))
    roles = {"participant": participant, "visit": visit, "group": group}
    more = {f"covariate {j + 1}": name for j, name in enumerate(covariates)}
    more |= {name: column for name, column in (("site", site), ("weights", weights)) if column is not None}
    records = read_records(
        data, outcome=outcome, **roles, baseline=baseline, covariates=attendance_covariates, more=more
    )
    if reference not in records.groups:
        hint = did_you_mean(str(reference), map(str, records.groups))
        raise FitError(f"reference={reference!r} is not a group: {', '.join(map(repr, records.groups))}.{hint}")
    rules = read_rules(records, returns=returns, by_group=by_group, truncate=truncate)
    asked = Asked(
        outcome=outcome,
        **roles,
        reference=reference,
        baseline=baseline,
        covariates=tuple(covariates),
        site=site,
        weights=weights,
        level=check_level(level),
        records=records,
        rules=rules,
    )
    refuse_weights(asked)
    return _robust(asked) if inference == "cr2" else jackknife_contrasts(asked)


def _robust(asked: Asked) -> Result:
    """Return the contrasts with the weights taken as known."""
    records, T = asked.records, len(asked.records.visits)
    made = weigh_attendance(records, asked.rules, np.ones((1, len(records.labels)))).weight[0] * asked.known[:, None]
    visits = pd.Categorical.from_codes(np.tile(np.arange(T), len(made)), pd.Index(records.visits), ordered=True)
    rows = records.personal.loc[np.repeat(np.arange(len(made)), T)].reset_index(drop=True)
    rows[asked.group] = pd.Categorical(rows[asked.group], list(records.groups))
    rows = rows.assign(**{
        asked.participant: np.repeat(records.labels, T),
        asked.visit: visits,
        asked.outcome: records.outcome.ravel(),
        WEIGHT: made.ravel(),
    })  # fmt: skip
    fit = fit_marginal(
        asked.formula,
        rows[rows[WEIGHT] > 0.0],
        participant=asked.participant,
        visit=asked.visit,
        cluster=asked.site or asked.participant,
        weights=WEIGHT,
    )
    found = marginal_contrasts(
        fit, group=asked.group, reference=asked.reference, baseline=asked.baseline, level=asked.level
    )
    said = {"variance": f"cr2 by {asked.unit}", "df_method": "bell-mccaffrey"}
    notes = [note for note in found.notes if note.code not in ("marginal_weights", "marginal_standardised")]
    return state_result(asked, found.rows, said, notes)
