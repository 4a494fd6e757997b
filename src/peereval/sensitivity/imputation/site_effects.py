"""Effects of the sites, drawn from their distribution given the data and each draw of the parameters.

With B = Z'D^-1 Z and c = Z'D^-1 (y - X beta) of a site, D the covariance without sites and
M = (I + G B)^-1 G, the effects are normal with mean M c and covariance M: so written it holds
where a variance is 0, and a site without any value has G itself.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peereval.errors import DataError, FitError
from peereval.model.collapse import symmetric
from peereval.model.fit import Fit
from peereval.sensitivity.imputation.participants import Participants
from peereval.sensitivity.imputation.restricted_likelihood import matrices_of, pattern_weights, sum_by_site

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]

ROUNDING = 1e-12  # of the largest variance: what is below 0 by no more is 0


@dataclass(frozen=True, slots=True, eq=False)
class Sites:
    """The site of each of n participants, (n,): those of the fit by its numbers, others after them."""

    codes: Codes
    n_sites: int


def read_sites(fit: Fit, people: Participants, site: str | None) -> Sites | None:
    """Return the site of each participant, those never seen included; None for a fit without site effects.

    Raises
    ------
    FitError
        If the column of the sites is not named.
    DataError
        If it is not that of the fit.
    """
    if fit.model.random is None or fit.data.sites is None:
        return None
    if site is None:
        raise FitError("The fit has site effects; name the column of the sites: site='...'.")
    found, labels = people.personal[site].factorize()
    fitted = people.position >= 0
    number = np.full(len(labels), -1, dtype=np.intp)
    number[found[fitted]] = fit.data.sites[people.position[fitted]]
    if (number[found[fitted]] != fit.data.sites[people.position[fitted]]).any():
        raise DataError(f"site='{site}' is not the column of the sites of the fit.")
    new = number < 0
    number[new] = fit.n_sites + np.arange(int(new.sum()))
    return Sites(number[found], fit.n_sites + int(new.sum()))


@dataclass(frozen=True, slots=True, eq=False)
class Conditional:
    """The distribution of the effects of S sites at T visits given M draws: mean (M, S, T), covariance (M, S, T, T)."""

    mean: Floats
    covariance: Floats

    def draw(self, rng: np.random.Generator) -> Floats:
        """Return a draw for each, (M, S, T)."""
        values, axes = np.linalg.eigh(self.covariance)
        roots = axes * np.sqrt(np.maximum(values, ROUNDING * values[..., -1:]) * (values > 0.0))[..., None, :]
        return np.asarray(self.mean + (roots @ rng.normal(size=self.mean.shape)[..., None])[..., 0])


def condition_effects(fit: Fit, theta: Floats, beta: Floats, n_sites: int) -> Conditional:
    """Return the distribution of the effects of the sites, those without a value last.

    Parameters
    ----------
    fit
        A fit with site effects; its data are conditioned on.
    theta, beta
        Draws of the parameters, (M, k) and (M, p), in the units of the engine.
    n_sites
        Of the fit and beyond.
    """
    cells, n_draws = fit.data.sums.cells, len(theta)
    sigma, G = matrices_of(theta, fit.model)
    mean = np.zeros((n_draws, n_sites, fit.data.n_visits))
    B = np.zeros((*mean.shape, mean.shape[-1]))
    if cells is not None:
        weights = pattern_weights(sigma[:, fit.model.classes], fit.data.sums.tensors.seen)[0]
        left = np.swapaxes(cells.loadings, -1, -2) @ weights[:, cells.pattern]
        d = np.concatenate([-beta, np.ones((n_draws, 1))], axis=1)
        rest = np.moveaxis(cells.sums @ d.T, -1, 0)
        B[:, : fit.n_sites] = sum_by_site(left @ cells.loadings * cells.counts[:, None, None], cells)
        mean[:, : fit.n_sites] = sum_by_site((left @ rest[..., None])[..., 0], cells)
    inner = np.eye(G.shape[-1]) + G[:, None] @ B
    spread = np.linalg.solve(inner, np.broadcast_to(G[:, None], inner.shape))
    covariance = symmetric(np.asarray(spread, dtype=np.float64))
    return Conditional((covariance @ mean[..., None])[..., 0], covariance)
