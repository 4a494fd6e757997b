"""How alike two groups are in each covariate, before and after weighting."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.sensitivity.weighting.propensity import Propensity

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
WHEN = ("before", "after")


@dataclass(frozen=True, slots=True, eq=False)
class Characteristics:
    """The columns that balance is looked at in: numbers, and a 0/1 column for every level.

    values (n, q), variables and levels (q,) with level "" for numbers, numeric (q,)
    """

    values: Floats
    variables: tuple[str, ...]
    levels: tuple[str, ...]
    numeric: Mask


@dataclass(frozen=True, slots=True, eq=False)
class Balance:
    """Balance in q columns.

    means (2, q) : of the treated and of the others
    difference (q,) : standardised, treated minus others; NaN where the denominator is 0
    ratio (q,) : of the variances of numbers, treated over others; NaN for levels
    """

    means: Floats
    difference: Floats
    ratio: Floats


def characteristic_columns(table: pd.DataFrame) -> Characteristics:
    """Return the columns of a table of covariates, each level its own."""
    columns, variables, levels, numeric = [], [], [], []
    for name, values in table.items():
        coded = isinstance(values.dtype, pd.CategoricalDtype)
        for level in values.cat.categories if coded else [""]:
            columns.append((values == level if coded else values).to_numpy(dtype=np.float64))
            variables.append(str(name))
            levels.append(str(level))
            numeric.append(not coded)
    return Characteristics(np.column_stack(columns), tuple(variables), tuple(levels), np.array(numeric))


def standardising_spread(columns: Characteristics, treated: Mask, estimand: str) -> Floats:
    """Return the denominator of the standardised differences, (q,), from unweighted people.

    The standard deviation of the treated for "att", else the root of the mean of the two
    groups' variances: n - 1 for numbers, p (1 - p) for levels. It is the same before and after
    weighting, so that a smaller difference is a smaller difference of means.

    References
    ----------
    Stuart 2010, doi:10.1214/09-STS313, section 4.1.
    """
    own, other = (_variances(columns, one.astype(np.float64)) for one in (treated, ~treated))
    return np.sqrt(own if estimand == "att" else (own + other) / 2.0)


def measure_balance(columns: Characteristics, treated: Mask, weights: Floats, spread: Floats) -> Balance:
    """Return means, standardised differences and variance ratios under weights (n,).

    Variances are those of reliability weights, sum w (x - m)^2 over (V - sum w^2 / V) with V the
    sum of the weights, which is n - 1 for equal ones.

    References
    ----------
    Austin and Stuart 2015, doi:10.1002/sim.6607.
    """
    held = [np.where(one, weights, 0.0) for one in (treated, ~treated)]
    means = np.array([_mean(columns.values, one) for one in held])
    scaled = np.where(spread > 0.0, spread, np.nan)
    own, other = (_variances(columns, one) for one in held)
    ratio = np.where(columns.numeric & (other > 0.0), own / np.where(other > 0.0, other, 1.0), np.nan)
    return Balance(means, (means[0] - means[1]) / scaled, ratio)


def _mean(values: Floats, weights: Floats) -> Floats:
    return np.asarray(weights @ values / weights.sum())


def _variances(columns: Characteristics, weights: Floats) -> Floats:
    """Return the variance of each column, (q,), under weights (n,)."""
    mean, total = _mean(columns.values, weights), weights.sum()
    squares = weights @ (columns.values - mean) ** 2
    free = total - (weights**2).sum() / total
    return np.asarray(squares / np.where(columns.numeric, free if free > 0.0 else np.nan, total))


def balance_rows(propensity: Propensity, weights: Floats, estimand: str) -> pd.DataFrame:
    """Return the rows of the kind "balance" (see `propensity_weights`), for weights (n,)."""
    columns = characteristic_columns(propensity.characteristics)
    spread = standardising_spread(columns, propensity.treated, estimand)
    rows = [
        row
        for when, used in zip(WHEN, (np.ones_like(weights), weights), strict=True)
        for row in _rows(columns, measure_balance(columns, propensity.treated, used, spread), when, propensity)
    ]
    frame = pd.DataFrame(rows, columns=["variable", "level", "when", "arm", "quantity", "estimate"])
    absent = frame["estimate"].isna() & (frame["quantity"] == "smd")
    kept = frame["estimate"].notna() | absent
    return frame.assign(note=np.where(absent, "not estimable", ""))[kept]


def _rows(
    columns: Characteristics, found: Balance, when: str, propensity: Propensity
) -> Iterator[tuple[str, str, str, str, str, float]]:
    names = zip(columns.variables, columns.levels, columns.numeric, strict=True)
    for place, (variable, level, numeric) in enumerate(names):
        key = (variable, level, when)
        for arm, mean in zip((propensity.treated_group, propensity.reference), found.means[:, place], strict=True):
            yield (*key, arm, "mean" if numeric else "percent", float(mean if numeric else 100.0 * mean))
        yield (*key, "", "smd", float(found.difference[place]))
        yield (*key, "", "variance ratio", float(found.ratio[place]))
    sizes = np.abs(found.difference)
    yield "", "", when, "", "largest smd", float(np.nanmax(sizes)) if np.isfinite(sizes).any() else float("nan")
