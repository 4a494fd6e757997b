"""Propensity scores: a logistic regression, fitted to many replicates of the same people at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

_DECREMENT = 1e-12  # of the Newton step: the step after it changes a coefficient by its square
_STEPS = 25  # a separated person keeps e^-25 = 1e-11 of its part in the decrement, so it never passes for converged
_NULL = 1e-10  # of the largest eigenvalue: directions in which the people of a replicate do not differ
_HALVINGS = 12


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Scores of R replicates.

    scores (R, n) : probability of the treated group, also of people who are left out of a replicate
    coefficients (R, p) : of the columns, of least length where a replicate does not identify them
    converged (R,) : False where the two groups are separated, so that no finite coefficients exist
    """

    scores: Floats
    coefficients: Floats
    converged: Mask


def fit_scores(X: Floats, treated: Mask, counts: Floats) -> Scores:
    """Fit logit P(treated) = X b by maximum likelihood, once for each replicate.

    Newton's method (iteratively reweighted least squares), on columns made orthonormal
    among the people of each replicate, with the step halved while the likelihood falls.

    Parameters
    ----------
    X
        Columns with a constant, (n, p), numbers standardised.
    treated
        Who is in the treated group, (n,).
    counts
        How often each person counts in each replicate, (R, n): 0 for those left out, 1, or
        how often a bootstrap drew them.

    Returns
    -------
    Scores
        A replicate that is not `converged` has no use: its scores go to 0 or 1.

    References
    ----------
    Rosenbaum and Rubin 1983, doi:10.1093/biomet/70.1.41; on separation, Albert and Anderson
    1984, doi:10.1093/biomet/71.1.1.

    Examples
    --------
    >>> X = np.column_stack([np.ones(4), [0.0, 0.0, 1.0, 1.0]])
    >>> found = fit_scores(X, np.array([True, False, True, False]), np.ones((1, 4)))
    >>> found.scores.round(6).tolist(), found.converged.tolist()
    ([[0.5, 0.5, 0.5, 0.5]], [True])
    """
    pairs = np.triu_indices(X.shape[1])
    products = X[:, pairs[0]] * X[:, pairs[1]]
    basis, null = _orthonormal(_gram(products, counts, pairs))
    y = treated.astype(np.float64)
    inner, converged = np.zeros((len(counts), X.shape[1])), np.zeros(len(counts), dtype=np.bool_)
    lower = _deviance(inner, basis, X, y, counts)
    for _ in range(_STEPS):
        scores = _expit(_linear(inner, basis, X))
        slope = np.einsum("rpj,rp->rj", basis, (counts * (y - scores)) @ X)
        curved = np.swapaxes(basis, 1, 2) @ _gram(products, counts * scores * (1.0 - scores), pairs) @ basis + null
        step = np.linalg.solve(curved, slope[..., None])[..., 0]
        step, lower = _halved(inner, step, lower, (basis, X, y, counts))
        inner = inner + np.where(converged[:, None], 0.0, step)
        converged = converged | (np.einsum("rj,rj->r", step, slope) < _DECREMENT)
        if converged.all():
            break
    return Scores(_expit(_linear(inner, basis, X)), np.einsum("rpj,rj->rp", basis, inner), converged)


def _gram(products: Floats, weights: Floats, pairs: tuple[NDArray[np.intp], NDArray[np.intp]]) -> Floats:
    """Return X'WX of every replicate, (R, p, p), from the products of pairs of columns."""
    p = int(pairs[0].max()) + 1
    found = np.empty((len(weights), p, p))
    found[:, pairs[0], pairs[1]] = found[:, pairs[1], pairs[0]] = weights @ products
    return found


def _orthonormal(gram: Floats) -> tuple[Floats, Floats]:
    """Return B with B'(X'CX)B = I, (R, p, p), zero in directions without information, and ones on those."""
    values, vectors = np.linalg.eigh(gram)
    known = values > _NULL * values[:, -1:]
    roots = np.where(known, 1.0 / np.sqrt(np.where(known, values, 1.0)), 0.0)
    return vectors * roots[:, None, :], np.eye(gram.shape[1]) * ~known[:, None, :]


def _linear(inner: Floats, basis: Floats, X: Floats) -> Floats:
    return np.asarray(np.einsum("rpj,rj->rp", basis, inner) @ X.T)


def _expit(linear: Floats) -> Floats:
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * linear)))


def _deviance(inner: Floats, basis: Floats, X: Floats, y: Floats, counts: Floats) -> Floats:
    """Return minus the log-likelihood of every replicate, (R,)."""
    linear = _linear(inner, basis, X)
    return np.asarray((counts * (np.logaddexp(0.0, linear) - y * linear)).sum(axis=1))


def _halved(
    inner: Floats, step: Floats, lower: Floats, fitted: tuple[Floats, Floats, Floats, Floats]
) -> tuple[Floats, Floats]:
    """Return steps that do not lower the likelihood, and minus the log-likelihood after them."""
    share = np.ones(len(step))
    for _ in range(_HALVINGS):
        after = _deviance(inner + share[:, None] * step, *fitted)
        worse = after > lower + 1e-9 * (1.0 + np.abs(lower))  # rounding at the optimum is no loss
        if not worse.any():
            break
        share = np.where(worse, 0.5 * share, share)
    return share[:, None] * step, np.minimum(after, lower)
