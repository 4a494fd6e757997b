"""One mean: its standard error and its interval."""

from collections.abc import Iterator

import numpy as np

from peereval.evidence.recalculated.candidates import Candidate, Statistic, around
from peereval.evidence.recalculated.cells import Bounds, Check, Given, GivenPositive, Positive, Size
from peereval.evidence.recalculated.ranges import combine, exactly, range_of
from peereval.evidence.recalculated.sampling import quantile_of_t, quantile_of_z


class OneMean(Check):
    """The mean of one group with its standard deviation."""

    mean: Given
    """The printed mean."""
    sd: GivenPositive
    """The printed standard deviation."""
    n: Size
    """The size."""
    se: Positive | None = None
    """The printed standard error."""
    ci: Bounds | None = None
    """The printed interval of the mean."""


def recompute_one_mean(check: OneMean) -> Iterator[Statistic]:
    """Yield the standard error and the interval of a mean, by t and by the normal distribution."""
    se = range_of(check.sd).times(float(1 / np.sqrt(check.n)))
    shown: dict[str, object] = {"mean": check.mean, "sd": check.sd, "n": check.n, "se": se}
    if check.se:
        yield Statistic("se", (check.se,), (Candidate("mean", (se,), "se_mean", shown, usual=True),))
    if check.ci and check.n < 2:
        yield Statistic("ci", check.ci, reason="one-person")
    elif check.ci:
        quantiles = {
            "t": quantile_of_t(check.level, exactly(check.n - 1.0)),
            "normal": exactly(quantile_of_z(check.level)),
        }
        found = (
            Candidate(reading, formula="mean_ci", values={**shown, "quantile": quantile}, usual=True,
                      **around(range_of(check.mean), combine(np.multiply, quantile, se)))  # type: ignore[arg-type]
            for reading, quantile in quantiles.items()
        )  # fmt: skip
        yield Statistic("ci", check.ci, tuple(found))
