"""The rows of a pooling: the pooled effect and what surrounds it, the trials, the test between subgroups."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from peereval.evidence.random_effects import Interval, RandomEffects

Floats = NDArray[np.float64]
Row = dict[str, object]
ONE, TWO, SAME, ZERO = "one trial", "two trials", "no spread", "boundary"


def pooled_rows(found: RandomEffects, place: int, subgroup: str, interval: Interval) -> list[Row]:
    """Return the rows of one pooling of several."""
    head = {"subgroup": subgroup, "trial": ""}
    count = int(found.count[place])
    alone, pair = (ONE if count == 1 else ""), (ONE if count == 1 else TWO if count == 2 else "")
    zero = alone or (ZERO if found.between.boundary[place] else "")
    tau2 = np.nan if count == 1 else float(found.between.tau2[place])
    bounds = [float(found.tau2_low[place]), float(found.tau2_high[place])]
    without = pair or mean_note(found, place, interval)
    spread = found.inconsistency
    percent = [100.0 * float(one[place]) for one in (spread.i2, spread.i2_low, spread.i2_high)]
    ratio = [float(one[place]) for one in (spread.h, spread.h_low, spread.h_high)]
    return [
        {**head, "quantity": "trials", "estimate": float(count)},
        {**head, "quantity": "pooled effect", **mean_figures(found, place, interval)},
        {**head, "quantity": "tau2", **_bounded([tau2, *bounds]), "note": zero},
        {**head, "quantity": "tau", **_bounded([float(np.sqrt(one)) for one in (tau2, *bounds)]), "note": zero},
        {**head, "quantity": "Q", "statistic": _or_nan(found.q[place], count), "df": _or_nan(found.q_df[place], count),
         "p_value": float(found.q_p_value[place]), "note": alone},
        {**head, "quantity": "I2", **_bounded(percent), "note": pair},
        {**head, "quantity": "H", **_bounded(ratio), "note": pair},
        {**head, "quantity": "prediction interval", **_prediction(found, place, without)},
    ]  # fmt: skip


def mean_figures(found: RandomEffects, place: int, interval: Interval) -> Row:
    """Return the figures of one pooled effect."""
    return {
        "estimate": float(found.mean[place]), "std_error": float(found.std_error[place]),
        "df": float(found.df[place]) if np.isfinite(found.df[place]) else np.nan,
        "statistic": float(found.statistic[place]), "p_value": float(found.p_value[place]),
        "conf_low": float(found.conf_low[place]), "conf_high": float(found.conf_high[place]),
        "note": mean_note(found, place, interval),
    }  # fmt: skip


def mean_note(found: RandomEffects, place: int, interval: Interval) -> str:
    """Return why a pooled effect has no interval, or ""."""
    if interval == "wald" or not np.isnan(found.std_error[place]):
        return ""
    return ONE if found.count[place] == 1 else SAME


def trial_rows(
    y: Floats, errors: Floats, weights: Floats, names: Sequence[str], subgroups: Sequence[str], level: float
) -> list[Row]:
    """Return two rows a trial: its effect with a normal interval, and its weight in percent."""
    half = float(stats.norm.ppf(0.5 + level / 2.0)) * errors
    rows: list[Row] = []
    for place, name in enumerate(names):
        head = {"subgroup": str(subgroups[place]), "trial": name}
        bounds = {"conf_low": y[place] - half[place], "conf_high": y[place] + half[place]}
        rows.append({**head, "quantity": "effect", "estimate": y[place], "std_error": errors[place], **bounds})
        rows.append({**head, "quantity": "weight", "estimate": 100.0 * weights[place]})
    return rows


def between_rows(found: RandomEffects, heads: Sequence[str]) -> Iterator[Row]:
    """Yield the test that the subgroups have one pooled effect: Q of these effects on their model errors.

    References
    ----------
    Borenstein et al. 2009, chapter 19, doi:10.1002/9780470743386.
    """
    if len(heads) < 3:
        return
    means, weights = found.mean[1:], 1.0 / found.model_error[1:] ** 2
    q = float((weights * (means - (weights * means).sum() / weights.sum()) ** 2).sum())
    df = len(means) - 1
    yield {"subgroup": "", "trial": "", "quantity": "Q between", "statistic": q, "df": float(df),
           "p_value": float(stats.chi2.sf(q, df))}  # fmt: skip


def _bounded(figures: Sequence[float]) -> Row:
    return {"estimate": figures[0], "conf_low": figures[1], "conf_high": figures[2]}


def _prediction(found: RandomEffects, place: int, note: str) -> Row:
    if note:
        return {"note": note}
    return {
        "estimate": float(found.mean[place]), "df": float(found.count[place]) - 2.0,
        "conf_low": float(found.prediction_low[place]), "conf_high": float(found.prediction_high[place]),
    }  # fmt: skip


def _or_nan(value: float, count: int) -> float:
    return float(value) if count > 1 else float("nan")
