"""The optimum on the edge of the parameter space: a singular covariance matrix.

Where no participant was seen at every visit, the likelihood can grow until Sigma is
singular; an unstructured covariance of site effects often is. There the matrix is written
L L' with L unconstrained, in which the optimum is an ordinary stationary point.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from peereval.model.blocks import Block
from peereval.model.derivatives import Evaluation
from peereval.model.optimise import Mask, Optimum, newton

Floats = NDArray[np.float64]


def singular_optimum(
    theta: Floats,
    blocks: Sequence[Block],
    evaluate: Callable[[Floats], Evaluation],
    criterion: Callable[[Floats], float],
    bounded: Mask,
) -> tuple[Optimum, Floats]:
    """Minimise over the factors of the blocks from a nearly singular theta.

    Returns the optimum in theta, and the covariance A of theta, (k, k), along the singular
    matrices: the directions that leave them carry no information and are left out.
    """

    def to_theta(free: Floats) -> Floats:
        values = free.copy()
        for block in blocks:
            root = block.matrix(free)
            values[block.positions] = (root @ root.T)[block.rows, block.columns]
        return values

    def evaluate_factor(free: Floats) -> Evaluation:
        at = evaluate(to_theta(free))
        turn = factor_jacobian(free, blocks)
        hessian = turn.T @ at.hessian @ turn + _curvature(at.gradient, blocks)
        scale = float(np.abs(np.diag(hessian)).max())
        return replace(at, gradient=turn.T @ at.gradient, hessian=hessian, expected=scale * np.eye(len(free)))

    start = theta.copy()
    for block in blocks:
        start[block.positions] = _lower_root(block.symmetric(theta))[block.rows, block.columns]
    found = newton(start, evaluate_factor, lambda free: criterion(to_theta(free)), bounded)
    inner = np.ix_(found.free, found.free)
    turn = factor_jacobian(found.theta, blocks)[:, found.free]
    spread = 2.0 * turn @ np.linalg.pinv(found.at.hessian[inner], rcond=1e-9, hermitian=True) @ turn.T
    best = to_theta(found.theta)
    return replace(found, theta=best, at=evaluate(best)), spread


def factor_jacobian(free: Floats, blocks: Sequence[Block]) -> Floats:
    """Return d theta / d free, (k, k): the identity outside the blocks."""
    jacobian = np.eye(len(free))
    for block in blocks:
        root = block.matrix(free)
        for position, a, b in zip(block.positions, block.rows, block.columns, strict=True):
            moved = np.zeros_like(root)
            moved[a] = root[:, b]
            jacobian[block.positions, position] = (moved + moved.T)[block.rows, block.columns]
    return jacobian


def _curvature(gradient: Floats, blocks: Sequence[Block]) -> Floats:
    """Return sum_h gradient_h d2 theta_h / d free d free, (k, k)."""
    total = np.zeros((len(gradient),) * 2)
    for block in blocks:
        lower = block.matrix(gradient)
        full = lower + lower.T
        same = block.columns[:, None] == block.columns
        total[np.ix_(block.positions, block.positions)] = np.where(same, full[np.ix_(block.rows, block.rows)], 0.0)
    return total


def _lower_root(sigma: Floats) -> Floats:
    """Return a lower triangular L with L L' = sigma, for a sigma on the edge."""
    values, axes = np.linalg.eigh(sigma)
    upper = np.asarray(np.linalg.qr((axes * np.sqrt(np.clip(values, 0.0, None))).T, mode="r"), dtype=np.float64)
    return upper.T
