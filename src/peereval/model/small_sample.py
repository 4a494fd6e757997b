"""Degrees of freedom in small samples: Satterthwaite for one row, Fai-Cornelius for several.

Satterthwaite 1946 (doi:10.2307/3002019); Fai and Cornelius 1996
(doi:10.1080/00949659608811740). Functions take plain arrays: K (p, p) the covariance of
the coefficients, A (k, k) that of the variance parameters, dK (k, p, p) its derivatives.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]


RANK = 1e-10  # eigenvalues of the correlation of the rows below it count as dependence


@dataclass(frozen=True, slots=True, eq=False)
class JointTest:
    """An F test of several rows: numerator and denominator df, the F value and the scaling in it."""

    num_df: int
    df: float
    f_value: float
    scaling: float = 1.0

    @property
    def p_value(self) -> float:
        """The p value: of chi-squared where the denominator df are infinite."""
        if np.isinf(self.df):
            return float(stats.chi2.sf(self.f_value * self.num_df, self.num_df))
        return float(stats.f.sf(self.f_value, self.num_df, self.df))


def satterthwaite_df(rows: Floats, covariance: Floats, slopes: Floats, theta_covariance: Floats) -> Floats:
    """Return nu = 2 v^2 / (g'A g) for each row, with v = l'K l and g_h = l'(dK_h) l.

    rows (m, p); covariance K (p, p); slopes dK (k, p, p); theta_covariance A (k, k).
    Returns (m,).
    """
    variance = np.einsum("mp,pq,mq->m", rows, covariance, rows, optimize=True)
    gradient = np.einsum("mp,kpq,mq->mk", rows, slopes, rows, optimize=True)
    spread = np.einsum("mk,kj,mj->m", gradient, theta_covariance, gradient, optimize=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(2.0 * variance**2 / spread)


def fai_cornelius(
    rows: Floats, estimate: Floats, covariance: Floats, slopes: Floats, theta_covariance: Floats
) -> JointTest:
    """Return the joint F test of independent rows, estimate (m,) being their values.

    The denominator df depends on the rows chosen, not only on the hypothesis they span:
    name the rows with the test.
    """
    plain = wald_test(rows, estimate, covariance, np.inf)
    _, axes = np.linalg.eigh(rows @ covariance @ rows.T)
    turned = axes[:, len(rows) - plain.num_df :].T @ rows
    each = satterthwaite_df(turned, covariance, slopes, theta_covariance)
    return JointTest(plain.num_df, _combined_df(each), plain.f_value)


def wald_test(rows: Floats, estimate: Floats, covariance: Floats, df: float) -> JointTest:
    """Return the plain Wald F test of rows with values `estimate` (m,) on given denominator df."""
    standard, scale = standardise_rows(rows, covariance)
    values, axes = np.linalg.eigh(standard @ covariance @ standard.T)
    kept = values > values[-1] * RANK
    f_value = float(np.mean((axes[:, kept].T @ (estimate / scale)) ** 2 / values[kept]))
    return JointTest(int(kept.sum()), df, f_value)


def standardise_rows(rows: Floats, covariance: Floats) -> tuple[Floats, Floats]:
    """Return rows divided by the standard error of what they estimate, and these errors, (m,).

    The rank of the rows is then a matter of their correlations, not of the units of covariates.
    """
    spread = np.sqrt(np.maximum(np.einsum("mp,pq,mq->m", rows, covariance, rows, optimize=True), 0.0))
    scale = np.where(spread > 0.0, spread, 1.0)
    return rows / scale[:, None], scale


def _combined_df(each: Floats) -> float:
    """Return the df of a mean of squared t variables with df `each`."""
    q = each.size
    if np.ptp(each) <= 1e-8 * each[0]:
        return float(each.mean())
    if np.any(each <= 2.0):
        return 2.0
    expectation = float(np.sum(each / (each - 2.0)))
    return 2.0 if expectation <= q else 2.0 * expectation / (expectation - q)
