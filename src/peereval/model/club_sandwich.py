"""clubSandwich's form of CR2 in large clusters, without a matrix of their size.

A = D'(D (V - X K X') D')^(-1/2) D with V = D'D needs a root over all rows of a site. Rotating
the participants of one pattern among themselves leaves V as it is, so all but the few
directions in which X and Z vary between them fall away: the root is taken over
these, whatever the number of participants.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peereval.model.cells import arrange, loadings
from peereval.model.compress import Compressed
from peereval.model.covariance import Model
from peereval.model.pieces import Small
from peereval.model.whitened import Bread, small_clusters
from peereval.model.whitening import Whitened, padded_rows

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """Rotated rows of one site: X (m, p), e (m,), Z (m, r) and V without random effects, (m, m)."""

    X: Floats
    e: Floats
    Z: Floats
    V: Floats


def large_clusters(data: Compressed, model: Model, theta: Floats, rows: Whitened, sites: Codes) -> Small:
    """Return the pieces of every site by clubSandwich's form of CR2."""
    padded = padded_rows(data, rows.beta)
    Z, cluster = _loadings(data)
    G, p = model.random_matrix(theta) if model.random else np.zeros((0, 0)), padded.shape[-1] - 1
    scores, cross, gram = [], [], []
    for s in range(int(sites.max()) + 1):
        people = np.flatnonzero(sites == s)
        apart = _spread(Z[people], cluster[people])
        wide = np.concatenate([padded[people], apart], axis=-1)
        site = _rotate(wide, data, rows.roots, data.pattern[people], p)
        full = site.V + site.Z @ np.kron(np.eye(site.Z.shape[1] // max(len(G), 1)), G) @ site.Z.T
        root = np.linalg.cholesky(full)
        turned = np.linalg.solve(root, np.column_stack([site.X, site.e]))
        bread = Bread(rows.K)
        found = small_clusters(turned[None, :, :-1], turned[None, :, -1], bread, "cr2", squares=(root.T @ root)[None])
        scores.append(found.scores[0])
        cross.append(found.X[0].T @ found.carried[0])
        gram.append(found.carried[0].T @ found.carried[0])
    return Small(np.array(scores), np.array(cross), np.array(gram))


def _loadings(data: Compressed) -> tuple[Floats, Codes]:
    """Return Z of each participant (n, T, r) and its cluster (n,); no columns without random effects."""
    n = data.n_participants
    if data.member is None:
        return np.zeros((n, data.n_visits, 0)), np.zeros(n, dtype=np.intp)
    layout = arrange(data.member, n)
    return loadings(data.member, layout, data.sums.tensors.seen[data.pattern]), layout.cluster


def _spread(Z: Floats, cluster: Codes) -> Floats:
    """Give each cluster within the site columns of its own, (n, T, r x clusters that have effects)."""
    active = np.unique(cluster[np.abs(Z).max(axis=(1, 2), initial=0.0) > 0.0])
    return np.concatenate([Z * (cluster == one)[:, None, None] for one in active] or [Z[:, :, :0]], axis=-1)


def _rotate(wide: Floats, data: Compressed, roots: Floats, pattern: Codes, p: int) -> _Rows:
    """Rotate the participants of each pattern to the directions in which X and Z vary, wide (n, T, p + 1 + r)."""
    parts, blocks = [], []
    for g in np.unique(pattern):
        visits = np.flatnonzero(data.sums.tensors.seen[g])
        mine = wide[pattern == g][:, visits]
        fixed = np.delete(mine, p, axis=-1).reshape(len(mine), -1)
        axes, sizes, _ = np.linalg.svd(fixed, full_matrices=False)
        axes = axes[:, sizes > sizes[0] * 1e-13]
        parts.append(np.tensordot(axes.T, mine, axes=1).reshape(-1, mine.shape[-1]))
        root = roots[g][np.ix_(visits, visits)]
        blocks += [root @ root.T] * axes.shape[1]
    joined = np.concatenate(parts)
    return _Rows(joined[:, :p], joined[:, p], joined[:, p + 1 :], _block_diagonal(blocks))


def _block_diagonal(blocks: list[Floats]) -> Floats:
    size = sum(len(block) for block in blocks)
    full, at = np.zeros((size, size)), 0
    for block in blocks:
        full[at : at + len(block), at : at + len(block)] = block
        at += len(block)
    return full
