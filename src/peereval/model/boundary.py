"""The optimum on the edge of the parameter space: a singular covariance matrix.

Where no participant was seen at every visit, the likelihood can grow until Sigma is
singular; an unstructured covariance of site effects often is. There the matrix is written
L L' with L unconstrained, in which the optimum is an ordinary stationary point.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from peereval.model.optimise import Optimum, newton
from peereval.model.surface import Factored, Likelihood, factor_jacobian

Floats = NDArray[np.float64]


def singular_optimum(theta: Floats, likelihood: Likelihood) -> tuple[Optimum, Floats]:
    """Minimise over the factors of the blocks from a nearly singular theta.

    Returns the optimum in theta, and the covariance A of theta, (k, k), along the singular
    matrices: the directions that leave them carry no information and are left out.
    """
    model = likelihood.model
    surface = Factored(replace(likelihood, regular=False), model.blocks)
    start = theta.copy()
    for block in model.blocks:
        start[block.positions] = _lower_root(block.symmetric(theta))[block.rows, block.columns]
    found = newton(start, surface, model.bounded)
    inner = np.ix_(found.free, found.free)
    turn = factor_jacobian(found.theta, model.blocks)[:, found.free]
    spread = 2.0 * turn @ np.linalg.pinv(found.at.hessian[inner], rcond=1e-9, hermitian=True) @ turn.T
    best = surface.theta(found.theta)
    return replace(found, theta=best, at=surface.likelihood.evaluate(best)), spread


def _lower_root(sigma: Floats) -> Floats:
    """Return a lower triangular L with L L' = sigma, for a sigma on the edge."""
    values, axes = np.linalg.eigh(sigma)
    upper = np.asarray(np.linalg.qr((axes * np.sqrt(np.clip(values, 0.0, None))).T, mode="r"), dtype=np.float64)
    return upper.T
