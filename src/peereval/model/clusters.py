"""Random effects of sites and workers: first-order sums per cluster, and their covariance G.

V of a cluster = blockdiag(V_i) + Z G Z'. Participants of one cluster with the same pattern
and the same rows Z form a cell; the likelihood needs of a cell only its size and
F[t] = sum_i [x_it, y_it], whatever the number of participants.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

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
    """The cells laid out as kinds by clusters, those without a random effect left out.

    A kind (U) is a pattern with its rows Z.

    cluster (S,) : the numbers of the clusters, of those in which an effect acts
    loadings (U, T, r), pattern (U,) : Z and the pattern of each kind
    counts (S, U) : participants
    sums (U T, S q) : F; sparse where most kinds are in few clusters
    """

    cluster: Codes
    loadings: Floats
    pattern: Codes
    counts: Floats
    sums: Floats | sparse.csr_array

    def project(self, by_kind: Floats) -> Floats:
        """Return sum over the cells of each cluster of Q_kind F, (S, a, q), for Q (U, a, T)."""
        flat = np.asarray(by_kind.transpose(1, 0, 2).reshape(by_kind.shape[1], -1) @ self.sums)
        return flat.reshape(len(flat), len(self.cluster), -1).transpose(1, 0, 2)

    def gather(self, by_cluster: Floats) -> Floats:
        """Return sum over the cells of each kind of F Q_cluster', (U, T, a), for Q (S, a, q)."""
        turned = by_cluster.transpose(0, 2, 1).reshape(-1, by_cluster.shape[1])
        return np.asarray(self.sums @ turned).reshape(*self.loadings.shape[:2], -1)

    def weigh(self, by_kind: Floats) -> Floats:
        """Return sum over the cells of each cluster of n Q_kind, (S, ...), for Q (U, ...)."""
        return (self.counts @ by_kind.reshape(len(by_kind), -1)).reshape(-1, *by_kind.shape[1:])


def lay_out(cells: Cells) -> Table | None:
    """Return the cells as kinds by clusters, None where no random effect acts."""
    acting = np.flatnonzero(cells.loadings.any(axis=(1, 2)))
    if acting.size == 0:
        return None
    n_visits, r = cells.loadings.shape[1:]
    both = np.column_stack([cells.pattern[acting], cells.loadings[acting].reshape(acting.size, -1)])
    kinds, kind = np.unique(both, axis=0, return_inverse=True)
    kind = kind.ravel()
    clusters, cluster = np.unique(cells.cluster[acting], return_inverse=True)
    counts = np.zeros((clusters.size, len(kinds)))
    np.add.at(counts, (cluster, kind), cells.counts[acting])
    return Table(
        clusters,
        kinds[:, 1:].reshape(-1, n_visits, r),
        kinds[:, 0].astype(np.intp),
        counts,
        _by_kind(cells.sums[acting], kind, cluster, counts.shape),
    )


def _by_kind(sums: Floats, kind: Codes, cluster: Codes, shape: tuple[int, ...]) -> Floats | sparse.csr_array:
    """Lay out F (C, T, q) as (U T, S q)."""
    n_visits, q = sums.shape[1:]
    rows = kind[:, None, None] * n_visits + np.arange(n_visits)[:, None]
    columns = cluster[:, None, None] * q + np.arange(q)
    whole = (shape[1] * n_visits, shape[0] * q)
    places = tuple(part.ravel() for part in np.broadcast_arrays(rows, columns))
    laid = sparse.coo_array((sums.ravel(), places), shape=whole)
    return np.asarray(laid.toarray()) if 4 * sums.size > whole[0] * whole[1] else laid.tocsr()
