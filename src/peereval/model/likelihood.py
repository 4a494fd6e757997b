"""The log-likelihood of the mixed model for repeated measures, its gradient and Hessian.

Everything is a sum over visit patterns and, with random effects of sites and workers, over
cells of a cluster: the cost of an evaluation does not depend on the number of participants.
With N(theta) = [X, y]'V^-1[X, y] (q x q), K = N_xx^-1 and d = (-beta, 1), the criterion is
log|V| + log|N_xx| + d'N d (REML), and its derivatives need only those of log|V| and of N,
the second ones contracted with omega = K + dd' (Jennrich and Schluchter 1986,
doi:10.2307/2530695). The gradient alone needs no derivative of N: see `gradient`.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from peereval.model.clusters import Cells, Table, lay_out
from peereval.model.collapse import Collapsed, collapse, fold, random_first, symmetric
from peereval.model.covariance import Model
from peereval.model.local import local_slopes
from peereval.model.patterns import Tensors

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Sums:
    """All that the likelihood needs of the data: pattern sums and, with random effects, cells."""

    tensors: Tensors
    cells: Cells | None = None

    @cached_property
    def table(self) -> Table | None:
        """The cells laid out as clusters by kinds, None without random effects."""
        return None if self.cells is None else lay_out(self.cells)


@dataclass(frozen=True, slots=True, eq=False)
class Point:
    """The model at one theta: W (G, T, T) per pattern, the clusters, N (q, q).

    root (p, p) : lower triangle with N_xx = root root'
    turn (q, q) : turns the columns so that N becomes the identity and d'N d
    """

    theta: Floats
    weights: Floats
    clusters: Collapsed | None
    normal: Floats
    log_det: float
    root: Floats
    turn: Floats

    @property
    def beta(self) -> Floats:
        """The generalised least-squares coefficients, (p,)."""
        return -self.turn[:-1, -1]

    @property
    def inverse(self) -> Floats:
        """K, (p, p)."""
        return self.turn[:-1, :-1] @ self.turn[:-1, :-1].T

    def value(self, *, reml: bool) -> float:
        """Return -2 log-likelihood without constants."""
        total = self.log_det + float(self.normal[-1] @ self.turn[:, -1])
        return total + 2.0 * float(np.log(np.diagonal(self.root)).sum()) if reml else total


def pattern_inverses(sigma: Floats, seen: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Return V_g^-1 padded with zeros, (G, T, T), and log|V_g|, (G,), for sigma (G, T, T).

    Raises
    ------
    numpy.linalg.LinAlgError
        If a V_g is not positive definite.
    """
    both = seen[:, :, None] & seen[:, None, :]
    padded = np.where(both, sigma, np.eye(sigma.shape[-1]))
    root = np.linalg.cholesky(padded)
    log_det = 2.0 * np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1)
    return np.where(both, np.linalg.inv(padded), 0.0), log_det


def locate(theta: Floats, sums: Sums, model: Model) -> Point:
    """Return the model at theta.

    Raises
    ------
    numpy.linalg.LinAlgError
        If a V_g, or X'V^-1X, is not positive definite.
    """
    tensors, table = sums.tensors, sums.table
    weights, log_det = pattern_inverses(model.pattern_matrices(theta), tensors.seen)
    normal, total, clusters = tensors.weigh(weights), float(tensors.counts @ log_det), None
    if table is not None:
        clusters = collapse(table, weights, model.random_matrix(theta))
        normal = normal - clusters.normal
        total += clusters.log_det
    root = np.asarray(np.linalg.cholesky(normal[:-1, :-1]), dtype=np.float64)
    turn = np.zeros_like(normal)
    turn[:-1, :-1] = np.linalg.inv(root).T
    turn[:-1, -1] = -turn[:-1, :-1] @ (normal[-1, :-1] @ turn[:-1, :-1])
    turn[-1, -1] = 1.0
    return Point(theta, weights, clusters, symmetric(normal), total, root, turn)


def criterion(theta: Floats, sums: Sums, model: Model, *, reml: bool) -> float:
    """Return -2 log-likelihood (no constants), infinite where a V_g is not positive definite."""
    try:
        return locate(theta, sums, model).value(reml=reml)
    except np.linalg.LinAlgError:
        return float("inf")


def gradient(point: Point, sums: Sums, model: Model, *, reml: bool) -> Floats:
    """Return the gradient of the criterion, (k,), without the derivatives of N."""
    used = point.turn if reml else point.turn[:, -1:]
    omega = used @ used.T
    pulled = point.weights @ meet(point, sums, omega[None], np.ones(1))[0] @ point.weights
    first = local_slopes(point.theta, model).first(adjoint(point, sums, pulled))
    if point.clusters is None:
        return np.concatenate([first, np.zeros(model.n_random)])
    return np.concatenate([first, random_first(point.clusters, omega, model.random_basis)])


def meet(point: Point, sums: Sums, omega: Floats, log_det: Floats) -> Floats:
    """Return tr(omega S_g[t, s]) with what the clusters add, (w, G, T, T), for omega (w, q, q).

    `log_det` (w,) is 1 where what log|V| of the clusters meets is added too.
    """
    met = sums.tensors.meet(omega)
    if sums.table is None or point.clusters is None:
        return met
    return met + fold(sums.table, point.clusters, omega, log_det, len(point.weights))


def adjoint(point: Point, sums: Sums, pulled: Floats) -> Floats:
    """Return the derivative of the criterion by each V_g, (G, T, T); pulled = W met W."""
    return np.asarray(sums.tensors.counts[:, None, None] * point.weights - pulled)
