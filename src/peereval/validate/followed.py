"""Checks of the follow-up by the worker against the visits: begun at entry, still going on, already ended."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from peereval.remarks import Finding
from peereval.study import Study
from peereval.validate.days import days_between, person_days, row_days
from peereval.validate.places import correct_cell, findings_by_file
from peereval.validate.sequence import first_rows, read_sequence
from peereval.yaml_file import as_yaml

# A follow-up may begin some days before the first interview; from a month on, the first visit is no baseline.
MOST_DAYS_BEFORE_ENTRY = 30


def exposures_misplaced(frame: pd.DataFrame, study: Study) -> Iterator[Finding]:
    """Find follow-ups that begin after the entry of pre-followed people, or long before that of the others.

    Each person counts once, at the first visit that has a date.
    """
    if "exposure_start" not in frame:
        return
    visits, days = read_sequence(frame, study), row_days(frame, "visit_date")
    at_entry = first_rows(visits, ~np.isnat(days)) == np.arange(len(frame))
    waited = days_between(person_days(frame, visits, "exposure_start"), days)
    entering = next((name for name, group in study.groups.items() if group.enters_at), "")
    for name, group in study.groups.items():
        own = at_entry & (frame["group"] == name).to_numpy()
        if group.enters_at:
            fix = correct_cell("exposure_start", study, value="DAY", visit="")
            rows = own & (waited < 0)
            yield from findings_by_file("warning", "exposure-after-entry", frame, rows, {"group": name}, fix=fix)
        elif not group.reference:
            fix = correct_cell("group", study, value=as_yaml(entering) if entering else "GROUP", visit="")
            rows = own & (visits.place == 0) & (waited > MOST_DAYS_BEFORE_ENTRY)
            values = {"group": name, "days": MOST_DAYS_BEFORE_ENTRY}
            yield from findings_by_file("warning", "exposure-before-entry", frame, rows, values, fix=fix)


def exposures_ended(frame: pd.DataFrame, study: Study) -> Iterator[Finding]:
    """Say, by group and visit, how many people were still followed on the day of their visit.

    People count whose follow-up and whose visit have a day; nothing is said where all were followed.
    """
    if "exposure_end" not in frame:
        return
    visits, days = read_sequence(frame, study), row_days(frame, "visit_date")
    start, end = (person_days(frame, visits, column) for column in ("exposure_start", "exposure_end"))
    counted = ~np.isnat(days) & ~(np.isnat(start) & np.isnat(end))
    for place, visit in enumerate(study.visits):
        for group in study.groups:
            seen = counted & (visits.place == place) & (frame["group"] == group).to_numpy()
            total, ended = (len(np.unique(visits.person[rows])) for rows in (seen, seen & (end < days)))
            if ended:
                values = {"group": group, "visit": visit, "total": total, "followed": total - ended}
                yield Finding("note", "exposure-ended", count=ended, values=values)
