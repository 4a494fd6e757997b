"""The numbers of two results.csv side by side, and how far each is from the other."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

TOLERANCE = 1e-9
"""The largest relative difference of two numbers that are called equal."""
COLUMNS = ("estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high")
_WITH_ERROR = ("estimate", "conf_low", "conf_high")
# Round-off is some 1e-16 of the numbers that went into a sum: a difference of less than 1e-14 of
# the largest number of the same kind is none, however small the number itself is.
_ROUND_OFF = 1e-14 / TOLERANCE


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """The numbers of two tables: `rows` has key, column, was, `is` and relative_difference; keys that one lacks."""

    rows: pd.DataFrame
    missing: tuple[str, ...]
    added: tuple[str, ...]


def compare_numbers(was: pd.DataFrame, now: pd.DataFrame) -> Compared:
    """Compare every number of two tables of results, row by row of the same key.

    The relative difference of two numbers is their distance by their scale. The scale is the
    largest of the two numbers, without sign; of an estimate and its bounds also the standard
    error of the row, so that an estimate near zero is measured in the unit that it is known to;
    of a statistic also 1, which is its standard error; and of any number 1e-5 of the largest of
    the same kind, outcome, quantity and column, so that what is zero but for rounding is zero.
    Two missing numbers are equal and are not counted; a missing one and a number are
    infinitely far apart.

    Parameters
    ----------
    was, now
        Tables as results.csv has them, every cell as text.
    """
    was, now = (table.assign(place=table.groupby("key").cumcount()) for table in (was, now))
    both = was.merge(now, on=["key", "place"], how="outer", suffixes=("_was", "_is"), indicator=True)
    missing, added = (tuple(both.loc[both["_merge"] == side, "key"]) for side in ("left_only", "right_only"))
    shared = both[both["_merge"] == "both"]
    old, new = (np.column_stack([_numbers(shared, name, end) for name in COLUMNS]) for end in ("_was", "_is"))
    group = (
        shared.groupby(["kind_was", "outcome_was", "quantity_was"], dropna=False).ngroup().astype("int64").to_numpy()
    )
    distance = relative_difference(old, new, group)
    told = ~(np.isnan(old) & np.isnan(new))
    keys = np.broadcast_to(shared["key"].to_numpy(dtype=object)[:, None], told.shape)
    names = np.broadcast_to(np.array(COLUMNS, dtype=object), told.shape)
    rows = {"key": keys[told], "column": names[told], "was": old[told], "is": new[told]}
    return Compared(pd.DataFrame({**rows, "relative_difference": distance[told]}), missing, added)


def relative_difference(
    was: NDArray[np.float64], now: NDArray[np.float64], group: NDArray[np.integer[Any]]
) -> NDArray[np.float64]:
    """Return the relative differences of numbers, as `compare_numbers` defines them.

    Parameters
    ----------
    was, now
        (rows, columns), the columns as in `COLUMNS`.
    group
        (rows,): the number of the kind, outcome and quantity of each row.

    Returns
    -------
    NDArray
        (rows, columns): 0 where both are missing or the same, infinite where one is missing or infinite.
    """
    sizes = np.fmax(_size(was), _size(now))
    frame = pd.DataFrame(sizes).groupby(group).transform("max").to_numpy()
    scale = np.fmax(sizes, _ROUND_OFF * frame)
    errors = np.nan_to_num(sizes[:, [COLUMNS.index("std_error")]])
    with_error = [COLUMNS.index(name) for name in _WITH_ERROR]
    scale[:, with_error] = np.fmax(scale[:, with_error], errors)
    statistic = COLUMNS.index("statistic")
    scale[:, statistic] = np.fmax(scale[:, statistic], 1.0)
    same = (was == now) | (np.isnan(was) & np.isnan(now))
    known = np.isfinite(was) & np.isfinite(now) & ~same
    distance = np.where(same, 0.0, np.inf)
    distance[known] = np.abs(was[known] - now[known]) / scale[known]
    return distance


def _size(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return numbers without sign, infinite ones as missing."""
    return np.where(np.isfinite(numbers), np.abs(numbers), np.nan)


def _numbers(shared: pd.DataFrame, name: str, end: str) -> NDArray[np.float64]:
    """Return a column of text as numbers: an empty cell is missing, and so is a column that is not there."""
    if name + end not in shared:
        return np.full(len(shared), np.nan)
    return pd.to_numeric(shared[name + end].replace("", "nan"), errors="coerce").to_numpy(dtype=float)
