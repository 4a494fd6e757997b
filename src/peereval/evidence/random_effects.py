"""Random-effects poolings of trials: mean effects with their intervals, many poolings at once."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from peereval.evidence.between_interval import profile_between
from peereval.evidence.heterogeneity import (
    Between,
    Inconsistency,
    cochran_q,
    inconsistency,
    moment_variance,
    restricted_variance,
    weighted_mean,
)

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Method = Literal["reml", "dersimonian-laird"]
Interval = Literal["knapp-hartung", "wald"]
METHODS: tuple[Method, ...] = ("reml", "dersimonian-laird")
INTERVALS: tuple[Interval, ...] = ("knapp-hartung", "wald")
NO_SPREAD = 1e-12  # share of the Wald standard error under which the spread of the effects is rounding


@dataclass(frozen=True, slots=True, eq=False)
class RandomEffects:
    """R poolings of the same k trials, arrays of shape (R,) unless said otherwise.

    `std_error` is that of the interval asked for (Knapp-Hartung or Wald), `model_error` is
    1 / sqrt(sum of weights); `df` is infinite for Wald; `weights` (R, k) are shares that sum to
    1; the interval of the variance between trials is that of Q-profile; the prediction interval has
    `count` - 2 degrees of freedom.
    """

    count: Floats
    mean: Floats
    std_error: Floats
    model_error: Floats
    df: Floats
    statistic: Floats
    p_value: Floats
    conf_low: Floats
    conf_high: Floats
    between: Between
    tau2_low: Floats
    tau2_high: Floats
    q: Floats
    q_df: Floats
    q_p_value: Floats
    inconsistency: Inconsistency
    prediction_low: Floats
    prediction_high: Floats
    weights: Floats


def pool_many(y: Floats, v: Floats, used: Bools, *, method: Method, interval: Interval, level: float) -> RandomEffects:
    """Pool R sets of trials at once.

    Parameters
    ----------
    y, v
        Effects and variances, (k,); variances above 0.
    used
        (R, k): which trials are in each pooling; at least one in each.
    method, interval, level
        As in `pool_effects`.
    """
    unit = float(np.sqrt(np.exp(np.log(v).mean())))  # a typical standard error: squares of huge effects stay finite
    found = _pool_in_unit(y / unit, v / unit / unit, used, method=method, interval=interval, level=level)
    return _rescale(found, unit)


def _pool_in_unit(
    y: Floats, v: Floats, used: Bools, *, method: Method, interval: Interval, level: float
) -> RandomEffects:
    between = restricted_variance(y, v, used) if method == "reml" else moment_variance(y, v, used)
    raw = used / (v + between.tau2[:, None])
    total = raw.sum(axis=1)
    mean, count = weighted_mean(y, raw), used.sum(axis=1).astype(float)
    model_error = 1.0 / np.sqrt(total)
    error, df = (model_error, np.full(len(mean), np.inf))
    if interval == "knapp-hartung":
        error, df = knapp_hartung_error(y, raw, mean, model_error), np.where(count > 1, count - 1.0, np.nan)
    statistic = np.divide(mean, error, out=np.full_like(mean, np.nan), where=error > 0.0)
    half = stats.t.ppf(0.5 + level / 2.0, df) * error
    q, q_df = cochran_q(y, v, used)
    reach = stats.t.ppf(0.5 + level / 2.0, np.where(count > 2, count - 2.0, np.nan)) * np.sqrt(between.tau2 + error**2)
    return RandomEffects(
        count, mean, error, model_error, df, statistic, np.asarray(2.0 * stats.t.sf(np.abs(statistic), df)),
        mean - half, mean + half, between, *profile_between(y, v, used, level),
        q, q_df, np.where(q_df > 0, stats.chi2.sf(q, np.maximum(q_df, 1.0)), np.nan), inconsistency(q, q_df, level),
        mean - reach, mean + reach, raw / total[:, None],
    )  # fmt: skip


def knapp_hartung_error(y: Floats, weights: Floats, mean: Floats, model_error: Floats) -> Floats:
    """Return the standard errors of Hartung and Knapp, sqrt(sum w (y - mean)^2 / ((k - 1) sum w)), (R,).

    NaN with one trial, and where the effects of the trials do not differ at all: an interval of
    no width would be read as certainty. The error is not held above that of the model, which
    some add (`max(1, q)`): Smit's figures are without.

    References
    ----------
    Hartung and Knapp 2001, doi:10.1002/sim.1009; Knapp and Hartung 2003, doi:10.1002/sim.1348.
    """
    squares = (weights * (y - mean[:, None]) ** 2).sum(axis=1)
    df = (weights > 0.0).sum(axis=1) - 1.0
    spread = np.sqrt(np.divide(squares, df, out=np.full_like(squares, np.nan), where=df > 0))
    return np.asarray(np.where(spread > NO_SPREAD, spread, np.nan) * model_error)


def _rescale(found: RandomEffects, unit: float) -> RandomEffects:
    """Return poolings in the unit of the effects again."""
    scaled = {name: getattr(found, name) * unit for name in _OF_THE_UNIT}
    scaled |= {name: getattr(found, name) * unit * unit for name in ("tau2_low", "tau2_high")}
    between = Between(found.between.tau2 * unit * unit, found.between.boundary, found.between.converged)
    kept = {name: getattr(found, name) for name in found.__dataclass_fields__ if name not in (*scaled, "between")}
    return RandomEffects(**scaled, **kept, between=between)


_OF_THE_UNIT = (
    "mean", "std_error", "model_error", "conf_low", "conf_high", "prediction_low", "prediction_high",
)  # fmt: skip
