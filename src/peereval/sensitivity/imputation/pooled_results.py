"""Results of the same analysis of several completed data sets, pooled into one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import DataError
from peereval.estimate.inference import NOT_ESTIMABLE, check_level, t_columns
from peereval.remarks import Note
from peereval.results import VALUE_COLUMNS, Result, make_result, row_keys
from peereval.sensitivity.imputation.pooling import MISSING_INFORMATION, pool_rubin

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

_FIGURES = [name for name in VALUE_COLUMNS if name not in ("quantity", "note")]


def pool_results(results: Sequence[Result], *, level: float | None = None) -> Result:
    """Return the results of the same analysis of several completed data sets pooled by Rubin's rules.

    Use it after `impute_covariates`, or after any imputation: analyse each data set alike, and
    give the results here.

    Parameters
    ----------
    results
        Two or more of one kind, with the same rows.
    level
        Of the confidence intervals; by default that of the results.

    Returns
    -------
    Result
        The same rows, and under each figure with a standard error its "fraction of missing
        information". Degrees of freedom are Barnard and Rubin's, with the mean over the data sets
        of those of the results as the ones of complete data. A row that is not estimable in one data
        set is not estimable; figures without a standard error are averaged.

    Raises
    ------
    DataError
        If there are fewer than two results, or they are not of the same analysis.

    References
    ----------
    Rubin 1987, doi:10.1002/9780470316696; Barnard and Rubin 1999, doi:10.1093/biomet/86.4.948.

    Examples
    --------
    >>> import pandas as pd
    >>> from peereval.results import make_result
    >>> made = [
    ...     make_result("means", pd.DataFrame({"group": ["a"], "estimate": [q], "std_error": [1.4142], "df": [20.0]}))
    ...     for q in (1.0, 2.0, 3.0)]
    >>> found = pool_results(made).rows
    >>> found[["quantity", "estimate", "std_error", "df"]].round(4).values.tolist()[0]
    ['', 2.0, 1.8257, 5.8387]
    """
    first = _refused(results)
    level = check_level(level if level is not None else float(str(first.method.get("level", 0.95))))
    told = {"variance": "rubin", "df_method": "barnard-rubin", "imputations": len(results), "level": level}
    notes = [note for note in first.notes if all(str(note) in map(str, one.notes) for one in results)]
    notes.append(Note("multiple_imputation", imputations=len(results)))
    rows = _pooled(first.rows, _Figures.of(results), level)
    return make_result(first.kind, rows, outcome=first.outcome, method={**first.method, **told}, notes=notes)


@dataclass(frozen=True, slots=True, eq=False)
class _Figures:
    """Estimates, standard errors and degrees of freedom of M results with J rows, each (M, J)."""

    estimates: Floats
    errors: Floats
    df: Floats

    @classmethod
    def of(cls, results: Sequence[Result]) -> "_Figures":
        """Return those of results with the same rows."""
        names = ("estimate", "std_error", "df")
        found = [one.rows[list(names)].to_numpy(dtype=np.float64) for one in results]
        return cls(*np.moveaxis(np.array(found), -1, 0))

    @property
    def tested(self) -> Mask:
        """Which rows have a standard error in some result, (J,)."""
        return np.asarray(np.isfinite(self.errors).any(axis=0))

    @property
    def lost(self) -> Mask:
        """Which rows lack a figure in some result, (J,)."""
        whole = np.isfinite(self.estimates).all(axis=0) & (~self.tested | np.isfinite(self.errors).all(axis=0))
        return np.asarray(~whole)


def _pooled(rows: pd.DataFrame, figures: _Figures, level: float) -> pd.DataFrame:
    """Return the rows pooled, and below them the fractions of missing information."""
    tested, lost = figures.tested, figures.lost
    used = tested & ~lost
    df = np.where(np.isfinite(figures.df), figures.df, np.inf)[:, used].mean(axis=0)
    found = pool_rubin(figures.estimates[:, used], figures.errors[:, used] ** 2, df)
    whole = rows.assign(**dict.fromkeys(_FIGURES, np.nan))
    whole["estimate"] = np.where(lost, np.nan, figures.estimates.mean(axis=0))
    whole["note"] = np.where(lost & tested, NOT_ESTIMABLE, rows["note"])
    pooled = t_columns(found.estimate, found.std_error, found.df, level)
    whole.loc[used, list(pooled)] = pooled.to_numpy()
    keys = rows.loc[used, [name for name in rows if name not in VALUE_COLUMNS]]
    several = rows.loc[tested, "quantity"].nunique() > 1
    named = [f"{MISSING_INFORMATION}, {name}" if several else MISSING_INFORMATION for name in rows["quantity"][used]]
    return pd.concat([whole, keys.assign(quantity=named, estimate=found.missing_information)], ignore_index=True)


def _refused(results: Sequence[Result]) -> Result:
    """Return the first of results that can be pooled, or refuse them."""
    if len(results) < 2 or not all(isinstance(one, Result) for one in results):
        raise DataError("Give two or more results of the same analysis, one for each completed data set.")
    first = results[0]
    for one in results[1:]:
        if (one.kind, one.outcome) != (first.kind, first.outcome) or row_keys(one) != row_keys(first):
            raise DataError("The results are not of the same analysis: their kinds or rows differ.")
    return first
