"""Two means beside each other: standard errors, degrees of freedom, standardised differences."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

from peereval.evidence.recalculated.ranges import Range, combine, exactly

Array = NDArray[np.float64]
MOST_T = 30


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """What two standard deviations and sample sizes give.

    `pooled` is the pooled standard deviation, `se_pooled` and `se_welch` the standard errors of
    the difference, `df_welch` Welch's degrees of freedom (Welch 1947, doi:10.1093/biomet/34.1-2.28).
    """

    pooled: Range
    se_pooled: Range
    se_welch: Range
    df_welch: Range


def spread_of(sd: tuple[Range, Range], n: tuple[int, int]) -> Spread:
    """Return what the standard deviations of two groups give."""
    n1, n2 = n

    def pooled(s1: Array, s2: Array) -> Array:
        """Return the pooled standard deviation, which grows with each of the two."""
        return np.asarray(np.sqrt(((n1 - 1) * s1**2 + (n2 - 1) * s2**2) / (n1 + n2 - 2)))

    both = combine(pooled, *sd)
    return Spread(
        pooled=both,
        se_pooled=both.times(np.sqrt(1 / n1 + 1 / n2)),
        se_welch=combine(lambda s1, s2: np.sqrt(s1**2 / n1 + s2**2 / n2), *sd),
        df_welch=_welch_df(sd, n),
    )


def _welch_df(sd: tuple[Range, Range], n: tuple[int, int]) -> Range:
    """Return Welch's degrees of freedom.

    They depend on the ratio of the two squared standard errors only, and rise to n1 + n2 - 2
    where it is (n1 - 1)/(n2 - 1), falling on both sides: that point counts if the ratio can be it.
    """
    n1, n2 = n

    def df(s1: Array, s2: Array) -> Array:
        """Return the approximate degrees of freedom."""
        a, b = s1**2 / n1, s2**2 / n2
        return np.asarray((a + b) ** 2 / (a**2 / (n1 - 1) + b**2 / (n2 - 1)))

    found = combine(df, *sd)
    ratio = combine(lambda s1, s2: (s1**2 / n1) / (s2**2 / n2), *sd)
    if ratio.low <= (n1 - 1) / (n2 - 1) <= ratio.high:
        found = Range(found.low, found.mid, float(n1 + n2 - 2))
    # Both variances can be 0 where a deviation was printed as 0: then the least df is known all the same.
    return Range(max(found.low, float(min(n1, n2) - 1)), found.mid, min(found.high, float(n1 + n2 - 2)))


def hedges_factor(n: tuple[int, int], *, exact: bool) -> float:
    """Return J, which takes the small-sample bias from d (Hedges 1981, doi:10.3102/10769986006002107)."""
    df = sum(n) - 2
    if not exact:
        return 1 - 3 / (4 * df - 1)
    from scipy.special import gammaln  # noqa: PLC0415  (one of two forms)

    return float(np.exp(gammaln(df / 2) - gammaln((df - 1) / 2)) / np.sqrt(df / 2))


def normal_bounds(d: Range, n: tuple[int, int], quantile: float, factor: float = 1.0) -> tuple[Range, Range, Range]:
    """Return lower bound, upper bound and half width of a standardised difference, by its large-sample error.

    The error is sqrt((n1 + n2)/(n1 n2) + d²/(2 (n1 + n2))). Each bound rises with d, as the error
    grows by less than d does; `factor` multiplies all for Hedges' g.
    """
    n1, n2 = n

    def half(x: Array) -> Array:
        """Return half the width, which is least at d = 0."""
        return np.asarray(quantile * np.sqrt((n1 + n2) / (n1 * n2) + x**2 / (2 * (n1 + n2))))

    lower, upper, width = (combine(f, d) for f in (lambda x: x - half(x), lambda x: x + half(x), half))
    if d.low <= 0 <= d.high:
        width = Range(float(half(np.zeros(1))[0]), width.mid, width.high)
    return lower.times(factor), upper.times(factor), width.times(factor)


def noncentral_bounds(d: Range, n: tuple[int, int], level: float) -> tuple[Range, Range] | None:
    """Return the bounds of d by the noncentral t distribution (Cumming and Finch 2001, doi:10.1177/0013164401614002).

    They are the two noncentralities under which the observed t would be as far out as the level
    allows; both rise with d. None where the distribution function has lost its digits: |t| above
    30, or hardly any degrees of freedom.
    """
    df, scale = sum(n) - 2, float(np.sqrt(1 / n[0] + 1 / n[1]))
    ts = [one / scale for one in (d.low, d.mid, d.high)]
    if not all(abs(t) < MOST_T for t in ts):
        return None
    sides = [[_noncentrality(t, df, share) for t in ts] for share in ((1 + level) / 2, (1 - level) / 2)]
    if not np.isfinite(sides).all():
        return None
    lower, upper = (Range(*(one * scale for one in side)) for side in sides)
    return lower, upper


def _noncentrality(t: float, df: int, share: float) -> float:
    """Return the noncentrality under which the share of t below the observed one is `share`, NaN if it is not found."""

    def short(nc: float) -> float:
        """Return how far the distribution function is from the share."""
        below = float(stats.nct.cdf(t, df, nc))
        return (float(nc < t) if np.isnan(below) else below) - share  # far out SciPy loses it: it is 0 or 1 there

    width = 6 + abs(t) * 6 / np.sqrt(2 * df)
    if short(t - width) * short(t + width) > 0:
        return float("nan")
    return float(optimize.brentq(short, t - width, t + width, xtol=1e-10))


def exact_n(n: tuple[int, int]) -> Range:
    """Return the degrees of freedom of a pooled test."""
    return exactly(float(sum(n) - 2))
