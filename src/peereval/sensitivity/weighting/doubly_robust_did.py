"""Doubly robust difference in differences: parallel trends among people who were alike at baseline."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd

from peereval.errors import FitError, one_of
from peereval.remarks import Note
from peereval.results import Result
from peereval.sensitivity.weighting.asked import Inference, Question
from peereval.sensitivity.weighting.did_by_visit import did_by_visit, influence_errors
from peereval.sensitivity.weighting.followed import follow_groups
from peereval.sensitivity.weighting.replicate_inference import infer_contrasts, infer_with_errors
from peereval.sensitivity.weighting.roles import Roles

Estimation = Literal["improved", "traditional"]
ESTIMATORS = ("improved", "traditional")
VARIANCES = ("jackknife", "bootstrap", "influence")
DidVariance = Literal["jackknife", "bootstrap", "influence"]


def doubly_robust_did(
    data: pd.DataFrame,
    outcome: str,
    *,
    participant: str,
    visit: str,
    group: str,
    reference: object,
    baseline: object,
    covariates: Sequence[str],
    treated: object = None,
    site: str | None = None,
    estimator: Estimation = "improved",
    inference: DidVariance = "jackknife",
    replicates: int = 999,
    rng: np.random.Generator | None = None,
    level: float = 0.95,
) -> Result:
    """Return doubly robust differences in differences (Sant'Anna and Zhao 2020): effects on the treated.

    Use it where trends may be parallel among people with the same covariates only. The change
    of the treated is compared with that of the controls, weighted by their odds of treatment
    and corrected by a regression of the change in the controls; it is right when the score is
    or when the regression is. At each later visit it rests on the people seen at baseline and
    then. With the outcome among the covariates it no longer assumes parallel trends, but that
    people with the same outcome at baseline are alike, as `doubly_robust_contrasts` does.

    Parameters
    ----------
    data, outcome, participant, visit, group, reference, treated, baseline, site
        As in `weighted_contrasts`.
    covariates
        Known at baseline; of the score and of the regression of the change alike.
    estimator
        ``"improved"``: the score by inverse probability tilting and the regression weighted by
        its odds, so that inference too is doubly robust and, where both models are right,
        efficient; ``"traditional"``: logistic and ordinary least squares.
    inference
        ``"jackknife"`` or ``"bootstrap"``, as in `weighted_contrasts`; ``"influence"``: from the
        influence function, summed by site.
    replicates, rng, level
        As in `weighted_contrasts`.

    Returns
    -------
    Result
        Keys ``group, visit, reference, baseline``; quantity "difference in change".

    Raises
    ------
    DataError, FitError
        As `weighted_contrasts`; the improved estimator also where no weights balance the covariates.

    References
    ----------
    Sant'Anna and Zhao 2020, doi:10.1016/j.jeconom.2020.06.003, equations (2.6), (3.1) and (3.2).
    """
    if estimator not in ESTIMATORS:
        raise FitError(one_of("estimator", estimator, ESTIMATORS))
    asked = Inference(inference, replicates, rng, level)
    asked.check(VARIANCES)
    roles = Roles(outcome, participant, visit, group, reference, treated, baseline, site)
    followed = follow_groups(data, roles, propensity_covariates=covariates, covariates=())
    names = ", ".join(dict.fromkeys(covariates))
    method = {"estimator": f"{estimator} doubly robust difference in differences", "estimand": "att"}
    about = Question(
        "doubly_robust_did", "difference in change", {**method, "covariates": names}, (Note("doubly_robust_did"),)
    )
    numbers = did_by_visit(followed, estimator)
    if inference != "influence":
        return infer_contrasts(numbers, followed, roles, asked, about)
    return infer_with_errors(numbers, influence_errors(followed, estimator), followed, roles, asked, about)
