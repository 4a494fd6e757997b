"""Checks of the follow-up by the worker as it is recorded: its start, its end, and why it ended."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from peereval.remarks import Finding
from peereval.study import Study
from peereval.validate.days import person_days, row_days
from peereval.validate.places import column_name, correct_cell, findings_by_file
from peereval.validate.sequence import changing_rows, first_rows, read_sequence


def exposures_reversed(frame: pd.DataFrame, study: Study) -> Iterator[Finding]:
    """Find people whose follow-up by the worker ends before it starts."""
    if not {"exposure_start", "exposure_end"} <= set(frame.columns):
        return
    visits = read_sequence(frame, study)
    start, end = (person_days(frame, visits, column) for column in ("exposure_start", "exposure_end"))
    dated = ~np.isnat(row_days(frame, "exposure_start")) | ~np.isnat(row_days(frame, "exposure_end"))
    fix = correct_cell("exposure_end", study, value="DAY", visit="")
    yield from findings_by_file("error", "exposure-reversed", frame, dated & (end < start), fix=fix)


def exposures_differing(frame: pd.DataFrame, study: Study) -> Iterator[Finding]:
    """Find people with several days for the start of their follow-up, or for its end."""
    visits = read_sequence(frame, study)
    for column in (name for name in ("exposure_start", "exposure_end") if name in frame):
        days = row_days(frame, column)
        several = changing_rows(visits, days, ~np.isnat(days))
        values = {"column": column_name(column, study)}
        fix = correct_cell(column, study, value="DAY", visit="")
        yield from findings_by_file("warning", "exposure-differs", frame, several, values, fix=fix)


def exposures_of_reference(frame: pd.DataFrame, study: Study) -> Iterator[Finding]:
    """Find people of the reference group with a follow-up by a worker.

    A warning and no error: it may be true (someone who met a worker later on), and people are
    compared by the group they belong to, whatever happened afterwards.
    """
    exposed = ~np.isnat(row_days(frame, "exposure_start")) & (frame["group"] == study.reference).to_numpy()
    fix = correct_cell("group", study, value="GROUP", visit="")
    yield from findings_by_file("warning", "exposure-in-reference", frame, exposed, {"group": study.reference}, fix=fix)


def reasons_unmatched(frame: pd.DataFrame, study: Study) -> Iterator[Finding]:
    """Find ends of follow-up without a reason, and reasons without an end, over all rows of a person."""
    if "exposure_end_reason" not in frame or "exposure_end" not in study.columns.named:
        return
    visits = read_sequence(frame, study)
    ended = ~np.isnat(row_days(frame, "exposure_end"))
    said = frame["exposure_end_reason"].notna().to_numpy()
    without = {"exposure-end-unexplained": (ended, said), "exposure-reason-alone": (said, ended)}
    for rule, (present, needed) in without.items():
        column = "exposure_end_reason" if present is ended else "exposure_end"
        alone = present & (first_rows(visits, needed) < 0)
        fix = correct_cell(column, study, visit="", value="REASON" if present is ended else "DAY")
        yield from findings_by_file("warning", rule, frame, alone, fix=fix)
