"""From people split into responders and others to the rows of a result."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.estimate.inference import t_columns
from peereval.sensitivity.imputation.pooling import Pooled, pool_rubin
from peereval.sensitivity.meaning.needed import QUANTITY, needed_columns
from peereval.sensitivity.meaning.respond import People, Splits
from peereval.sensitivity.meaning.standardised import Standardised, standardise_risks

Floats = NDArray[np.float64]
LEAST = 1e-12  # variance of a share that does not vary between samples


def _keys(people: People, group: int, visit: int, *, compared: bool) -> dict[str, object]:
    reference = people.levels[people.reference] if compared else ""
    named = dict(zip(people.names, (people.levels[group], people.visits[visit]), strict=True))
    return {**named, "reference": reference, "baseline": people.visits[people.start]}


def share_rows(splits: Splits, limit: float) -> pd.DataFrame:
    """Return the shares of each group that improved and got worse, in percent, and how many people it has."""
    people, rows = splits.people, []
    for visit in people.later:
        shares = {"improved": splits.improved(visit, limit), "deteriorated": splits.deteriorated(visit, limit)}
        for group in range(len(people.levels)):
            own, keys = people.group == group, _keys(people, group, visit, compared=False)
            rows.append({**keys, "quantity": "participants", "estimate": float(own.sum())})
            rows += [{**keys, "quantity": name, "estimate": 100.0 * float(who[:, own].mean())}
                     for name, who in shares.items()]  # fmt: skip
    return pd.DataFrame(rows)


def contrast_rows(splits: Splits, limit: float, level: float) -> pd.DataFrame:
    """Return the adjusted shares of each group, and their differences from the reference."""
    people = splits.people
    columns, df = splits.columns(), _complete_df(people, splits)
    parts = []
    for visit in people.later:
        found = standardise_risks(columns, splits.improved(visit, limit), people.sites)
        parts += [*_visit_rows(people, visit, found, df, level)]
    return pd.concat(parts, ignore_index=True)


def _complete_df(people: People, splits: Splits) -> float:
    """Return the degrees of freedom had nothing been missing: sites minus groups, or people minus columns."""
    if people.sites is None:
        return float(len(people.group) - people.ancova.columns.shape[1] - splits.adjusted)
    n_sites = int(people.sites.max()) + 1
    apart = len(np.unique(np.column_stack([people.sites, people.group]), axis=0)) == n_sites
    return float(max(1, n_sites - (len(people.levels) if apart else 1)))


def _visit_rows(people: People, visit: int, found: Standardised, df: float, level: float) -> Iterator[pd.DataFrame]:
    variances = np.einsum("mgg->mg", found.covariance)
    alone = _pooled(found.risks, variances, df)
    keys = pd.DataFrame([_keys(people, g, visit, compared=False) for g in range(len(people.levels))])
    shares = t_columns(100.0 * alone.estimate, 100.0 * alone.std_error, alone.df, level)
    none = dict.fromkeys(("statistic", "p_value"), np.nan)  # nobody asks whether a share is 0
    within = {name: shares[name].clip(0.0, 100.0) for name in ("conf_low", "conf_high")}
    yield pd.concat([keys, shares.assign(quantity="adjusted improved", **none, **within)], axis=1)
    others = [g for g in range(len(people.levels)) if g != people.reference]
    base = people.reference
    spread = variances + variances[:, [base]] - 2.0 * found.covariance[:, :, base]
    pooled = _pooled((found.risks - found.risks[:, [base]])[:, others], spread[:, others], df)
    keys = pd.DataFrame([_keys(people, g, visit, compared=True) for g in others])
    values = t_columns(100.0 * pooled.estimate, 100.0 * pooled.std_error, pooled.df, level)
    yield pd.concat([keys, values.assign(quantity="difference in risk")], axis=1)
    needed = needed_columns(*(values[name].to_numpy() / 100.0 for name in ("estimate", "conf_low", "conf_high")))
    yield keys.assign(quantity=QUANTITY, **needed)
    yield keys.assign(quantity="fraction of missing information", estimate=pooled.missing_information)


def _pooled(estimates: Floats, variances: Floats, df: float) -> Pooled:
    return pool_rubin(estimates, np.maximum(variances, LEAST), df)


def curve_rows(splits: Splits, points: int) -> pd.DataFrame:
    """Return the share of each group that improved by at least x at each visit, in percent."""
    people, moved = splits.people, splits.directed.improvement
    own = [people.group == g for g in range(len(people.levels))]
    parts = []
    for visit in people.later:
        grid = np.linspace(moved[:, :, visit].min(), moved[:, :, visit].max(), points)
        for group, members in enumerate(own):
            ranked = np.sort(moved[:, members, visit].ravel())
            below = np.searchsorted(ranked, grid - np.abs(grid) * 1e-9)
            keys = {name: value for name, value in _keys(people, group, visit, compared=False).items()
                    if name != "reference"}  # fmt: skip
            share = 100.0 * (1.0 - below / len(ranked))
            parts.append(pd.DataFrame({**keys, "improvement": grid, "quantity": "improved", "estimate": share}))
    return pd.concat(parts, ignore_index=True)
