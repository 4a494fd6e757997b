"""Build the cells of clusters: sums of the rows by site, worker profile and visit pattern."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from peereval.model.blocks import Block
from peereval.model.clusters import Cells, RandomEffects

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Membership:
    """Who belongs to what, per participant; -1 is none.

    site (n,) : the site of each participant, or None without site effects
    workers (n, T, m) and shares (n, T, m) : the workers acting at each visit and their weights
    """

    site: Codes | None
    workers: Codes | None = None
    shares: Floats | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Where the effects of each participant stand among the r effects of the cluster.

    cluster (n,), site_slot (n,) : within the cluster; worker_slot (number of workers,)
    n_sites, n_workers : the largest numbers in one cluster
    """

    cluster: Codes
    site_slot: Codes
    worker_slot: Codes
    n_sites: int
    n_workers: int


def arrange(member: Membership, n_participants: int) -> Layout:
    """Return the clusters: participants who share a site or a worker, directly or through others."""
    if member.site is not None and member.workers is None:
        own = np.unique(member.site, return_inverse=True)[1].ravel()
        return Layout(own, np.zeros(n_participants, dtype=np.intp), np.zeros(0, dtype=np.intp), 1, 0)
    n_sites = 0 if member.site is None else int(member.site.max()) + 1
    n_workers = 0 if member.workers is None else int(member.workers.max()) + 1
    links: list[tuple[Codes, Codes]] = []
    people = np.arange(n_participants)
    if member.site is not None:
        links.append((people, n_participants + member.site))
    if member.workers is not None:
        who, _, _ = at = np.nonzero(member.workers >= 0)
        links.append((who, n_participants + n_sites + member.workers[at]))
    rows, columns = (np.concatenate(part) for part in zip(*links, strict=True))
    size = n_participants + n_sites + n_workers
    graph = sparse.coo_array((np.ones(rows.size), (rows, columns)), shape=(size, size))
    found = sparse.csgraph.connected_components(graph, directed=False)[1]
    label = np.asarray(found, dtype=np.intp)
    cluster = np.unique(label[:n_participants], return_inverse=True)[1]
    sites = _slots(label[n_participants : n_participants + n_sites])
    workers = _slots(label[n_participants + n_sites :])
    slot = np.zeros(n_participants, dtype=np.intp) if member.site is None else sites[member.site]
    return Layout(cluster, slot, workers, _most(sites), _most(workers))


def _slots(labels: Codes) -> Codes:
    """Return the running number of each label among its equals."""
    order = np.argsort(labels, kind="stable")
    sizes = np.unique(labels, return_counts=True)[1]
    slots = np.empty(labels.size, dtype=np.intp)
    slots[order] = np.arange(labels.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return slots


def _most(slots: Codes) -> int:
    return int(slots.max()) + 1 if slots.size else 0


def loadings(member: Membership, layout: Layout, seen: NDArray[np.bool_]) -> Floats:
    """Return Z of each participant, (n, T, r): sites by visit first, then workers; seen (n, T)."""
    n, n_visits = seen.shape
    first_worker = layout.n_sites * n_visits
    Z = np.zeros((n, n_visits, first_worker + layout.n_workers))
    if member.site is not None:
        who, when = np.nonzero(seen)
        Z[who, when, layout.site_slot[who] * n_visits + when] = 1.0
    if member.workers is not None and member.shares is not None:
        who, when, which = np.nonzero((member.workers >= 0) & seen[:, :, None])
        slot = first_worker + layout.worker_slot[member.workers[who, when, which]]
        np.add.at(Z, (who, when, slot), member.shares[who, when, which])
    return Z


def build_cells(
    columns: Floats, person: Codes, visit: Codes, member: Membership, pattern: Codes, seen: NDArray[np.bool_]
) -> Cells:
    """Sum the rows of `columns` = [X, y], (N, q), by cell.

    person (N,) and visit (N,) say whose row it is and when; pattern (n,) is the visit
    pattern of each participant, seen (G, T) the visits of each pattern.
    """
    n, n_visits = pattern.size, seen.shape[1]
    layout = arrange(member, n)
    alike = _profiles(member, layout)
    key = (layout.cluster * (int(pattern.max()) + 1) + pattern) * (int(alike.max()) + 1) + alike
    _, first, cell = np.unique(key, return_index=True, return_inverse=True)
    cell = cell.ravel()
    chosen = Membership(
        None if member.site is None else member.site[first],
        None if member.workers is None else member.workers[first],
        None if member.shares is None else member.shares[first],
    )
    small = Layout(layout.cluster[first], layout.site_slot[first], layout.worker_slot, layout.n_sites, layout.n_workers)
    Z = loadings(chosen, small, seen[pattern[first]])
    place = cell[person] * n_visits + visit
    pick = sparse.csr_array(
        (np.ones(person.size), (place, np.arange(person.size))), shape=(first.size * n_visits, person.size)
    )
    sums = np.asarray(pick @ columns).reshape(first.size, n_visits, -1)
    cluster = layout.cluster[first]
    starts = np.flatnonzero(np.concatenate([[True], cluster[1:] != cluster[:-1]]))
    counts = np.bincount(cell, minlength=first.size).astype(np.float64)
    return Cells(cluster, pattern[first], starts, counts, Z, sums)


def _profiles(member: Membership, layout: Layout) -> Codes:
    """Return a number per participant, equal for equal effects within a cluster, (n,)."""
    if member.workers is None or member.shares is None:
        return layout.site_slot
    n = layout.cluster.size
    wide = np.column_stack([layout.site_slot, member.workers.reshape(n, -1), member.shares.reshape(n, -1)])
    return np.unique(wide, axis=0, return_inverse=True)[1].ravel()


def random_effects(site_effects: str | None, n_visits: int, n_sites: int, n_workers: int) -> RandomEffects:
    """Return the covariance G of site effects ("intercept", "intercept+visit", "unstructured") and workers."""
    r = n_sites * n_visits + n_workers
    sites = np.eye(n_sites)
    together, apart = np.kron(sites, np.ones((n_visits, n_visits))), np.kron(sites, np.eye(n_visits))
    named: list[tuple[str, NDArray[np.floating], float]] = []
    block = None
    if site_effects in ("intercept", "intercept+visit"):
        named.append(("site", together, 1.0))
    if site_effects == "intercept+visit":
        named.append(("site:visit", apart, 1.0))
    if site_effects == "unstructured":
        rows, columns = np.tril_indices(n_visits)
        for t, s in zip(rows, columns, strict=True):
            unit = np.zeros((n_visits, n_visits))
            unit[t, s] = unit[s, t] = 1.0
            named.append((f"site[{t},{s}]", np.kron(sites, unit), 2.0 if t == s else 1.0))
        block = Block(np.arange(rows.size), rows, columns)
    basis = np.zeros((len(named) + (n_workers > 0), r, r))
    for h, (_, matrix, _) in enumerate(named):
        basis[h, : len(matrix), : len(matrix)] = matrix
    if n_workers:
        named.append(("worker", np.zeros((0, 0)), 1.0))
        basis[-1, -n_workers:, -n_workers:] = np.eye(n_workers)
    bounded = np.array([block is None or name == "worker" for name, _, _ in named])
    return RandomEffects(tuple(name for name, _, _ in named), basis, bounded, np.array([s for *_, s in named]), block)
