"""One row per participant, as chained equations take it: codes for categories, means of sites, outcomes by visit."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import DataError
from peereval.model.rows import typed_column
from peereval.remarks import Note
from peereval.sensitivity.imputation.coded_columns import Column, coded

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Typed:
    """A column of n people with what turns its codes back: the categories, none where it holds numbers."""

    column: Column
    categories: pd.Index | None

    def back(self, values: Floats) -> pd.Series | pd.Categorical | Floats:
        """Return completed values as they were in the data."""
        if self.categories is None:
            return values
        return pd.Categorical.from_codes(values.astype(np.intp), categories=self.categories)


def type_column(values: pd.Series, name: str) -> Typed:
    """Return a column of people, categories as codes in the order of their levels.

    Raises
    ------
    DataError
        If it is empty, all alike, or neither numbers nor categories.
    """
    known = values.dropna()
    if known.nunique() < 2:
        raise DataError(Note("refused_few_values", column=name))
    typed = typed_column(known, name)
    if not isinstance(typed.dtype, pd.CategoricalDtype):
        return Typed(Column(name, values.to_numpy(dtype=np.float64, na_value=np.nan)), None)
    codes = np.full(len(values), np.nan)
    codes[values.notna().to_numpy()] = typed.cat.codes
    return Typed(Column(name, codes, len(typed.cat.categories)), typed.cat.categories)


def first_known(data: pd.DataFrame, people: Codes, names: Sequence[str]) -> pd.DataFrame:
    """Return the first known value of each column for each participant, one row each in the order of their codes.

    Raises
    ------
    DataError
        If a participant has two different ones.
    """
    by_person = data[list(names)].groupby(people, sort=True)
    moving = [name for name, most in by_person.nunique().max().items() if most > 1]
    if moving:
        raise DataError(
            f"'{moving[0]}' changes between the visits of a participant; impute what belongs to the person, or the "
            "rows of one visit."
        )
    return by_person.first()


def refuse_unplaced(rows: pd.DataFrame, names: Sequence[str], what: str) -> None:
    """Refuse people (or rows) without a group or a site; `what` they are called."""
    for name in names:
        lost = int(rows[name].isna().sum())
        if lost:
            raise DataError(f"{lost} {what} have no '{name}'; give them one or drop them.")


def by_visit(data: pd.DataFrame, people: Codes, visit: str, names: Sequence[str]) -> list[Column]:
    """Return a column for each name and visit at which it varies: of n people, missing where not seen."""
    made = []
    for name in names:
        if not pd.api.types.is_numeric_dtype(data[name].dtype):
            raise DataError(f"The outcome '{name}' is not a number.")
        wide = pd.crosstab(people, data[visit], values=data[name], aggfunc="mean", dropna=False)
        wide = wide.reindex(range(int(people.max()) + 1))
        for at in wide:
            values = wide[at].to_numpy(dtype=np.float64)
            if np.isfinite(values).sum() > 1 and np.nanstd(values) > 0.0:
                made.append(Column(f"{name} at {at}", values))
    return made


def site_means(columns: Sequence[Column], site: Codes) -> Floats:
    """Return the mean over the site of what is known of each column, (n, columns of them).

    Codes of more than two levels count as indicators. A site where nothing is known has the
    mean of all, and so has everyone where that leaves one site.
    """
    parts = []
    for one in columns:
        known = np.isfinite(one.values)
        values = coded(np.where(known, one.values, 0.0), one.levels)
        for part in values.T:
            total = np.bincount(site, part * known, minlength=int(site.max()) + 1)
            count = np.bincount(site, known.astype(np.float64), minlength=total.size)
            overall = float(total.sum() / count.sum())
            parts.append(np.where(count > 0.0, total / np.maximum(count, 1.0), overall)[site])
    return np.column_stack(parts) if parts else np.zeros((len(site), 0))
