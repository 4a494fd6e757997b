"""Whitened data and the adjustments A of CR0, CR2 and CR3 in small and in large clusters.

V = LL', and X, e stand for L^-1 X, L^-1 e. Whitened CR2 has A = Var(e_i)^(-1/2), which any root
of V gives alike; clubSandwich's form is A = B^(-1/2) L'L with B = L'L Var(e_i) L'L
(Pustejovsky and Tipton 2018, doi:10.1080/07350015.2016.1247004), another estimator. CR3 has
A = (I - H_ii)^-1. Moore-Penrose where I - H_ii is singular.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peereval.model.pieces import Many

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]

SINGULAR = 1e-12  # 1 - h below this, of at most 1, is a direction that one cluster alone determines


@dataclass(frozen=True, slots=True, eq=False)
class Bread:
    """What the clusters share: K (p, p), and with weights M = sum of w^2 X'X (p, p)."""

    K: Floats
    squared: Floats | None = None

    def spread(self, H: Floats, weights: Floats | None, X: Floats) -> Floats:
        """Return Var(e_i) of small clusters, (n, T, T): I - H_ii, or its weighted form; weights (n, T) or (n, 1)."""
        unit = np.eye(H.shape[-1])
        if weights is None or self.squared is None:
            return np.asarray(unit - H)
        turned = X @ (self.K @ self.squared @ self.K) @ np.swapaxes(X, -1, -2)
        return np.asarray(unit - (weights[:, :, None] + weights[:, None, :]) * H + turned)


def coupling(bread: Bread) -> Floats:
    """Return J, (d, d): -K, or with weights that of K M K and -K."""
    K, M = bread.K, bread.squared
    return -K if M is None else np.block([[K @ M @ K, -K], [-K, np.zeros_like(K)]])


def small_clusters(
    X: Floats, e: Floats, bread: Bread, kind: str, *, squares: Floats | None = None, weights: Floats | None = None
) -> Many:
    """Return the pieces of clusters padded to T rows: whitened X (n, T, p) and residuals e (n, T).

    `squares` (n, T, T) = L'L asks for clubSandwich's form of CR2. `weights` are those of
    clusters (n, 1) or of rows (n, T).
    """
    weighed = X if weights is None else weights[:, :, None] * X
    carried = weighed
    if kind != "cr0":
        H = X @ bread.K @ np.swapaxes(X, -1, -2)
        carried = _adjusted(X, weighed, H, bread, kind, squares, weights)
    return Many(np.einsum("ntp,nt->np", carried, e), X, carried, weights)


def _adjusted(
    X: Floats, weighed: Floats, H: Floats, bread: Bread, kind: str, squares: Floats | None, weights: Floats | None
) -> Floats:
    """Return A_i'W_i X_i, (n, T, p), of W_i X_i = weighed."""
    if kind == "cr3":
        if weights is None:
            return power(np.eye(H.shape[-1]) - H, -1.0) @ X
        half = np.sqrt(weights)[:, :, None]  # (I - W H)^-1 W = W^(1/2) (I - W^(1/2) H W^(1/2))^-1 W^(1/2)
        return half * (power(np.eye(H.shape[-1]) - half * H * np.swapaxes(half, -1, -2), -1.0) @ (half * X))
    spread = bread.spread(H, weights, X)
    if squares is None:
        return power(spread, -0.5) @ weighed
    size = np.einsum("...ts,...st->...", squares, squares)[..., None]
    return squares @ (power(squares @ spread @ squares, -0.5, size) @ weighed)


def power(matrix: Floats, exponent: float, size: Floats | float = 1.0) -> Floats:
    """Return a power of symmetric matrices (..., m, m) of a known size, 0 where an eigenvalue is 0."""
    values, axes = np.linalg.eigh((matrix + np.swapaxes(matrix, -1, -2)) / 2.0)
    kept = values > SINGULAR * size
    raised = np.where(kept, np.where(kept, values, 1.0) ** exponent, 0.0)
    return np.asarray((axes * raised[..., None, :]) @ np.swapaxes(axes, -1, -2))


def large_cluster(sums: Floats, scores: Floats, bread: Bread, kind: str) -> tuple[Floats, Floats, Floats]:
    """Return u (p,), cross (d, p) and gram (p, p) of a cluster of any size from its sums alone.

    sums = U'U (d, d) and scores = U'e (d,), with U = X, or [X, wX] with weights, so that
    Var(e) = I + U J U'.
    """
    p = len(bread.K)
    last = slice(len(sums) - p, None)
    if kind == "cr0":
        return scores[last], sums[:, last], sums[last, last]
    if kind == "cr3" or bread.squared is None:
        return _by_coefficients(sums, scores, bread.K, -1.0 if kind == "cr3" else -0.5)
    return _by_rows(sums, scores, coupling(bread), p)


def _by_coefficients(sums: Floats, scores: Floats, K: Floats, exponent: float) -> tuple[Floats, Floats, Floats]:
    """Return the pieces of CR3, and of CR2 without weights: powers of I - X K X'W by way of I - K X'WX."""
    p = len(K)
    last = slice(len(sums) - p, None)
    T = sums[:p, last]
    R = np.linalg.cholesky(K)
    out = R @ power(np.eye(p) - R.T @ T @ R, exponent) @ np.linalg.inv(R)
    return out.T @ scores[last], sums[:, last] @ out, out.T @ sums[last, last] @ out


def _by_rows(sums: Floats, scores: Floats, J: Floats, p: int) -> tuple[Floats, Floats, Floats]:
    """Return the pieces of CR2 with weights: powers of I + U J U' in the span of U.

    A direction of U below 1e-8 of its longest is lost in U'U, and moves the result by no more.
    """
    last = slice(len(sums) - p, None)
    values, axes = np.linalg.eigh(sums)
    kept = values > values[-1] * 1e-16
    root = axes[:, kept] * np.sqrt(values[kept])
    inward = (axes[:, kept] / np.sqrt(values[kept])).T @ scores
    unit = np.eye(int(kept.sum()))
    half = power(unit + root.T @ J @ root, -0.5)
    u = scores + root @ ((half - unit) @ inward)
    cross = sums + root @ (half - unit) @ root.T
    gram = sums + root @ (half @ half - unit) @ root.T
    return u[last], cross[:, last], gram[last, last]
