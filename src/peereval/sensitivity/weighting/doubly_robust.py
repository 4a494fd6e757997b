"""Differences between groups by weights and by regression: right when either of the two models is."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.remarks import Note
from peereval.results import Result
from peereval.sensitivity.weighting.asked import Inference, Question, ReplicateVariance
from peereval.sensitivity.weighting.balancing import Estimand
from peereval.sensitivity.weighting.followed import Followed, follow_groups
from peereval.sensitivity.weighting.replicate_inference import infer_contrasts
from peereval.sensitivity.weighting.replicate_weights import Weighting, weigh_replicates
from peereval.sensitivity.weighting.resampling import Estimates, Estimator
from peereval.sensitivity.weighting.roles import Roles
from peereval.sensitivity.weighting.visit_regressions import cross_products, regress_by_visit

Floats = NDArray[np.float64]
VARIANCES = ("jackknife", "bootstrap")


def standardised_differences(followed: Followed, weighting: Weighting) -> Estimator:
    """Return the function from counts, (R, n), to doubly robust differences at each later visit, (R, T - 1)."""
    people, columns = followed.propensity, followed.columns
    products = cross_products(columns, followed.values[:, 1:])

    def estimate(counts: Floats) -> Estimates:
        """Return the differences of replicates."""
        weighed = weigh_replicates(people, counts, weighting)
        with np.errstate(invalid="ignore"):  # a replicate without anybody treated speaks of nobody
            mean = (weighed.target @ columns / weighed.target.sum(axis=1, keepdims=True))[:, None]
        both = [regress_by_visit(weighed.weights * own, products) for own in (people.treated, ~people.treated)]
        treated, control = (found.predict(mean) for found in both)
        return Estimates(treated - control, weighed.found)

    return estimate


def doubly_robust_contrasts(
    data: pd.DataFrame,
    outcome: str,
    *,
    participant: str,
    visit: str,
    group: str,
    reference: object,
    baseline: object,
    propensity_covariates: Sequence[str],
    treated: object = None,
    site: str | None = None,
    estimand: Estimand = "att",
    truncate: float | None = 0.99,
    covariates: Sequence[str] | None = None,
    inference: ReplicateVariance = "jackknife",
    replicates: int = 999,
    rng: np.random.Generator | None = None,
    level: float = 0.95,
) -> Result:
    """Return differences between two groups at the same T0, by weighted regression adjustment.

    Use it beside `weighted_contrasts`: it is right when the propensity score is, or when the
    regression of the outcome is, whichever it may be. At each later visit the outcome is
    regressed in each group, with the weights of those seen, on a constant, the outcome at
    baseline and the covariates; both regressions predict for the people the estimand is about
    (everybody treated at baseline for "att", seen later or not), and the mean difference is
    the contrast. With the outcome at baseline in the regression this is the difference in
    level and in change alike.

    Parameters
    ----------
    data, outcome, participant, visit, group, reference, treated, baseline, propensity_covariates, site
        As in `weighted_contrasts`.
    estimand, truncate, replicates, rng, level
        As in `weighted_contrasts`.
    covariates
        Of the outcome beside its value at baseline; those of the propensity score when left out.
    inference
        ``"jackknife"`` or ``"bootstrap"``, both models fitted anew for each replicate.

    Returns
    -------
    Result
        Keys ``group, visit, reference, baseline``; quantity "difference".

    Raises
    ------
    DataError, FitError
        As `weighted_contrasts`.

    References
    ----------
    Wooldridge 2007, doi:10.1016/j.jeconom.2007.02.002; Sloczynski and Wooldridge 2018,
    doi:10.1017/S0266466617000056; Kang and Schafer 2007, doi:10.1214/07-STS227.
    """
    asked = Inference(inference, replicates, rng, level)
    asked.check(VARIANCES)
    roles = Roles(outcome, participant, visit, group, reference, treated, baseline, site)
    own = propensity_covariates if covariates is None else covariates
    adjusted = list(dict.fromkeys([outcome, *own]))
    followed = follow_groups(data, roles, propensity_covariates=propensity_covariates, covariates=adjusted)
    method = {
        "estimator": "weighted regression adjustment",
        "estimand": estimand,
        "propensity_covariates": ", ".join(dict.fromkeys(propensity_covariates)),
        "covariates": ", ".join(adjusted),
        "truncate": truncate,
    }
    about = Question("doubly_robust_contrasts", "difference", method, (Note("doubly_robust"),))
    estimator = standardised_differences(followed, Weighting(estimand, truncate))
    return infer_contrasts(estimator, followed, roles, asked, about)
