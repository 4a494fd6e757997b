"""Kenward and Roger's adjusted covariance and F test (1997, doi:10.2307/2533558).

V is linear in its parameters, or is taken as if (R = 0). Functions take plain arrays.
"""

import numpy as np
from numpy.typing import NDArray

from peereval.model.cluster_slopes import move
from peereval.model.clusters import Table
from peereval.model.collapse import Collapsed, flat, symmetric
from peereval.model.covariance import Model
from peereval.model.likelihood import Point, Sums
from peereval.model.local import local_slopes
from peereval.model.small_sample import RANK, JointTest, standardise_rows

Floats = NDArray[np.float64]


def contracted_second(point: Point, sums: Sums, model: Model, theta_covariance: Floats) -> Floats:
    """Return sum_hj A_hj Q_hj, (p, p), with Q_hj = X'V^-1 V_h V^-1 V_j V^-1 X made symmetric."""
    slopes, k1 = local_slopes(point.theta, model), model.n_local
    local = symmetric(2.0 * slopes.contracted(point.weights, theta_covariance[:k1, :k1]))
    total = sums.tensors.weigh(local)
    if sums.table is not None and point.clusters is not None:
        plain = np.eye(len(total))
        moved = move(sums.table, point.clusters, slopes.moved(point.weights), model.random_basis, plain)
        total = total + moved.contracted(theta_covariance) + _bent(sums.table, point.clusters, local)
    return np.asarray(total[:-1, :-1] / 2.0)


def _bent(table: Table, at: Collapsed, local: Floats) -> Floats:
    """Return what the second derivatives of B and c, contracted with A, add to N, (q, q)."""
    left = np.swapaxes(table.loadings, -1, -2) @ local[table.pattern]
    half = table.project(left) - 0.5 * (table.weigh(left @ table.loadings) @ at.Mc)
    mixed = flat(half).T @ flat(at.Mc)
    return np.asarray(-(mixed + mixed.T))


def adjusted_covariance(covariance: Floats, slopes: Floats, second: Floats, theta_covariance: Floats) -> Floats:
    """Return K_A = K + 2 K {sum_hj A_hj (Q_hj - P_h K P_j)} K, (p, p).

    covariance K (p, p); slopes P_h up to sign (k, p, p); second = sum A Q (p, p).
    """
    spread = np.tensordot(theta_covariance, slopes, axes=1)
    p = len(covariance)
    products = (slopes @ covariance).transpose(1, 0, 2).reshape(p, -1) @ spread.reshape(-1, p)
    adjusted = covariance + 2.0 * covariance @ (second - products) @ covariance
    return np.asarray((adjusted + adjusted.T) / 2.0)


def is_no_smaller(adjusted: Floats, covariance: Floats) -> bool:
    """Say whether K_A - K is positive semi-definite, up to rounding."""
    spread = np.sqrt(np.diag(covariance))
    values = np.linalg.eigvalsh((adjusted - covariance) / np.outer(spread, spread))
    return bool(values[0] >= -1e-10)


def kenward_roger_test(
    rows: Floats, estimate: Floats, covariance: Floats, adjusted: Floats, slopes: Floats, theta_covariance: Floats
) -> JointTest:
    """Return the scaled F test of independent rows (q, p); slopes dK (k, p, p).

    The guards of pbkrtest keep the denominator df finite where the approximation breaks.
    """
    rows, errors = standardise_rows(rows, covariance)
    estimate = estimate / errors
    values, axes = np.linalg.eigh(rows @ covariance @ rows.T)
    kept = values > values[-1] * RANK
    turn = (axes[:, kept] / np.sqrt(values[kept])).T
    moved = np.einsum("mp,kpr,nr->kmn", turn @ rows, slopes, turn @ rows, optimize=True)
    q = int(kept.sum())
    traces = np.trace(moved, axis1=1, axis2=2)
    a1 = float(traces @ theta_covariance @ traces)
    a2 = float(np.einsum("kmn,kj,jnm->", moved, theta_covariance, moved, optimize=True))
    df, scale = _denominator(q, a1, a2)
    wald = (turn @ estimate) @ np.linalg.solve(turn @ (rows @ adjusted @ rows.T) @ turn.T, turn @ estimate)
    return JointTest(q, df, scale * float(wald) / q, scale)


def _denominator(q: int, a1: float, a2: float) -> tuple[float, float]:
    """Return the denominator df and the scaling of F."""
    if a2 == 0.0:
        return float("inf"), 1.0
    b = (a1 + 6.0 * a2) / (2.0 * q)
    g = ((q + 1.0) * a1 - (q + 4.0) * a2) / ((q + 2.0) * a2)
    bottom = 3.0 * q + 2.0 * (1.0 - g)
    c1, c2, c3 = g / bottom, (q - g) / bottom, (q + 2.0 - g) / bottom
    v0, v1, v2 = 1.0 + c1 * b, 1.0 - c2 * b, 1.0 - c3 * b
    v0 = 0.0 if abs(v0) < 1e-10 else v0
    ratio = 1.0 if abs(1.0 - a2 / q) < 1e-14 and abs(v1) < 1e-14 else (1.0 - a2 / q) / v1
    rho = ratio**2 * v0 / v2 / q
    df = 4.0 + (q + 2.0) / (q * rho - 1.0)
    scale = 1.0 if abs(df - 2.0) < 1e-2 else df * (1.0 - a2 / q) / (df - 2.0)
    return float(df), float(scale)
