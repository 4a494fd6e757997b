"""Heterogeneity of pooled trials: I2, its interval and p from Q (often printed as chi2) and the number of trials."""

from collections.abc import Iterator
from functools import partial

import numpy as np
from numpy.typing import NDArray

from peereval.evidence.recalculated.candidates import Candidate, Statistic
from peereval.evidence.recalculated.cells import Check, GivenPositive, Percent, PositiveBounds, Probability, Size
from peereval.evidence.recalculated.ranges import Range, combine, range_of
from peereval.evidence.recalculated.sampling import p_of_chi2, quantile_of_z

Array = NDArray[np.float64]


class Heterogeneity(Check):
    """The heterogeneity of trials, as a forest plot prints it under the diamond."""

    q: GivenPositive
    """Cochran's Q, often printed as chi2."""
    trials: Size
    """The number of trials (estimates) pooled."""
    p: Probability | None = None
    """The printed p of Q, at trials - 1 degrees of freedom."""
    i2: Percent | None = None
    """The printed I2, in per cent."""
    i2_ci: PositiveBounds | None = None
    """The printed interval of I2, in per cent."""


def recompute_heterogeneity(check: Heterogeneity) -> Iterator[Statistic]:
    """Yield I2 = max(0, (Q - df)/Q), its test-based interval, and p of Q with df = trials - 1.

    Higgins and Thompson 2002, doi:10.1002/sim.1186.
    """
    q, df = range_of(check.q), check.trials - 1
    shown: dict[str, object] = {"q": check.q, "df": df, "quantile": quantile_of_z(check.level)}
    if df == 0:
        printed = {"p": check.p, "i2": check.i2}
        yield from (Statistic(name, (one,), reason="one-trial") for name, one in printed.items() if one)
        return
    if check.i2:
        yield Statistic(
            "i2", (check.i2,), (Candidate("q", (combine(partial(_i2, df=df), q),), "i2", shown, usual=True),)
        )
    if check.p:
        yield Statistic("p", (check.p,), (Candidate("q", (p_of_chi2(q, df),), "p_chi2", shown, usual=True),))
    if check.i2_ci and df > 1:
        bounds = tuple(_i2_bound(q, df, side * quantile_of_z(check.level)) for side in (-1, 1))
        yield Statistic("i2_ci", check.i2_ci, (Candidate("test-based", bounds, "i2_ci", shown, usual=True),))
    elif check.i2_ci:
        yield Statistic("i2_ci", check.i2_ci, reason="two-trials")


def _i2(q: Array, *, df: int) -> Array:
    """I2 in per cent, which rises with Q; 0 where Q is not above its degrees of freedom."""
    return np.asarray(100 * (1 - df / np.maximum(q, df)))


def _i2_bound(q: Range, df: int, z: float) -> Range:
    """Return a bound of I2 in per cent, from ln H and its error.

    The error is computed in one way for Q above the number of trials and in another below, so
    that a bound jumps there: both sides of that place count, with a grid between the ends.
    """
    trials = df + 1.0
    edges = [edge for edge in (trials, np.nextafter(trials, np.inf)) if q.low <= edge <= q.high]
    places = np.concatenate([[q.mid], np.linspace(q.low, q.high, 65), edges])
    above = np.maximum(places, np.nextafter(trials, np.inf))
    wide = (np.log(above) - np.log(df)) / (np.sqrt(2 * above) - np.sqrt(2 * trials - 3)) / 2
    close = np.sqrt((1 - 1 / (3 * (trials - 2) ** 2)) / (2 * (trials - 2)))
    log_h = np.log(np.maximum(places, df) / df) / 2 + z * np.where(places > trials, wide, close)
    found = 100 * (1 - np.exp(-2 * np.maximum(log_h, 0)))
    return Range(float(found.min()), float(found[0]), float(found.max()))
