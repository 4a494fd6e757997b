"""Checks of days: possible ones, and those of the visits in the order of the visits."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from peereval.remarks import Finding
from peereval.study import Study
from peereval.validate.days import days_between, row_days
from peereval.validate.places import column_name, correct_cell, findings_by_file
from peereval.validate.sequence import consecutive_rows, mark, read_sequence

# Peer support programmes that are evaluated began later: an earlier day is a slip of the century, or a serial number.
EARLIEST = np.datetime64("1990-01-01", "D")
# East of Greenwich a new day begins while it is still the day before in universal time.
DAYS_AHEAD = 1


def dates_impossible(frame: pd.DataFrame, study: Study) -> Iterator[Finding]:
    """Find days of visits and of follow-up before 1990 or after today; a planned end may lie ahead."""
    latest = np.datetime64(pd.Timestamp.now("UTC").date(), "D") + DAYS_AHEAD
    for column in ("visit_date", "exposure_start", "exposure_end"):
        days = row_days(frame, column)
        wrong = days < EARLIEST
        if column != "exposure_end":
            wrong |= days > latest
        values = {"column": column_name(column, study)}
        fix = correct_cell(column, study, value="DAY")
        yield from findings_by_file("error", "date-impossible", frame, wrong, values, fix=fix)


def dates_disordered(frame: pd.DataFrame, study: Study) -> Iterator[Finding]:
    """Find visits dated before the one that precedes them, or on the same day."""
    days = row_days(frame, "visit_date")
    earlier, later = consecutive_rows(read_sequence(frame, study), ~np.isnat(days))
    passed = days_between(days[earlier], days[later])
    fix = correct_cell("visit_date", study, value="DAY")
    for rule, wrong in (("date-out-of-order", passed < 0), ("date-shared", passed == 0)):
        rows = mark(np.concatenate([earlier[wrong], later[wrong]]), len(frame))
        yield from findings_by_file("warning", rule, frame, rows, fix=fix)
