"""From rows of a contrast matrix to estimates with standard error, df, p value and interval."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from peereval.errors import FitError
from peereval.estimate.df_method import DF_METHODS, DfMethod, resolve_df_method
from peereval.model.between import between_site_df, between_within
from peereval.model.fit import Fit
from peereval.model.small_sample import satterthwaite_df

__all__ = [
    "DF_METHODS",
    "NOT_ESTIMABLE",
    "DfMethod",
    "check_level",
    "describe_method",
    "estimable_rows",
    "estimate_kept",
    "estimate_rows",
    "resolve_df_method",
    "t_columns",
]

Floats = NDArray[np.float64]
NOT_ESTIMABLE = "not estimable"


def check_level(level: float) -> float:
    """Return a confidence level strictly between 0 and 1, or refuse it."""
    if not (isinstance(level, int | float) and 0.0 < level < 1.0):
        raise FitError("level is a confidence level between 0 and 1, such as 0.95.")
    return float(level)


def estimable_rows(fit: Fit, rows: Floats) -> NDArray[np.bool_]:
    """Say of each row (m, all columns) whether the data determine it, (m,).

    A row is estimable when it is orthogonal to the directions in which the columns of the
    design are dependent (Searle 1971).
    """
    if fit.null_space.shape[1] == 0:
        return np.ones(len(rows), dtype=bool)
    leak = np.abs(rows @ fit.null_space)
    size = np.abs(rows) @ np.abs(fit.null_space)
    return np.asarray((leak <= 1e-8 * size).all(axis=1))


def estimate_rows(fit: Fit, rows: Floats, *, df_method: str, level: float) -> pd.DataFrame:
    """Return the value columns of a result for rows over all columns of the design, (m, columns).

    A row that the data do not determine has missing figures and "not estimable" in `note`.
    """
    return estimate_kept(fit, rows[:, fit.kept], estimable_rows(fit, rows), df_method=df_method, level=level)


def row_covariance(fit: Fit, df_method: str) -> Floats:
    """Return the covariance of the coefficients that goes with a resolved df method, (p, p)."""
    return fit.small_sample.adjusted if df_method == "kenward-roger" else fit.covariance


def row_df(fit: Fit, used: Floats, df_method: str) -> Floats:
    """Return the degrees of freedom of rows over the kept columns, (m, p), by a resolved method.

    Kenward and Roger's df of one row is Satterthwaite's, with the covariance of the variance
    parameters that made K_A.
    """
    small = fit.small_sample
    if df_method == "satterthwaite":
        return satterthwaite_df(used, fit.covariance, small.slopes, small.theta_covariance)
    if df_method == "kenward-roger":
        return satterthwaite_df(used, fit.covariance, small.slopes, small.adjusted_theta_covariance)
    if df_method == "bell-mccaffrey" and fit.robust is not None:
        return fit.robust.row_df(used)
    if df_method == "between-within":
        return between_within(fit).of_rows(used)
    return np.full(len(used), between_site_df(fit) if df_method == "between-site" else np.inf)


def estimate_kept(fit: Fit, used: Floats, good: NDArray[np.bool_], *, df_method: str, level: float) -> pd.DataFrame:
    """Return the value columns for rows over the kept columns, (m, p); `good` says which are estimable."""
    method = resolve_df_method(fit, df_method)
    level = check_level(level)
    estimate = np.where(good, used @ fit.beta, np.nan)
    variance = np.einsum("mp,pq,mq->m", used, row_covariance(fit, method), used, optimize=True)
    error = np.where(good, np.sqrt(np.maximum(variance, 0.0)), np.nan)
    df = np.where(good, row_df(fit, used, method), np.nan)
    return t_columns(estimate, error, df, level).assign(note=np.where(good, "", NOT_ESTIMABLE))


def t_columns(estimate: Floats, error: Floats, df: Floats | float, level: float) -> pd.DataFrame:
    """Return the value columns of figures with a t distribution, each (m,), without the note."""
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = estimate / error
    half = stats.t.ppf(0.5 + level / 2.0, df) * error
    return pd.DataFrame(
        {
            "estimate": estimate,
            "std_error": error,
            "df": df,
            "statistic": statistic,
            "p_value": 2.0 * stats.t.sf(np.abs(statistic), df),
            "conf_low": estimate - half,
            "conf_high": estimate + half,
        }
    )


def describe_method(fit: Fit, *, df_method: str, **more: object) -> dict[str, object]:
    """Return what a result says about how it was made.

    `variance` is "model" or the robust one with its cluster; `information` is that behind
    the degrees of freedom of Satterthwaite or Kenward and Roger, and "none" where Kenward
    and Roger's adjustment would shrink the covariance and was left out.
    """
    method = resolve_df_method(fit, df_method)
    said: dict[str, object] = {
        "formula": fit.formula,
        "method": fit.method,
        "covariance": fit.structure_name,
        "df_method": method,
        "variance": "model" if fit.robust is None else fit.robust.name,
    }
    if method == "satterthwaite":
        said["information"] = fit.information
    if method == "kenward-roger":
        said["information"] = fit.information
        said["adjusted_by"] = fit.small_sample.adjusted_by
    return {**said, **more}
