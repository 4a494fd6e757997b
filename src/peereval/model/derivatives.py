"""The derivatives of the log-likelihood: gradient, observed Hessian and expected information.

The columns are turned so that K = (X'V^-1X)^-1 becomes the identity: what REML adds are then
plain sums of products. Second derivatives of V, where it is not linear, come from the model.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peereval.model.cluster_slopes import Moved, move
from peereval.model.collapse import symmetric
from peereval.model.covariance import Model
from peereval.model.likelihood import Point, Sums, adjoint, locate, meet
from peereval.model.local import Slopes, local_slopes

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """The criterion at one theta and what later steps need of it; p coefficients, k parameters.

    value : -2 log-likelihood without the N log 2 pi and scaling constants
    gradient (k,), hessian (k, k) observed, expected (k, k) : of `value`
    beta (p,), inverse (p, p) : generalised least squares, K = (X'V^-1X)^-1
    root (p, p), turned (k, p, p) : K^-1 = root root', derivatives of N_xx in columns turned so that K = I
    """

    value: float
    gradient: Floats
    hessian: Floats
    expected: Floats
    beta: Floats
    inverse: Floats
    root: Floats
    turned: Floats

    @property
    def slopes(self) -> Floats:
        """X'V^-1 V_h V^-1 X, (k, p, p), so that dK/dtheta_h = K slopes_h K."""
        return symmetric(-(self.root @ self.turned @ self.root.T))


def evaluate(theta: Floats, sums: Sums, model: Model, *, reml: bool) -> Evaluation:
    """Return the criterion at theta with its derivatives and the coefficients."""
    return derive(locate(theta, sums, model), sums, model, reml=reml)


def derive(point: Point, sums: Sums, model: Model, *, reml: bool) -> Evaluation:
    """Return all derivatives of the criterion at a point."""
    W, slopes = point.weights, local_slopes(point.theta, model)
    d, within = point.turn[:, -1], point.turn[:, :-1]
    omega = np.stack([within @ within.T if reml else np.zeros_like(point.normal), np.outer(d, d)])
    fixed, residual = W @ meet(point, sums, omega, np.array([1.0, 0.0])) @ W
    by_sigma = adjoint(point, sums, fixed + residual)
    moved = normal_slopes(point, sums, slopes, model)
    inner, pulls = moved.normal[:, :-1, :-1], moved.normal[:, :-1, -1]
    flat = inner.reshape(len(inner), -1)
    both = flat @ flat.T if reml else np.zeros((len(flat), len(flat)))
    k1 = model.n_local
    both[:k1, :k1] -= slopes.pairs(W, 2.0 * fixed - sums.tensors.counts[:, None, None] * W)
    hessian = -2.0 * pulls @ pulls.T + model.bend(point.theta, by_sigma)
    hessian[:k1, :k1] += slopes.pairs(W, 2.0 * residual)
    first = np.zeros(len(hessian))
    first[:k1] = slopes.first(by_sigma)
    if moved.clusters is not None:
        first[k1:] = (
            moved.clusters.random_first + np.trace(inner[k1:], axis1=1, axis2=2) * reml + moved.normal[k1:, -1, -1]
        )
        both -= moved.clusters.log_det_second
        both -= moved.clusters.quadratic_second(slice(0, -1)) if reml else 0.0
        hessian += moved.clusters.quadratic_second(slice(-1, None))
    expected = symmetric(both)
    return Evaluation(
        value=point.value(reml=reml),
        gradient=first,
        hessian=symmetric(hessian) - expected,
        expected=expected,
        beta=point.beta,
        inverse=point.inverse,
        root=point.root,
        turned=inner,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Turned:
    """The derivatives of N in turned columns, (k, q, q), and the clusters behind them."""

    normal: Floats
    clusters: Moved | None


def normal_slopes(point: Point, sums: Sums, slopes: Slopes, model: Model) -> Turned:
    """Return the derivatives of N, its columns turned."""
    moved, turn = slopes.moved(point.weights), point.turn
    local = symmetric(-(turn.T @ sums.tensors.weigh(moved) @ turn))
    if sums.table is None or point.clusters is None:
        return Turned(np.concatenate([local, np.zeros((model.n_random, *local.shape[1:]))]), None)
    clusters = move(sums.table, point.clusters, moved, model.random_basis, turn)
    normal = clusters.normal
    normal[: len(local)] += local
    return Turned(normal, clusters)
