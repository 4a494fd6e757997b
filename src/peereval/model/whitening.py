"""Whiten the rows of a fit, participant by participant, and sum them by site."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peereval.model.cells import arrange
from peereval.model.compress import Compressed
from peereval.model.covariance import Model
from peereval.model.likelihood import Point, locate

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Whitened:
    """The rows of each participant times L^-1, V_i = LL' without random effects; 0 where unseen.

    X (n, T, p), e (n, T); roots L (G, T, T), 1 on the diagonal of unseen visits
    K (p, p), beta (p,), point : the model at its optimum, in the engine's units
    """

    X: Floats
    e: Floats
    roots: Floats
    K: Floats
    beta: Floats
    point: Point


def whiten(data: Compressed, model: Model, theta: Floats) -> Whitened:
    """Return the whitened rows of all participants."""
    point = locate(theta, data.sums, model)
    root = np.linalg.inv(np.linalg.cholesky(point.normal[:-1, :-1]))
    K = root.T @ root
    beta = K @ point.normal[:-1, -1]
    roots = visit_roots(data, model, theta)
    padded = padded_rows(data, beta)
    turned = np.linalg.inv(roots)[data.pattern] @ padded
    return Whitened(turned[:, :, :-1], turned[:, :, -1], roots, K, beta, point)


def visit_roots(data: Compressed, model: Model, theta: Floats) -> Floats:
    """Return the Cholesky factor of the covariance of each pattern, (G, T, T)."""
    seen = data.sums.tensors.seen
    both = seen[:, :, None] & seen[:, None, :]
    return np.linalg.cholesky(np.where(both, model.pattern_matrices(theta), np.eye(data.n_visits)))


def padded_rows(data: Compressed, beta: Floats) -> Floats:
    """Return [X, y - X beta] by participant and visit, (n, T, p + 1), 0 where unseen."""
    columns = data.columns.copy()
    columns[:, -1] -= columns[:, :-1] @ beta
    padded = np.zeros((data.n_participants * data.n_visits, columns.shape[1]))
    padded[data.design.participant * data.n_visits + data.design.visit] = columns
    return padded.reshape(data.n_participants, data.n_visits, -1)


def squared_sums(rows: Whitened, weights: Floats) -> Floats:
    """Return M = sum of w^2 X'X, (p, p)."""
    weighed = (weights[:, None, None] * rows.X).reshape(-1, rows.X.shape[-1])
    return weighed.T @ weighed


def site_sums(data: Compressed, rows: Whitened, weights: Floats | None) -> tuple[Floats, Floats]:
    """Return U'U (S, d, d) and U'e (S, d) of each site under the whole V, U = [X] or [X, wX]."""
    sites = _sites(data)
    parts = [rows.X] if weights is None else [rows.X, weights[:, None, None] * rows.X]
    stacked = np.concatenate([*parts, rows.e[:, :, None]], axis=-1)
    order = np.argsort(sites, kind="stable")
    ends = np.cumsum(np.bincount(sites))
    sorted_rows, q = stacked[order], stacked.shape[-1]
    totals = np.zeros((ends.size, q, q))
    for s, (begin, end) in enumerate(zip(np.append(0, ends[:-1]), ends, strict=True)):
        block = sorted_rows[begin:end].reshape(-1, q)
        totals[s] = block.T @ block
    totals -= _random_part(data, rows)
    return totals[:, :-1, :-1], totals[:, :-1, -1]


def _random_part(data: Compressed, rows: Whitened) -> Floats | float:
    """Return what random effects take off the sums of each site, (S, q, q)."""
    at, table = rows.point.clusters, data.sums.table
    if at is None or table is None:
        return 0.0
    c = at.c.copy()
    c[:, :, -1] -= c[:, :, :-1] @ rows.beta
    each = np.swapaxes(c, -1, -2) @ at.M @ c
    site = site_of_cluster(data)
    totals = np.zeros((int(site.max()) + 1, *each.shape[1:]))
    np.add.at(totals, site[table.cluster], each)
    return totals


def site_of_cluster(data: Compressed) -> Codes:
    """Return the site of each cluster of the random effects, (S,); of one of them where there are several."""
    sites = _sites(data)
    if data.member is None:
        return np.zeros(0, dtype=np.intp)
    cluster = arrange(data.member, data.n_participants).cluster
    site = np.zeros(int(cluster.max()) + 1, dtype=np.intp)
    site[cluster] = sites
    return site


def are_nested(data: Compressed) -> bool:
    """Say whether every cluster of the random effects lies within one site."""
    if data.member is None:
        return True
    cluster = arrange(data.member, data.n_participants).cluster
    return bool(np.array_equal(site_of_cluster(data)[cluster], _sites(data)))


def _sites(data: Compressed) -> Codes:
    return np.zeros(data.n_participants, dtype=np.intp) if data.sites is None else data.sites
