"""Multiple imputation by chained equations, with statsmodels' MICE on arrays.

statsmodels perturbs the coefficients of each equation and draws donors by predictive mean
matching. Added here: columns of the equations without a formula (which would be parsed at
every step), categories of more than two levels, and equations that cannot be fitted.
"""

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.linalg import qr
from statsmodels.discrete.discrete_model import Logit
from statsmodels.imputation.mice import MICEData

from peereval.sensitivity.imputation.coded_columns import Column, coded

Floats = NDArray[np.float64]

DONORS = 5  # nearest people of whom one lends the value
KEEPER = " "
DEPENDENT = 1e-7  # of the longest column: what is left of one that the others determine


class Chain(MICEData):  # type: ignore[misc]
    """statsmodels' chained equations on arrays: `fixed` (n, f) are predictors without missing values."""

    def __init__(self, columns: Sequence[Column], fixed: Floats, rng: np.random.Generator) -> None:
        frame = pd.DataFrame({one.name: one.values for one in columns})
        # statsmodels leaves out people without any value: a column of ones keeps them.
        super().__init__(frame.assign(**{KEEPER: 1.0}), k_pmm=DONORS)
        self.rng = rng
        self._columns = {one.name: one for one in columns}
        self._fixed = fixed
        self._X = fixed
        for one in columns:
            binary = {"model_class": Logit, "fit_kwds": {"disp": 0}} if one.levels == 2 else {}
            self.set_imputer(one.name, k_pmm=DONORS, **binary)

    def update(self, vname: str) -> None:
        """Impute one column anew, given the others."""
        self._X = self._predictors(vname)
        if self._columns[vname].levels <= 2:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                try:
                    super().update(vname)
                except (Warning, np.linalg.LinAlgError, ValueError):
                    self._match(vname)
        else:
            self._match(vname)

    def get_fitting_data(self, vname: str) -> tuple[Floats, Floats, dict[str, object], dict[str, object]]:
        """Return the column and its predictors where it was observed."""
        at = self.ix_obs[vname]
        return self.values_of(vname)[at], self._X[at], {}, dict(self.fit_kwds[vname])

    def get_split_data(self, vname: str) -> tuple[Floats, Floats, Floats, dict[str, object], dict[str, object]]:
        """Return the column, its predictors where it was observed, and where not."""
        at, lost = self.ix_obs[vname], self.ix_miss[vname]
        return self.values_of(vname)[at], self._X[at], self._X[lost], {}, {}

    def values_of(self, name: str) -> Floats:
        """Return a column as it stands."""
        return np.asarray(self.data[name].to_numpy(), dtype=np.float64)

    def _predictors(self, name: str) -> Floats:
        """Return a constant, the fixed predictors and the other columns, those apart that the others determine."""
        others = [coded(self.values_of(one.name), one.levels) for one in self._columns.values() if one.name != name]
        X = np.column_stack([np.ones(len(self.data)), self._fixed, *others])
        seen = X[self.ix_obs[name]]
        size = np.sqrt((seen**2).sum(axis=0))
        scaled = seen / np.where(size > 0.0, size, 1.0)
        _, R, order = qr(scaled, mode="economic", pivoting=True)
        rank = int((np.abs(np.diag(R)) > DEPENDENT).sum())
        kept = np.sort(order[:rank])
        return np.asarray(X[:, kept])

    def _match(self, name: str) -> None:
        """Impute by the value of one of those whose predicted indicators are nearest.

        Indicators of the levels (or the values) are predicted by least squares, the
        coefficients drawn from their normal distribution.
        """
        at, lost = self.ix_obs[name], self.ix_miss[name]
        values = self.values_of(name)
        levels = max(self._columns[name].levels, 0)
        Y, X = coded(values[at], levels), self._X[at]
        K = np.linalg.pinv(X.T @ X)
        B = K @ X.T @ Y
        rest = Y - X @ B
        spread = rest.T @ rest / max(len(Y) - X.shape[1], 1)
        drawn = B + _root(K) @ self.rng.normal(size=B.shape) @ _root(spread).T
        gap = ((self._X[lost] @ drawn)[:, None] - (X @ B)[None]) ** 2
        nearest = np.argsort(gap.sum(axis=-1), axis=1, kind="stable")[:, :DONORS]
        chosen = self.rng.integers(0, nearest.shape[1], size=len(lost))
        self._store_changes(name, values[at][nearest[np.arange(len(lost)), chosen]])


def _root(matrix: Floats) -> Floats:
    values, axes = np.linalg.eigh(matrix)
    return np.asarray(axes * np.sqrt(np.maximum(values, 0.0)))


@contextmanager
def borrowed_chance(rng: np.random.Generator) -> Iterator[None]:
    """Seed numpy's global source of chance from `rng`, and give it back as it was.

    statsmodels before 0.15 draws from it.
    """
    held = np.random.get_state()  # noqa: NPY002  (to give it back)
    np.random.seed(int(rng.integers(2**32)))  # noqa: NPY002  (all that statsmodels before 0.15 draws from)
    try:
        yield
    finally:
        np.random.set_state(held)  # noqa: NPY002


def chain_equations(
    columns: Sequence[Column], fixed: Floats, *, imputations: int, rng: np.random.Generator, burn_in: int, skip: int
) -> list[dict[str, Floats]]:
    """Return completed columns, by name, for each imputation.

    Parameters
    ----------
    columns
        Those to be completed, and predictors with missing values of their own.
    fixed
        Predictors without missing values, (n, f).
    imputations
        How many.
    rng
        The only source of chance.
    burn_in, skip
        Rounds over all columns before the first imputation, and from one to the next.
    """
    with borrowed_chance(rng):
        chain = Chain(columns, fixed, rng)
        chain.update_all(burn_in)
        made = []
        for _ in range(imputations):  # a chain is made step by step
            chain.update_all(skip)
            made.append({one.name: chain.values_of(one.name).copy() for one in columns})
    return made
