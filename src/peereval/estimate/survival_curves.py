"""Survival curves of groups: who has not had the event yet, by time."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.describe.survival import Curve, kaplan_meier, log_log_interval, replicate_survival, survival_at
from peereval.errors import FitError
from peereval.estimate.inference import check_level
from peereval.model.survival.records import Records, read_records
from peereval.remarks import Note
from peereval.results import Result, make_result

Floats = NDArray[np.float64]


def survival_curves(
    data: pd.DataFrame,
    *,
    time: str,
    event: str,
    group: str,
    at: Sequence[float] | None = None,
    site: str | None = None,
    level: float = 0.95,
) -> Result:
    """Return the share of each group without the event yet, by Kaplan and Meier's estimate.

    Use it for a first job, a readmission, leaving the study: people who have not had the event
    when last seen count up to that day. It assumes that those no longer watched would have fared
    as those who still are. Where something else can end the wait for good (death before a first
    job), it is the share in a world without it.

    Parameters
    ----------
    data
        One row per person.
    time, event, group
        The column of the time at which the event came or the person was last seen, of whether it
        came (1) or not (0), and of the group.
    at
        Times to tell; by default 0 and every time at which an event came.
    site
        The column of sites: errors are those of a jackknife by site, Greenwood's without.
    level
        Of the confidence intervals, taken on the scale of log(-log S).

    Returns
    -------
    Result
        Kind "survival", keys group and ``time``; quantities "survival" (missing after the last person
        watched), "at risk" (people still watched, just before), "events" (so far).

    Raises
    ------
    DataError
        If a column is missing or its values are not times, or not 0 and 1.
    FitError
        If there are fewer than two groups, or sites are too few for a jackknife.

    References
    ----------
    Kaplan and Meier 1958, doi:10.1080/01621459.1958.10501452; Kalbfleisch and Prentice 2002,
    doi:10.1002/9781118032985 (interval).
    """
    level = check_level(level)
    records = read_records(data, time=time, event=event, group=group, site=site)
    parts = []
    for code, name in enumerate(records.levels):
        rows = _group_rows(records, code, at, level)
        rows.insert(0, group, pd.Series([name] * len(rows), dtype=object))
        parts.append(rows)
    frame = pd.concat(parts, ignore_index=True)
    method = {"time": time, "event": event, "variance": "jackknife by site" if site else "greenwood",
              "interval": "log-log", "level": level}  # fmt: skip
    notes = (*records.notes, *((Note("survival_jackknife"),) if site else ()))
    return make_result(
        "survival", frame[[group, *(name for name in frame if name != group)]], method=method, notes=notes
    )


def _group_rows(records: Records, code: int, at: Sequence[float] | None, level: float) -> pd.DataFrame:
    own = records.group == code
    time, event = records.time[own], records.event[own]
    curve = kaplan_meier(time, event)
    when = np.concatenate([[0.0], curve.times]) if at is None else np.sort(np.asarray(at, dtype=np.float64))
    if not (np.isfinite(when) & (when >= 0.0)).all():
        raise FitError("at holds times of 0 or more, in the unit of the times of the data.")
    survival = survival_at(curve, curve.survival, when)
    error, df = _errors(records, curve, own, when)
    unseen = when > curve.last
    survival, error = (np.where(unseen, np.nan, one) for one in (survival, error))
    low, high = log_log_interval(survival, error, df, level)
    told = pd.DataFrame({"time": when, "quantity": "survival", "estimate": survival, "std_error": error, "df": df,
                         "conf_low": low, "conf_high": high,
                         "note": np.where(unseen, "not estimable", "")})  # fmt: skip
    risk = [float((time >= one).sum()) for one in when]
    came = [float((event & (time <= one)).sum()) for one in when]
    counts = [pd.DataFrame({"time": when, "quantity": name, "estimate": values, "note": ""})
              for name, values in (("at risk", risk), ("events", came))]  # fmt: skip
    return pd.concat([told, *counts], ignore_index=True)


def _errors(records: Records, curve: Curve, own: NDArray[np.bool_], when: Floats) -> tuple[Floats, float]:
    """Return standard errors at the times asked, and degrees of freedom: Greenwood's, or the sites' of the group."""
    if records.sites is None:
        led = Curve(curve.times, curve.survival, curve.std_error, curve.at_risk, curve.events, curve.last)
        found = survival_at(led, curve.std_error, when)
        return np.where(when < (curve.times[0] if len(curve.times) else np.inf), 0.0, found), float("inf")
    sites = np.unique(records.sites[own])
    left = (records.sites[own] != sites[:, None]).astype(np.float64)
    moved = survival_at(curve, replicate_survival(records.time[own], records.event[own], left, curve.times), when)
    share = (len(sites) - 1) / len(sites)
    return np.sqrt(share * ((moved - moved.mean(axis=0)) ** 2).sum(axis=0)), float(len(sites) - 1)
