"""What random effects of clusters add to the likelihood and to its first derivatives.

Per cluster B = Z'D^-1Z and c = Z'D^-1[X, y], D the covariance without G. All follows from
V^-1 = D^-1 - D^-1 Z M Z'D^-1 with M = (I + G B)^-1 G, which holds where a variance is 0.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peereval.model.clusters import Table

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Collapsed:
    """What is left of the clusters at one theta; S clusters, r effects, q columns.

    B (S, r, r), c (S, r, q), J (S, r, r) = (I + G B)^-1, M = J G, Mc (S, r, q)
    """

    B: Floats
    c: Floats
    J: Floats
    M: Floats
    Mc: Floats
    log_det: float

    @property
    def normal(self) -> Floats:
        """What [X, y]'V^-1[X, y] loses, (q, q)."""
        return flat(self.c).T @ flat(self.Mc)

    @property
    def inside(self) -> Floats:
        """Z'V^-1Z, (S, r, r)."""
        return symmetric(self.B - self.B @ self.M @ self.B)

    @property
    def carried(self) -> Floats:
        """Z'V^-1[X, y], (S, r, q)."""
        return np.asarray(self.c - self.B @ self.Mc)


def collapse(table: Table, weights: Floats, G: Floats) -> Collapsed:
    """Return the collapsed clusters for W (G, T, T) per pattern and the covariance G (r, r)."""
    left = np.swapaxes(table.loadings, -1, -2) @ weights[table.pattern]
    B, c = table.weigh(left @ table.loadings), np.ascontiguousarray(table.project(left))
    inner = np.eye(len(G)) + G @ B
    J = np.asarray(np.linalg.inv(inner), dtype=np.float64)
    M = symmetric(J @ G)
    return Collapsed(B, c, J, M, M @ c, float(np.linalg.slogdet(inner)[1].sum()))


def flat(values: Floats) -> Floats:
    """Return (S, r, q) as (S r, q)."""
    return values.reshape(-1, values.shape[-1])


def symmetric(matrix: Floats) -> Floats:
    """Return the symmetric part."""
    return np.asarray((matrix + np.swapaxes(matrix, -1, -2)) / 2.0)


def fold(table: Table, at: Collapsed, omega: Floats, log_det: NDArray[np.float64], n_patterns: int) -> Floats:
    """Return what the clusters add to tr(omega S_g[t, s]), (w, G, T, T).

    omega (w, q, q); `log_det` (w,) is 1 where what log|V| meets is added too.
    """
    n_clusters, r, q = at.Mc.shape
    pulled = (flat(at.Mc) @ omega).reshape(-1, n_clusters, r, q).swapaxes(0, 1)
    own = pulled @ np.swapaxes(at.Mc, -1, -2)[:, None] + log_det[:, None, None] * at.M[:, None]
    own = (table.counts.T @ own.reshape(n_clusters, -1)).reshape(-1, len(omega), r, r)
    mixed = table.gather(pulled.reshape(n_clusters, -1, q)).reshape(*table.loadings.shape[:2], -1, r)
    Z = table.loadings[:, None]
    per_kind = symmetric((Z @ own - 2.0 * mixed.swapaxes(1, 2)) @ np.swapaxes(Z, -1, -2))
    total = np.zeros((n_patterns, *per_kind.shape[1:]))
    np.add.at(total, table.pattern, per_kind)
    return np.swapaxes(total, 0, 1)


def random_first(at: Collapsed, omega: Floats, basis: Floats) -> Floats:
    """Return the gradient of the criterion by the parameters of G, (k2,)."""
    carried = at.carried
    adjoint = at.inside - carried @ omega @ np.swapaxes(carried, -1, -2)
    return np.asarray(basis.reshape(len(basis), -1) @ adjoint.sum(axis=0).ravel())
