"""Raw estimates with the p values of their family adjusted, one row below the other."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from peereval.errors import FitError, one_of
from peereval.estimate.inference import NOT_ESTIMABLE, estimate_rows
from peereval.estimate.multiplicity import BY_P_VALUE, adjust_p_values
from peereval.model.fit import Fit
from peereval.remarks import Note

Floats = NDArray[np.float64]
ADJUST = ("none", *BY_P_VALUE)
FEW_PEOPLE, FEW_DF = "few people", 4.0


def estimate_marked(fit: Fit, rows: Floats, small: NDArray[np.bool_], *, df_method: str, level: float) -> pd.DataFrame:
    """Return the values of rows (m, columns), with "few people" in the note of those that are `small` (m,)."""
    values = estimate_rows(fit, rows, df_method=df_method, level=level)
    marked = small & (values["note"] != NOT_ESTIMABLE).to_numpy()
    return values.assign(quantity="difference in change", note=values["note"].where(~marked, FEW_PEOPLE))


def add_adjusted(
    keys: pd.DataFrame, values: pd.DataFrame, family: NDArray[np.intp], *, adjust: str, level: float
) -> pd.DataFrame:
    """Return each row with ``adjust="none"`` and, below it, one with its p value adjusted in its family.

    Parameters
    ----------
    keys, values
        m rows each.
    family
        (m,), the number of the family of each row; rows without a p value are in none.
    adjust
        One of `ADJUST`.
    level
        Of the simultaneous intervals, which Bonferroni has.

    Raises
    ------
    FitError
        If the adjustment is not known.
    """
    if adjust not in ADJUST:
        raise FitError(one_of("adjust", adjust, ADJUST))
    raw = pd.concat([keys.assign(adjust="none"), values], axis=1)
    if adjust == "none":
        return raw
    p, half = np.full(len(values), np.nan), np.full(len(values), np.nan)
    for number in np.unique(family):
        own = np.flatnonzero((family == number) & np.isfinite(values["p_value"].to_numpy()))
        p[own] = adjust_p_values(values["p_value"].to_numpy()[own], adjust)
        if adjust == "bonferroni" and own.size:
            times = stats.t.ppf(1.0 - (1.0 - level) / (2.0 * own.size), values["df"].to_numpy()[own])
            half[own] = times * values["std_error"].to_numpy()[own]
    told = raw.assign(adjust=adjust, p_value=p, conf_low=raw["estimate"] - half, conf_high=raw["estimate"] + half)
    return pd.concat([raw, told]).sort_index(kind="stable").reset_index(drop=True)


def marks(values: pd.DataFrame, *, few: int, adjust: str) -> Iterator[Note]:
    """Yield the notes on rows that rest on few people or few degrees of freedom, and on the adjustment."""
    if (values["note"] == FEW_PEOPLE).any():
        yield Note("subgroup_few", most=few - 1)
    if (values["df"] < FEW_DF).any():
        yield Note("subgroup_few_df")
    if adjust != "none":
        yield Note(f"adjust_{adjust}".replace("-", "_"))
