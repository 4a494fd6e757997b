"""Marginal means: the probability, rate or mean of each group and visit, averaged over everyone's covariates."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.estimate.inference import NOT_ESTIMABLE, check_level, t_columns
from peereval.estimate.marginal_inference import MarginalDf, describe_marginal, marginal_df
from peereval.estimate.standardisation import as_names, standardise_means
from peereval.model.marginal.fit import MarginalFit
from peereval.remarks import Note
from peereval.results import Result, make_result

Floats = NDArray[np.float64]
QUANTITIES = {
    "gaussian": "mean",
    "binomial": "probability",
    "poisson": "rate",
    "negative-binomial": "rate",
    "ordinal": "probability",
}


def marginal_means(
    fit: MarginalFit, by: Sequence[str] | str, *, df_method: MarginalDf = "auto", level: float = 0.95
) -> Result:
    """Return the mean, probability or rate of each cell, averaged over the covariates of everyone.

    Everyone in the rows used is given the levels of the cell in turn, with their own
    covariates (standardisation); each person counts once, or with weights each row by its weight.
    For a logit or log link this is not the mean at the average covariates.

    Parameters
    ----------
    fit
        From `fit_marginal`.
    by
        Categoricals of the formula whose levels make the cells, such as ``["group", "visit"]``.
    df_method
        ``"auto"`` (Bell-McCaffrey), ``"clusters"`` (clusters minus coefficients) or ``"normal"``.
    level
        Of the intervals, made on the scale of the link (cumulative logits: the logit) and turned
        back; the standard error is that of the mean itself (delta method).

    Returns
    -------
    Result
        Keys: the names in `by`, and ``category`` for an ordinal outcome. Quantity ``mean``,
        ``probability`` or ``rate``. A cell the data do not determine is "not estimable".

    Raises
    ------
    FitError
        If a name or an option is unknown.
    """
    names, level = as_names(by), check_level(level)
    cells = standardise_means(fit, names)
    q = cells.means.shape[-1]
    mean = cells.means.reshape(-1)
    slopes = cells.slopes.reshape(-1, cells.slopes.shape[-1])
    good = np.repeat(cells.good.reshape(-1), q)
    values = _mean_columns(fit, mean, slopes, good, df_method, level)
    keys = pd.MultiIndex.from_product([list(axis) for axis in cells.axes], names=names).to_frame(index=False)
    keys = keys.loc[keys.index.repeat(q)].reset_index(drop=True)
    if fit.categories:
        keys = keys.assign(category=np.tile(np.array(fit.categories, dtype=object), len(keys) // q))
    frame = pd.concat([keys, values.assign(quantity=QUANTITIES[fit.family])], axis=1)
    notes = (*fit.notes, Note("marginal_standardised"))
    return make_result(
        "marginal_means", frame, method=describe_marginal(fit, df_method=df_method, level=level), notes=notes
    )


def _mean_columns(
    fit: MarginalFit, mean: Floats, slopes: Floats, good: NDArray[np.bool_], df_method: str, level: float
) -> pd.DataFrame:
    """Return the value columns of means (m,) with slopes (m, p); intervals on the scale of the link."""
    transformed, derivative = mean, np.ones_like(mean)
    if fit.link != "identity":
        inside = np.clip(mean, 1e-300, None)
        odds = np.clip(1.0 - mean, 1e-300, None) if "logit" in fit.link else np.ones_like(mean)
        transformed, derivative = np.log(inside / odds), 1.0 / (inside * odds)
    error = np.sqrt(np.maximum(np.einsum("mp,pq,mq->m", slopes, fit.covariance, slopes), 0.0))
    df = marginal_df(fit, slopes, df_method)
    values = t_columns(transformed, error * derivative, df, level)
    if fit.link != "identity":
        for name in ("conf_low", "conf_high"):
            turned = np.exp(values[name])
            values[name] = turned / (1.0 + turned) if "logit" in fit.link else turned
        values = values.assign(estimate=mean, std_error=error, statistic=np.nan, p_value=np.nan)
    values.loc[~good, :] = np.nan
    return values.assign(note=np.where(good, "", NOT_ESTIMABLE))
