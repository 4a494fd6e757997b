"""The likelihood as a surface to be minimised, over theta or over factors of its matrices."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from peereval.model.blocks import Block
from peereval.model.covariance import Model
from peereval.model.derivatives import Evaluation, derive
from peereval.model.likelihood import Point, Sums, gradient, locate

Floats = NDArray[np.float64]


@dataclass(slots=True, eq=False)
class Likelihood:
    """-2 log-likelihood over theta; the last point is kept, so that no theta is worked out twice.

    `regular` keeps the matrices of the model positive definite.
    """

    sums: Sums
    model: Model
    reml: bool
    regular: bool = True
    last: Point | None = field(default=None, init=False)

    def value(self, theta: Floats) -> float:
        """Return the criterion, infinite outside the parameter space."""
        try:
            if self.regular:
                for block in self.model.blocks:
                    np.linalg.cholesky(block.symmetric(theta))
            return self._at(theta).value(reml=self.reml)
        except np.linalg.LinAlgError:
            return float("inf")

    def gradient(self, theta: Floats) -> Floats:
        """Return the gradient alone, (k,)."""
        return gradient(self._at(theta), self.sums, self.model, reml=self.reml)

    def evaluate(self, theta: Floats) -> Evaluation:
        """Return the criterion with all its derivatives."""
        return derive(self._at(theta), self.sums, self.model, reml=self.reml)

    def _at(self, theta: Floats) -> Point:
        if self.last is None or not np.array_equal(self.last.theta, theta):
            self.last = locate(theta, self.sums, self.model)
        return self.last


@dataclass(slots=True, eq=False)
class Factored:
    """The same over the lower triangular factors of the blocks, which may be singular; the others may not."""

    likelihood: Likelihood
    blocks: Sequence[Block]
    others: Sequence[Block] = ()

    def theta(self, free: Floats) -> Floats:
        """Return the parameters of these factors."""
        values = free.copy()
        for block in self.blocks:
            root = block.matrix(free)
            values[block.positions] = (root @ root.T)[block.rows, block.columns]
        return values

    def value(self, free: Floats) -> float:
        """Return the criterion, infinite outside the parameter space."""
        try:
            for block in self.others:
                np.linalg.cholesky(block.symmetric(free))
        except np.linalg.LinAlgError:
            return float("inf")
        return self.likelihood.value(self.theta(free))

    def gradient(self, free: Floats) -> Floats:
        """Return the gradient alone, (k,)."""
        return np.asarray(factor_jacobian(free, self.blocks).T @ self.likelihood.gradient(self.theta(free)))

    def evaluate(self, free: Floats) -> Evaluation:
        """Return the criterion with all its derivatives; the metric is a multiple of the identity."""
        at = self.likelihood.evaluate(self.theta(free))
        turn = factor_jacobian(free, self.blocks)
        hessian = turn.T @ at.hessian @ turn + _curvature(at.gradient, self.blocks)
        scale = float(np.abs(np.diag(hessian)).max())
        return replace(at, gradient=turn.T @ at.gradient, hessian=hessian, expected=scale * np.eye(len(free)))


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
