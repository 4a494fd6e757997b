"""One group at two visits: difference, paired t, p, d, with the correlation printed or any at all."""

from collections.abc import Iterator
from typing import Self

import numpy as np
from numpy.typing import NDArray
from pydantic import model_validator

from peereval.evidence.recalculated.candidates import Candidate, Statistic, around
from peereval.evidence.recalculated.cells import (
    Bounds,
    Cell,
    Cells,
    Check,
    Coefficient,
    Positive,
    Probability,
    Size,
    Spreads,
    need_lengths,
)
from peereval.evidence.recalculated.ranges import Range, as_printed, combine, exactly, range_of
from peereval.evidence.recalculated.sampling import one_sided, p_of_t, quantile_of_t

Array = NDArray[np.float64]


class TwoVisits(Check):
    """The means and standard deviations of the same people at two visits."""

    mean: Cells
    """The two means."""
    sd: Spreads
    """The two standard deviations."""
    n: Size
    """The number of people seen at both."""
    r: Coefficient | None = None
    """The correlation of the two visits, where it is printed; otherwise any is allowed."""
    difference: Cell | None = None
    """The printed mean difference."""
    difference_ci: Bounds | None = None
    """Its printed interval."""
    sd_difference: Positive | None = None
    """The printed standard deviation of the differences."""
    t: Cell | None = None
    """The printed paired t."""
    p: Probability | None = None
    """The printed p."""
    d: Cell | None = None
    """The printed standardised difference."""

    @model_validator(mode="after")
    def _two_of_each(self) -> Self:
        need_lengths(2, "one for each visit", mean=self.mean, sd=self.sd)
        if self.n < 3:
            raise ValueError("'n' is the number of people seen at both visits, three or more.")
        return self


def recompute_two_visits(check: TwoVisits) -> Iterator[Statistic]:
    """Yield each printed statistic of two visits.

    The differences have the variance s1² + s2² - 2 r s1 s2. Without a printed r they lie
    somewhere between no correlation of the visits and the largest: what no r allows is wrong.
    """
    means = combine(np.subtract, *map(range_of, check.mean))
    difference, sd = as_printed(means, check.difference), _sd_of_differences(check)
    se, df = sd.times(float(1 / np.sqrt(check.n))), exactly(check.n - 1.0)
    t = combine(np.divide, difference, se)
    reading, shown = "printed-correlation" if check.r else "any-correlation", _shown(check, difference, sd, se)

    def candidate(value: Range, formula: str, name: str = reading, *, usual: bool = True) -> Candidate:
        """Return a candidate of this row."""
        return Candidate(name, (value,), formula, shown, usual=usual)

    if check.difference:
        yield Statistic("difference", (check.difference,), (candidate(means, "difference", "means"),), turns=True)
    if check.sd_difference:
        yield Statistic("sd_difference", (check.sd_difference,), (candidate(sd, "sd_difference"),))
    if check.difference_ci:
        parts = around(difference, combine(np.multiply, quantile_of_t(check.level, df), se))
        bounds = Candidate(reading, formula="difference_ci", values=shown, usual=True, **parts)  # type: ignore[arg-type]
        yield Statistic("difference_ci", check.difference_ci, (bounds,), turns=True)
    if check.t:
        yield Statistic("t", (check.t,), (candidate(t, "t_paired"),), turns=True)
    if check.p:
        both = p_of_t(as_printed(t, check.t), df)
        single = candidate(one_sided(both), "p_t_one", f"{reading}-one-sided", usual=False)
        yield Statistic("p", (check.p,), (candidate(both, "p_t"), single))
    if check.d:
        yield Statistic("d", (check.d,), tuple(_effects(check, difference, sd, shown)), turns=True)


def _sd_of_differences(check: TwoVisits) -> Range:
    """Return the range of the standard deviation of the differences.

    Its square is convex in either deviation, least where it is r times the other one: that point
    is taken where the box of the two and the largest r hold it.
    """
    s1, s2 = map(range_of, check.sd)
    r = range_of(check.r) if check.r else Range(-1.0, 0.0, 1.0)
    found = combine(_sd, s1, s2, r)
    inner = [combine(_sd, exactly(min(max(r.high * one, other.low), other.high)), exactly(one), r).low
             for (mine, other) in ((s1, s2), (s2, s1)) for one in (mine.low, mine.high)]  # fmt: skip
    touching = r.high == 1 and max(s1.low, s2.low) <= min(s1.high, s2.high)
    low = 0.0 if touching else min(found.low, *inner)
    own = range_of(check.sd_difference) if check.sd_difference else None
    whole = Range(low, found.mid, found.high)
    return whole.within(own) if own else whole


def _sd(s1: Array, s2: Array, r: Array) -> Array:
    return np.asarray(np.sqrt(np.maximum(s1**2 + s2**2 - 2 * r * s1 * s2, 0.0)))


def _shown(check: TwoVisits, difference: Range, sd: Range, se: Range) -> dict[str, object]:
    df = exactly(check.n - 1.0)
    return {
        "mean_1": check.mean[0], "mean_2": check.mean[1], "sd_1": check.sd[0], "sd_2": check.sd[1], "n": check.n,
        "r": check.r or 0, "difference": difference, "se": se, "sd": sd, "df": df,
        "quantile": quantile_of_t(check.level, df), "t": combine(np.divide, difference, se),
    }  # fmt: skip


def _effects(check: TwoVisits, difference: Range, sd: Range, shown: dict[str, object]) -> Iterator[Candidate]:
    """Yield d over each denominator in use; tables seldom say which, so each is usual."""
    s1, s2 = map(range_of, check.sd)
    average = combine(lambda a, b: np.sqrt((a**2 + b**2) / 2), s1, s2)
    readings = {
        "differences": (sd, "d_visits"),
        "average-variance": (average, "d_average"),
        "first-deviation": (s1, "d_first"),
    }
    for reading, (whole, formula) in readings.items():
        yield Candidate(reading, (combine(np.divide, difference, whole),), formula, shown, usual=True)
