"""The optimum on the edge of the parameter space: a singular covariance of the visits.

Where no participant was seen at every visit, the likelihood can grow until Sigma is
singular. There Sigma = L L' with L unconstrained has an ordinary stationary point.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from peereval.model.covariance import Structure
from peereval.model.likelihood import Evaluation
from peereval.model.optimise import Optimum, newton

Floats = NDArray[np.float64]


def singular_optimum(
    theta: Floats, structure: Structure, evaluate: Callable[[Floats], Evaluation], criterion: Callable[[Floats], float]
) -> tuple[Optimum, Floats]:
    """Minimise over the factor of Sigma from a nearly singular theta.

    Returns the optimum in theta, and the covariance A of theta, (k, k), along the singular
    matrices: the directions that leave them carry no information and are left out.
    """
    rows, columns = np.array(structure.parameters).T

    def matrix(free: Floats) -> Floats:
        root = np.zeros((rows.max() + 1,) * 2)
        root[rows, columns] = free
        return root

    def to_theta(free: Floats) -> Floats:
        return structure.project(matrix(free) @ matrix(free).T)

    def evaluate_factor(free: Floats) -> Evaluation:
        at = evaluate(to_theta(free))
        turn = factor_jacobian(matrix(free), structure)
        hessian = turn.T @ at.hessian @ turn + _curvature(at.gradient, structure)
        scale = float(np.abs(np.diag(hessian)).max())
        return replace(at, gradient=turn.T @ at.gradient, hessian=hessian, expected=scale * np.eye(len(free)))

    start = _lower_root(structure.matrix(theta))[rows, columns]
    found = newton(start, evaluate_factor, lambda free: criterion(to_theta(free)))
    turn = factor_jacobian(matrix(found.theta), structure)
    spread = 2.0 * turn @ np.linalg.pinv(found.at.hessian, rcond=1e-9, hermitian=True) @ turn.T
    best = to_theta(found.theta)
    return replace(found, theta=best, at=evaluate(best)), spread


def factor_jacobian(root: Floats, structure: Structure) -> Floats:
    """Return d theta / d L, (k, k), columns in the order of `structure.parameters`."""
    jacobian = np.zeros((len(structure.parameters),) * 2)
    for column, (a, b) in enumerate(structure.parameters):
        moved = np.zeros_like(root)
        moved[a] = root[:, b]
        jacobian[:, column] = structure.project(moved + moved.T)
    return jacobian


def _curvature(gradient: Floats, structure: Structure) -> Floats:
    """Return sum_h gradient_h d2 theta_h / dL dL, (k, k)."""
    rows, columns = np.array(structure.parameters).T
    full = np.tensordot(gradient, structure.basis, axes=1)
    full = full + np.diag(np.diag(full))
    return np.asarray(np.where(columns[:, None] == columns, full[np.ix_(rows, rows)], 0.0))


def _lower_root(sigma: Floats) -> Floats:
    """Return a lower triangular L with L L' = sigma, for a sigma on the edge."""
    values, axes = np.linalg.eigh(sigma)
    upper = np.asarray(np.linalg.qr((axes * np.sqrt(np.clip(values, 0.0, None))).T, mode="r"), dtype=np.float64)
    return upper.T
