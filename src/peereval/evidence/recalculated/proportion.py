"""A share of a group with its interval."""

from collections.abc import Iterator
from typing import Literal, Self

import numpy as np
from pydantic import model_validator
from scipy import stats

from peereval.evidence.recalculated.candidates import Candidate, Statistic
from peereval.evidence.recalculated.cells import Check, Count, Percent, PositiveBounds, Size
from peereval.evidence.recalculated.ranges import exactly
from peereval.evidence.recalculated.sampling import quantile_of_z


class Proportion(Check):
    """How many of how many, the per cent printed for it and its interval."""

    count: Count
    """How many."""
    n: Size
    """Of how many."""
    percent: Percent | None = None
    """The printed per cent."""
    ci: PositiveBounds | None = None
    """Its printed interval, in per cent."""

    @model_validator(mode="after")
    def _count_within(self) -> Self:
        if self.count > self.n:
            raise ValueError(f"'count' is {self.count} and 'n' only {self.n}. Check which is which.")
        return self


def recompute_proportion(check: Proportion) -> Iterator[Statistic]:
    """Yield the per cent of a share, and its interval by each method in use.

    Tables seldom name the method, so Wilson (1927, doi:10.1080/01621459.1927.10502953), exact and
    Wald are all usual; Wilson with continuity correction and Agresti-Coull are alternatives.
    """
    shown = {"count": check.count, "n": check.n, "quantile": quantile_of_z(check.level)}
    if check.percent:
        share = exactly(100 * check.count / check.n)
        yield Statistic("percent", (check.percent,), (Candidate("share", (share,), "percent", shown, usual=True),))
    if check.ci:
        found = []
        for method, bounds in share_intervals(check.count, check.n, check.level).items():
            value = tuple(exactly(100 * bound) for bound in bounds)
            usual = method in {"wilson", "exact", "wald"}
            found.append(Candidate(method, value, f"share_{method.replace('-', '_')}", shown, usual=usual))
        yield Statistic("percent_ci", check.ci, tuple(found))


def share_intervals(count: int, n: int, level: float) -> dict[str, tuple[float, float]]:
    """Return the interval of a share by each method in use.

    Examples
    --------
    >>> [round(bound, 3) for bound in share_intervals(52, 144, 0.95)["wilson"]]
    [0.287, 0.442]
    """
    test, z, share = stats.binomtest(count, n), quantile_of_z(level), count / n
    methods: dict[str, Literal["exact", "wilson", "wilsoncc"]] = {
        "wilson": "wilson",
        "exact": "exact",
        "wilson-corrected": "wilsoncc",
    }
    found = {}
    for name, method in methods.items():
        interval = test.proportion_ci(level, method)
        found[name] = (float(interval.low), float(interval.high))
    half = z * float(np.sqrt(share * (1 - share) / n))
    found["wald"] = (max(share - half, 0.0), min(share + half, 1.0))
    wider = n + z**2
    centre = (count + z**2 / 2) / wider
    half = z * float(np.sqrt(centre * (1 - centre) / wider))
    found["agresti-coull"] = (max(centre - half, 0.0), min(centre + half, 1.0))
    return found
