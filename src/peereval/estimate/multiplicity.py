"""Adjustments of several tests of one family, as plain functions of statistics and p values.

Holm 1979 (jstor 4615733); Hochberg 1988 (doi:10.1093/biomet/75.4.800); Benjamini and
Hochberg 1995 (doi:10.1111/j.2517-6161.1995.tb02031.x); Tukey-Kramer: Kramer 1956
(doi:10.2307/3001469); Dunnett 1955 (doi:10.1080/01621459.1955.10501294).
"""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, stats

from peereval.errors import FitError, one_of

Floats = NDArray[np.float64]
Adjustment = Literal["none", "bonferroni", "holm", "hochberg", "benjamini-hochberg", "tukey", "dunnett"]

BY_P_VALUE = {"bonferroni": "bonferroni", "holm": "holm", "hochberg": "simes-hochberg", "benjamini-hochberg": "fdr_bh"}
ADJUSTMENTS = ("none", *BY_P_VALUE, "tukey", "dunnett")

POINTS = 50_000  # of the quasi-random integration: about 1e-6 in a probability
NORMAL = 1e6  # df from which t is taken as normal: it differs by less than the integration
RIDGE = 1e-6
SEED = 0  # the same points every time, so that the same question has the same answer


def adjust_p_values(p_values: ArrayLike, adjust: str) -> Floats:
    """Return the p values of one family adjusted by their size, missing ones left out of it.

    Parameters
    ----------
    p_values
        (m,), raw.
    adjust
        ``"bonferroni"``, ``"holm"`` (any dependence), ``"hochberg"`` (independent or positively
        dependent tests), ``"benjamini-hochberg"`` (false discovery rate, the same condition),
        or ``"none"``.

    Returns
    -------
    ndarray
        (m,), missing where `p_values` is.

    Raises
    ------
    FitError
        If the adjustment is unknown or needs more than p values.

    Examples
    --------
    >>> adjust_p_values([0.01, 0.04, 0.03], "holm").round(6).tolist()
    [0.03, 0.06, 0.06]
    """
    if adjust not in ("none", *BY_P_VALUE):
        raise FitError(one_of("adjust", adjust, ("none", *BY_P_VALUE)))
    raw = np.asarray(p_values, dtype=np.float64)
    tested = np.isfinite(raw)
    if adjust == "none" or not tested.any():
        return raw.copy()
    from statsmodels.stats.multitest import multipletests  # noqa: PLC0415  (slow to import)

    adjusted = np.full(raw.shape, np.nan)
    adjusted[tested] = multipletests(raw[tested], method=BY_P_VALUE[adjust])[1]
    return adjusted


def tukey_p_values(statistics: ArrayLike, n_means: int, df: ArrayLike) -> Floats:
    """Return Tukey and Kramer's p values of t statistics (m,) of pairs among `n_means` means, df (m,).

    They are exact for independent means of equal variance and conservative for independent
    means of unequal variance (Hayter 1984, doi:10.1214/aos/1176346392).

    Examples
    --------
    >>> tukey_p_values([2.5], 3, [20.0]).round(4).tolist()
    [0.0531]
    """
    size = np.sqrt(2.0) * np.abs(np.asarray(statistics, dtype=np.float64))
    return np.asarray(np.clip(stats.studentized_range.sf(size, n_means, np.asarray(df)), 0.0, 1.0))


def tukey_quantiles(level: float, n_means: int, df: ArrayLike) -> Floats:
    """Return what the standard errors of the pairs are multiplied with in simultaneous intervals, (m,)."""
    return np.asarray(stats.studentized_range.ppf(level, n_means, np.asarray(df)) / np.sqrt(2.0))


def max_t_p_values(statistics: ArrayLike, correlation: ArrayLike, df: float) -> Floats:
    """Return single-step p values of t statistics (m,) from their joint multivariate t distribution.

    With comparisons against one reference this is Dunnett's test.

    Parameters
    ----------
    statistics
        (m,) estimates divided by their standard errors.
    correlation
        (m, m) of the estimates.
    df
        Common degrees of freedom.
    """
    size = np.abs(np.asarray(statistics, dtype=np.float64))
    alone = 2.0 * stats.t.sf(size, df)
    if size.size == 1:
        return np.asarray(alone)
    joint = np.array([1.0 - _within(value, np.asarray(correlation), df) for value in size])
    most = np.minimum(1.0, size.size * alone)
    return np.asarray(np.clip(joint, alone, most))  # bounds that hold of any correlation


def max_t_quantile(level: float, correlation: ArrayLike, df: float) -> float:
    """Return the value that the largest of m correlated |t| stays under with probability `level`."""
    R = np.asarray(correlation)
    low, high = (float(stats.t.ppf(0.5 + inside / 2.0, df)) for inside in (level, 1.0 - (1.0 - level) / len(R)))
    if len(R) == 1 or _within(low, R, df) >= level:
        return low
    if _within(high, R, df) <= level:
        return high
    return float(optimize.brentq(lambda value: _within(value, R, df) - level, low, high, xtol=1e-7))


def _within(bound: float, correlation: Floats, df: float) -> float:
    """Return the probability that every |t| is at most `bound`; equal tests count once."""
    repeated = np.triu(np.abs(correlation) > 1.0 - 1e-9, 1).any(axis=0)
    R = correlation[np.ix_(~repeated, ~repeated)]
    if len(R) == 1:
        return float(1.0 - 2.0 * stats.t.sf(bound, df))
    if np.linalg.eigvalsh(R)[0] < RIDGE:
        R = (1.0 - RIDGE) * R + RIDGE * np.eye(len(R))  # the integration fails where R is singular
    joint = stats.multivariate_t(shape=R, df=min(df, NORMAL), allow_singular=True)  # type: ignore[arg-type]
    sides = np.full(len(R), bound)
    return float(joint.cdf(sides, lower_limit=-sides, maxpts=POINTS, random_state=SEED))
