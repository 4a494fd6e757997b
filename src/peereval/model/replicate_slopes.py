"""The likelihood of many replicates at once, its gradient and Hessian.

The formulas are those of `likelihood` and `derivatives` with a leading replicate axis, for
covariances that are linear in their parameters, without random effects.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peereval.model.collapse import symmetric
from peereval.model.replicates import Replicates

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """R models, each at its theta: weights W (R, G, T, T), turn (R, q, q) so that N becomes diag(I, d'Nd)."""

    weights: Floats
    turn: Floats
    values: Floats

    @property
    def beta(self) -> Floats:
        """The generalised least-squares coefficients, (R, p)."""
        return -self.turn[:, :-1, -1]


@dataclass(frozen=True, slots=True, eq=False)
class Slopes:
    """The criterion of each replicate, (R,), its gradient (R, k) and observed Hessian (R, k, k)."""

    values: Floats
    gradient: Floats
    hessian: Floats


def locate_replicates(theta: Floats, data: Replicates) -> Points:
    """Return the models at theta (R, k), one for each replicate; every Sigma must be positive definite."""
    seen = data.tensors.seen
    both = seen[:, :, None] & seen[:, None, :]
    padded = np.where(both, data.matrices(theta)[:, data.classes], np.eye(seen.shape[1]))
    root = np.linalg.cholesky(padded)
    log_det = 2.0 * np.log(np.diagonal(root, axis1=-2, axis2=-1)).sum(axis=-1)
    W = np.where(both, np.linalg.inv(padded), 0.0)
    normal = symmetric(data.weigh(W[:, None])[:, 0])
    inner = np.linalg.cholesky(normal[:, :-1, :-1])
    turn = np.zeros_like(normal)
    turn[:, :-1, :-1] = np.swapaxes(np.linalg.inv(inner), -1, -2)
    beta = turn[:, :-1, :-1] @ (normal[:, None, -1, :-1] @ turn[:, :-1, :-1]).swapaxes(-1, -2)
    turn[:, :-1, -1] = -beta[..., 0]
    turn[:, -1, -1] = 1.0
    values = (data.counts * log_det).sum(axis=1) + np.einsum("rq,rq->r", normal[:, -1], turn[:, :, -1])
    if data.reml:
        values = values + 2.0 * np.log(np.diagonal(inner, axis1=-2, axis2=-1)).sum(axis=-1)
    return Points(W, turn, values)


def slope_replicates(points: Points, data: Replicates) -> Floats:
    """Return the gradient of the criterion of each replicate alone, (R, k): far cheaper than the Hessian."""
    adjoint = data.counts[..., None, None] * points.weights - _pulled(points, data)
    E = data.basis[:, data.classes]
    return np.asarray(adjoint.reshape(len(adjoint), -1) @ E.reshape(len(E), -1).T)


def derive_replicates(points: Points, data: Replicates) -> Slopes:
    """Return the derivatives of the criterion of each replicate."""
    W, pulled = points.weights, _pulled(points, data)
    moved = _normal_slopes(points, data)
    inner, pulls = moved[:, :, :-1, :-1], moved[:, :, :-1, -1]
    hessian = _pairs(W, 2.0 * pulled - data.counts[..., None, None] * W, data)
    hessian -= 2.0 * pulls @ np.swapaxes(pulls, -1, -2)
    if data.reml:
        flat = inner.reshape(*inner.shape[:2], -1)
        hessian -= flat @ np.swapaxes(flat, -1, -2)
    return Slopes(points.values, slope_replicates(points, data), symmetric(hessian))


def _pulled(points: Points, data: Replicates) -> Floats:
    """Return W_g tr(omega S_g) W_g, (R, G, T, T), omega = K + dd' (dd' alone under ML)."""
    used = points.turn if data.reml else points.turn[..., -1:]
    return np.asarray(points.weights @ data.meet(used @ np.swapaxes(used, -1, -2)) @ points.weights)


def _normal_slopes(points: Points, data: Replicates) -> Floats:
    """Return the derivatives of N in turned columns, (R, k, q, q)."""
    W, turn = points.weights, points.turn
    moved = data.weigh(W[:, None] @ data.basis[:, data.classes] @ W[:, None])
    return -(np.swapaxes(turn, -1, -2)[:, None] @ moved @ turn[:, None])


def _pairs(W: Floats, adjoint: Floats, data: Replicates) -> Floats:
    """Return sum_g tr(E_h W_g E_j Q_g) for Q (R, G, T, T), (R, k, k)."""
    k, n_classes, n_visits = data.basis.shape[:3]
    total = np.zeros((data.n_replicates, k, k))
    for c in range(n_classes):
        of_class = data.classes == c
        E = data.basis[:, c].reshape(k, -1)
        left = W[:, of_class].reshape(len(W), -1, n_visits**2)
        right = adjoint[:, of_class].reshape(len(W), -1, n_visits**2)
        square = (np.swapaxes(left, -1, -2) @ right).reshape(-1, *(n_visits,) * 4)
        square = square.transpose(0, 4, 1, 2, 3).reshape(-1, n_visits**2, n_visits**2)
        total += E @ square @ E.T
    return total
