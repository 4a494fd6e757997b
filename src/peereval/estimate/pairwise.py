"""Every pair of groups at every visit, with raw and adjusted p values side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from peereval.errors import FitError, one_of
from peereval.estimate.contrasts import CellGrid, cell_grid, visit_factor
from peereval.estimate.correlation import estimate_correlation
from peereval.estimate.inference import DfMethod, describe_method, estimate_rows
from peereval.estimate.means import Weights
from peereval.estimate.multiplicity import (
    ADJUSTMENTS,
    Adjustment,
    adjust_p_values,
    max_t_p_values,
    max_t_quantile,
    tukey_p_values,
    tukey_quantiles,
)
from peereval.model.fit import Fit
from peereval.remarks import Note
from peereval.results import Result, make_result

Floats = NDArray[np.float64]
Family = Literal["visit", "all"]
FAMILIES = ("visit", "all")
ADJUSTED = ("p_value", "conf_low", "conf_high", "df")


@dataclass(frozen=True, slots=True, eq=False)
class Comparisons:
    """Rows (m, all columns) with their keys (m rows), raw values (m rows) and family (m,)."""

    group: str
    keys: pd.DataFrame
    rows: Floats
    raw: pd.DataFrame
    family: NDArray[np.intp]


def pairwise_contrasts(
    fit: Fit,
    *,
    group: str,
    baseline: object = None,
    reference: object = None,
    by: Sequence[str] | str | None = None,
    adjust: Adjustment = "none",
    family: Family = "visit",
    weights: Weights = "equal",
    df_method: DfMethod = "auto",
    level: float = 0.95,
) -> Result:
    """Return comparisons of every pair of groups at every visit, raw and adjusted.

    Parameters
    ----------
    fit
        A fitted model with `group` and the visit in its formula.
    group
        The group column.
    baseline
        The visit that changes start from; without it levels are compared.
    reference
        A group: only comparisons with it are made. Without it all pairs are, each level
        minus those before it.
    by
        More categoricals, to have the comparisons within each of their levels.
    adjust
        ``"none"``; by p value ``"bonferroni"``, ``"holm"``, ``"hochberg"``,
        ``"benjamini-hochberg"``; ``"tukey"`` (Tukey-Kramer, all pairs, by the studentized range
        with the df of each row); ``"dunnett"`` (against the reference, by the multivariate t
        with the smallest df of the family, which errs on the safe side).
    family
        Whether the tests of one visit (and level of `by`) are adjusted together, as emmeans
        does with ``| visit``, or all of the table. What is not estimable is not in it.
    weights, df_method, level
        As in `adjusted_means`.

    Returns
    -------
    Result
        Keys ``[by,] group, visit, reference[, baseline], adjust``. Each comparison has a row
        with ``adjust="none"`` and, when asked for, a second one with the adjusted p value; its
        interval is simultaneous for Tukey, Dunnett and Bonferroni and missing for the others,
        its df those of the adjustment.

    Raises
    ------
    FitError
        If a name, level or option is unknown, Dunnett's test has no reference, or Tukey's has one.

    References
    ----------
    Kramer 1956, doi:10.2307/3001469; Dunnett 1955, doi:10.1080/01621459.1955.10501294; Hothorn,
    Bretz and Westfall 2008, doi:10.1002/bimj.200810425.
    """
    _check(adjust, family, reference)
    grid = cell_grid(fit, [group, visit_factor(fit)], by, weights)
    keys, rows, stratum = _compare(grid, group, baseline, reference)
    raw = estimate_rows(fit, rows, df_method=df_method, level=level)
    compared = Comparisons(group, keys, rows, raw, np.zeros_like(stratum) if family == "all" else stratum)
    values = raw.assign(adjust="none")
    if adjust != "none":
        done = _adjust(fit, compared, adjust, df_method=df_method, level=level).assign(adjust=adjust)
        values = pd.concat([values, done]).sort_index(kind="stable")
    quantity = "difference" if baseline is None else "difference in change"
    named = keys.loc[values.index].assign(adjust=values["adjust"].to_numpy()).reset_index(drop=True)
    values = values.drop(columns="adjust").assign(quantity=quantity).reset_index(drop=True)
    frame = pd.concat([named, values], axis=1)
    method = describe_method(fit, df_method=df_method, weights=weights, level=level, adjust=adjust, family=family)
    notes = fit.notes if adjust == "none" else (*fit.notes, Note(f"adjust_{adjust}".replace("-", "_")))
    kind = "pairwise_levels" if baseline is None else "pairwise_changes"
    return make_result(kind, frame, method=method, notes=notes)


def _check(adjust: str, family: str, reference: object) -> None:
    for name, value, allowed in (("adjust", adjust, ADJUSTMENTS), ("family", family, FAMILIES)):
        if value not in allowed:
            raise FitError(one_of(name, value, allowed))
    if adjust == "dunnett" and reference is None:
        raise FitError("Dunnett's test compares groups with a reference; give reference='...'.")
    if adjust == "tukey" and (reference is not None or family == "all"):
        raise FitError(
            "Tukey's test is of all pairs at one visit; leave reference and family out, or use adjust='dunnett'."
        )


def _compare(
    grid: CellGrid, group: str, baseline: object, reference: object
) -> tuple[pd.DataFrame, Floats, NDArray[np.intp]]:
    """Return keys, rows and the number of the stratum and visit of each comparison."""
    groups, visits = grid.axes
    cells, when = grid.rows, list(range(len(visits)))
    if baseline is not None:
        start = grid.position(1, baseline, "baseline")
        cells = cells - cells[:, :, [start]]
        when.remove(start)
    pairs = [(g, h) for h, g in combinations(range(len(groups)), 2)]
    if reference is not None:
        base = grid.position(0, reference, "reference")
        pairs = [(g, base) for g in range(len(groups)) if g != base]
    pairs.sort()
    extra = {} if baseline is None else {"baseline": baseline}
    listed = [{group: groups[g], "visit": visits[t], "reference": groups[h], **extra} for t in when for g, h in pairs]
    keys = grid.strata.merge(pd.DataFrame(listed), how="cross")
    rows = np.stack([cells[:, g, t] - cells[:, h, t] for t in when for g, h in pairs], axis=1)
    family = np.repeat(np.arange(len(grid.strata) * len(when)), len(pairs))
    return keys, rows.reshape(-1, rows.shape[-1]), family


def _adjust(fit: Fit, compared: Comparisons, adjust: str, *, df_method: str, level: float) -> pd.DataFrame:
    """Return the values with p value, interval and df replaced by adjusted ones."""
    values = compared.raw.assign(conf_low=np.nan, conf_high=np.nan)
    good = np.isfinite(values["p_value"].to_numpy())
    for number in np.unique(compared.family[good]):
        at = np.flatnonzero((compared.family == number) & good)
        raw = values.iloc[at]
        t, df = raw["statistic"].to_numpy(), raw["df"].to_numpy()
        if adjust == "tukey":
            n_means = len({*compared.keys[compared.group].iloc[at], *compared.keys["reference"].iloc[at]})
            p, times = tukey_p_values(t, n_means, df), tukey_quantiles(level, n_means, df)
        elif adjust == "dunnett":
            df = np.full(len(at), df.min())
            R = estimate_correlation(fit, compared.rows[at], raw["std_error"].to_numpy(), df_method)
            p, times = max_t_p_values(t, R, df[0]), np.full(len(at), max_t_quantile(level, R, df[0]))
        else:
            p = adjust_p_values(raw["p_value"], adjust)
            alone = 1.0 - (1.0 - level) / (2.0 * len(at))
            times = np.asarray(stats.t.ppf(alone, df)) if adjust == "bonferroni" else np.full(len(at), np.nan)
        half, centre = times * raw["std_error"].to_numpy(), raw["estimate"].to_numpy()
        values.loc[at, list(ADJUSTED)] = np.column_stack([p, centre - half, centre + half, df])
    return values
