"""Probabilities of test statistics, as ranges."""

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from peereval.evidence.recalculated.ranges import Range, absolute, combine

Array = NDArray[np.float64]


def p_of_t(t: Range, df: Range) -> Range:
    """Return the two-sided p of t: it falls as |t| or the degrees of freedom grow."""
    return combine(lambda a, b: 2 * stats.t.sf(a, b), absolute(t), df)


def p_of_z(z: Range) -> Range:
    """Return the two-sided p of z."""
    return combine(lambda a: 2 * stats.norm.sf(a), absolute(z))


def p_of_chi2(chi2: Range, df: float) -> Range:
    """Return the upper tail of chi2."""
    return combine(lambda a: stats.chi2.sf(a, df), chi2)


def p_of_f(f: Range, df1: Range, df2: Range) -> Range:
    """Return the upper tail of F."""
    return combine(stats.f.sf, f, df1, df2)


def one_sided(p: Range) -> Range:
    """Return the one-sided p of an effect in the predicted direction."""
    return p.times(0.5)


def quantile_of_t(level: float, df: Range) -> Range:
    """Return the two-sided quantile of t, which falls as the degrees of freedom grow."""
    return combine(lambda b: stats.t.ppf((1 + level) / 2, b), df)


def quantile_of_z(level: float) -> float:
    """Return the two-sided quantile of the normal distribution: 1.96 at 0.95."""
    return float(stats.norm.ppf((1 + level) / 2))
