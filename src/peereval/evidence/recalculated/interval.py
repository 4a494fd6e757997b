"""An estimate with its interval: the middle, the standard error that the width gives, z and p."""

from collections.abc import Iterator
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from peereval.evidence.recalculated.candidates import Candidate, Statistic
from peereval.evidence.recalculated.cells import Bounds, Cell, Check, Given, GivenPositive, Positive, Probability
from peereval.evidence.recalculated.ranges import Range, as_printed, combine, exactly, range_of
from peereval.evidence.recalculated.sampling import p_of_t, p_of_z, quantile_of_t, quantile_of_z

Array = NDArray[np.float64]


class Interval(Check):
    """An estimate, its interval and what else stands beside it."""

    estimate: Given
    """The printed estimate."""
    ci: Bounds
    """Its printed interval."""
    scale: Literal["linear", "log"] = "linear"
    """Log for ratios, whose intervals are symmetric on the logarithm."""
    df: GivenPositive | None = None
    """Degrees of freedom, where the interval rests on t; without it on the normal distribution."""
    se: Positive | None = None
    """The printed standard error (of the logarithm, where the scale is log)."""
    z: Cell | None = None
    """The printed z (or t, where df is given)."""
    p: Probability | None = None
    """The printed p of no effect."""


def recompute_interval(check: Interval) -> Iterator[Statistic]:
    """Yield the middle of the interval, and the standard error, z and p that its width gives."""
    shown: dict[str, object] = {"lower": check.ci[0], "upper": check.ci[1], "estimate": check.estimate}
    yield Statistic("estimate", (check.estimate,), tuple(_middles(check, shown)))
    quantile = quantile_of_t(check.level, range_of(check.df)) if check.df else exactly(quantile_of_z(check.level))
    lower, upper = (_to_scale(range_of(one), check.scale) for one in check.ci)
    se = combine(lambda a, b, q: (b - a) / (2 * q), lower, upper, quantile)
    se = Range(max(se.low, 0.0), se.mid, se.high)
    estimate = _to_scale(range_of(check.estimate), check.scale)
    shown |= {"quantile": quantile, "se": se}
    if check.se:
        yield Statistic("se", (check.se,), (Candidate("width", (se,), f"se_{check.scale}", shown, usual=True),))
    z = combine(np.divide, estimate, se)
    if check.z:
        found = Candidate("width", (z,), f"z_{check.scale}", shown, usual=True)
        yield Statistic("z", (check.z,), (found,), turns=True)
    if check.p:
        yield Statistic("p", (check.p,), tuple(_p_values(check, z)))


def _middles(check: Interval, shown: dict[str, object]) -> Iterator[Candidate]:
    """Yield the middle on the scale that the table uses, and on the logarithm where all is positive."""
    lower, upper = map(range_of, check.ci)
    plain = combine(lambda a, b: (a + b) / 2, lower, upper)
    yield Candidate("middle", (plain,), "middle", shown, usual=check.scale == "linear")
    if lower.low > 0:
        log = combine(lambda a, b: np.sqrt(a * b), lower, upper)
        yield Candidate("middle-of-log", (log,), "middle_log", shown, usual=check.scale == "log")


def _to_scale(value: Range, scale: str) -> Range:
    if scale == "linear":
        return value
    tiny = np.finfo(float).tiny  # a bound printed as 0.00 may be any small number
    return combine(lambda x: np.log(np.maximum(x, tiny)), value)


def _p_values(check: Interval, z: Range) -> Iterator[Candidate]:
    """Yield p by the distribution of the interval; a printed z narrows the z it is taken from."""
    narrowed = as_printed(z, check.z)
    shown: dict[str, object] = {"z": narrowed, "t": narrowed}
    if check.df:
        df = range_of(check.df)
        yield Candidate("width", (p_of_t(narrowed, df),), "p_t", {**shown, "df": df}, usual=True)
    yield Candidate("normal", (p_of_z(narrowed),), "p_z", shown, usual=check.df is None)
    yield Candidate("normal-one-sided", (p_of_z(narrowed).times(0.5),), "p_z_one", shown)
    if check.z:
        yield Candidate("printed-z", (p_of_z(range_of(check.z)),), "p_z", {"z": check.z})
