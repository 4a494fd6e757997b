"""Variance parameters on a scale without bounds: triangles with logarithms of their diagonals, standard deviations.

A covariance matrix is L L' and its parameters are those of L, the logarithm on the diagonal;
a single variance is a standard deviation, whose sign says nothing.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peereval.model.blocks import Block
from peereval.model.covariance import Model

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Unbounded:
    """The scale of a model with k parameters: its covariance matrices, and the places (b,) of single variances.

    power (k,) : the prior is the exponential of power . phi (see `prior_powers`)
    """

    blocks: tuple[Block, ...]
    single: NDArray[np.intp]
    power: Floats

    def backward(self, phi: Floats) -> Floats:
        """Return theta (R, k) of phi (R, k)."""
        theta = np.empty_like(phi)
        theta[:, self.single] = phi[:, self.single] ** 2
        for block in self.blocks:
            L = triangles(phi, block)
            theta[:, block.positions] = (L @ np.swapaxes(L, -1, -2))[:, block.rows, block.columns]
        return theta

    def forward(self, theta: Floats) -> Floats:
        """Return phi (k,) of theta (k,)."""
        phi = np.sqrt(np.maximum(theta, 0.0))
        for block in self.blocks:
            L = np.linalg.cholesky(block.symmetric(theta))[block.rows, block.columns]
            phi[block.positions] = np.where(block.rows == block.columns, np.log(np.abs(L)), L)
        return np.asarray(phi)

    def rates(self, phi: Floats, errors: Floats) -> Floats:
        """Return d phi / d theta (k, k) at phi (k,), for standard errors of theta (k,).

        Where a standard deviation lies nearer to 0 than the root of the standard error of its
        variance, the rate is that at this root: at 0 it would be infinite.
        """
        rates = np.zeros((phi.size, phi.size))
        nearest = np.maximum(2.0 * phi, np.sqrt(np.maximum(errors, 1e-300)))
        rates[self.single, self.single] = 1.0 / nearest[self.single]
        for block in self.blocks:
            rates[np.ix_(block.positions, block.positions)] = np.linalg.inv(_moves(phi, block))
        return rates


def triangles(phi: Floats, block: Block) -> Floats:
    """Return L of each draw, (R, m, m)."""
    m = int(block.rows.max()) + 1
    L = np.zeros((len(phi), m, m))
    values = phi[:, block.positions]
    L[:, block.rows, block.columns] = np.where(block.rows == block.columns, np.exp(values), values)
    return L


def _moves(phi: Floats, block: Block) -> Floats:
    """Return d theta / d phi of one matrix, (parameters, parameters)."""
    L = triangles(phi[None], block)[0]
    at = np.arange(block.rows.size)
    steps = np.zeros((at.size, *L.shape))
    steps[at, block.rows, block.columns] = np.where(block.rows == block.columns, L[block.rows, block.columns], 1.0)
    moved = steps @ L.T
    return np.asarray((moved + np.swapaxes(moved, -1, -2))[:, block.rows, block.columns].T)


def unbounded_scale(model: Model) -> Unbounded:
    """Return the scale of a model's variance parameters."""
    inside = np.concatenate([block.positions for block in model.blocks])
    k = model.n_local + model.n_random
    single = np.setdiff1d(np.arange(k), inside).astype(np.intp)
    return Unbounded(model.blocks, single, prior_powers(model, k))


def prior_powers(model: Model, k: int) -> Floats:
    """Return the powers of the prior on the unbounded scale, (k,).

    For Sigma of m visits it is Jeffreys' |Sigma|^(-(m + 1) / 2): with l_1 ... l_m the diagonal of L
    and d Sigma / d phi proportional to the product of l_i^(m + 2 - i), that is l_i^(1 - i). For a
    site variance it is flat on the standard deviation (Gelman 2006), and |G|^(-1/2), which is the
    same for one effect, for a whole covariance of the sites: l_i^(m + 1 - i).
    """
    power = np.zeros(k)
    for block in model.blocks:
        of_sites = bool(block.positions[0] >= model.n_local)
        order = block.rows + 1.0
        m = order.max()
        power[block.positions] = np.where(block.rows == block.columns, (m + 1.0 if of_sites else 1.0) - order, 0.0)
    return power
