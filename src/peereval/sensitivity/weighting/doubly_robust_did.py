"""Doubly robust difference in differences: parallel trends among people who were alike at baseline."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import FitError, one_of
from peereval.results import Note, Result
from peereval.sensitivity.weighting.followed import Followed, Roles, follow_groups
from peereval.sensitivity.weighting.replicate_inference import Inference, Question, infer_contrasts
from peereval.sensitivity.weighting.resampling import Estimates, Estimator
from peereval.sensitivity.weighting.scores import fit_scores
from peereval.sensitivity.weighting.tilting import tilt_controls
from peereval.sensitivity.weighting.visit_regressions import VisitRegressions, cross_products, regress_by_visit

Floats = NDArray[np.float64]
Estimation = Literal["improved", "traditional"]
ESTIMATORS = ("improved", "traditional")
VARIANCES = ("jackknife", "bootstrap", "influence")
DidVariance = Literal["jackknife", "bootstrap", "influence"]
_LARGEST = 1.0 - 1e-6  # a score of 1 has no odds


def did_by_visit(followed: Followed, estimator: str) -> Estimator:
    """Return the function from counts, (R, n), to the effects on the treated at each later visit, (R, T - 1).

    Each later visit has the people seen at baseline and then, and a score of its own.
    """
    people, columns = followed.propensity, followed.propensity.X
    changes = followed.values[:, 1:] - followed.values[:, :1]
    seen = np.isfinite(changes).T
    products = cross_products(columns, changes)
    filled = np.where(seen, changes.T, 0.0)

    def estimate(counts: Floats) -> Estimates:
        """Return the effects of replicates."""
        treated, control = (seen[:, None] * (counts * own) for own in (people.treated, ~people.treated))
        empty = np.asarray(~(treated.any(axis=2) & control.any(axis=2)))  # (T - 1, R): the visit has nobody of a group
        shown = np.where(empty[..., None], counts, treated + control)
        odds = odds_of_treatment(columns, people.treated, shown.reshape(-1, counts.shape[1]), estimator)
        weights = control * odds.values.reshape(shown.shape)
        fitted = regress_by_visit(weights if estimator == "improved" else control, products)
        values = [_residual_mean(each, columns, filled, fitted) for each in (treated, weights)]
        found = np.asarray((odds.found.reshape(empty.shape) | empty).all(axis=0))
        return Estimates(np.where(empty, np.nan, values[0] - values[1]).T, found)

    return estimate


@dataclass(frozen=True, slots=True, eq=False)
class Odds:
    """values (B, n) : odds of being treated; found (B,) : False where the covariates separate the groups."""

    values: Floats
    found: NDArray[np.bool_]


def odds_of_treatment(X: Floats, treated: NDArray[np.bool_], counts: Floats, estimator: str) -> Odds:
    """Return the odds of being treated by inverse probability tilting ("improved") or logistic regression."""
    if estimator == "improved":
        tilted = tilt_controls(X, treated, counts)
        return Odds(tilted.odds, tilted.converged)
    fitted = fit_scores(X, treated, counts)
    scores = np.minimum(fitted.scores, _LARGEST)
    return Odds(scores / (1.0 - scores), fitted.converged)


def _residual_mean(weights: Floats, columns: Floats, values: Floats, fitted: VisitRegressions) -> Floats:
    """Return the weighted mean of what a regression leaves, (T - 1, R)."""
    with np.errstate(invalid="ignore", divide="ignore"):  # nobody of a group seen at a visit
        share = weights / weights.sum(axis=2, keepdims=True)
    return np.asarray(np.einsum("trn,tn->tr", share, values) - fitted.predict(np.swapaxes(share @ columns, 0, 1)).T)


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
    return infer_contrasts(did_by_visit(followed, estimator), followed, roles, asked, about)
