"""What a model learned of its data: enough to build the same columns on new values."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from formulaic import ModelSpec
from numpy.typing import NDArray

from peereval.model.formula import CheckedFormula

Floats = NDArray[np.float64]

CONTEXT = {"sqrt": np.sqrt}  # the listed transform that formulaic does not bring itself
_LARGEST_KEY = 2**31  # numbers of combinations beyond it are renumbered, so that they cannot overflow


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """What the model learned of its data, enough to build the same columns on new data.

    spec : formulaic's specification of the right-hand side
    levels : of each categorical column, in order; the first is the reference
    means : of each numeric column over the rows used
    combinations : distinct combinations of the categorical columns, with column "rows"
    participant, visit : the names of these columns
    """

    spec: ModelSpec
    levels: Mapping[str, tuple[object, ...]]
    means: Mapping[str, float]
    combinations: pd.DataFrame
    participant: str
    visit: str

    def columns_for(self, data: pd.DataFrame) -> Floats:
        """Return the columns of the design, (rows, all columns), for new values."""
        typed = data.copy()
        for name, levels in self.levels.items():
            typed[name] = pd.Categorical(data[name], categories=list(levels))
        matrix = self.spec.get_model_matrix(typed, context=CONTEXT)
        return np.asarray(matrix, dtype=np.float64)


def learn_frame(spec: ModelSpec, rows: pd.DataFrame, checked: CheckedFormula, participant: str, visit: str) -> Frame:
    """Return what is needed to build the same columns on new values."""
    coded: dict[str, pd.Categorical] = {}
    means: dict[str, float] = {}
    for name in checked.columns:
        if isinstance(rows[name].dtype, pd.CategoricalDtype):
            coded[name] = rows[name].array
        elif _is_coded(spec, name):
            coded[name] = pd.Categorical(rows[name])
        else:
            means[name] = float(rows[name].mean())
    levels = {name: tuple(column.categories) for name, column in coded.items()}
    combinations = _combinations(coded, len(rows))
    for name in coded:
        if not isinstance(rows[name].dtype, pd.CategoricalDtype):
            combinations[name] = combinations[name].astype(rows[name].dtype)
    return Frame(spec, levels, means, combinations, participant, visit)


def _combinations(coded: Mapping[str, pd.Categorical], n_rows: int) -> pd.DataFrame:
    """Return the distinct combinations of the categoricals in the order of their levels, with column "rows"."""
    key, size = np.zeros(n_rows, dtype=np.int64), 1
    for column in coded.values():
        size *= len(column.categories)
        key = key * len(column.categories) + column.codes
        if size > _LARGEST_KEY:
            key, uniques = pd.factorize(key, sort=True)
            size = uniques.size
    key, uniques = pd.factorize(key, sort=True)
    first = np.zeros(uniques.size, dtype=np.intp)
    first[key[::-1]] = np.arange(key.size)[::-1]
    distinct = {name: column[first] for name, column in coded.items()}
    return pd.DataFrame({**distinct, "rows": np.bincount(key)})


def _is_coded(spec: ModelSpec, name: str) -> bool:
    """Say whether a numeric column is made categorical by C() in the formula."""
    plain = (f"C({name}", f"C(`{name}`")
    return any(str(factor).startswith(plain) for term in spec.formula for factor in term.factors)
