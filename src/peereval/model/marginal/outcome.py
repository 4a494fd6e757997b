"""The outcome of a marginal model as numbers, and what each family asks of it."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import DataError

Floats = NDArray[np.float64]


def code_outcome(column: pd.Series, family: str) -> tuple[pd.Series, tuple[object, ...]]:
    """Return the outcome as numbers, and the categories of an ordinal one in order.

    Ordinal: a categorical in its declared order, or numbers in theirs, coded 0, 1, ...;
    levels nobody has are left out. Binomial: True and False, or 1 and 0.

    Raises
    ------
    DataError
        If the values are not those of the family.
    """
    name = str(column.name)
    if family == "ordinal":
        return _code_categories(column, name)
    if pd.api.types.is_bool_dtype(column):
        return column.astype("Float64").astype(np.float64), ()
    if not pd.api.types.is_numeric_dtype(column):
        advice = "code the event 1 and its absence 0." if family == "binomial" else "convert it before the model."
        raise DataError(f"The outcome '{name}' is not a number; {advice}")
    values = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    _refuse_values(values[np.isfinite(values)], name, family)
    return column, ()


def _code_categories(column: pd.Series, name: str) -> tuple[pd.Series, tuple[object, ...]]:
    if isinstance(column.dtype, pd.CategoricalDtype):
        kept = column.array.remove_unused_categories()
        levels, codes = tuple(kept.categories), kept.codes
    elif pd.api.types.is_numeric_dtype(column):
        codes, found = pd.factorize(column, sort=True)
        levels = tuple(found.tolist())
    else:
        raise DataError(f"The outcome '{name}' is text; declare its order with pandas.Categorical(ordered=True).")
    if not 2 <= len(levels) <= 20:
        raise DataError(f"The outcome '{name}' has {len(levels)} categories; an ordinal model takes 2 to 20.")
    return pd.Series(np.where(codes < 0, np.nan, codes), index=column.index, name=name), levels


def _refuse_values(values: Floats, name: str, family: str) -> None:
    if family == "binomial" and not np.isin(values, (0.0, 1.0)).all():
        raise DataError(f"The outcome '{name}' must be 1 (the event) or 0 in every row.")
    if family in ("poisson", "negative-binomial") and not ((values >= 0.0) & (values == np.round(values))).all():
        raise DataError(f"The outcome '{name}' must hold counts: whole numbers of 0 or more.")


def read_positive(column: pd.Series, role: str) -> Floats:
    """Return a column of weights or of exposure times, (N,), all above 0.

    Raises
    ------
    DataError
        If a value is not a number above 0.
    """
    values = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    wrong = ~(np.isfinite(values) & (values > 0.0))
    if wrong.any():
        raise DataError(f"'{column.name}' must hold {role} above 0; {int(wrong.sum())} rows hold none.")
    return values


def read_clusters(column: pd.Series, participant: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the cluster of each row, (N,), of participants (N,) sorted together.

    Raises
    ------
    DataError
        If a row has no cluster, a participant has two, or all rows have the same one.
    """
    name = str(column.name)
    if column.isna().any():
        raise DataError(f"{int(column.isna().sum())} rows have no '{name}'; give them one or drop them.")
    codes = pd.factorize(column, sort=True)[0].astype(np.intp)
    same = participant[1:] == participant[:-1]
    moved = np.unique(participant[1:][same & (codes[1:] != codes[:-1])]).size
    if moved:
        raise DataError(
            f"{moved} participants change '{name}' between visits; "
            "give each one cluster (the first, say) before the model."
        )
    if codes.max() == 0:
        raise DataError(f"All rows have the same '{name}'; a robust variance needs several clusters.")
    return codes
