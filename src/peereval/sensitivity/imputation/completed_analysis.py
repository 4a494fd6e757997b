"""The analysis of each completed data set: covariance by visit, by least squares, with or without sites."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peereval.errors import FitError
from peereval.model.bell_mccaffrey import bell_mccaffrey_df
from peereval.model.pieces import Small
from peereval.model.whitened import Bread, coupling, large_cluster
from peereval.remarks import Note
from peereval.sensitivity.imputation.ancova import Ancova
from peereval.sensitivity.imputation.compared import Compared

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Analyses:
    """Differences and their variances of M completed data sets, (M, J), with complete-data degrees of freedom (J,)."""

    estimates: Floats
    variances: Floats
    df: Floats


@dataclass(frozen=True, slots=True, eq=False)
class LeastSquares:
    """The analysis of n people, a columns and J differences.

    columns (n, a), inverse (a, a) of their cross-products
    contrast (J, a) : rows whose product with the coefficients is a difference
    """

    columns: Floats
    inverse: Floats
    contrast: Floats

    @classmethod
    def of(cls, ancova: Ancova, compared: Compared) -> "LeastSquares":
        """Return the analysis of completed data."""
        A, rows = ancova.columns, ancova.in_group.mean(axis=0)
        return cls(
            A, np.asarray(np.linalg.inv(A.T @ A), dtype=np.float64), (rows - rows[compared.reference])[compared.group]
        )

    def fit(self, y: Floats) -> tuple[Floats, Floats]:
        """Return the coefficients (M, a, T) and the residuals (M, n, T) of y (M, n, T)."""
        coefficients = self.inverse @ (self.columns.T @ y)
        return coefficients, y - self.columns @ coefficients


@dataclass(frozen=True, slots=True, eq=False)
class Independent:
    """Variances that take people as independent."""

    least_squares: LeastSquares

    def variances(self, rest: Floats, compared: Compared) -> Floats:
        """Return the variance of each difference, (M, J), for residuals (M, n, T)."""
        n, a = self.least_squares.columns.shape
        residual = np.swapaxes(rest, -1, -2) @ rest / (n - a)
        c = self.least_squares.contrast
        leverage = np.einsum("ja,ab,jb->j", c, self.least_squares.inverse, c)
        return np.asarray(compared.spread(residual) * leverage)

    def df(self) -> Floats:
        """Return n - a."""
        n, a = self.least_squares.columns.shape
        return np.full(len(self.least_squares.contrast), float(n - a))


@dataclass(frozen=True, slots=True, eq=False)
class BySite:
    """CR2 variances by site with independence as the working model (Bell and McCaffrey 2002).

    weights (n, J) : what a residual contributes to each difference, sorted by site
    order (n,), starts (S,) : people sorted by site, and where each site starts
    freedom (J,) : Bell and McCaffrey's degrees of freedom
    """

    weights: Floats
    order: Codes
    starts: Codes
    freedom: Floats

    def variances(self, rest: Floats, compared: Compared) -> Floats:
        """Return the variance of each difference, (M, J), for residuals (M, n, T)."""
        rest = rest[:, self.order]
        moved = rest if compared.start is None else rest - rest[:, :, [compared.start]]
        found = np.empty((len(rest), compared.visit.size))
        for j, visit in enumerate(compared.visit):
            per_site = np.add.reduceat(moved[:, :, visit] * self.weights[:, j], self.starts, axis=1)
            found[:, j] = (per_site**2).sum(axis=1)
        return found

    def df(self) -> Floats:
        """Return Bell and McCaffrey's."""
        return self.freedom


def by_site(analysis: LeastSquares, site: Codes) -> BySite:
    """Return the CR2 variance by site of an analysis; site (n,) codes.

    Raises
    ------
    FitError
        If there are fewer than three sites.
    """
    order = np.argsort(site, kind="stable")
    starts = np.flatnonzero(np.diff(site[order], prepend=-1))
    if starts.size < 3:
        raise FitError(Note("refused_few_sites_variance", sites=starts.size))
    A, K = analysis.columns[order], analysis.inverse
    bread = Bread(K)
    grams = [one.T @ one for one in np.split(A, starts[1:])]
    found = [large_cluster(gram, np.eye(len(K)), bread, "cr2") for gram in grams]  # u of unit scores is the adjustment
    turned = K @ analysis.contrast.T
    sizes = np.diff(starts, append=len(order))
    adjusted = np.repeat(np.array([adjust.T @ turned for adjust, _, _ in found]), sizes, axis=0)
    pieces = Small(np.zeros((0, len(K))), np.array([c for _, c, _ in found]), np.array([g for _, _, g in found]))
    return BySite(
        np.einsum("na,naj->nj", A, adjusted), order, starts, bell_mccaffrey_df(pieces, turned, coupling(bread))
    )


def analyse_sets(sets: Iterable[Floats], ancova: Ancova, compared: Compared, site: Codes | None) -> Analyses:
    """Return the analyses of all completed data sets.

    Parameters
    ----------
    sets
        Blocks of completed values, (m, n, T) each.
    ancova, compared
        The columns of the analysis, and the differences.
    site
        Of each participant, (n,), for variances by site; None for independent people.
    """
    analysis, rows = LeastSquares.of(ancova, compared), ancova.in_group.mean(axis=0)
    how = Independent(analysis) if site is None else by_site(analysis, site)
    estimates, variances = [], []
    for y in sets:  # over blocks of imputations
        coefficients, rest = analysis.fit(y)
        estimates.append(compared.differences(rows @ coefficients))
        variances.append(how.variances(rest, compared))
    return Analyses(np.concatenate(estimates), np.concatenate(variances), how.df())
