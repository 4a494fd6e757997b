"""A full birth date reduced to what an analysis needs: the age at the visit, or the month and year."""

from typing import Any, Literal

import numpy as np
import pandas as pd

from peereval.load.convert.convert import to_dates
from peereval.load.workbook.excel import text_of

Reduced = Literal["age", "month"]
OLDEST = 120


def reduce_births(
    births: "pd.Series[Any]", to: Reduced, visits: "pd.Series[Any] | None" = None
) -> tuple["pd.Series[Any]", tuple[int, ...]]:
    """Return the age in completed years at the visit, or the month of birth as 1965-03; and the rows emptied.

    Parameters
    ----------
    births, visits
        Days, or text that writes them: ISO, or the day first. `visits` is needed for ages.
    to
        "age" or "month".

    Returns
    -------
    values
        Whole numbers, or text; missing where a day is missing or cannot be read.
    emptied
        The index of the rows whose cell was filled and is missing now: no day, or an age
        below 0 or above 120.
    """
    born = _days(births)
    if to == "month":
        made = born.dt.strftime("%Y-%m").astype(object)
    else:
        seen = _days(births.iloc[:0].reindex(births.index) if visits is None else visits)
        before = (seen.dt.month < born.dt.month) | ((seen.dt.month == born.dt.month) & (seen.dt.day < born.dt.day))
        years = seen.dt.year - born.dt.year - before.astype(int)
        made = years.where((years >= 0) & (years <= OLDEST)).astype("Int64").astype(object)
    filled = births.map(lambda cell: bool(str(text_of(cell) or "").strip())).astype(bool)
    lost = filled.to_numpy() & made.isna().to_numpy()
    return made.where(made.notna(), None), tuple(int(row) for row in births.index[lost])


def _days(cells: "pd.Series[Any]") -> "pd.Series[Any]":
    texts = cells.map(text_of).astype(object)
    return to_dates(texts.where(texts.notna(), np.nan), []).values
