"""Draws of a mixed model's parameters: fits to sites drawn with replacement among those of the same groups."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from peereval.errors import FitError
from peereval.model.clusters import Cells
from peereval.model.covariance import Model
from peereval.model.fit import Fit
from peereval.model.likelihood import Sums
from peereval.model.optimum import solve
from peereval.model.patterns import Tensors
from peereval.model.refit import LEFT
from peereval.remarks import Note
from peereval.sensitivity.imputation.strata import draw_sites

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]

ROUNDS = 20  # samples drawn anew because they left out all of a category


@dataclass(frozen=True, slots=True, eq=False)
class _Near(Model):
    """A covariance model whose search starts near the optimum of all data."""

    begin: Floats = field(default_factory=lambda: np.zeros(0))

    def start(self, _sigma: Floats) -> Floats:
        """Return where the search starts, (k,)."""
        return self.begin


def fit_site_samples(fit: Fit, strata: Codes, n_samples: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Return theta (M, k) and beta (M, p) of fits to samples of the sites.

    A sample that does not determine the model is drawn anew. Each site drawn twice counts as
    two sites.

    Raises
    ------
    FitError
        If too many samples do not.
    """
    parts = _by_site(fit)
    found: list[tuple[Floats, Floats]] = []
    for _ in range(ROUNDS):
        wanted = n_samples - len(found)
        made = [_fit_sample(fit, parts, times) for times in draw_sites(strata, wanted, rng)]
        found += [one for one in made if one is not None]
        if len(found) == n_samples:
            return np.array([theta for theta, _ in found]), np.array([beta for _, beta in found])
    raise FitError(Note("refused_site_samples_lose"))


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    """The sums of each site: counts (S, G), cross (S, G T T q q), and the cells of each."""

    counts: Floats
    cross: Floats
    cells: tuple[Codes, ...]


def _by_site(fit: Fit) -> _Parts:
    data, cells = fit.data, fit.data.sums.cells
    tensors, n_sites, q = data.sums.tensors, fit.n_sites, data.columns.shape[1]
    rows = np.zeros((data.n_participants, data.n_visits, q))
    rows[data.design.participant, data.design.visit] = data.columns
    sites = np.asarray(data.sites)
    cell = sites * len(tensors.seen) + data.pattern
    counts = np.bincount(cell, minlength=n_sites * len(tensors.seen)).astype(np.float64)
    cross = np.zeros((counts.size, *tensors.cross.shape[1:]))
    for one in np.unique(cell):  # over sites and patterns
        some = rows[cell == one].reshape(-1, data.n_visits * q)
        square = (some.T @ some).reshape(data.n_visits, q, data.n_visits, q)
        cross[one] = square.swapaxes(1, 2)
    own = () if cells is None else tuple(np.flatnonzero(cells.cluster == s) for s in range(n_sites))
    return _Parts(counts.reshape(n_sites, -1), cross.reshape(n_sites, -1), own)


def _fit_sample(fit: Fit, parts: _Parts, times: Codes) -> tuple[Floats, Floats] | None:
    tensors = fit.data.sums.tensors
    counts = times @ parts.counts
    cross = (times @ parts.cross).reshape(tensors.cross.shape)
    full, drawn = (np.einsum("gttpq->pq", one)[:-1, :-1] for one in (tensors.cross, cross))
    root = np.linalg.inv(np.linalg.cholesky(full))
    if np.linalg.eigvalsh(root @ drawn @ root.T)[0] <= LEFT:
        return None
    left = counts > 0.5
    number = np.cumsum(left) - 1
    sums = Sums(Tensors(tensors.seen[left], counts[left], cross[left]), _sample_cells(fit, parts, times, number))
    model = _Near(fit.model.structure, fit.model.classes[left], fit.model.random, fit.model.levels, begin=_begin(fit))
    try:
        optimum = solve(sums, model, reml=fit.method == "reml").optimum
    except FitError:
        return None
    return optimum.theta, optimum.at.beta


def _sample_cells(fit: Fit, parts: _Parts, times: Codes, number: Codes) -> Cells | None:
    """Return the cells of the sites drawn, each copy a site of its own."""
    cells = fit.data.sums.cells
    if cells is None:
        return None
    order = np.repeat(np.arange(times.size), times)
    taken = np.concatenate([parts.cells[s] for s in order])
    sizes = np.array([parts.cells[s].size for s in order])
    return replace(
        cells,
        cluster=np.repeat(np.arange(order.size), sizes),
        pattern=number[cells.pattern[taken]],
        starts=np.cumsum(sizes) - sizes,
        counts=cells.counts[taken],
        loadings=cells.loadings[taken],
        sums=cells.sums[taken],
    )


def _begin(fit: Fit) -> Floats:
    """Return the optimum with variances at 0 lifted off it: a sample may need them."""
    size = float(np.mean(np.diagonal(fit.model.structure.matrices(fit.theta[: fit.model.n_local]), axis1=1, axis2=2)))
    return np.where(fit.model.bounded, np.maximum(fit.theta, 1e-3 * size), fit.theta)
