"""From rows of a contrast matrix to estimates with standard error, df, p value and interval."""

from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from peereval.errors import FitError, one_of
from peereval.model.fit import Fit
from peereval.model.small_sample import satterthwaite_df

Floats = NDArray[np.float64]
DfMethod = Literal["auto", "satterthwaite"]
DF_METHODS = ("auto", "satterthwaite")
NOT_ESTIMABLE = "not estimable"


def resolve_df_method(df_method: str) -> str:
    """Return the method that "auto" stands for, or refuse an unknown one."""
    if df_method not in DF_METHODS:
        raise FitError(one_of("df_method", df_method, DF_METHODS))
    return "satterthwaite"


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


def estimate_kept(fit: Fit, used: Floats, good: NDArray[np.bool_], *, df_method: str, level: float) -> pd.DataFrame:
    """Return the value columns for rows over the kept columns, (m, p); `good` says which are estimable."""
    resolve_df_method(df_method)
    level = check_level(level)
    estimate = np.where(good, used @ fit.beta, np.nan)
    variance = np.einsum("mp,pq,mq->m", used, fit.covariance, used, optimize=True)
    error = np.where(good, np.sqrt(np.maximum(variance, 0.0)), np.nan)
    df = np.where(good, satterthwaite_df(used, fit.covariance, fit.small_sample.slopes, fit.small_sample.theta_covariance), np.nan)
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
            "note": np.where(good, "", NOT_ESTIMABLE),
        }
    )


def describe_method(fit: Fit, *, df_method: str, **more: object) -> dict[str, object]:
    """Return what a result says about how it was made."""
    return {
        "formula": fit.formula,
        "method": fit.method,
        "covariance": fit.structure_name,
        "df_method": resolve_df_method(df_method),
        **more,
    }
