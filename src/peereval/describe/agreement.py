"""Intraclass correlations of one table of numbers: how much of the spread lies between its rows."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats


@dataclass(frozen=True, slots=True, eq=False)
class Intraclass:
    """An intraclass correlation with its interval, and the number of rows behind it; NaN where there is none."""

    estimate: float
    conf_low: float
    conf_high: float
    count: int


def intraclass_consistency(table: pd.DataFrame, *, level: float = 0.95) -> Intraclass:
    """Return ICC(C,1): how far columns put the rows in the same order and distance, wherever each column lies.

    Parameters
    ----------
    table
        Rows are people, columns the items (or visits); rows with a missing value are left out.
    level
        Level of the interval.

    References
    ----------
    McGraw and Wong (1996), doi:10.1037/1082-989X.1.1.30.

    Examples
    --------
    >>> shifted = pd.DataFrame({"first": [1.0, 2.0, 3.0], "second": [4.0, 5.0, 6.0]})
    >>> round(intraclass_consistency(shifted).estimate, 6), round(intraclass_agreement(shifted).estimate, 6)
    (1.0, 0.181818)
    """
    values, n, k = _complete(table)
    if not _varies(values):
        return Intraclass(np.nan, np.nan, np.nan, n)
    rows, _, rest = _mean_squares(values)
    estimate = (rows - rest) / (rows + (k - 1) * rest)
    if rest == 0:
        return Intraclass(estimate, np.nan, np.nan, n)
    ratio, tail = rows / rest, (1 - level) / 2
    df1, df2 = n - 1, (n - 1) * (k - 1)
    low, high = ratio / stats.f.isf(tail, df1, df2), ratio * stats.f.isf(tail, df2, df1)
    return Intraclass(estimate, (low - 1) / (low + k - 1), (high - 1) / (high + k - 1), n)


def intraclass_agreement(table: pd.DataFrame, *, level: float = 0.95) -> Intraclass:
    """Return ICC(A,1): how far columns give the rows the same values; a shift of a column lowers it.

    Parameters and source are those of `intraclass_consistency`; the degrees of freedom of the
    interval are Satterthwaite's.
    """
    values, n, k = _complete(table)
    if not _varies(values):
        return Intraclass(np.nan, np.nan, np.nan, n)
    rows, columns, rest = _mean_squares(values)
    estimate = (rows - rest) / (rows + (k - 1) * rest + k * (columns - rest) / n)
    if rest == 0:
        return Intraclass(estimate, np.nan, np.nan, n)
    a = k * estimate / (n * (1 - estimate))
    b = 1 + k * estimate * (n - 1) / (n * (1 - estimate))
    df = (a * columns + b * rest) ** 2 / ((a * columns) ** 2 / (k - 1) + (b * rest) ** 2 / ((n - 1) * (k - 1)))
    tail, spread = (1 - level) / 2, k * columns + (k * n - k - n) * rest
    above, below = stats.f.isf(tail, n - 1, df), stats.f.isf(tail, df, n - 1)
    low = n * (rows - above * rest) / (above * spread + n * rows)
    high = n * (below * rows - rest) / (spread + n * below * rows)
    return Intraclass(estimate, float(low), float(high), n)


def _complete(table: pd.DataFrame) -> tuple[np.ndarray, int, int]:
    values = table.dropna().to_numpy(dtype="float64")
    return values, len(values), table.shape[1]


def _varies(values: np.ndarray) -> bool:
    return len(values) > 1 and values.shape[1] > 1 and bool(np.ptp(values) > 0)


def _mean_squares(values: np.ndarray) -> tuple[float, float, float]:
    """Return the mean squares of rows, of columns and of what is left."""
    n, k = values.shape
    centred = values - values.mean()
    row, column = centred.mean(axis=1), centred.mean(axis=0)
    rest = centred - row[:, None] - column
    return (
        k * float(row @ row) / (n - 1),
        n * float(column @ column) / (k - 1),
        float((rest**2).sum()) / ((n - 1) * (k - 1)),
    )
