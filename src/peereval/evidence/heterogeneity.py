"""How far trials differ beyond chance: Q, the variance between trials, I2, H.

Functions take effects y and variances v, both (k,), and `used` (R, k): each row says which
trials are in one pooling, so that the k left-out sets of k trials are pooled at once.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

GRID = 64  # points at which the likelihood is looked at, so that the highest of several maxima is refined
STEPS = 100
TOLERANCE = 1e-10  # of the variance: rounding moves the last steps by 1e-11


@dataclass(frozen=True, slots=True, eq=False)
class Between:
    """The variance between trials of R poolings, (R,) each; `boundary` where its best value is 0."""

    tau2: Floats
    boundary: Bools
    converged: Bools


@dataclass(frozen=True, slots=True, eq=False)
class Inconsistency:
    """I2 (a share, not a percentage) and H with their intervals, (R,) each."""

    i2: Floats
    i2_low: Floats
    i2_high: Floats
    h: Floats
    h_low: Floats
    h_high: Floats


def cochran_q(y: Floats, v: Floats, used: Bools) -> tuple[Floats, Floats]:
    """Return Cochran's Q and its degrees of freedom, (R,) each.

    References
    ----------
    Cochran 1954, doi:10.2307/3001666.
    """
    weights = used / v
    residual = y - weighted_mean(y, weights)[:, None]
    return np.asarray((weights * residual**2).sum(axis=1)), used.sum(axis=1) - 1.0


def weighted_mean(y: Floats, weights: Floats) -> Floats:
    """Return the means of y (k,) under weights (R, k)."""
    return np.asarray(weights @ y / weights.sum(axis=1))


def moment_variance(y: Floats, v: Floats, used: Bools) -> Between:
    """Return the variance between trials by moments, (Q - df) / C cut at 0.

    References
    ----------
    DerSimonian and Laird 1986, doi:10.1016/0197-2456(86)90046-2.
    """
    q, df = cochran_q(y, v, used)
    weights = used / v
    total = weights.sum(axis=1)
    scale = total - (weights**2).sum(axis=1) / total
    above = np.divide(q - df, scale, out=np.zeros_like(q), where=df > 0)
    return Between(np.maximum(above, 0.0), above <= 0.0, np.ones(len(q), dtype=bool))


def restricted_variance(y: Floats, v: Floats, used: Bools) -> Between:
    """Return the variance between trials at the maximum of the restricted likelihood.

    The slope of the likelihood is looked at on a grid from 0 to a value beyond which it is
    negative whatever the data; of the maxima the highest is refined by Fisher scoring, with
    bisection wherever a step would leave its bracket or scoring is slow. Where the likelihood is
    highest at 0, the answer is 0 and `boundary` says so.

    References
    ----------
    Viechtbauer 2005, doi:10.3102/10769986030003261.
    """
    grid = _grid(y, v, used)
    slopes = np.stack([_slope(y, v, used, one)[0] for one in grid.T], axis=1)
    heights = np.stack([_log_likelihood(y, v, used, one) for one in grid.T], axis=1)
    peaks = (slopes[:, :-1] > 0.0) & (slopes[:, 1:] <= 0.0)
    tops = np.where(peaks, np.maximum(heights[:, :-1], heights[:, 1:]), -np.inf)
    best = tops.argmax(axis=1)
    rows = np.arange(len(grid))
    boundary = (slopes[:, 0] <= 0.0) & (heights[:, 0] >= tops[rows, best])
    tau2, converged = _refine(y, v, used, grid[rows, best], grid[rows, best + 1])
    return Between(np.where(boundary, 0.0, tau2), boundary, converged | boundary)


def _grid(y: Floats, v: Floats, used: Bools) -> Floats:
    """Return variances to look at, (R, GRID): 0, then by equal factors up to the bound.

    Beyond s^2 + max(v), s^2 the variance of the effects, the slope is negative: the squares are at
    most (k - 1) s^2 / (t + min v)^2 and the trace at least (k - 1) / (t + max v).
    """
    count = used.sum(axis=1)
    mean = weighted_mean(y, used.astype(float))
    spread = (used * (y - mean[:, None]) ** 2).sum(axis=1) / np.maximum(count - 1, 1)
    top = spread + np.where(used, v, 0.0).max(axis=1)
    bottom = 1e-4 * np.where(used, v, np.inf).min(axis=1)
    return np.concatenate([np.zeros((len(used), 1)), np.geomspace(bottom, top, GRID - 1, axis=1)], axis=1)


def _log_likelihood(y: Floats, v: Floats, used: Bools, tau2: Floats) -> Floats:
    """Return the restricted log-likelihood up to a constant, (R,)."""
    total = v + tau2[:, None]
    weights = used / total
    residual = y - weighted_mean(y, weights)[:, None]
    squares = (weights * residual**2).sum(axis=1)
    return np.asarray(-0.5 * ((used * np.log(total)).sum(axis=1) + np.log(weights.sum(axis=1)) + squares))


def _slope(y: Floats, v: Floats, used: Bools, tau2: Floats) -> tuple[Floats, Floats]:
    """Return twice the slope of the log-likelihood and twice its expected curvature, (R,) each."""
    weights = used / (v + tau2[:, None])
    first, second, third = (np.asarray((weights**power).sum(axis=1)) for power in (1, 2, 3))
    residual = y - weighted_mean(y, weights)[:, None]
    slope = (weights**2 * residual**2).sum(axis=1) - (first - second / first)
    return np.asarray(slope), second - 2.0 * third / first + (second / first) ** 2


def _refine(y: Floats, v: Floats, used: Bools, low: Floats, high: Floats) -> tuple[Floats, Bools]:
    """Return the variances between low and high, (R,), where the slope is 0, and whether they were found."""
    tau2, last, before = 0.5 * (low + high), high - low, high - low
    done = np.zeros(len(tau2), dtype=bool)
    for _ in range(STEPS):
        slope, curvature = _slope(y, v, used, tau2)
        low, high = np.where(slope > 0.0, tau2, low), np.where(slope > 0.0, high, tau2)
        step = np.divide(slope, curvature, out=np.zeros_like(slope), where=curvature > 0.0)
        proposed = tau2 + step
        # Where two maxima lie side by side the expected curvature is not the true one, and scoring creeps or swings.
        quick = np.abs(step) <= np.maximum(0.5 * before, TOLERANCE * tau2)
        moved = np.where((slope == 0.0) | ((proposed > low) & (proposed < high) & quick), proposed, 0.5 * (low + high))
        last, before = np.abs(moved - tau2), last
        done = np.abs(moved - tau2) <= TOLERANCE * np.abs(moved)
        tau2 = moved
        if done.all():
            break
    return tau2, done


def inconsistency(q: Floats, df: Floats, level: float) -> Inconsistency:
    """Return I2 = (Q - df) / Q cut at 0 and H = sqrt(Q / df) cut at 1, with test-based intervals.

    With SE(ln H) = (ln Q - ln df) / (2 (sqrt(2 Q) - sqrt(2 df - 1))) where Q > k, else
    sqrt((1 - 1 / (3 (k - 2)^2)) / (2 (k - 2))); bounds of H below 1 are 1, and I2 = 1 - 1/H^2. With
    two trials there is no interval (NaN), with one nothing.

    References
    ----------
    Higgins and Thompson 2002, doi:10.1002/sim.1186.

    Examples
    --------
    >>> found = inconsistency(np.array([31.325]), np.array([18.0]), 0.95)
    >>> [round(100 * float(one[0])) for one in (found.i2, found.i2_low, found.i2_high)]
    [43, 1, 67]
    """
    several = df > 0
    safe_df = np.where(several, df, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        h = np.maximum(np.sqrt(q / safe_df), 1.0)
        over = 0.5 * (np.log(q) - np.log(safe_df)) / (np.sqrt(2.0 * q) - np.sqrt(2.0 * safe_df - 1.0))
        rest = np.where(df > 1, df - 1.0, np.nan)
        under = np.sqrt((1.0 - 1.0 / (3.0 * rest**2)) / (2.0 * rest))
    error = np.where(df > 1, np.where(q > df + 1.0, over, under), np.nan)
    half = stats.norm.ppf(0.5 + level / 2.0) * error
    low, high = (np.maximum(h * np.exp(sign * half), 1.0) for sign in (-1.0, 1.0))
    i2, i2_low, i2_high = (1.0 - 1.0 / bound**2 for bound in (h, low, high))
    return Inconsistency(i2, i2_low, i2_high, h, low, high)
