"""The analysis of completed data: analysis of covariance at each visit, for many replicates at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import DataError, FitError
from peereval.model.replicates import Replicates
from peereval.model.rows import typed_column
from peereval.remarks import Note

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Ancova:
    """The columns of the analysis, the same at every visit: a constant, the groups, the covariates.

    columns (n, a) ; in_group (n, groups, a) : the same with everyone put in each group
    """

    columns: Floats
    in_group: Floats


def ancova_columns(personal: pd.DataFrame, group: Codes, n_groups: int, covariates: Sequence[str]) -> Ancova:
    """Return the columns of the analysis of n participants, numbers centred and scaled.

    Raises
    ------
    DataError
        If a covariate is neither numbers nor categories.
    FitError
        If the columns depend on each other.
    """
    parts = [_covariate(personal[name], name) for name in covariates]
    of_people = np.column_stack([np.ones(len(personal)), *parts])
    marks = np.eye(n_groups)[:, 1:]
    columns = np.hstack([of_people, marks[group]])
    if np.linalg.matrix_rank(columns) < columns.shape[1]:
        raise FitError(Note("refused_covariates_dependent"))
    everyone = np.repeat(of_people[:, None], n_groups, axis=1)
    return Ancova(columns, np.concatenate([everyone, np.broadcast_to(marks, (len(personal), *marks.shape))], axis=2))


def _covariate(column: pd.Series, name: str) -> Floats:
    typed = typed_column(column, name)
    if isinstance(typed.dtype, pd.CategoricalDtype):
        return np.eye(len(typed.cat.categories))[typed.cat.codes][:, 1:]
    values = typed.to_numpy(dtype=np.float64)
    if not np.isfinite(values).all() or np.ptp(values) == 0.0:
        raise DataError(Note("refused_covariate_constant", covariate=name))
    return np.asarray((values - values.mean()) / values.std())[:, None]


@dataclass(frozen=True, slots=True, eq=False)
class AncovaSums:
    """What the analysis needs of its columns over everyone: gram (a, a), in_group (groups, a), n."""

    gram: Floats
    in_group: Floats
    n: int


def sum_columns(ancova: Ancova) -> AncovaSums:
    """Return the sums over everyone."""
    return AncovaSums(ancova.columns.T @ ancova.columns, ancova.in_group.sum(axis=0), len(ancova.columns))


def adjusted_by_visit(
    sums: AncovaSums, products: Floats, left_out: Ancova, completed: Floats, data: Replicates
) -> Floats:
    """Return the adjusted means of each replicate by group and visit, (R, groups, T).

    The mean of a group is that of everyone's predictions in it: covariates stand at their mean.

    Parameters
    ----------
    sums
        Over everyone.
    products (R, T, a)
        Completed values with the columns, over everyone.
    left_out, completed (m, T)
        The columns and the completed values of those each replicate does without.
    data
        Who is left out of which replicate.
    """
    A = left_out.columns
    gram = sums.gram - data.total(A[:, :, None] * A[:, None, :])
    right = products - data.total(completed[:, :, None] * A[:, None, :])
    n_left = sums.n - data.total(np.ones(len(A)))
    coefficients = np.linalg.solve(gram[:, None], right[..., None])[..., 0]
    rows = (sums.in_group - data.total(left_out.in_group)) / n_left[:, None, None]
    return np.asarray(rows @ np.swapaxes(coefficients, -1, -2))
