"""The product-limit estimate of survival, for everybody and for many samples at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Survival at J distinct times of events: times, survival, its Greenwood error, people at risk, events, each (J,).

    last : the longest time anybody was watched
    """

    times: Floats
    survival: Floats
    std_error: Floats
    at_risk: Floats
    events: Floats
    last: float


def kaplan_meier(time: Floats, event: Mask) -> Curve:
    """Return the survival curve of n people, times (n,) and whether the event came (n,)."""
    from statsmodels.duration.survfunc import SurvfuncRight  # noqa: PLC0415  (slow to import)

    if not event.any():
        nothing = np.zeros(0)
        return Curve(nothing, nothing, nothing, nothing, nothing, float(time.max()))
    with np.errstate(divide="ignore", invalid="ignore"):  # the error of a survival of 0 is none
        found = SurvfuncRight(time, event.astype(np.float64))
        error = np.asarray(found.surv_prob_se, dtype=np.float64)
    own = np.asarray(found.n_events, dtype=np.float64) > 0.0
    error = np.where(np.isfinite(error), error, 0.0)
    times, survival, errors, risk, came = (
        np.asarray(part, dtype=np.float64)[own]
        for part in (found.surv_times, found.surv_prob, error, found.n_risk, found.n_events)
    )
    return Curve(times, survival, errors, risk, came, float(time.max()))


def replicate_survival(time: Floats, event: Mask, weights: Floats, at: Floats) -> Floats:
    """Return the survival of S samples at given times, (S, J).

    Parameters
    ----------
    time, event (n,)
        Of everybody.
    weights (S, n)
        How often each person is in each sample.
    at (J,)
        Times in order; all times of events, or survival is taken to fall at these only.
    """
    order = np.argsort(time, kind="stable")
    first = np.searchsorted(time[order], at, side="left")
    drawn = weights[:, order]
    after = np.concatenate([np.cumsum(drawn[:, ::-1], axis=1)[:, ::-1], np.zeros((len(drawn), 1))], axis=1)
    risk = after[:, first]
    came = weights @ (event[:, None] & (time[:, None] == at)).astype(np.float64)
    share = np.divide(came, risk, out=np.zeros_like(came), where=risk > 0.0)
    return np.asarray(np.cumprod(1.0 - share, axis=1))


def survival_at(curve: Curve, values: Floats, when: Floats) -> Floats:
    """Return figures of a curve (..., J) at other times (K,): 1 before the first event."""
    before = np.searchsorted(curve.times, when, side="right")
    led = np.concatenate([np.ones((*values.shape[:-1], 1)), values], axis=-1)
    return np.asarray(led[..., before])


def log_log_interval(survival: Floats, error: Floats, df: float, level: float) -> tuple[Floats, Floats]:
    """Return the interval of survivals on the scale of log(-log S); missing where S is 0 or 1."""
    inside = (survival > 0.0) & (survival < 1.0)
    safe = np.where(inside, survival, 0.5)
    half = stats.t.ppf(0.5 + level / 2.0, df) * error / np.abs(safe * np.log(safe))
    low, high = safe ** np.exp(half), safe ** np.exp(-half)
    return np.where(inside, low, np.nan), np.where(inside, high, np.nan)


def restricted_means(times: Floats, survival: Floats, horizon: float) -> Floats:
    """Return the area below survival curves (S, J) up to the horizon, (S,)."""
    inside = times < horizon
    edges = np.concatenate([[0.0], times[inside], [horizon]])
    steps = np.concatenate([np.ones((len(survival), 1)), survival[:, inside]], axis=1)
    return np.asarray(steps @ np.diff(edges))


def restricted_variance(curve: Curve, horizon: float) -> float:
    """Return Greenwood's variance of the restricted mean: the squared area left after each event, by its share."""
    inside = curve.times < horizon
    times, survival = curve.times[inside], curve.survival[inside]
    widths = np.diff(np.concatenate([times, [horizon]]))
    left = np.cumsum((survival * widths)[::-1])[::-1]
    risk, came = curve.at_risk[inside], curve.events[inside]
    share = np.divide(came, risk * (risk - came), out=np.zeros_like(came), where=risk > came)
    return float((left**2 * share).sum())
