"""Restricted means: how much time, up to a horizon, people spend before the event."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.describe.survival import kaplan_meier, replicate_survival, restricted_means, restricted_variance
from peereval.errors import FitError
from peereval.estimate.inference import check_level, t_columns
from peereval.model.survival.records import Records, read_records
from peereval.remarks import Note
from peereval.results import Result, make_result

Floats = NDArray[np.float64]


def restricted_mean_difference(
    data: pd.DataFrame,
    *,
    time: str,
    event: str,
    group: str,
    reference: object,
    horizon: float,
    site: str | None = None,
    level: float = 0.95,
) -> Result:
    """Return the mean time before the event up to a horizon, by group, and its differences from the reference.

    Use it beside or instead of a hazard ratio: it is in months, needs no proportional hazards, and is the
    area between two survival curves. It is not adjusted for covariates.

    Parameters
    ----------
    data, time, event, group, site, level
        As of `survival_curves`.
    reference
        The group compared with.
    horizon
        Up to when, in the unit of the times; in every group somebody must have been watched that long.

    Returns
    -------
    Result
        Kind "restricted_mean", keys group and ``reference`` (empty for the means), ``horizon``; quantities
        "restricted mean" and "difference in restricted mean".

    Raises
    ------
    DataError, FitError
        As of `survival_curves`; and if the horizon is not above 0 or lies beyond the last person watched in a group.

    References
    ----------
    Royston and Parmar 2013, doi:10.1186/1471-2288-13-152; Irwin 1949, doi:10.1017/S0022172400014443.
    """
    records = read_records(data, time=time, event=event, group=group, reference=reference, site=site)
    _refuse_horizon(records, horizon)
    means, covariance = _means(records, horizon)
    df, level = records.site_df(), check_level(level)
    alone = t_columns(means, np.sqrt(np.diag(covariance)), df, level).assign(statistic=np.nan, p_value=np.nan)
    spread = np.diag(covariance) + covariance[0, 0] - 2.0 * covariance[:, 0]
    apart = t_columns((means - means[0])[1:], np.sqrt(spread[1:]), df, level)
    named = [(records.levels, "", alone, "restricted mean"),
             (records.levels[1:], records.levels[0], apart, "difference in restricted mean")]  # fmt: skip
    parts = [pd.concat([pd.DataFrame({group: list(levels), "reference": [base] * len(levels), "horizon": horizon}),
                        values.assign(quantity=quantity)], axis=1)
             for levels, base, values, quantity in named]  # fmt: skip
    method = {"time": time, "event": event, "horizon": horizon, "level": level,
              "variance": "jackknife by site" if site else "greenwood",
              "df_method": "between-site" if site else "normal",
              "least_events": records.least_events}  # fmt: skip
    notes = (*records.notes, *((Note("survival_jackknife"),) if site else ()))
    return make_result("restricted_mean", pd.concat(parts, ignore_index=True), method=method, notes=notes)


def _refuse_horizon(records: Records, horizon: float) -> None:
    if not 0.0 < horizon < np.inf:
        raise FitError("horizon is a time above 0, in the unit of the times of the data.")
    for code, name in enumerate(records.levels):
        last = float(records.time[records.group == code].max())
        ended = bool(records.event[(records.group == code) & (records.time == last)].all())
        if horizon > last and not ended:
            raise FitError(Note("refused_nobody_to_horizon", group=name))


def _means(records: Records, horizon: float) -> tuple[Floats, Floats]:
    """Return the restricted mean of each group and their covariance, (groups,) and (groups, groups)."""
    n_groups = len(records.levels)
    means, variances = np.zeros(n_groups), np.zeros(n_groups)
    left = records.left_out()
    moved = np.zeros((len(left), n_groups))
    for code in range(n_groups):
        own = records.group == code
        curve = kaplan_meier(records.time[own], records.event[own])
        means[code] = restricted_means(curve.times, curve.survival[None], horizon)[0]
        variances[code] = restricted_variance(curve, horizon)
        survival = replicate_survival(records.time[own], records.event[own], left[:, own], curve.times)
        moved[:, code] = restricted_means(curve.times, survival, horizon)
    if records.sites is None:
        return means, np.diag(variances)
    away = moved - moved.mean(axis=0)
    return means, np.asarray((len(left) - 1) / len(left) * away.T @ away)
