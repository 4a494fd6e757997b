"""Adjusted means: the model's mean in each cell, covariates held at common values."""

from collections.abc import Iterable, Sequence
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import FitError, did_you_mean, one_of
from peereval.estimate.inference import DfMethod, describe_method, estimate_rows
from peereval.model.fit import Fit
from peereval.results import Result, make_result

Floats = NDArray[np.float64]
Weights = Literal["equal", "observed", "proportional", "outer"]
WEIGHTS = ("equal", "observed", "proportional", "outer")


def cell_rows(fit: Fit, by: Sequence[str], weights: str) -> tuple[pd.DataFrame, Floats]:
    """Return the cells of `by` and the rows, (cells, all columns), that give their means.

    Numeric covariates stand at their mean over the rows used. Other categoricals are
    averaged with equal weights, with the shares of their combinations in the rows used
    ("observed", "proportional"), or with the products of the shares of their levels
    ("outer"); the weights are the same in every cell.
    """
    if weights not in WEIGHTS:
        raise FitError(one_of("weights", weights, WEIGHTS))
    levels = fit.frame.levels
    for name in by:
        if name in fit.frame.means:
            raise FitError(f"'{name}' is a number in the formula; write C({name}) there, or declare it categorical.")
        if name not in levels:
            listed = ", ".join(map(repr, levels)) or "none"
            hint = did_you_mean(str(name), levels)
            raise FitError(f"'{name}' is not a categorical of the formula; they are: {listed}.{hint}")
    if len(set(by)) != len(by):
        raise FitError("A name stands twice among the cells asked for.")
    cells = _product({name: levels[name] for name in by})
    others = [name for name in levels if name not in by]
    averaged, share = _weighted(fit, others, weights)
    grid = cells.merge(averaged, how="cross") if others else cells
    columns = fit.frame.columns_for(grid.assign(**fit.frame.means))
    return cells, np.einsum("cop,o->cp", columns.reshape(len(cells), len(share), -1), share)


def _weighted(fit: Fit, others: list[str], weights: str) -> tuple[pd.DataFrame, Floats]:
    """Return the combinations of the categoricals averaged over and their weights, which sum to 1."""
    every = _product({name: fit.frame.levels[name] for name in others})
    if weights == "equal" or not others:
        return every, np.full(len(every), 1.0 / len(every))
    rows = fit.frame.combinations
    if weights == "outer":
        share = np.ones(len(every))
        for name in others:
            counts = rows.groupby(name, observed=True)["rows"].sum()
            share *= (every[name].map(counts.to_dict()).astype(np.float64) / counts.sum()).to_numpy()
        return every, share
    counted = rows.groupby(others, observed=True, sort=True)["rows"].sum().reset_index()
    return counted[others], (counted["rows"] / counted["rows"].sum()).to_numpy(dtype=np.float64)


def _product(levels: dict[str, tuple[object, ...]]) -> pd.DataFrame:
    """Return every combination of levels, the last column fastest."""
    if not levels:
        return pd.DataFrame(index=[0])
    index = pd.MultiIndex.from_product([list(values) for values in levels.values()], names=list(levels))
    return index.to_frame(index=False)


def adjusted_means(
    fit: Fit,
    by: Sequence[str] | str,
    *,
    weights: Weights = "equal",
    df_method: DfMethod = "auto",
    level: float = 0.95,
) -> Result:
    """Return the adjusted (estimated marginal, least-squares) mean of each cell.

    Parameters
    ----------
    fit
        A fitted model.
    by
        Categoricals of the formula whose levels make the cells, such as ``["group", "visit"]``.
    weights
        How the other categoricals are averaged, the same in every cell: ``"equal"``;
        ``"observed"``, the shares of their combinations in the rows used, which is what
        emmeans calls ``"proportional"`` (taken here too, as another name for it); or
        ``"outer"``, the products of the shares of their levels, as in emmeans. Numeric
        covariates stand at their mean over the rows used.
    df_method
        ``"kenward-roger"``, ``"satterthwaite"``, ``"bell-mccaffrey"`` (robust variances),
        ``"between-within"``, ``"between-site"`` or ``"normal"``. ``"auto"`` is Kenward-Roger
        under REML, Satterthwaite under ML, and Bell-McCaffrey after `with_variance`.
    level
        Of the confidence intervals.

    Returns
    -------
    Result
        One row a cell: the names in `by`, then estimate, std_error, df, statistic, p_value,
        conf_low, conf_high, note. A cell without data whose mean the model does not
        determine is "not estimable".

    Raises
    ------
    FitError
        If `by` names no categorical of the formula, or an option is unknown.

    References
    ----------
    Searle, Speed and Milliken 1980, doi:10.1080/00031305.1980.10483031.
    """
    if not isinstance(by, Iterable):
        raise FitError("by is the name of a categorical of the formula, or a list of them.")
    names = [by] if isinstance(by, str) else list(by)
    cells, rows = cell_rows(fit, names, weights)
    values = estimate_rows(fit, rows, df_method=df_method, level=level)
    method = describe_method(fit, df_method=df_method, weights=weights, level=level)
    frame = pd.concat([cells, values.assign(quantity="adjusted mean")], axis=1)
    return make_result("adjusted_means", frame, method=method, notes=fit.notes)
