"""Checks that visits took place when they were planned, by the clock of each person."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from peereval.remarks import Finding
from peereval.study import Study
from peereval.validate.days import DAYS_A_MONTH, Array, days_between, person_days, row_days
from peereval.validate.places import findings_by_file
from peereval.validate.sequence import first_rows, read_sequence
from peereval.yaml_file import as_yaml

DAYS_A_WEEK = 7


def visits_outside_window(frame: pd.DataFrame, study: Study) -> Iterator[Finding]:
    """Find visits more than `window_weeks` away from their month, by the clock of their participant.

    The clock starts with the first visit that has a date, at the month of that visit. In a
    group that enters later (`enters_at`) it starts at month 0 on the day the follow-up by the
    worker began, where that day is known.
    """
    if not any(visit.window_weeks for visit in study.visits.values()):
        return
    late, by_exposure = _days_late(frame, study)
    visit = frame["visit"].astype(object).to_numpy()
    for name, planned in study.visits.items():
        if planned.window_weeks is None:
            continue
        outside = (visit == name) & (np.abs(late) > planned.window_weeks * DAYS_A_WEEK)
        values = {"visit": name, "weeks": f"{planned.window_weeks:g}", "month": f"{planned.month:g}"}
        fix = f"visits: {{{as_yaml(name)}: {{window_weeks: WEEKS}}}}"
        for rule, clock in (("visit-outside-window", ~by_exposure), ("visit-outside-window-exposure", by_exposure)):
            yield from findings_by_file("warning", rule, frame, outside & clock, values, fix=fix)


def _days_late(frame: pd.DataFrame, study: Study) -> tuple[Array, Array]:
    """Return for each row the days it is late (early: below 0), and whether its clock is that of the exposure."""
    visits, days = read_sequence(frame, study), row_days(frame, "visit_date")
    months = np.array([*(visit.month for visit in study.visits.values()), np.nan])  # the last: no visit is known
    first = first_rows(visits, ~np.isnat(days))
    start = np.where(first >= 0, days[first], np.datetime64("NaT", "D"))
    planned = months[visits.place] - np.where(first >= 0, months[visits.place[first]], np.nan)
    exposed = person_days(frame, visits, "exposure_start")
    entering = [name for name, group in study.groups.items() if group.enters_at]
    by_exposure = frame["group"].isin(entering).to_numpy() & ~np.isnat(exposed)
    start = np.where(by_exposure, exposed, start)
    planned = np.where(by_exposure, months[visits.place], planned)
    return days_between(start, days) - planned * DAYS_A_MONTH, by_exposure
