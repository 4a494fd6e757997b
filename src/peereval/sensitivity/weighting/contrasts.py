"""Differences in change between groups made alike by weights."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.remarks import Note
from peereval.results import Result
from peereval.sensitivity.weighting.asked import Inference, Question, Variance
from peereval.sensitivity.weighting.balancing import Estimand
from peereval.sensitivity.weighting.followed import Followed, follow_groups
from peereval.sensitivity.weighting.known_weights import contrasts_with_known_weights
from peereval.sensitivity.weighting.replicate_inference import infer_contrasts
from peereval.sensitivity.weighting.replicate_weights import Weighting, weigh_replicates
from peereval.sensitivity.weighting.resampling import Estimates, Estimator
from peereval.sensitivity.weighting.roles import Roles
from peereval.sensitivity.weighting.visit_regressions import cross_products, regress_by_visit

Floats = NDArray[np.float64]
VARIANCES = ("jackknife", "bootstrap", "cr2")


def weighted_changes(followed: Followed, weighting: Weighting) -> Estimator:
    """Return the function from counts, (R, n), to weighted differences in change, (R, T - 1)."""
    people = followed.propensity
    columns = np.column_stack([followed.columns, people.treated])
    products = cross_products(columns, followed.values)
    of_group = np.eye(columns.shape[1])[-1]

    def estimate(counts: Floats) -> Estimates:
        """Return the differences in change of replicates."""
        weighed = weigh_replicates(people, counts, weighting)
        found = regress_by_visit(weighed.weights, products).predict(of_group)
        return Estimates(found[:, 1:] - found[:, :1], weighed.found)

    return estimate


def weighted_contrasts(
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
    covariates: Sequence[str] = (),
    inference: Variance = "jackknife",
    replicates: int = 999,
    rng: np.random.Generator | None = None,
    level: float = 0.95,
) -> Result:
    """Return differences in change between two groups, weighted to be alike in what they were at baseline.

    Use it where groups were not randomised, beside the main model: people of the reference
    count the more, the more they are like the treated. Means by group and visit come from
    weighted independence estimating equations (outcome ~ group * visit, and covariates *
    visit where there are some): whoever is seen at a visit counts there with one weight for
    all visits, so a person seen at baseline only moves the baseline mean only. What is
    missing must be missing whatever the outcome.

    Parameters
    ----------
    data
        One row per participant and visit.
    outcome
        A numeric column.
    participant, visit, group
        The columns of these.
    reference, treated
        The group the others are compared with, and the other one (where there are several).
    baseline
        The visit changes start from; covariates are those of its rows.
    propensity_covariates
        What the propensity score is made of: columns known at baseline. The outcome may be
        among them: its value at baseline.
    site
        The column of sites, left out or drawn as a whole; None for people who do not come in sites.
    estimand
        ``"att"``: the effect in people like the treated; ``"overlap"``: in people who could
        have been in either group; ``"ate"``: in everybody.
    truncate
        The quantile of the weights of a group at which larger ones are cut; None for none.
    covariates
        Of the outcome, each by visit.
    inference
        ``"jackknife"`` leaves out each site (without sites each participant) in turn and
        ``"bootstrap"`` draws sites with replacement, within group where a site holds one group
        only; both fit the propensity score anew for each replicate. ``"cr2"`` takes the
        weights as known: a robust variance by site (or participant).
    replicates, rng
        Of the bootstrap: how many, and its source of chance.
    level
        Of the confidence intervals: t with sites minus groups degrees of freedom (minus 1
        where a site holds both groups), normal without sites, Bell-McCaffrey's for "cr2".

    Returns
    -------
    Result
        Keys ``group, visit, reference, baseline``; quantity "difference in change".

    Raises
    ------
    DataError
        If a column is missing or unusable, nobody of a group has the outcome at baseline, or a
        group is in one site only.
    FitError
        If an option is unknown, the reference is the treated group, or the covariates
        separate the groups, in a replicate or in all people.

    References
    ----------
    Li, Morgan and Zaslavsky 2018, doi:10.1080/01621459.2016.1260466; Lunceford and Davidian
    2004, doi:10.1002/sim.1903; Efron and Stein 1981, doi:10.1214/aos/1176345462.
    """
    asked = Inference(inference, replicates, rng, level)
    asked.check(VARIANCES)
    roles = Roles(outcome, participant, visit, group, reference, treated, baseline, site)
    followed = follow_groups(data, roles, propensity_covariates=propensity_covariates, covariates=covariates)
    weighting = Weighting(estimand, truncate)
    method = {
        "estimator": "weighted independence estimating equations",
        "estimand": estimand,
        "propensity_covariates": ", ".join(dict.fromkeys(propensity_covariates)),
        "covariates": ", ".join(dict.fromkeys(covariates)),
        "truncate": truncate,
    }
    about = Question("weighted_contrasts", "difference in change", method, (Note("weighted_seen"),))
    if inference == "cr2":
        return contrasts_with_known_weights(followed, weighting, roles, about, level)
    return infer_contrasts(weighted_changes(followed, weighting), followed, roles, asked, about)
