"""The log-likelihood of the mixed model for repeated measures, its gradient and Hessian.

Everything is a sum over visit patterns (see `patterns`): the cost of an evaluation does
not depend on the number of participants. For Sigma linear in theta (Jennrich and
Schluchter 1986, doi:10.2307/2530695), with d = (-beta, 1), K = (X'V^-1X)^-1,
R[t,s] = d'S[t,s]d, L[t,s] = tr(K S_xx[t,s]) and W = V^-1 padded with zeros, the gradient
of -2 l is sum_g n W - W (R + L) W contracted with the basis; ML leaves L out.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peereval.model.covariance import Structure
from peereval.model.patterns import Tensors

Floats = NDArray[np.float64]


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


def pattern_inverses(sigma: Floats, seen: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Return V_g^-1 padded with zeros, (G, T, T), and log|V_g|, (G,).

    Raises
    ------
    numpy.linalg.LinAlgError
        If a V_g is not positive definite.
    """
    both = seen[:, :, None] & seen[:, None, :]
    padded = np.where(both, sigma, np.eye(sigma.shape[0]))
    root = np.linalg.cholesky(padded)
    log_det = 2.0 * np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1)
    return np.where(both, np.linalg.inv(padded), 0.0), log_det


def criterion(theta: Floats, tensors: Tensors, structure: Structure, *, reml: bool) -> float:
    """Return -2 log-likelihood (no constants), infinite where a V_g is not positive definite."""
    try:
        weights, log_det = pattern_inverses(structure.matrix(theta), tensors.seen)
        normal = np.tensordot(weights, tensors.cross, axes=3)
        root = np.linalg.cholesky(normal[:-1, :-1])
    except np.linalg.LinAlgError:
        return float("inf")
    scaled = np.linalg.solve(root, normal[:-1, -1])
    value = tensors.counts @ log_det + normal[-1, -1] - scaled @ scaled
    return float(value + 2.0 * np.log(np.diagonal(root)).sum()) if reml else float(value)


def evaluate(theta: Floats, tensors: Tensors, structure: Structure, *, reml: bool) -> Evaluation:
    """Return the criterion at theta with its gradient, both informations and the coefficients."""
    cross, counts, basis = tensors.cross, tensors.counts, structure.basis
    weights, log_det = pattern_inverses(structure.matrix(theta), tensors.seen)
    normal = np.tensordot(weights, cross, axes=3)
    inverse = _inverse(normal[:-1, :-1])
    beta = inverse @ normal[:-1, -1]
    contrast = np.append(-beta, 1.0)
    residual = weights @ (cross @ contrast @ contrast) @ weights
    leverage = weights @ np.tensordot(cross[..., :-1, :-1], inverse, axes=2) @ weights if reml else 0.0 * residual
    scaled = counts[:, None, None] * weights

    moved = _slopes(weights, cross, basis)
    slopes, pulls = moved[:, :-1, :-1], moved[:, :-1, :] @ contrast
    turned = inverse @ slopes
    both = np.einsum("hab,jba->hj", turned, turned, optimize=True) if reml else np.zeros((len(basis),) * 2)
    hessian = _kronecker(weights, 2.0 * (residual + leverage) - scaled, basis) - both - 2.0 * pulls @ inverse @ pulls.T
    expected = _kronecker(weights, scaled - 2.0 * leverage, basis) + both
    value = counts @ log_det + normal[-1, -1] - normal[:-1, -1] @ beta
    if reml:
        value -= np.linalg.slogdet(inverse)[1]
    gradient = np.tensordot(basis, (scaled - residual - leverage).sum(axis=0), axes=2)
    return Evaluation(float(value), gradient, _symmetric(hessian), _symmetric(expected), beta, inverse, slopes)


def _symmetric(matrix: Floats) -> Floats:
    return (matrix + np.swapaxes(matrix, -1, -2)) / 2.0


def _inverse(matrix: Floats) -> Floats:
    """Return the inverse of a positive definite matrix by its Cholesky factor."""
    root = np.linalg.inv(np.linalg.cholesky(matrix))
    return root.T @ root


def _slopes(weights: Floats, cross: Floats, basis: Floats) -> Floats:
    """Return [X, y]'W V_h W[X, y] for each parameter, (k, q, q)."""
    n_patterns, n_visits, _, q, _ = cross.shape
    left = (weights @ cross.reshape(n_patterns, n_visits, -1)).reshape(n_patterns, n_visits, n_visits, q * q)
    both = np.tensordot(left, weights, axes=((0, 2), (0, 1))).transpose(0, 2, 1)
    return _symmetric(np.tensordot(basis, both, axes=2).reshape(len(basis), q, q))


def _kronecker(weights: Floats, other: Floats, basis: Floats) -> Floats:
    """Return sum_g tr(E_h W_g E_j Y_g) for every pair of basis matrices, (k, k)."""
    n_patterns, n_visits, _ = weights.shape
    pairs = weights.reshape(n_patterns, -1).T @ other.reshape(n_patterns, -1)
    fourth = pairs.reshape((n_visits,) * 4)
    return np.asarray(np.einsum("hab,bcda,jcd->hj", basis, fourth, basis, optimize=True))
