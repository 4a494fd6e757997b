"""The numbers of doubly robust differences in differences, for many replicates of the same people at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peereval.model.basis import orthonormal_basis
from peereval.sensitivity.weighting.did_influence import clustered_error, did_influence
from peereval.sensitivity.weighting.followed import Followed
from peereval.sensitivity.weighting.resampling import Estimates, Estimator
from peereval.sensitivity.weighting.scores import fit_scores
from peereval.sensitivity.weighting.tilting import tilt_controls
from peereval.sensitivity.weighting.visit_regressions import VisitRegressions, cross_products, regress_by_visit

Floats = NDArray[np.float64]
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


def influence_errors(followed: Followed, estimator: str) -> Floats:
    """Return the standard error of the effect at each later visit from the influence function, (T - 1,).

    Influences are summed by site, where there are sites. NaN where nobody of a group was seen.
    """
    people = followed.propensity
    units = np.arange(people.n_people) if people.site is None else people.site
    errors = [_influence_error(followed, units, t, estimator) for t in range(1, len(followed.visits))]
    return np.array(errors)


def _influence_error(followed: Followed, units: NDArray[np.intp], visit: int, estimator: str) -> float:
    """Return the standard error of the effect at one visit."""
    people = followed.propensity
    change = followed.values[:, visit] - followed.values[:, 0]
    seen = np.isfinite(change)
    treated = people.treated[seen]
    if treated.all() or not treated.any():
        return float("nan")
    X = people.X[seen][:, orthonormal_basis(people.X[seen]).kept]
    odds = odds_of_treatment(X, treated, np.ones((1, len(X))), estimator).values[0]
    own = treated.astype(np.float64)
    return clustered_error(did_influence(X, own, change[seen], odds, improved=estimator == "improved"), units[seen])
