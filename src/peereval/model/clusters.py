"""Random effects of sites and workers: first-order sums per cluster, and their covariance G.

V of a cluster = blockdiag(V_i) + Z G Z'. Participants of one cluster with the same pattern
and the same rows Z form a cell; the likelihood needs of a cell only its size and
F[t] = sum_i [x_it, y_it], whatever the number of participants.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peereval.model.blocks import Block

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """The sums of the cells, sorted by cluster.

    cluster (C,), pattern (C,) : where each cell belongs
    starts (S,) : the first cell of each cluster
    counts (C,) : participants
    loadings (C, T, r) : Z of one participant, zero where a visit was not seen or no effect acts
    sums (C, T, q) : F
    """

    cluster: Codes
    pattern: Codes
    starts: Codes
    counts: Floats
    loadings: Floats
    sums: Floats

    def per_cluster(self, values: Floats) -> Floats:
        """Sum cell values, (..., C, a, b), over the cells of each cluster, (..., S, a, b)."""
        return np.asarray(np.add.reduceat(values, self.starts, axis=-3))


@dataclass(frozen=True, slots=True, eq=False)
class RandomEffects:
    """The covariance G of the random effects of a cluster, linear in its parameters.

    names (k2,) : what each parameter is, such as "site" and "site:visit"
    basis (k2, r, r) : G = sum_h theta_h basis_h
    bounded (k2,) : parameters that are variances, kept at 0 or above
    start (k2,) : where the search starts, in units of 5 % of the residual variance
    block : the parameters that are the lower triangle of a matrix, if they are
    """

    names: tuple[str, ...]
    basis: Floats
    bounded: NDArray[np.bool_]
    start: Floats
    block: Block | None = None

    def matrix(self, theta: Floats) -> Floats:
        """Return G, (r, r)."""
        return np.asarray(np.tensordot(theta, self.basis, axes=1))


@dataclass(frozen=True, slots=True, eq=False)
class Collapsed:
    """What is left of the clusters at one theta; S clusters, k parameters, r effects, q columns.

    B (S, r, r) = Z'D^-1Z and c (S, r, q) = Z'D^-1[X, y], D the covariance without G
    J (S, r, r) = (I + G B)^-1, M = J G, so that V^-1 = D^-1 - D^-1 Z M Z'D^-1
    dB, dc, dG, dM, dJ (S, k, ...) : their derivatives (dG: (k, r, r))
    """

    B: Floats
    c: Floats
    J: Floats
    M: Floats
    dB: Floats
    dc: Floats
    dG: Floats
    dM: Floats
    dJ: Floats
    log_det: float


def collapse(cells: Cells, weights: Floats, moved: Floats, G: Floats, basis: Floats) -> Collapsed:
    """Return the collapsed clusters.

    weights (G, T, T) : W per pattern; moved (k1, G, T, T) : W E_h W per pattern
    G (r, r) and its basis (k2, r, r)
    """
    Z, F, n = cells.loadings, cells.sums, cells.counts[:, None, None]
    left = np.swapaxes(Z, -1, -2) @ weights[cells.pattern]
    B, c = cells.per_cluster(n * (left @ Z)), cells.per_cluster(left @ F)
    turned = np.swapaxes(Z, -1, -2) @ moved[:, cells.pattern]
    k1, k2, (n_clusters, r, q) = len(moved), len(basis), c.shape
    dB, dc = np.zeros((n_clusters, k1 + k2, r, r)), np.zeros((n_clusters, k1 + k2, r, q))
    dB[:, :k1] = -np.swapaxes(cells.per_cluster(n * (turned @ Z)), 0, 1)
    dc[:, :k1] = -np.swapaxes(cells.per_cluster(turned @ F), 0, 1)
    dG = np.concatenate([np.zeros((k1, r, r)), basis])
    inner = np.eye(r) + G @ B
    J = np.linalg.inv(inner)
    M = _symmetric(J @ G)
    J4, M4, Jt = J[:, None], M[:, None], np.swapaxes(J, -1, -2)[:, None]
    dM = J4 @ dG @ Jt - M4 @ dB @ M4
    dJ = -J4 @ (dG @ B[:, None] + G @ dB) @ J4
    return Collapsed(B, c, J, M, dB, dc, dG, dM, dJ, float(np.linalg.slogdet(inner)[1].sum()))


def _symmetric(matrix: Floats) -> Floats:
    return np.asarray((matrix + np.swapaxes(matrix, -1, -2)) / 2.0)


def quadratic_slopes(at: Collapsed) -> Floats:
    """Return the derivatives of -sum_s c'M c, (k, q, q)."""
    mixed = np.einsum("shrq,srt,stv->hqv", at.dc, at.M, at.c, optimize=True)
    within = np.einsum("srq,shrt,stv->hqv", at.c, at.dM, at.c, optimize=True)
    return np.asarray(-(mixed + np.swapaxes(mixed, -1, -2) + within))


def log_det_slopes(at: Collapsed) -> Floats:
    """Return the derivatives of sum_s log|I + B G|, (k,)."""
    rest = at.B - at.B @ at.M @ at.B
    return np.asarray(
        np.einsum("srt,shtr->h", at.M, at.dB, optimize=True) + np.einsum("srt,htr->h", rest, at.dG, optimize=True)
    )


def log_det_curvature(at: Collapsed) -> Floats:
    """Return the part of the second derivatives of log|I + B G| without second derivatives of B, (k, k)."""
    B, M = at.B[:, None], at.M[:, None]
    step = at.dB @ M @ B
    d_rest = at.dB - step - np.swapaxes(step, -1, -2) - B @ at.dM @ B
    return np.asarray(
        np.einsum("sjrt,shtr->hj", at.dM, at.dB, optimize=True) + np.einsum("sjrt,htr->hj", d_rest, at.dG, optimize=True)
    )


def quadratic_curvature(at: Collapsed, omega: Floats) -> Floats:
    """Return tr(omega x second derivatives of -sum_s c'M c) without those of B and c, (k, k)."""
    Y = at.c @ omega @ np.swapaxes(at.c, -1, -2)
    pulled = at.dc @ (omega @ np.swapaxes(at.c, -1, -2))[:, None]
    cross = 2.0 * np.einsum("sjrt,shtr->hj", at.dM, np.swapaxes(pulled, -1, -2), optimize=True)
    both = 2.0 * np.einsum("sjrq,shrq->hj", at.M[:, None] @ at.dc @ omega, at.dc, optimize=True)
    turned = np.swapaxes(at.J, -1, -2) @ Y
    outer = 2.0 * np.einsum("sjrt,htu,sur->hj", at.dJ, at.dG, turned, optimize=True)
    inner = 2.0 * np.einsum("sjrt,shtr->hj", at.dM, at.dB @ (at.M @ Y)[:, None], optimize=True)
    return np.asarray(-(cross + cross.T + both + outer - inner))


def fold_log_det(cells: Cells, at: Collapsed, n_patterns: int) -> Floats:
    """Return sum over cells of n Z M Z' by pattern, (G, T, T): what second derivatives of B meet."""
    Z = cells.loadings
    each = cells.counts[:, None, None] * (Z @ at.M[cells.cluster] @ np.swapaxes(Z, -1, -2))
    return _per_pattern(each, cells, n_patterns)


def fold_quadratic(cells: Cells, at: Collapsed, omega: Floats, n_patterns: int) -> Floats:
    """Return what second derivatives of B and c meet in tr(omega x ...), by pattern, (G, T, T)."""
    Z, M, c = cells.loadings, at.M[cells.cluster], at.c[cells.cluster]
    Mc = M @ c
    own = cells.counts[:, None, None] * (Z @ Mc @ omega @ np.swapaxes(Z @ Mc, -1, -2))
    mixed = cells.sums @ omega @ np.swapaxes(Z @ Mc, -1, -2)
    return _per_pattern(own - mixed - np.swapaxes(mixed, -1, -2), cells, n_patterns)


def _per_pattern(values: Floats, cells: Cells, n_patterns: int) -> Floats:
    total = np.zeros((n_patterns, *values.shape[1:]))
    np.add.at(total, cells.pattern, values)
    return total
