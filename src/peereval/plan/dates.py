"""The days of the visits of the simulated study."""

import numpy as np
import pandas as pd

from peereval.plan.world import COHORTS, MONTHS

# Followed for six or twelve months when the study meets them, all since before July 2013.
_BEFORE = {1: 300, 2: 420}
_OPENED, _CLOSED = np.datetime64("2013-07-01"), np.datetime64("2015-07-24")
_DAYS_A_MONTH = 365.25 / 12
_SPREAD, _LATE = 14.0, 0.035


def draw_dates(rng: np.random.Generator, people: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return the day of each visit, people x visits, and the day on which the follow-up by a worker began.

    Visits of treated people and controls are planned from their inclusion, those of people
    already followed from the start of their follow-up. Most take place within weeks of the
    plan, a few months late; none on a Saturday or Sunday.

    Returns
    -------
    tuple of np.ndarray
        Days (datetime64[D]) of the visits, attended or not; starts, missing for controls.
    """
    enters = np.array([cohort.enters for cohort in COHORTS])[people["cohort"].to_numpy()]
    included = people["inclusion"].to_numpy().astype("datetime64[D]")
    start = weekdays(included - np.array([0, _BEFORE[1], _BEFORE[2]])[enters])
    planned = np.round(np.array(MONTHS) * _DAYS_A_MONTH).astype("int64")
    shift = np.round(rng.normal(5, _SPREAD, (len(people), len(MONTHS)))).astype("int64").clip(-40, 60)
    late = rng.random(shift.shape) < _LATE
    shift = np.where(late, rng.integers(45, 80, shift.shape), shift)
    shift = np.where((np.array(MONTHS) == 0) & (enters[:, None] == 0), 0, shift)
    days = weekdays(np.clip(start[:, None] + planned + shift, _OPENED, _CLOSED))
    followed = np.where(people["group"].to_numpy() == "control", np.datetime64("NaT"), start)
    return days, followed


def weekdays(days: np.ndarray) -> np.ndarray:
    """Return days with Saturdays and Sundays moved to the Monday after; missing ones stay missing."""
    # 1 January 1970 was a Thursday.
    weekday = (days.astype("datetime64[D]").astype("int64") + 3) % 7
    ahead = np.where(np.isnat(days), 0, np.where(weekday >= 5, 7 - weekday, 0))
    return days.astype("datetime64[D]") + ahead
