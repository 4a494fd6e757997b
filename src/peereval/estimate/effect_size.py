"""Effect sizes: changes and differences on one standard deviation, and against an important difference."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy import stats

from peereval.errors import DataError, FitError, did_you_mean, one_of
from peereval.remarks import Note
from peereval.results import Result, make_result

Interval = Literal["fixed", "delta"]
INTERVALS = ("fixed", "delta")
STANDARDISED = ("change", "difference", "difference in change")


@dataclass(frozen=True, slots=True, eq=False)
class Deviation:
    """A pooled standard deviation to divide by: its value, df and participants, and what it is of."""

    value: float
    df: int
    participants: int
    name: str


def pooled_deviation(
    data: pd.DataFrame, *, outcome: str, group: str, groups: Sequence[object], visit: str, at: object
) -> Deviation:
    """Return the raw standard deviation of an outcome at one visit, pooled within groups.

    Raw means before any adjustment: everyone of the groups measured at the visit counts,
    whether in the model or not. One denominator for all groups, visits and models makes
    effect sizes comparable.

    Parameters
    ----------
    data
        One row per participant and visit.
    outcome, group, visit
        Columns.
    groups
        The groups whose standard deviations are pooled, such as treated and control.
    at
        The visit, such as T0.

    Raises
    ------
    DataError
        If a column, group or visit is not in the data.
    FitError
        If a group has fewer than two values there, or they do not vary.

    Examples
    --------
    >>> data = pd.DataFrame({"y": [1.0, 2.0, 3.0, 2.0, 4.0], "g": list("aaabb"), "v": "T0"})
    >>> round(pooled_deviation(data, outcome="y", group="g", groups=["a", "b"], visit="v", at="T0").value, 4)
    1.1547
    """
    for name in (outcome, group, visit):
        if name not in data.columns:
            raise DataError(f"'{name}' is not a column of the data.{did_you_mean(name, map(str, data.columns))}")
    for column, asked in ((group, groups), (visit, [at])):
        found = list(data[column].dropna().unique())
        for value in asked:
            if value not in found:
                hint = did_you_mean(str(value), map(str, found))
                raise DataError(
                    f"{value!r} is not in column '{column}'; there are: {', '.join(map(repr, found))}.{hint}"
                )
    rows = data[(data[visit] == at) & data[group].isin(list(groups)) & data[outcome].notna()]
    spread = rows.groupby(rows[group].astype(object))[outcome].agg(["count", "var"]).reindex(list(groups))
    if not (spread["count"] >= 2).all() or not (spread["var"] > 0.0).any():
        raise FitError(Note("refused_few_different", outcome=outcome, visit=at))
    df = int((spread["count"] - 1).sum())
    value = float(np.sqrt(((spread["count"] - 1) * spread["var"]).sum() / df))
    name = f"raw SD of {outcome} at {at}, pooled within {', '.join(map(str, groups))}"
    return Deviation(value, df, int(spread["count"].sum()), name)


def effect_sizes(
    result: Result,
    deviation: Deviation | None = None,
    *,
    important_difference: float | None = None,
    interval: Interval = "fixed",
) -> Result:
    """Return changes or differences divided by a standard deviation, or by an important difference.

    Parameters
    ----------
    result
        Of `changes`, `change_contrasts`, `level_contrasts` or `pairwise_contrasts`.
    deviation
        The denominator (`pooled_deviation`).
    important_difference
        The smallest difference that matters, above 0: ratios to it are given as well. It is
        a number, not an estimate.
    interval
        ``"fixed"``: the interval of the difference divided by the standard deviation, which
        is treated as known. ``"delta"``: the uncertainty of the standard deviation is added,
        Var(d) = Var(difference) / SD^2 + d^2 / (2 df), the two taken as independent; the t
        quantile stays that of the difference.

    Returns
    -------
    Result
        The keys of `result`; quantities "standardised change" (or "standardised difference",
        "standardised difference in change") and "ratio to the important difference". The
        statistic and p value are those of the difference: dividing does not change the test.

    Raises
    ------
    FitError
        If the result holds no changes or differences, an option is unknown, or there is
        nothing to divide by.

    References
    ----------
    Feingold 2009, doi:10.1037/a0014699 (raw standard deviation at the start for growth models); Hedges 1981,
    doi:10.3102/10769986006002107.
    """
    if interval not in INTERVALS:
        raise FitError(one_of("interval", interval, INTERVALS))
    rows = result.rows
    if not set(rows["quantity"]) <= set(STANDARDISED):
        raise FitError(f"Effect sizes are of changes and differences; this result is of kind '{result.kind}'.")
    if deviation is None and important_difference is None:
        raise FitError("Give a deviation (see pooled_deviation), an important_difference, or both.")
    said: dict[str, object] = dict(result.method)
    parts, notes = [], []
    if deviation is not None:
        level = float(str(said.get("level", 0.95)))
        parts.append(_standardise(rows, deviation, interval, level))
        said |= {"denominator": deviation.name, "denominator_value": deviation.value, "interval": interval}
        notes.append(Note(f"effect_size_{interval}", deviation=deviation.name))
    if important_difference is not None:
        parts.append(_ratio(rows, important_difference))
        said["important_difference"] = important_difference
    frame = pd.concat(parts).sort_index(kind="stable")
    return make_result("effect_sizes", frame, outcome=result.outcome, method=said, notes=(*result.notes, *notes))


def _divide(rows: pd.DataFrame, by: float) -> pd.DataFrame:
    moved = ("estimate", "std_error", "conf_low", "conf_high")
    return rows.assign(**{name: rows[name] / by for name in moved})


def _standardise(rows: pd.DataFrame, deviation: Deviation, interval: str, level: float) -> pd.DataFrame:
    """Return the rows divided by the deviation, its own uncertainty added where asked."""
    divided = _divide(rows, deviation.value)
    divided = divided.assign(quantity="standardised " + rows["quantity"])
    if interval == "fixed":
        return divided
    error = np.sqrt(divided["std_error"] ** 2 + divided["estimate"] ** 2 / (2.0 * deviation.df))
    half = stats.t.ppf(0.5 + level / 2.0, divided["df"]) * error
    return divided.assign(std_error=error, conf_low=divided["estimate"] - half, conf_high=divided["estimate"] + half)


def _ratio(rows: pd.DataFrame, important_difference: float) -> pd.DataFrame:
    if not (np.isfinite(important_difference) and important_difference > 0.0):
        raise FitError("important_difference is the size of a difference that matters: a number above 0.")
    return _divide(rows, important_difference).assign(quantity="ratio to the important difference")
