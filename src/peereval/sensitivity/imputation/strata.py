"""Which sites are drawn among which: those that hold the same groups."""

import numpy as np
from numpy.typing import NDArray

from peereval.errors import FitError
from peereval.remarks import Note

Codes = NDArray[np.intp]


def site_strata(site: Codes, group: Codes) -> Codes:
    """Return for each site, (sites,), which groups it holds: sites with the same groups are drawn together.

    Examples
    --------
    >>> site_strata(np.array([0, 1, 2, 2]), np.array([0, 1, 0, 1]))
    array([1, 0, 2])
    """
    held = np.zeros((int(site.max()) + 1, int(group.max()) + 1), dtype=np.intp)
    held[site, group] = 1
    return np.unique(held, axis=0, return_inverse=True)[1].ravel().astype(np.intp)


def draw_sites(strata: Codes, n_samples: int, rng: np.random.Generator) -> Codes:
    """Return how often each site was drawn, (samples, sites), with replacement within strata.

    Raises
    ------
    FitError
        If no stratum holds two sites.
    """
    if np.bincount(strata).max() < 2:
        raise FitError(Note("refused_no_alike_sites"))
    times = np.zeros((n_samples, strata.size), dtype=np.intp)
    for one in np.unique(strata):
        members = np.flatnonzero(strata == one)
        times[:, members] = rng.multinomial(members.size, np.full(members.size, 1.0 / members.size), size=n_samples)
    return times
