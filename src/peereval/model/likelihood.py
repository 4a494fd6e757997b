"""The log-likelihood of the mixed model for repeated measures, its gradient and Hessian.

Everything is a sum over visit patterns and, with random effects of sites and workers, over
cells of a cluster: the cost of an evaluation does not depend on the number of participants.
With N(theta) = [X, y]'V^-1[X, y] (q x q), K = N_xx^-1 and d = (-beta, 1), the criterion is
log|V| + log|N_xx| + d'N d (REML), and its derivatives need only those of log|V| and of N,
the second ones contracted with omega = K + dd' (Jennrich and Schluchter 1986,
doi:10.2307/2530695).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peereval.model.clusters import (
    Cells,
    Collapsed,
    collapse,
    fold_log_det,
    fold_quadratic,
    log_det_curvature,
    log_det_slopes,
    quadratic_curvature,
    quadratic_slopes,
)
from peereval.model.covariance import Model
from peereval.model.patterns import Tensors

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """All that the likelihood needs of the data: pattern sums and, with random effects, cells."""

    tensors: Tensors
    cells: Cells | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """The criterion at one theta and what later steps need of it; p coefficients, k parameters.

    value : -2 log-likelihood without the N log 2 pi and scaling constants
    gradient (k,), hessian (k, k) observed, expected (k, k) : of `value`
    beta (p,), inverse (p, p) : generalised least squares, K = (X'V^-1X)^-1
    slopes (k, p, p) : X'V^-1 V_h V^-1 X, so that dK/dtheta_h = K slopes_h K
    """

    value: float
    gradient: Floats
    hessian: Floats
    expected: Floats
    beta: Floats
    inverse: Floats
    slopes: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Point:
    """The model at one theta: W (G, T, T), W E_h and W E_h W (k1, G, T, T), the clusters, N (q, q)."""

    weights: Floats
    half: Floats
    moved: Floats
    clusters: Collapsed | None
    normal: Floats
    log_det: float


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


def criterion(theta: Floats, sums: Sums, model: Model, *, reml: bool) -> float:
    """Return -2 log-likelihood (no constants), infinite where a V_g is not positive definite."""
    tensors, cells = sums.tensors, sums.cells
    try:
        weights, log_det = pattern_inverses(model.pattern_matrices(theta), tensors.seen)
        normal, total = np.tensordot(weights, tensors.cross, axes=3), float(tensors.counts @ log_det)
        if cells is not None:
            none = np.zeros((0, *weights.shape))
            G = model.random_matrix(theta)
            at = collapse(cells, weights, none, G, np.zeros((0, *G.shape)))
            normal = normal - np.einsum("srq,srt,stv->qv", at.c, at.M, at.c, optimize=True)
            total += at.log_det
        root = np.linalg.cholesky(normal[:-1, :-1])
    except np.linalg.LinAlgError:
        return float("inf")
    scaled = np.linalg.solve(root, normal[:-1, -1])
    value = total + normal[-1, -1] - scaled @ scaled
    return float(value + 2.0 * np.log(np.diagonal(root)).sum()) if reml else float(value)


def locate(theta: Floats, sums: Sums, model: Model) -> Point:
    """Return the model at theta."""
    tensors, cells = sums.tensors, sums.cells
    weights, log_det = pattern_inverses(model.pattern_matrices(theta), tensors.seen)
    half = weights @ model.pattern_slopes(theta)
    moved = half @ weights
    normal, total = np.tensordot(weights, tensors.cross, axes=3), float(tensors.counts @ log_det)
    clusters = None
    if cells is not None:
        clusters = collapse(cells, weights, moved, model.random_matrix(theta), model.random_basis)
        normal = normal - np.einsum("srq,srt,stv->qv", clusters.c, clusters.M, clusters.c, optimize=True)
        total += clusters.log_det
    return Point(weights, half, moved, clusters, normal, total)


def evaluate(theta: Floats, sums: Sums, model: Model, *, reml: bool) -> Evaluation:
    """Return the criterion at theta with its gradient, both informations and the coefficients."""
    point = locate(theta, sums, model)
    normal = point.normal
    inverse = _inverse(normal[:-1, :-1])
    beta = inverse @ normal[:-1, -1]
    contrast = np.append(-beta, 1.0)
    residual, fixed = np.outer(contrast, contrast), np.zeros_like(normal)
    if reml:
        fixed[:-1, :-1] = inverse
    slopes = normal_slopes(point, sums)
    turned = inverse @ slopes[:, :-1, :-1]
    both = np.einsum("hab,jba->hj", turned, turned, optimize=True) if reml else 0.0
    pulls = slopes[:, :-1, :] @ contrast
    log_curvature = log_det_second(point, sums, model.n_random)
    fixed_curvature = quadratic_second(point, sums, fixed, model.n_random) if reml else 0.0
    residual_curvature = quadratic_second(point, sums, residual, model.n_random)
    bend = model.bend(theta, _adjoint(point, sums, fixed + residual))
    hessian = log_curvature + fixed_curvature + residual_curvature - both - 2.0 * pulls @ inverse @ pulls.T + bend
    expected = -log_curvature - fixed_curvature + both
    value = point.log_det + normal[-1, -1] - normal[:-1, -1] @ beta
    if reml:
        value -= np.linalg.slogdet(inverse)[1]
    gradient = log_det_first(point, sums, model.n_random) + np.tensordot(slopes, fixed + residual, axes=2)
    return Evaluation(
        float(value), gradient, _symmetric(hessian), _symmetric(expected), beta, inverse, -slopes[:, :-1, :-1]
    )


def normal_slopes(point: Point, sums: Sums) -> Floats:
    """Return the derivatives of N, (k, q, q)."""
    cross = sums.tensors.cross
    k1, q = len(point.moved), cross.shape[-1]
    local = -(point.moved.reshape(k1, -1) @ cross.reshape(-1, q * q)).reshape(k1, q, q)
    local = _symmetric(local)
    if point.clusters is None:
        return local
    slopes = quadratic_slopes(point.clusters)
    slopes[:k1] += local
    return slopes


def log_det_first(point: Point, sums: Sums, n_random: int) -> Floats:
    """Return the derivatives of log|V|, (k,)."""
    local = np.trace(point.half, axis1=-2, axis2=-1) @ sums.tensors.counts
    if point.clusters is None:
        return local
    return np.append(local, np.zeros(n_random)) + log_det_slopes(point.clusters)


def log_det_second(point: Point, sums: Sums, n_random: int) -> Floats:
    """Return the second derivatives of log|V| for a V linear in theta, (k, k)."""
    counts = sums.tensors.counts[:, None, None]
    meets = -counts * np.eye(point.weights.shape[-1])
    if sums.cells is None or point.clusters is None:
        return _local_pairs(point, meets, n_random)
    folded = fold_log_det(sums.cells, point.clusters, len(point.weights))
    pairs = _local_pairs(point, meets + 2.0 * point.weights @ folded, n_random)
    return pairs + log_det_curvature(point.clusters)


def quadratic_second(point: Point, sums: Sums, omega: Floats, n_random: int) -> Floats:
    """Return tr(omega x second derivatives of N) for a V linear in theta, (k, k)."""
    meets = np.tensordot(sums.tensors.cross, omega, axes=2)
    if sums.cells is None or point.clusters is None:
        return _local_pairs(point, 2.0 * point.weights @ meets, n_random)
    meets = meets + fold_quadratic(sums.cells, point.clusters, omega, len(point.weights))
    return _local_pairs(point, 2.0 * point.weights @ meets, n_random) + quadratic_curvature(point.clusters, omega)


def _local_pairs(point: Point, meets: Floats, n_random: int) -> Floats:
    """Return sum_g tr(W E_h W E_j Q_g) for the parameters of Sigma, padded with zeros, (k, k)."""
    k1 = len(point.half)
    left = np.swapaxes(meets @ point.half, -1, -2).reshape(k1, -1)
    pairs = left @ point.half.reshape(k1, -1).T
    return np.pad(pairs, (0, n_random))


def _adjoint(point: Point, sums: Sums, omega: Floats) -> Floats:
    """Return the derivative of the criterion by each V_g, (G, T, T)."""
    W = point.weights
    met = np.tensordot(sums.tensors.cross, omega, axes=2)
    if sums.cells is not None and point.clusters is not None:
        met = met + fold_quadratic(sums.cells, point.clusters, omega, len(W))
        met = met + fold_log_det(sums.cells, point.clusters, len(W))
    return np.asarray(sums.tensors.counts[:, None, None] * W - W @ met @ W)


def _symmetric(matrix: Floats) -> Floats:
    return np.asarray((matrix + np.swapaxes(matrix, -1, -2)) / 2.0)


def _inverse(matrix: Floats) -> Floats:
    """Return the inverse of a positive definite matrix by its Cholesky factor."""
    root = np.linalg.inv(np.linalg.cholesky(matrix))
    return np.asarray(root.T @ root)
