"""Replicates of a sample of people: each site, or person, left out in turn, or sites drawn anew within each group."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from peereval.errors import DataError
from peereval.remarks import Note

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

    units (n,) : the site, or the person, that each person is
    drawn (R, units) : how often each unit is drawn; None where each is left out in turn
    df : degrees of freedom of the t distribution
    """

    unit: Literal["site", "participant"]
    units: Codes
    drawn: Floats | None
    df: float

    @property
    def kind(self) -> Literal["jackknife", "bootstrap"]:
        """What is done to the units."""
        return "jackknife" if self.drawn is None else "bootstrap"

    @property
    def n_replicates(self) -> int:
        """How many replicates there are."""
        return int(self.units.max()) + 1 if self.drawn is None else len(self.drawn)

    def counts(self, first: int, last: int) -> Floats:
        """Return how often each person counts in the replicates from first to before last, (last - first, n)."""
        if self.drawn is not None:
            return self.drawn[first:last][:, self.units]
        return np.asarray(self.units != np.arange(first, min(last, self.n_replicates))[:, None], dtype=np.float64)

    def errors(self, replicates: Floats) -> Floats:
        """Return standard errors, (J,), of the estimates of replicates, (R, J).

        The jackknife's square is (R - 1) / R times the sum of squares about the mean of the
        replicates (Efron and Stein 1981, doi:10.1214/aos/1176345462); the bootstrap's is their variance.
        """
        n = len(replicates)
        squares = ((replicates - replicates.mean(axis=0)) ** 2).sum(axis=0)
        share = (n - 1.0) / n if self.drawn is None else 1.0 / (n - 1.0)
        return np.asarray(np.sqrt(share * squares))


def leave_out(sites: Codes | None, treated: NDArray[np.bool_]) -> Resampling:
    """Return the replicates that leave out each site in turn, or each participant without sites.

    Degrees of freedom: sites minus groups where each site holds one group only, sites minus 1
    otherwise; a normal distribution by participant.

    Raises
    ------
    DataError
        If a group has fewer than two sites, so that leaving out the only one leaves nobody.
    """
    if sites is None:
        return Resampling("participant", np.arange(len(treated)), None, float("inf"))
    refuse_few(sites, treated)
    return Resampling("site", sites, None, site_df(sites, treated))


def draw_sites(sites: Codes, treated: NDArray[np.bool_], replicates: int, rng: np.random.Generator) -> Resampling:
    """Return replicates whose sites are drawn with replacement, within each group where a site holds one group only.

    Raises
    ------
    DataError
        If a group has fewer than two sites, or fewer than two replicates are asked for.
    """
    refuse_few(sites, treated)
    if not isinstance(replicates, int) or replicates < 2:
        raise DataError(f"replicates={replicates!r}: a bootstrap needs two at the least, and hundreds to be of use.")
    drawn = np.zeros((replicates, int(sites.max()) + 1))
    for stratum in _strata(sites, treated):
        drawn[:, stratum] = rng.multinomial(len(stratum), np.full(len(stratum), 1.0 / len(stratum)), size=replicates)
    return Resampling("site", sites, drawn, site_df(sites, treated))


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
            raise DataError(Note("refused_group_in_one_site", group=name))


def _strata(units: Codes, treated: NDArray[np.bool_]) -> list[Codes]:
    if is_split(units, treated):
        return [np.unique(units)]
    return [np.unique(units[treated]), np.unique(units[~treated])]


def replicate_estimates(estimator: Estimator, resampling: Resampling) -> Estimates:
    """Return the estimates of every replicate, so many at a time as memory holds."""
    size = max(1, _CELLS // len(resampling.units))
    blocks = [estimator(resampling.counts(first, first + size)) for first in range(0, resampling.n_replicates, size)]
    return Estimates(
        np.concatenate([block.values for block in blocks]), np.concatenate([block.weighed for block in blocks])
    )
