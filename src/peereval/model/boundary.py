"""The optimum on the edge of the parameter space: a singular covariance matrix.

Where no participant was seen at every visit, the likelihood can grow until Sigma is
singular; an unstructured covariance of site effects often is. There the matrix is written
L L' with L unconstrained, in which the optimum is an ordinary stationary point.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from peereval.model.blocks import Block
from peereval.model.optimise import Optimum, newton
from peereval.model.surface import Factored, Likelihood, factor_jacobian

Floats = NDArray[np.float64]

NEAR = 1e-4  # of a variance, or of an eigenvalue of correlations, that counts as close to 0
FLAT = 1e-4  # of a factor: where it is smaller, theta does not move with it and the matrix is singular


@dataclass(frozen=True, slots=True, eq=False)
class Edge:
    """An optimum on the edge, with the covariance A of theta, (k, k), along the singular matrices.

    observed, expected : A from either information; the directions that leave the singular
    matrices carry none and are left out
    """

    optimum: Optimum
    observed: Floats
    expected: Floats


def singular_optimum(theta: Floats, likelihood: Likelihood) -> Edge:
    """Minimise over the factors of the blocks that are nearly singular at theta.

    The other matrices stay as they are, and regular; all are factored where that fails.
    """
    near: list[Block] = []
    regular: list[Block] = []
    for block in likelihood.model.blocks:
        (near if is_nearly_singular(block.symmetric(theta)) else regular).append(block)
    if near and regular:
        found = _minimise(theta, likelihood, near, regular)
        if found.optimum.converged:
            return found
    return _minimise(theta, likelihood, [*near, *regular], [])


def is_nearly_singular(sigma: Floats) -> bool:
    """Say whether a covariance matrix has a variance, or an eigenvalue of its correlations, close to 0."""
    variances = np.diag(sigma)
    if variances.min() < NEAR * max(1.0, float(variances.max())):
        return True
    return bool(np.linalg.eigvalsh(sigma / np.sqrt(np.outer(variances, variances)))[0] < NEAR)


def _minimise(theta: Floats, likelihood: Likelihood, blocks: Sequence[Block], others: Sequence[Block]) -> Edge:
    """Minimise over the factors of some blocks, the others kept positive definite."""
    surface = Factored(replace(likelihood, regular=False), blocks, others)
    start = theta.copy()
    for block in blocks:
        start[block.positions] = _lower_root(block.symmetric(theta))[block.rows, block.columns]
    found = newton(start, surface, likelihood.model.bounded)
    best = surface.theta(found.theta)
    at = surface.likelihood.evaluate(best)
    turn = factor_jacobian(found.theta, blocks)[:, found.free]
    turn[:, np.abs(turn).max(axis=0) < FLAT] = 0.0
    observed = found.at.hessian[np.ix_(found.free, found.free)]
    return Edge(replace(found, theta=best, at=at), _along(turn, observed), _along(turn, turn.T @ at.expected @ turn))


def _along(turn: Floats, information: Floats) -> Floats:
    """Return 2 x the inverse information of the factors, where they have any, as a covariance of theta."""
    size = np.sqrt(np.abs(np.diag(information)))
    size[size == 0.0] = 1.0
    inverse = np.linalg.pinv(information / np.outer(size, size), rcond=1e-9, hermitian=True) / np.outer(size, size)
    return np.asarray(2.0 * turn @ inverse @ turn.T)


def _lower_root(sigma: Floats) -> Floats:
    """Return a lower triangular L with L L' = sigma, for a sigma on the edge."""
    values, axes = np.linalg.eigh(sigma)
    upper = np.asarray(np.linalg.qr((axes * np.sqrt(np.clip(values, 0.0, None))).T, mode="r"), dtype=np.float64)
    return upper.T
