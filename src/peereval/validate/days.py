"""The days of a study as arrays: those of each row, and those of each participant."""

from typing import Any

import numpy as np
import pandas as pd

from peereval.validate.sequence import Sequence, first_rows

Array = np.ndarray[Any, np.dtype[Any]]
DAYS_A_MONTH = 30.4375
DAYS_A_YEAR = 365.25


def row_days(frame: pd.DataFrame, column: str) -> Array:
    """Return a column as days (datetime64[D]), one element a row; NaT where there is no such column or no day."""
    if column in frame and pd.api.types.is_datetime64_dtype(frame[column].dtype):
        return frame[column].to_numpy().astype("datetime64[D]")
    return np.full(len(frame), np.datetime64("NaT", "D"))


def person_days(frame: pd.DataFrame, visits: Sequence, column: str) -> Array:
    """Return for each row the first day that its participant has in a column, in the order of visits."""
    days = row_days(frame, column)
    first = first_rows(visits, ~np.isnat(days))
    return np.where(first >= 0, days[first], np.datetime64("NaT", "D")) if len(days) else days


def days_between(earlier: Array, later: Array) -> Array:
    """Return the days from one day to another as numbers, NaN where one is not known."""
    return (later - earlier) / np.timedelta64(1, "D")
