"""Robust variances of weighted independence estimating equations, by cluster.

The equations are whitened (`Working`), so that the working covariance is the identity. The
weights are those of sampling: they enter the estimate and not the working model, which is
clubSandwich's `inverse_var = FALSE`. CR2 has A_s = Var(e_s)^(-1/2) with
Var(e_s) = I - W X K X' - X K X'W + X K M K X', K = (X'WX)^-1, M = X'W^2X; Mancl and DeRouen's
has A_s = (I - X K X'W)^-1, which is CR3 here.
"""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from peereval.model.marginal.family import Working
from peereval.model.pieces import Pieces, Small
from peereval.model.robust import Robust
from peereval.model.whitened import Bread, coupling, large_cluster, small_clusters

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]
MarginalVariance = Literal["cr2", "mancl-derouen", "cr0"]
VARIANCES = ("cr2", "mancl-derouen", "cr0")
_KINDS = {"cr0": "cr0", "cr2": "cr2", "mancl-derouen": "cr3"}
PADDED = 64  # rows of a cluster up to which all clusters are padded to the same number and computed at once


def cluster_variance(
    working: Working, cluster: Codes, weights: Floats | None, *, variance: str, name: str, back: Floats
) -> Robust:
    """Return the robust variance of the solution of the equations.

    Parameters
    ----------
    working
        The equations at their solution, M rows.
    cluster, weights
        Cluster (M,) and weight (M,) of each row; None for no weights.
    variance
        ``"cr2"``, ``"mancl-derouen"`` or ``"cr0"``.
    name
        What the clusters are called.
    back
        From the units of the equations to those of the coefficients, (p, p).
    """
    weighed = working.X if weights is None else weights[:, None] * working.X
    root = np.linalg.inv(np.linalg.cholesky(working.X.T @ weighed))
    bread = Bread(root.T @ root, None if weights is None else weighed.T @ weighed)
    order = np.argsort(cluster, kind="stable")
    counts = np.bincount(cluster)
    pieces = _pieces(working, order, counts, weights, bread, _KINDS[variance])
    return Robust(variance, name, "whitened", counts.size, pieces, bread.K, coupling(bread), back)


def _pieces(working: Working, order: Codes, counts: Codes, weights: Floats | None, bread: Bread, kind: str) -> Pieces:
    X, e = working.X[order], working.e[order]
    w = None if weights is None else weights[order]
    if counts.max() <= max(PADDED, 2 * X.shape[1]):
        return _padded(X, e, w, counts, bread, kind)
    columns = X if w is None else np.column_stack([X, w[:, None] * X])
    ends = np.cumsum(counts)
    found = []
    for begin, end in zip(ends - counts, ends, strict=True):  # over clusters: few, large
        block = columns[begin:end]
        found.append(large_cluster(block.T @ block, block.T @ e[begin:end], bread, kind))
    u, cross, gram = (np.array(part) for part in zip(*found, strict=True))
    return Small(u, cross, gram)


def _padded(X: Floats, e: Floats, weights: Floats | None, counts: Codes, bread: Bread, kind: str) -> Pieces:
    """Return the pieces of small clusters, padded with rows of zeros."""
    n, most = counts.size, int(counts.max())
    owner = np.repeat(np.arange(n), counts)
    place = np.arange(len(e)) - np.repeat(np.cumsum(counts) - counts, counts)
    wide, residuals = np.zeros((n, most, X.shape[1])), np.zeros((n, most))
    wide[owner, place], residuals[owner, place] = X, e
    shared = None
    if weights is not None:
        shared = np.zeros((n, most))
        shared[owner, place] = weights
    return small_clusters(wide, residuals, bread, kind, weights=shared)
