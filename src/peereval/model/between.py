"""Degrees of freedom by counting: between and within participants, and between sites.

Schluchter and Elashoff 1990 (J. Stat. Comput. Simul. 37:69-87). They depend on the design
only, not on the variances; with drop-out or covariates they are a convention.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peereval.model.fit import Fit

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class BetweenWithin:
    """The two counts of degrees of freedom and which coefficients change within a participant.

    within (p,) : True where the column changes within a participant, and for the intercept
    """

    between: float
    within: float
    is_within: NDArray[np.bool_]

    def of_rows(self, rows: Floats) -> Floats:
        """Return the smallest df among the coefficients of each row (m, p), (m,)."""
        each = np.where(self.is_within, self.within, self.between)
        size = np.abs(rows).max(axis=1, keepdims=True)
        return np.asarray(np.where(np.abs(rows) > 1e-12 * size, each, np.inf).min(axis=1))


def between_within(fit: Fit) -> BetweenWithin:
    """Return the between-within degrees of freedom of a fit, as mmrm counts them.

    Between: participants minus the columns constant within every participant, the intercept
    among them. Within: rows minus participants minus the columns that change within one.
    The intercept alone has the within df.
    """
    design = fit.data.design
    X = design.X[:, fit.kept]
    first = _first_rows(design.participant)
    same = np.equal(X, X[first][design.participant]).all(axis=0)
    intercept = same & np.equal(X, X[0]).all(axis=0)
    between = float(first.size - int(same.sum()))
    within = float(len(X) - first.size - int((~same).sum()))
    return BetweenWithin(between, within, ~same | intercept)


def between_site_df(fit: Fit) -> float:
    """Return the number of sites minus the number of site-level parameters.

    Site-level parameters are the directions of the design that are constant within every
    site: the intercept, the group where it is assigned by site, and covariates of sites.
    """
    data = fit.data
    if data.sites is None:
        return float("nan")
    site = data.sites[data.design.participant]
    Q = data.basis.Q
    sums = np.zeros((fit.n_sites, Q.shape[1]))
    np.add.at(sums, site, Q)
    centred = Q - (sums / np.bincount(site)[:, None])[site]
    unit = np.linalg.inv(np.linalg.cholesky(Q.T @ Q))
    left = np.linalg.eigvalsh(unit @ (centred.T @ centred) @ unit.T)
    return float(fit.n_sites - int((left < 1e-9).sum()))


def _first_rows(participant: Codes) -> Codes:
    """Return the first row of each participant, (n,)."""
    return np.flatnonzero(np.concatenate([[True], participant[1:] != participant[:-1]]))
