"""Draws of all that completing the data needs: covariances, coefficients, effects of the sites."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from peereval.errors import FitError, one_of
from peereval.model.fit import Fit
from peereval.model.replicate_search import refit_replicates
from peereval.remarks import Note
from peereval.sensitivity.imputation.bootstrap import sampled_replicates
from peereval.sensitivity.imputation.participants import Participants
from peereval.sensitivity.imputation.posterior import draw_posterior
from peereval.sensitivity.imputation.restricted_likelihood import matrices_of
from peereval.sensitivity.imputation.site_effects import condition_effects, read_sites
from peereval.sensitivity.imputation.site_samples import fit_site_samples
from peereval.sensitivity.imputation.strata import site_strata

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]
Draws = Literal["bootstrap", "bayesian"]
DRAWS = ("bootstrap", "bayesian")


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """How parameters are drawn.

    draws : "bootstrap", fits to participants drawn with replacement within groups, or with `site`
        to whole sites drawn among those of the same groups; "bayesian", from the posterior
    site : the column of the sites
    imputations : how many draws; rng : the source of chance
    """

    draws: str
    site: str | None
    imputations: int
    rng: np.random.Generator


@dataclass(frozen=True, slots=True, eq=False)
class Parameters:
    """M draws in the units of the engine, and how they were made.

    sigma (M, c, T, T) : per covariance class; beta (M, p)
    effects (M, S, T) and site (n,) : effects of the sites and the site of each participant, or None
    """

    sigma: Floats
    beta: Floats
    effects: Floats | None
    site: Codes | None
    notes: tuple[Note, ...]

    def shifts(self, first: int, last: int) -> Floats | None:
        """Return the effects that act on each participant in some draws, (m, n, T), None without sites."""
        if self.effects is None or self.site is None:
            return None
        return self.effects[first:last][:, self.site]


def draw_parameters(fit: Fit, people: Participants, drawing: Drawing) -> Parameters:
    """Return draws of the parameters of a fit that `refuse_fit` lets pass, and of the effects of its sites.

    `people` are those to be completed.

    Raises
    ------
    FitError
        If `draws` is unknown, the column of the sites is not named, or the draws cannot be made.
    """
    if drawing.draws not in DRAWS:
        raise FitError(one_of("draws", drawing.draws, DRAWS))
    sites = read_sites(fit, people, drawing.site)
    theta, beta, sigma, note = _draw(fit, people, drawing)
    if sites is None:
        return Parameters(sigma, beta, None, None, (note,))
    effects = condition_effects(fit, theta, beta, sites.n_sites).draw(drawing.rng)
    return Parameters(sigma, beta, effects, sites.codes, (note, Note("imputation_site_effects")))


def _draw(fit: Fit, people: Participants, drawing: Drawing) -> tuple[Floats, Floats, Floats, Note]:
    """Return theta, beta, Sigma per class, and the note that says how they were drawn."""
    site, imputations, rng = drawing.site, drawing.imputations, drawing.rng
    if drawing.draws == "bayesian":
        found = draw_posterior(fit, imputations, rng)
        sigma = matrices_of(found.theta, fit.model)[0]
        return found.theta, found.beta, sigma, Note("imputation_draws_bayesian")
    codes = None if site is None else people.personal[site].factorize()[0].astype(np.intp)
    note = Note("imputation_draws_participants" if site is None else "imputation_draws_sites")
    if fit.model.random is None:
        samples = sampled_replicates(fit, people.position, people.group, imputations, rng, site=codes)
        drawn = refit_replicates(fit.theta, samples, fit.model)
        return drawn.theta, drawn.beta, samples.matrices(drawn.theta), note
    fitted = people.position >= 0
    group = np.zeros(fit.n_participants, dtype=np.intp)
    group[people.position[fitted]] = people.group[fitted]
    theta, beta = fit_site_samples(fit, site_strata(np.asarray(fit.data.sites), group), imputations, rng)
    return theta, beta, matrices_of(theta, fit.model)[0], note
