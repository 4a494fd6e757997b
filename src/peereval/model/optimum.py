"""From sums to the optimum: the start, the search, and the verdict on it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peereval.errors import FitError
from peereval.model.boundary import singular_optimum
from peereval.model.covariance import Model
from peereval.model.likelihood import Sums
from peereval.model.optimise import Mask, Optimum, newton
from peereval.model.patterns import Tensors
from peereval.model.surface import Likelihood
from peereval.remarks import Note

Floats = NDArray[np.float64]

SINGULAR = 1e-10  # smallest eigenvalue of a correlation matrix that counts as regular


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """The optimum with the covariance A (k, k) of its parameters, and whether it lies on the edge.

    expected_covariance (k, k) : A from the expected information
    held (k,) : variances at 0, which carry no information
    singular : a covariance matrix is singular at the optimum
    """

    optimum: Optimum
    theta_covariance: Floats
    expected_covariance: Floats
    held: Mask
    singular: bool


def moments(tensors: Tensors) -> Floats:
    """Return the moments of the residuals per pair of visits, made positive definite, (T, T)."""
    squares = tensors.squares.sum(axis=0)
    both = tensors.seen[:, :, None] & tensors.seen[:, None, :]
    pairs = np.tensordot(tensors.counts, both.astype(np.float64), axes=1)
    sigma = squares / np.maximum(pairs, 1.0)
    spread = np.sqrt(np.maximum(np.diag(sigma), 1e-12))
    values, axes = np.linalg.eigh(sigma / np.outer(spread, spread))
    clipped = (axes * (values if values[0] > 1e-7 else np.clip(values, 0.05, None))) @ axes.T
    return np.asarray(clipped * np.outer(spread, spread))


def solve(sums: Sums, model: Model, *, reml: bool, expected: bool = False, keep_boundary: bool = False) -> Solution:
    """Return the optimum of the restricted (or full) likelihood on ready sums.

    A is 2 x the inverse of the observed Hessian, or of the expected information; a variance
    at 0 is left out of it unless `keep_boundary`.

    Raises
    ------
    FitError
        If the likelihood has no maximum, or the data do not identify the covariance.
    """
    likelihood = Likelihood(sums, model, reml)
    try:
        found = newton(model.start(moments(sums.tensors)), likelihood, model.bounded)
        if found.converged:
            return _settle(found, expected=expected, keep_boundary=keep_boundary)
        edge = singular_optimum(found.theta, likelihood)
    except np.linalg.LinAlgError:
        raise FitError(Note(_EXACT if _degenerate(sums.tensors) else _UNIDENTIFIED)) from None
    if not edge.optimum.converged or not model.blocks:
        raise FitError(Note(_EXACT if _degenerate(sums.tensors) else _NO_END))
    by_expected = edge.expected
    if keep_boundary:  # every parameter, as pbkrtest has it; the observed information has no inverse there
        by_expected = _twice_inverse(edge.optimum.at.expected, np.ones(len(by_expected), dtype=bool))
    spread = by_expected if expected else edge.observed
    return Solution(edge.optimum, spread, by_expected, ~edge.optimum.free, singular=True)


def _settle(found: Optimum, *, expected: bool, keep_boundary: bool) -> Solution:
    kept = np.ones(len(found.theta), dtype=bool) if keep_boundary else found.free
    by_expected = _twice_inverse(found.at.expected, kept)
    spread = by_expected if expected else _twice_inverse(found.at.hessian, kept)
    return Solution(found, spread, by_expected, ~found.free, singular=False)


def _twice_inverse(information: Floats, kept: Mask) -> Floats:
    """Return 2 x the inverse over the parameters kept, zero elsewhere."""
    spread = np.zeros_like(information)
    spread[np.ix_(kept, kept)] = 2.0 * np.linalg.inv(information[np.ix_(kept, kept)])
    return spread


_EXACT = "refused_exact_residuals"
_UNIDENTIFIED = "refused_covariance_unidentified"
_NO_END = "refused_flat_likelihood"


def _degenerate(tensors: Tensors) -> bool:
    """Say whether the residuals of those seen at some set of visits have a singular covariance."""
    squares = tensors.squares
    for visits in tensors.seen:
        at = np.flatnonzero(visits)
        within = tensors.seen[:, at].all(axis=1)
        total = squares[within].sum(axis=0)[np.ix_(at, at)]
        spread = np.sqrt(np.maximum(np.diag(total), 1e-300))
        if np.linalg.eigvalsh(total / np.outer(spread, spread))[0] < SINGULAR:
            return True
    return False
