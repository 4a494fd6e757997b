"""Two groups by mean, standard deviation and size: difference, t, p, Cohen's d, Hedges' g, intervals."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Self

import numpy as np
from pydantic import model_validator

from peereval.evidence.recalculated import standardised
from peereval.evidence.recalculated.candidates import Candidate, Statistic, around
from peereval.evidence.recalculated.cells import (
    Bounds,
    Cell,
    Cells,
    Check,
    Positive,
    Probability,
    Sizes,
    Spreads,
    need_lengths,
)
from peereval.evidence.recalculated.differences import Spread, exact_n, spread_of
from peereval.evidence.recalculated.figures import Figure
from peereval.evidence.recalculated.ranges import Range, as_printed, combine, range_of
from peereval.evidence.recalculated.sampling import one_sided, p_of_t, p_of_z, quantile_of_t, quantile_of_z

Test = Literal["pooled", "welch"]


class TwoMeans(Check):
    """Two means with their standard deviations (or standard errors) and sizes."""

    mean: Cells
    """The two means."""
    sd: Spreads | None = None
    """The two standard deviations."""
    se: Spreads | None = None
    """The two standard errors, where these were printed instead."""
    n: Sizes
    """The two sizes; or several pairs by name, {randomised: [114, 102], analysed: [61, 42]}."""
    test: Test = "pooled"
    """The test that the table says it used."""
    sides: Literal["two", "one"] = "two"
    """Whether the table says that its p is one-sided."""
    difference: Cell | None = None
    """The printed difference of the means."""
    difference_ci: Bounds | None = None
    """Its printed interval."""
    t: Cell | None = None
    """The printed t."""
    df: Positive | None = None
    """Its printed degrees of freedom."""
    p: Probability | None = None
    """The printed p."""
    d: Cell | None = None
    """The printed Cohen's d."""
    d_ci: Bounds | None = None
    """Its printed interval."""
    g: Cell | None = None
    """The printed Hedges' g."""
    g_ci: Bounds | None = None
    """Its printed interval."""

    @model_validator(mode="after")
    def _two_of_each(self) -> Self:
        need_lengths(2, "one for each group", mean=self.mean, sd=self.sd, se=self.se)
        for sizes in self.n.values():
            need_lengths(2, "one for each group", n=sizes)
        if (self.sd is None) == (self.se is None):
            raise ValueError("give 'sd' or 'se' of the two means, one of the two.")
        return self


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Two groups under one choice of sizes: the ranges that everything is computed from."""

    choice: str
    n: tuple[int, int]
    difference: Range
    spread: Spread
    sd: tuple[Range, Range]
    shown: dict[str, object]

    def error(self, test: Test) -> tuple[Range, Range]:
        """Return standard error and degrees of freedom of the difference."""
        welch = test == "welch"
        return (self.spread.se_welch, self.spread.df_welch) if welch else (self.spread.se_pooled, exact_n(self.n))

    def t(self, test: Test) -> Range:
        """Return t: the means and the deviations vary apart from each other, so the corners hold the extremes."""
        return combine(np.divide, self.difference, self.error(test)[0])


def recompute_two_means(check: TwoMeans) -> Iterator[Statistic]:
    """Yield each printed statistic of two means with its candidates."""
    groups = [_groups(check, choice, (n[0], n[1])) for choice, n in check.n.items()]
    tests: list[Test] = ["pooled", "welch"] if check.test == "pooled" else ["welch", "pooled"]
    both = [(group, test) for group in groups for test in tests]
    if check.difference:
        means = combine(np.subtract, *map(range_of, check.mean))
        found = Candidate("means", (means,), "difference", groups[0].shown, usual=True)
        yield Statistic("difference", (check.difference,), (found,), turns=True)
    if check.difference_ci:
        bounds = (_interval(g, t, check, z=z) for g, t in both for z in (False, True))
        yield Statistic("difference_ci", check.difference_ci, tuple(bounds), turns=True)
    if check.t:
        yield Statistic("t", (check.t,), tuple(_t(g, t, check) for g, t in both), turns=True)
    if check.df:
        yield Statistic("df", (check.df,), tuple(_df(g, t, check) for g, t in both))
    if check.p:
        yield Statistic("p", (check.p,), tuple(_p_values(groups, tests, check)))
    yield from standardised.recompute_standardised(check, groups)


def _groups(check: TwoMeans, choice: str, n: tuple[int, int]) -> Groups:
    difference = as_printed(combine(np.subtract, *map(range_of, check.mean)), check.difference)
    given: tuple[Figure, ...] = check.sd or check.se or ()
    factors = (1.0, 1.0) if check.sd else (float(np.sqrt(n[0])), float(np.sqrt(n[1])))
    s1, s2 = (range_of(one).times(factor) for one, factor in zip(given, factors, strict=True))
    spread = spread_of((s1, s2), n)
    shown: dict[str, object] = {
        "mean_1": check.mean[0], "mean_2": check.mean[1], "sd_1": s1, "sd_2": s2, "n_1": n[0], "n_2": n[1],
        "pooled": spread.pooled, "difference": difference,
    }  # fmt: skip
    if check.sd:
        shown |= {"sd_1": check.sd[0], "sd_2": check.sd[1]}
    return Groups(choice, n, difference, spread, (s1, s2), shown)


def _t(group: Groups, test: Test, check: TwoMeans) -> Candidate:
    return Candidate(test, (group.t(test),), f"t_{test}", group.shown, usual=test == check.test, choice=group.choice)


def _df(group: Groups, test: Test, check: TwoMeans) -> Candidate:
    df = group.error(test)[1]
    return Candidate(test, (df,), f"df_{test}", group.shown, usual=test == check.test, choice=group.choice)


def _interval(group: Groups, test: Test, check: TwoMeans, *, z: bool) -> Candidate:
    """Return the interval of the difference; reviews take the normal quantile, so either is usual."""
    se, df = group.error(test)
    quantile = Range(*(quantile_of_z(check.level),) * 3) if z else quantile_of_t(check.level, df)
    half = combine(np.multiply, quantile, se)
    shown = {**group.shown, "quantile": quantile, "se": se}
    reading, usual = f"{test}-z" if z else test, test == check.test or z
    return Candidate(reading, formula="difference_ci", values=shown, usual=usual, choice=group.choice,
                     **around(group.difference, half))  # type: ignore[arg-type]  # fmt: skip


def _p_values(groups: list[Groups], tests: list[Test], check: TwoMeans) -> Iterator[Candidate]:
    """Yield p by the test that the table names and by what else could have been printed.

    A printed t narrows the t that p is taken from, as both are the same unrounded number.
    """
    for group in groups:
        for test in tests:
            t, df = as_printed(group.t(test), check.t), group.error(test)[1]
            shown, choice = {"t": t, "df": df}, group.choice
            both = p_of_t(t, df)
            two, one = (test == check.test and check.sides == sides for sides in ("two", "one"))
            yield Candidate(test, (both,), "p_t", shown, usual=two, choice=choice)
            yield Candidate(f"{test}-one-sided", (one_sided(both),), "p_t_one", shown, usual=one, choice=choice)
        yield Candidate("normal", (p_of_z(t),), "p_z", {"z": t}, choice=choice)
        if check.t:
            printed, df = range_of(check.t), _printed_df(check, group)
            shown = {"t": printed, "df": df}
            yield Candidate("printed-t", (p_of_t(printed, df),), "p_t", shown, choice=choice)


def _printed_df(check: TwoMeans, group: Groups) -> Range:
    return range_of(check.df) if check.df else group.error(check.test)[1]
