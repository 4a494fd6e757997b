"""The interval of the variance between trials."""

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from peereval.evidence.heterogeneity import weighted_mean

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
HALVINGS = 200  # of the widest bracket: below the last digit of any bound


def profile_between(y: Floats, v: Floats, used: Bools, level: float) -> tuple[Floats, Floats]:
    """Return the interval of the variance between trials by Q-profile, lower and upper bounds (R,).

    Q(t) = sum (y - mean)^2 / (v + t) has a chi2 distribution with k - 1 degrees of freedom at the true
    variance t, and falls as t grows: the bounds are where it is the upper and the lower quantile.
    Where Q(0) is below a quantile, the bound is 0 (both are, where trials differ less than chance
    would have them). The interval is exact for normal effects, and needs no estimate of the
    variance, so that it may lie beside that of one method. NaN with one trial.

    Parameters
    ----------
    y, v
        Effects and variances, (k,).
    used
        (R, k): which trials are in each pooling.
    level
        Of the interval.

    References
    ----------
    Viechtbauer 2007, doi:10.1002/sim.2514.
    """
    df = used.sum(axis=1) - 1.0
    several = np.where(df > 0, df, np.nan)
    wanted = (np.asarray(stats.chi2.ppf(0.5 + side * level / 2.0, several)) for side in (1.0, -1.0))
    low, high = (_where_q_is(y, v, used, one) for one in wanted)
    return low, high


def _where_q_is(y: Floats, v: Floats, used: Bools, wanted: Floats) -> Floats:
    """Return the variances at which Q is `wanted`, by bisection; 0 where Q is below it from the start."""
    centred = used * (y - weighted_mean(y, used.astype(float))[:, None])
    low = np.zeros(len(wanted))
    high = (centred**2).sum(axis=1) / wanted  # Q(t) is at most this sum over t
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        above = _q_at(y, v, used, middle) > wanted
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    outside = _q_at(y, v, used, np.zeros(len(wanted))) <= wanted
    return np.where(np.isnan(wanted), np.nan, np.where(outside, 0.0, 0.5 * (low + high)))


def _q_at(y: Floats, v: Floats, used: Bools, between: Floats) -> Floats:
    weights = used / (v + np.where(np.isnan(between), 0.0, between)[:, None])
    return np.asarray((weights * (y - weighted_mean(y, weights)[:, None]) ** 2).sum(axis=1))
