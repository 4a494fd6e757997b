"""The likelihood of one data set at many parameters at once, with site effects.

The formulas are those of `model.likelihood` and `model.collapse` with a leading axis of draws,
for covariances that are linear in their parameters.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peereval.model.clusters import Cells
from peereval.model.collapse import symmetric
from peereval.model.covariance import Model
from peereval.model.likelihood import Sums

Floats = NDArray[np.float64]

BLOCK = 4_000_000  # numbers in the largest array of a block of draws, to stay near the cache


@dataclass(frozen=True, slots=True, eq=False)
class Located:
    """R models, each at its theta.

    values (R,) : -2 log-likelihood without constants
    root (R, p, p) : lower triangle with X'V^-1X = root root'
    beta (R, p) : the generalised least-squares coefficients
    """

    values: Floats
    root: Floats
    beta: Floats


def matrices_of(theta: Floats, model: Model) -> tuple[Floats, Floats]:
    """Return Sigma per class (R, c, T, T) and G of the sites (R, r, r) for theta (R, k)."""
    basis = model.structure.slopes(theta[0, : model.n_local])
    sigma = (theta[:, : model.n_local] @ basis.reshape(len(basis), -1)).reshape(len(theta), *basis.shape[1:])
    return np.asarray(sigma), np.asarray(np.tensordot(theta[:, model.n_local :], model.random_basis, axes=1))


def pattern_weights(sigma: Floats, seen: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Return V_g^-1 padded with zeros, (R, G, T, T), and log|V_g|, (R, G), for sigma (R, G, T, T)."""
    both = seen[:, :, None] & seen[:, None, :]
    padded = np.where(both, sigma, np.eye(seen.shape[1]))
    root = np.linalg.cholesky(padded)
    log_det = 2.0 * np.log(np.diagonal(root, axis1=-2, axis2=-1)).sum(axis=-1)
    return np.where(both, np.linalg.inv(padded), 0.0), log_det


def locate_draws(theta: Floats, sums: Sums, model: Model, *, reml: bool) -> Located:
    """Return the models at theta (R, k); every Sigma must be positive definite.

    Raises
    ------
    numpy.linalg.LinAlgError
        If one is not.
    """
    q = sums.tensors.cross.shape[-1]
    largest = max(q * q, 0 if sums.cells is None else sums.cells.sums.size)
    parts = [
        _locate_block(theta[first : first + size], sums, model, reml=reml)
        for size in (max(1, BLOCK // largest),)
        for first in range(0, len(theta), size)
    ]
    return Located(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("values", "root", "beta")))


def _locate_block(theta: Floats, sums: Sums, model: Model, *, reml: bool) -> Located:
    sigma, G = matrices_of(theta, model)
    weights, log_det = pattern_weights(sigma[:, model.classes], sums.tensors.seen)
    normal, values = sums.tensors.weigh(weights), log_det @ sums.tensors.counts
    if sums.cells is not None:
        lost, more = _of_sites(sums.cells, weights, G)
        normal, values = normal - lost, values + more
    root = np.asarray(np.linalg.cholesky(symmetric(normal[:, :-1, :-1])), dtype=np.float64)
    half = np.linalg.solve(root, normal[:, :-1, -1:])
    beta = np.linalg.solve(np.swapaxes(root, -1, -2), half)[..., 0]
    values = values + normal[:, -1, -1] - (half**2).sum(axis=(1, 2))
    if reml:
        values = values + 2.0 * np.log(np.diagonal(root, axis1=-2, axis2=-1)).sum(axis=-1)
    return Located(values, root, beta)


def _of_sites(cells: Cells, weights: Floats, G: Floats) -> tuple[Floats, Floats]:
    """Return what [X, y]'V^-1[X, y] loses, (R, q, q), and what log|V| gains, (R,)."""
    left = np.swapaxes(cells.loadings, -1, -2) @ weights[:, cells.pattern]
    c = sum_by_site(left @ cells.sums, cells)
    B = sum_by_site(left @ cells.loadings * cells.counts[:, None, None], cells)
    inner = np.eye(G.shape[-1]) + G[:, None] @ B
    M = symmetric(np.asarray(np.linalg.solve(inner, np.broadcast_to(G[:, None], inner.shape)), dtype=np.float64))
    flat = c.reshape(len(c), -1, c.shape[-1])
    return np.swapaxes(flat, -1, -2) @ (M @ c).reshape(flat.shape), np.linalg.slogdet(inner)[1].sum(axis=1)


def sum_by_site(values: Floats, cells: Cells) -> Floats:
    """Return the sums over the cells of each site, (R, S, ...), of values (R, C, ...)."""
    return np.asarray(np.add.reduceat(values, cells.starts, axis=1))
