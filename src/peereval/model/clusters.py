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
class Table:
    """The cells laid out as clusters by kinds, those without a random effect left out.

    A kind (U) is a pattern with its rows Z; m is the largest number of cells in a cluster.

    cluster (S,) : the numbers of the clusters, of those in which an effect acts
    loadings (U, T, r), pattern (U,) : Z and the pattern of each kind
    kind (S, m) : of each cell, padded with kind 0
    counts (S, U) : participants; padded (S, m, 1, 1) : the same by cell, 0 in the padding
    sums (S, m T, q) : F, 0 in the padding
    order, starts : the cells sorted by kind, and where each kind starts
    """

    cluster: Codes
    loadings: Floats
    pattern: Codes
    kind: Codes
    counts: Floats
    padded: Floats
    sums: Floats
    order: Codes
    starts: Codes

    def per_kind(self, values: Floats) -> Floats:
        """Sum cell values (..., S, m T, r) over the cells of each kind, (..., U, T, r)."""
        n_visits, r = self.loadings.shape[1:]
        cells = values.reshape(*values.shape[:-3], -1, n_visits, r)[..., self.order, :, :]
        return np.asarray(np.add.reduceat(cells, self.starts, axis=-3))

    def spread(self, by_kind: Floats) -> Floats:
        """Lay out matrices (U, a, T) by cluster, (S, a, m T)."""
        laid = by_kind[self.kind].transpose(0, 2, 1, 3)
        return np.asarray(laid.reshape(*laid.shape[:2], -1))


def lay_out(cells: Cells) -> Table | None:
    """Return the cells as clusters by kinds, None where no random effect acts."""
    acting = np.flatnonzero(cells.loadings.any(axis=(1, 2)))
    if acting.size == 0:
        return None
    n_visits, r = cells.loadings.shape[1:]
    flat = np.column_stack([cells.pattern[acting], cells.loadings[acting].reshape(acting.size, -1)])
    kinds, kind = np.unique(flat, axis=0, return_inverse=True)
    kind = kind.ravel()
    clusters, cluster = np.unique(cells.cluster[acting], return_inverse=True)
    sizes = np.bincount(cluster)
    place = np.arange(cluster.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    shape = (sizes.size, int(sizes.max()))
    laid, counts = np.zeros(shape, dtype=np.intp), np.zeros((shape[0], len(kinds)))
    laid[cluster, place] = kind
    np.add.at(counts, (cluster, kind), cells.counts[acting])
    padded, sums = np.zeros((*shape, 1, 1)), np.zeros((*shape, n_visits, cells.sums.shape[-1]))
    padded[cluster, place, 0, 0], sums[cluster, place] = cells.counts[acting], cells.sums[acting]
    sorted_cells = np.argsort(kind, kind="stable")
    return Table(
        clusters,
        kinds[:, 1:].reshape(-1, n_visits, r),
        kinds[:, 0].astype(np.intp),
        laid,
        counts,
        padded,
        sums.reshape(shape[0], shape[1] * n_visits, -1),
        (cluster * shape[1] + place)[sorted_cells],
        np.searchsorted(kind[sorted_cells], np.arange(len(kinds))),
    )
