"""The covariates of a score: as numbers or levels, and as the columns that it is fitted on."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import DataError, FitError
from peereval.model.basis import orthonormal_basis
from peereval.remarks import Note

Floats = NDArray[np.float64]
CONSTANT = "Intercept"


def used_levels(values: pd.Series) -> pd.Series:
    """Return a covariate without the levels that nobody has."""
    return values.cat.remove_unused_categories() if isinstance(values.dtype, pd.CategoricalDtype) else values


def as_covariate(values: pd.Series, name: str) -> pd.Series:
    """Return numbers as float, everything else as a categorical.

    Raises
    ------
    DataError
        If a number is infinite, or the column holds dates.
    """
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        numbers = values.astype("float64")
        if np.isinf(numbers).any():
            raise DataError(f"'{name}' holds infinite numbers in {int(np.isinf(numbers).sum())} rows; correct them.")
        return numbers
    if pd.api.types.is_datetime64_any_dtype(values):
        raise DataError(f"'{name}' holds dates; give a number, such as months since a day, or levels.")
    text = values.astype("string")
    return pd.Series(pd.Categorical(text, categories=sorted(text.dropna().unique())), index=values.index)


def score_columns(table: pd.DataFrame) -> tuple[Floats, tuple[str, ...], tuple[str, ...]]:
    """Return the columns of the score, their names and their covariates, without those that add nothing.

    Raises
    ------
    FitError
        If no covariate differs between people.
    """
    columns, terms, owners = [np.ones(len(table))], [CONSTANT], [CONSTANT]
    for name, values in table.items():
        if isinstance(values.dtype, pd.CategoricalDtype):
            levels = list(values.cat.categories)[1:]
            columns += [(values == level).to_numpy(dtype=np.float64) for level in levels]
            terms += [f"{name}[{level}]" for level in levels]
            owners += [str(name)] * len(levels)
        else:
            spread = float(values.std())
            columns.append(((values - values.mean()) / (spread or 1.0)).to_numpy(dtype=np.float64))
            terms.append(str(name))
            owners.append(str(name))
    X = np.column_stack(columns)
    kept = orthonormal_basis(X).kept
    if kept.size < 2:
        raise FitError(Note("refused_no_covariate_differs"))
    return X[:, kept], tuple(terms[j] for j in kept), tuple(owners[j] for j in kept)
