"""Contrasts of marginal means: differences, ratios and odds ratios by group and visit, and of their changes."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import FitError, one_of
from peereval.estimate.inference import NOT_ESTIMABLE, check_level, t_columns
from peereval.estimate.marginal_inference import MarginalDf, describe_marginal, marginal_df
from peereval.estimate.standardisation import StandardisedMeans, standardise_means
from peereval.model.marginal.fit import MarginalFit
from peereval.remarks import Note
from peereval.results import Result, make_result

Floats = NDArray[np.float64]
Scale = Literal["difference", "ratio", "odds-ratio"]
SCALES = ("difference", "ratio", "odds-ratio")
# (by visit, of the change from a baseline) of each scale, by what the mean is
_WORDS = {
    ("mean", "difference"): ("difference", "difference in change"),
    ("mean", "ratio"): ("ratio of means", "ratio of ratios of means"),
    ("probability", "difference"): ("risk difference", "difference in change of risk"),
    ("probability", "ratio"): ("risk ratio", "ratio of risk ratios"),
    ("probability", "odds-ratio"): ("odds ratio", "ratio of odds ratios"),
    ("rate", "difference"): ("rate difference", "difference in change of rate"),
    ("rate", "ratio"): ("rate ratio", "ratio of rate ratios"),
    ("category", "difference"): ("probability difference", "difference in change of probability"),
    ("category", "odds-ratio"): ("common odds ratio", "ratio of common odds ratios"),
}
_MEANS = {"gaussian": "mean", "binomial": "probability", "ordinal": "category"}


def marginal_contrasts(
    fit: MarginalFit,
    *,
    group: str,
    reference: object,
    baseline: object = None,
    scale: Scale = "difference",
    df_method: MarginalDf = "auto",
    level: float = 0.95,
) -> Result:
    """Return what sets each group apart from the reference at each visit, in marginal means.

    Use it for risk differences, risk ratios and rate ratios. With a `baseline`, the contrast is
    that of the changes since then: the difference in change of a risk (difference in
    differences), or the ratio of two ratios of rates. Which scale the change is parallel on
    without the programme is an assumption: parallel risks are not parallel odds.

    Parameters
    ----------
    fit
        From `fit_marginal`, with the group and the visit in its formula.
    group, reference
        The group column, and the level the others are compared with.
    baseline
        The visit changes start from; without it levels are compared.
    scale
        ``"difference"``; ``"ratio"`` of means, risks or rates; ``"odds-ratio"`` of marginal risks,
        for an ordinal outcome the common odds ratio of the model.
    df_method, level
        As in `marginal_means`.

    Returns
    -------
    Result
        Keys ``group, visit, reference, baseline`` (without baseline: no such key), and ``category``
        for an ordinal outcome. Of ratios, `std_error` is that of the natural logarithm, and the
        interval is turned back. For a normal outcome with a baseline these are the differences in
        change, as of `change_contrasts`.

    Raises
    ------
    FitError
        If a name, a level or an option is unknown, or the scale does not go with the family.

    References
    ----------
    Localio, Margolis and Berlin 2007, doi:10.1016/j.jclinepi.2006.12.001.
    """
    words, level = _words(fit, scale), check_level(level)
    visit = fit.frame.visit
    if visit not in fit.frame.levels and baseline is not None:
        raise FitError(f"The formula has no term in '{visit}', so it gives no mean by visit.")
    names = [group, visit] if visit in fit.frame.levels else [group]
    cells = standardise_means(fit, names)
    base = cells.position(0, reference, "reference")
    start = None if baseline is None else cells.position(1, baseline, "baseline")
    values, rows, good = _scaled(cells, fit, scale)
    shape = (len(cells.axes[0]), len(cells.axes[1]) if len(names) == 2 else 1)
    compared = _compare(_Grid.of(values, rows, good, shape), base, start)
    if not len(compared.picked):
        raise FitError(Note("refused_one_level", group=group))
    keys = _keys(fit, cells, compared, names, reference, baseline, scale)
    figures = _figures(fit, compared, scale, df_method, level)
    frame = pd.concat([keys, figures.assign(quantity=words[0 if baseline is None else 1])], axis=1)
    method = describe_marginal(fit, df_method=df_method, level=level, scale=scale)
    notes = (*fit.notes, Note("marginal_standardised"), *((Note("marginal_ratio"),) if scale != "difference" else ()))
    return make_result("marginal_contrasts", frame, method=method, notes=notes)


def _words(fit: MarginalFit, scale: str) -> tuple[str, str]:
    if scale not in SCALES:
        raise FitError(one_of("scale", scale, SCALES))
    kind = _MEANS.get(fit.family, "rate")
    if (kind, scale) not in _WORDS:
        raise FitError(f"scale='{scale}' does not go with the family '{fit.family}'.")
    return _WORDS[(kind, scale)]


def _scaled(cells: StandardisedMeans, fit: MarginalFit, scale: str) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return what differences are taken of, [..., q], its slopes [..., q, p] and whether it exists."""
    if scale == "difference":
        return cells.means, cells.slopes, cells.good
    if fit.categories:
        return (cells.linear @ fit.beta)[..., None], cells.linear[..., None, :], cells.good
    positive = cells.good & (cells.means > 0.0).all(axis=-1)
    mean = np.where(positive[..., None], cells.means, 0.5)
    rest = 1.0 - mean if scale == "odds-ratio" else np.ones_like(mean)
    return np.log(mean / rest), cells.slopes / (mean * rest)[..., None], positive


@dataclass(frozen=True, slots=True, eq=False)
class _Grid:
    """Values [g, t, q], slopes [g, t, q, p] and whether they exist [g, t]."""

    values: Floats
    rows: Floats
    good: NDArray[np.bool_]

    @staticmethod
    def of(values: Floats, rows: Floats, good: NDArray[np.bool_], shape: tuple[int, int]) -> "_Grid":
        """Return the grid of cells by group, or by group and visit."""
        return _Grid(values.reshape(*shape, -1), rows.reshape(*shape, *rows.shape[-2:]), good.reshape(shape))


@dataclass(frozen=True, slots=True, eq=False)
class _Compared:
    """Contrasts (m, q), their slopes (m, q, p), whether they exist (m,), and the cells (m, 2) they are of."""

    values: Floats
    rows: Floats
    good: NDArray[np.bool_]
    picked: list[tuple[int, int]]


def _compare(grid: _Grid, base: int, start: int | None) -> _Compared:
    """Return each group against the reference, at each visit or in its change since a first one."""
    values, rows, good = grid.values, grid.rows, grid.good
    if start is not None:
        values, rows = values - values[:, [start]], rows - rows[:, [start]]
        good = good & good[:, [start]]
    values, rows, good = values - values[[base]], rows - rows[[base]], good & good[[base]]
    picked = [(g, t) for g in range(values.shape[0]) for t in range(values.shape[1]) if g != base and t != start]
    at = tuple(np.array(picked, dtype=np.intp).reshape(-1, 2).T)
    return _Compared(values[at], rows[at], good[at], picked)


def _keys(
    fit: MarginalFit,
    cells: StandardisedMeans,
    compared: _Compared,
    names: list[str],
    reference: object,
    baseline: object,
    scale: str,
) -> pd.DataFrame:
    """Return the key columns, categories fastest."""
    ends = {"reference": reference} | ({} if baseline is None else {"baseline": baseline})
    keys = pd.DataFrame(
        [{name: cells.axes[axis][at[axis]] for axis, name in enumerate(names)} | ends for at in compared.picked]
    )
    if fit.categories and scale == "difference":
        return keys.merge(pd.DataFrame({"category": list(fit.categories)}), how="cross")
    return keys


def _figures(fit: MarginalFit, compared: _Compared, scale: str, df_method: str, level: float) -> pd.DataFrame:
    """Return the value columns by the delta method, ratios turned back from their logarithm."""
    q = compared.values.shape[1]
    rows, good = compared.rows.reshape(-1, compared.rows.shape[-1]), np.repeat(compared.good, q)
    error = np.sqrt(np.maximum(np.einsum("mp,pq,mq->m", rows, fit.covariance, rows), 0.0))
    values = t_columns(compared.values.reshape(-1), error, marginal_df(fit, rows, df_method), level)
    if scale != "difference":
        for name in ("estimate", "conf_low", "conf_high"):
            values[name] = np.exp(values[name])
    values.loc[~good, :] = np.nan
    return values.assign(note=np.where(good, "", NOT_ESTIMABLE))
