"""Replicates of a sample of people: each site, or person, left out in turn, or sites drawn anew within each group."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from peereval.errors import DataError

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]
_CELLS = 2_000_000  # people times replicates held at once


@dataclass(frozen=True, slots=True, eq=False)
class Estimates:
    """Estimates of R replicates.

    values (R, J) : NaN where a replicate does not determine one
    weighed (R,) : False where the replicate has no weights, since covariates separate its groups
    """

    values: Floats
    weighed: NDArray[np.bool_]


Estimator = Callable[[Floats], Estimates]
"""From how often each person counts, (R, n), to the estimates of each replicate."""


@dataclass(frozen=True, slots=True, eq=False)
class Resampling:
    """How a variance is found: by leaving out units in turn, or by drawing them anew.

    counts (R, n) : how often each person counts in each replicate
    df : degrees of freedom of the t distribution
    """

    kind: Literal["jackknife", "bootstrap"]
    unit: Literal["site", "participant"]
    counts: Floats
    df: float

    def errors(self, replicates: Floats) -> Floats:
        """Return standard errors, (J,), of the estimates of replicates, (R, J).

        The jackknife's square is (R - 1) / R times the sum of squares about the mean of the
        replicates (Efron and Stein 1981, doi:10.1214/aos/1176345462); the bootstrap's is their variance.
        """
        n = len(replicates)
        squares = ((replicates - replicates.mean(axis=0)) ** 2).sum(axis=0)
        share = (n - 1.0) / n if self.kind == "jackknife" else 1.0 / (n - 1.0)
        return np.asarray(np.sqrt(share * squares))


def leave_out(units: Codes | None, treated: NDArray[np.bool_]) -> Resampling:
    """Return the replicates that leave out each site in turn, or each participant without sites.

    Degrees of freedom: sites minus groups where each site holds one group only, sites minus 1
    otherwise; a normal distribution by participant.

    Raises
    ------
    DataError
        If a group has fewer than two sites, so that leaving out the only one leaves nobody.
    """
    if units is None:
        return Resampling("jackknife", "participant", 1.0 - np.eye(len(treated)), float("inf"))
    refuse_few(units, treated)
    counts = 1.0 - (units == np.arange(units.max() + 1)[:, None])
    return Resampling("jackknife", "site", counts, site_df(units, treated))


def draw_sites(units: Codes, treated: NDArray[np.bool_], replicates: int, rng: np.random.Generator) -> Resampling:
    """Return replicates whose sites are drawn with replacement, within each group where a site holds one group only.

    Raises
    ------
    DataError
        If a group has fewer than two sites, or fewer than two replicates are asked for.
    """
    refuse_few(units, treated)
    if replicates < 2:
        raise DataError(f"replicates={replicates}: a bootstrap needs two at the least, and hundreds to be of use.")
    n_sites = int(units.max()) + 1
    drawn = np.zeros((replicates, n_sites))
    for stratum in _strata(units, treated):
        drawn[:, stratum] = rng.multinomial(len(stratum), np.full(len(stratum), 1.0 / len(stratum)), size=replicates)
    return Resampling("bootstrap", "site", drawn[:, units], site_df(units, treated))


def is_split(units: Codes, treated: NDArray[np.bool_]) -> bool:
    """Say whether some site holds people of both groups."""
    return bool(np.intersect1d(units[treated], units[~treated]).size)


def site_df(units: Codes, treated: NDArray[np.bool_]) -> float:
    """Return sites minus groups, or minus 1 where a site holds both."""
    return max(1.0, float(units.max()) + 1.0 - (1.0 if is_split(units, treated) else 2.0))


def refuse_few(units: Codes, treated: NDArray[np.bool_]) -> None:
    """Refuse a group that is in one site only."""
    for who, name in ((treated, "treated"), (~treated, "reference")):
        if np.unique(units[who]).size < 2:
            raise DataError(
                f"The {name} group is in one site only. Leaving that site out, or drawing sites anew, says nothing "
                "of how sites differ. Use site=None to leave out participants, which takes sites as alike, or "
                "inference='cr2' with cluster='participant'."
            )


def _strata(units: Codes, treated: NDArray[np.bool_]) -> list[Codes]:
    if is_split(units, treated):
        return [np.unique(units)]
    return [np.unique(units[treated]), np.unique(units[~treated])]


def replicate_estimates(estimator: Estimator, resampling: Resampling) -> Estimates:
    """Return the estimates of every replicate, so many at a time as memory holds."""
    counts = resampling.counts
    size = max(1, _CELLS // counts.shape[1])
    blocks = [estimator(counts[start : start + size]) for start in range(0, len(counts), size)]
    return Estimates(
        np.concatenate([block.values for block in blocks]), np.concatenate([block.weighed for block in blocks])
    )
