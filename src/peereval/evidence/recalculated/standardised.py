"""Standardised differences of two means, under the denominators and intervals that papers use."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from peereval.evidence.recalculated.candidates import Candidate, Statistic
from peereval.evidence.recalculated.differences import hedges_factor, noncentral_bounds, normal_bounds
from peereval.evidence.recalculated.ranges import Range, combine
from peereval.evidence.recalculated.sampling import quantile_of_z

if TYPE_CHECKING:
    from peereval.evidence.recalculated.two_means import Groups, TwoMeans


def recompute_standardised(check: "TwoMeans", groups: "list[Groups]") -> Iterator[Statistic]:
    """Yield Cohen's d, Hedges' g and their intervals, where they were printed."""
    if check.d:
        yield Statistic(
            "d", (check.d,), tuple(one for g in groups for one in _effects(g, usual=("pooled",))), turns=True
        )
    if check.g:
        usual = ("hedges", "hedges-exact")
        yield Statistic("g", (check.g,), tuple(one for g in groups for one in _effects(g, usual=usual)), turns=True)
    for name, printed in (("d_ci", check.d_ci), ("g_ci", check.g_ci)):
        if printed:
            bounds = tuple(one for g in groups for one in _intervals(g, check.level, hedges=name == "g_ci"))
            yield Statistic(name, printed, bounds, turns=True)


def _effects(group: "Groups", *, usual: tuple[str, ...]) -> Iterator[Candidate]:
    """Yield the difference over each denominator; all vary apart from the means."""
    d = _cohen(group)
    pooled_j = hedges_factor(group.n, exact=False)
    readings = {
        "pooled": (d, "d_pooled"),
        "hedges": (d.times(pooled_j), "g"),
        "hedges-exact": (d.times(hedges_factor(group.n, exact=True)), "g_exact"),
        "average-variance": (combine(np.divide, group.difference, _average(group)), "d_average"),
        "second-deviation": (combine(np.divide, group.difference, group.sd[1]), "d_second"),
        "first-deviation": (combine(np.divide, group.difference, group.sd[0]), "d_first"),
    }
    shown = {**group.shown, "d": d, "j": pooled_j, "average": _average(group)}
    for reading, (value, formula) in readings.items():
        yield Candidate(reading, (value,), formula, shown, usual=reading in usual, choice=group.choice)


def _cohen(group: "Groups") -> Range:
    return combine(np.divide, group.difference, group.spread.pooled)


def _average(group: "Groups") -> Range:
    return combine(lambda a, b: np.sqrt((a**2 + b**2) / 2), *group.sd)


def _intervals(group: "Groups", level: float, *, hedges: bool) -> Iterator[Candidate]:
    """Yield the interval by the large-sample error and by the noncentral t distribution.

    Both are in use and neither is named in most tables, so both are usual.
    """
    d, quantile = _cohen(group), quantile_of_z(level)
    j = hedges_factor(group.n, exact=False) if hedges else 1.0
    shown: dict[str, object] = {**group.shown, "d": d, "j": j, "quantile": quantile, "effect": d.times(j)}
    effect = d.times(j)
    found = [("large-sample", "d_ci" if hedges else "g_ci", normal_bounds(d, group.n, quantile, j))]
    if hedges:  # many compute the error from g itself
        found.append(("large-sample-of-g", "g_ci", normal_bounds(effect, group.n, quantile)))
    for reading, formula, (lower, upper, half) in found:
        yield Candidate(reading, (lower, upper), formula, shown, True, group.choice, effect, half)  # noqa: FBT003
    bounds = noncentral_bounds(d, group.n, level)
    if bounds:
        t_scale = float(np.sqrt(1 / group.n[0] + 1 / group.n[1]))
        shown |= {"t": d.times(1 / t_scale), "tails": f"{(1 + level) / 2:g} | {(1 - level) / 2:g}"}
        lower, upper = (one.times(j) for one in bounds)
        formula = "g_ci_noncentral" if hedges else "d_ci_noncentral"
        yield Candidate("noncentral-t", (lower, upper), formula, shown, usual=True, choice=group.choice)
