"""Degrees of freedom and coefficients of marginal models."""

from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import FitError, one_of
from peereval.estimate.inference import check_level, t_columns
from peereval.model.marginal.fit import MarginalFit
from peereval.results import Result, make_result

Floats = NDArray[np.float64]
MarginalDf = Literal["auto", "bell-mccaffrey", "clusters", "normal"]
DF_METHODS = ("auto", "bell-mccaffrey", "clusters", "normal")


def resolve_marginal_df(df_method: str) -> str:
    """Return the method used, "auto" resolved, or refuse an unknown one."""
    if df_method not in DF_METHODS:
        raise FitError(one_of("df_method", df_method, DF_METHODS))
    return "bell-mccaffrey" if df_method == "auto" else df_method


def marginal_df(fit: MarginalFit, rows: Floats, df_method: str) -> Floats:
    """Return the degrees of freedom of rows over the kept coefficients (m, p), (m,).

    Bell and McCaffrey's belong to the variance of the fit, Mancl and DeRouen's too: they
    match the first two moments of c'Vc under the working model.
    """
    method = resolve_marginal_df(df_method)
    if method == "bell-mccaffrey":
        return fit.robust.row_df(rows)
    if method == "normal":
        return np.full(len(rows), np.inf)
    left = fit.n_clusters - len(fit.beta)
    if left <= 0:
        raise FitError(
            f"df_method='clusters': there are {fit.n_clusters} clusters for {len(fit.beta)} coefficients; "
            "use 'bell-mccaffrey'."
        )
    return np.full(len(rows), float(left))


def describe_marginal(fit: MarginalFit, *, df_method: str, **more: object) -> dict[str, object]:
    """Return what a result of a marginal model says about how it was made."""
    return {
        "formula": fit.formula,
        "family": fit.family,
        "link": fit.link,
        "method": "independence estimating equations",
        "variance": fit.robust.name,
        "df_method": resolve_marginal_df(df_method),
        **more,
    }


def marginal_coefficients(fit: MarginalFit, *, df_method: MarginalDf = "auto", level: float = 0.95) -> Result:
    """Return the coefficients of a marginal model, on the scale of its link.

    Use it to compare with other software; for the effect of a programme use `marginal_contrasts`.
    With a logit link a coefficient is a log odds ratio given the covariates, with a log link a
    log ratio of rates. Key of the rows: ``term``.

    Raises
    ------
    FitError
        If an option is unknown.
    """
    level = check_level(level)
    error = np.sqrt(np.diag(fit.covariance))
    values = t_columns(fit.beta, error, marginal_df(fit, np.eye(len(fit.beta)), df_method), level)
    frame = pd.concat([pd.DataFrame({"term": fit.terms}), values.assign(quantity="coefficient")], axis=1)
    method = describe_marginal(fit, df_method=df_method, level=level)
    return make_result("marginal_coefficients", frame, method=method, notes=fit.notes)
