"""Draws of a mixed model's parameters: fits to samples of participants drawn with replacement within groups."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from peereval.errors import FitError
from peereval.model.fit import Fit
from peereval.model.refit import LEFT
from peereval.model.replicates import Replicates
from peereval.remarks import Note
from peereval.sensitivity.imputation.strata import draw_sites, site_strata

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]

ROUNDS = 20  # samples drawn anew because they left out all of a category
BLOCK = 256  # participants whose products are held at a time


def sampled_replicates(
    fit: Fit, position: Codes, group: Codes, n_samples: int, rng: np.random.Generator, *, site: Codes | None = None
) -> Replicates:
    """Return the fit's sums for samples of participants, drawn with replacement within each group.

    `position` (n,) is the number of each participant in the fit, -1 for those never seen, who
    are drawn too; `group` (n,). With `site` (n,) whole sites are drawn among those of the same
    groups. A sample that does not determine every coefficient is drawn anew.

    Raises
    ------
    FitError
        If too many samples do not.
    """

    def draw(size: int) -> Floats:
        """Return how often each participant of the fit was drawn."""
        if site is None:
            return _draw(position, group, fit.n_participants, size, rng)
        return _draw_whole_sites(position, site_strata(site, group), site, fit.n_participants, size, rng)

    made = _replicates(fit, draw(n_samples))
    for _ in range(ROUNDS):
        lost = _undetermined(made)
        if not lost.any():
            return made
        again = _replicates(fit, draw(int(lost.sum())))
        sums, gone = np.array(made.lost), np.array(made.gone)
        sums[lost], gone[lost] = again.lost, again.gone
        made = replace(made, lost=sums, gone=gone)
    raise FitError(Note("refused_samples_lose_category"))


def _draw(position: Codes, group: Codes, n_fitted: int, n_samples: int, rng: np.random.Generator) -> Floats:
    """Return how often each participant of the fit was drawn, (samples, n)."""
    times = np.zeros((n_samples, n_fitted))
    for g in np.unique(group):
        members = np.flatnonzero(group == g)
        drawn = rng.multinomial(members.size, np.full(members.size, 1.0 / members.size), size=n_samples)
        seen = position[members] >= 0
        times[:, position[members[seen]]] = drawn[:, seen]
    return times


def _draw_whole_sites(
    position: Codes, strata: Codes, site: Codes, n_fitted: int, n_samples: int, rng: np.random.Generator
) -> Floats:
    """Return how often each participant of the fit was drawn with their site, (samples, n)."""
    times = np.zeros((n_samples, n_fitted))
    seen = position >= 0
    times[:, position[seen]] = draw_sites(strata, n_samples, rng)[:, site[seen]]
    return times


def _replicates(fit: Fit, times: Floats) -> Replicates:
    """Return the sums of samples: all sums minus those of 1 - times drawn."""
    data = fit.data
    n_patterns, n_visits, q = len(data.classes), data.n_visits, data.columns.shape[1]
    rows = np.zeros((data.n_participants, n_visits, q))
    rows[data.design.participant, data.design.visit] = data.columns
    flat = rows.reshape(len(rows), -1)
    lost, gone = np.zeros((len(times), n_patterns, (n_visits * q) ** 2)), np.zeros((len(times), n_patterns))
    for g in range(n_patterns):
        members = np.flatnonzero(data.pattern == g)
        gone[:, g] = (1.0 - times[:, members]).sum(axis=1)
        for first in range(0, members.size, BLOCK):
            some = members[first : first + BLOCK]
            products = (flat[some, :, None] * flat[some, None, :]).reshape(some.size, -1)
            lost[:, g] += (1.0 - times[:, some]) @ products
    shaped = lost.reshape(len(times), n_patterns, n_visits, q, n_visits, q).swapaxes(-2, -3)
    none = np.zeros(0, dtype=np.intp)
    basis, reml = fit.model.structure.slopes(fit.theta), fit.method == "reml"
    return Replicates(
        data.sums.tensors,
        rows[:0],
        none,
        none,
        len(times),
        basis,
        data.classes,
        reml,
        lost=np.ascontiguousarray(shaped),
        gone=gone,
    )


def _undetermined(data: Replicates) -> NDArray[np.bool_]:
    """Say which samples do not determine every coefficient, or every pair of visits, (R,)."""
    full = np.einsum("gttpq->pq", data.tensors.cross)[:-1, :-1]
    left = full - np.einsum("rgttpq->rpq", np.asarray(data.lost))[:, :-1, :-1]
    root = np.linalg.inv(np.linalg.cholesky(full))
    both = (data.tensors.seen[:, :, None] & data.tensors.seen[:, None, :]).astype(np.float64)
    in_class = (data.classes == np.arange(data.basis.shape[1])[:, None]).astype(np.float64)
    pairs = np.einsum("cg,rg,gts->rcts", in_class, data.counts, both)
    weak = np.linalg.eigvalsh(root @ left @ root.T)[:, 0] <= LEFT
    return np.asarray(weak | (pairs < 1.5).any(axis=(1, 2, 3)))
