"""Effect sizes that follow from one test statistic: eta squared, d, r squared, phi."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from peereval.evidence.recalculated.candidates import Candidate, Statistic
from peereval.evidence.recalculated.figures import Figure
from peereval.evidence.recalculated.ranges import Range, absolute, combine, exactly, range_of
from peereval.evidence.recalculated.sampling import quantile_of_z

if TYPE_CHECKING:
    from peereval.evidence.recalculated.statistic import TestStatistic

Array = NDArray[np.float64]


def t_of_r(r: Array, df: Array) -> Array:
    """Return t of a correlation; it rises with r, and with df where r is positive."""
    return np.asarray(r * np.sqrt(df / (1 - r**2)))


def recompute_effects(check: "TestStatistic") -> Iterator[Statistic]:
    """Yield each printed effect size; one that this statistic does not give is not recomputable."""
    makers = {"partial_eta2": _eta2, "eta2": _eta2, "d": _d, "r2": _r2, "phi": _phi}
    for name, maker in makers.items():
        printed: Figure | None = getattr(check, name)
        if printed:
            found = tuple(maker(check))
            yield Statistic(name, (printed,), found, reason="" if found else "other-statistic", turns=name == "d")
    if check.ci:
        found = tuple(_interval(check))
        yield Statistic("ci", check.ci, found, reason="" if found else "other-statistic")


def _eta2(check: "TestStatistic") -> Iterator[Candidate]:
    """Yield F df1/(F df1 + df2), and what is printed in its place: omega and epsilon squared."""
    if check.statistic not in {"F", "t"}:
        return
    df = check.degrees()
    one, two = (df[0], df[1]) if check.statistic == "F" else (exactly(1.0), df[0])
    f = range_of(check.value) if check.statistic == "F" else _square(range_of(check.value))
    f = Range(max(f.low, 0.0), f.mid, f.high)
    shown: dict[str, object] = {"f": f if check.statistic == "t" else check.value, "df": one, "df_2": two}
    yield Candidate("eta", (combine(lambda x, a, b: x * a / (x * a + b), f, one, two),), "eta2", shown, usual=True)
    omega = combine(lambda x, a, b: a * (x - 1) / (a * (x - 1) + a + b + 1), f, one, two)
    yield Candidate("omega", (omega,), "omega2", shown)
    yield Candidate("epsilon", (combine(lambda x, a, b: a * (x - 1) / (x * a + b), f, one, two),), "epsilon2", shown)


def _square(value: Range) -> Range:
    size = absolute(value)
    return combine(np.square, size)


def _d(check: "TestStatistic") -> Iterator[Candidate]:
    """Yield d of two equal groups, by df or by N, and that of one sample or of pairs."""
    if check.statistic != "t":
        return
    t, df = range_of(check.value), check.degrees()[0]
    shown: dict[str, object] = {"t": check.value, "df": df}
    yield Candidate("equal-groups", (combine(lambda x, b: 2 * x / np.sqrt(b + 2), t, df),), "d_t", shown, usual=True)
    yield Candidate("equal-groups-df", (combine(lambda x, b: 2 * x / np.sqrt(b), t, df),), "d_t_df", shown, usual=True)
    yield Candidate("one-sample", (combine(lambda x, b: x / np.sqrt(b + 1), t, df),), "d_t_one", shown)


def _r2(check: "TestStatistic") -> Iterator[Candidate]:
    if check.statistic == "r":
        value = _square(range_of(check.value))
        yield Candidate("square", (value,), "r2", {"r": check.value}, usual=True)


def _phi(check: "TestStatistic") -> Iterator[Candidate]:
    if check.statistic == "chi2" and check.n:
        n, chi2 = check.n, range_of(check.value)
        value = combine(lambda x: np.sqrt(np.maximum(x, 0) / n), chi2)
        yield Candidate("phi", (value,), "phi", {"q": check.value, "n": n, "least": 1}, usual=True)


def _interval(check: "TestStatistic") -> Iterator[Candidate]:
    """Yield the interval of a correlation by Fisher's z; each bound rises with r."""
    if check.statistic != "r":
        return
    n = check.n or check.degrees()[0].mid + 2
    if n <= 3:
        return
    half = quantile_of_z(check.level) / np.sqrt(n - 3)
    r = range_of(check.value)
    r = Range(max(r.low, -1.0), r.mid, min(r.high, 1.0))
    bounds = tuple(combine(lambda x, side=side: np.tanh(np.arctanh(x) + side * half), r) for side in (-1, 1))
    yield Candidate("fisher-z", bounds, "r_ci", {"r": check.value, "half": float(half)}, usual=True)
