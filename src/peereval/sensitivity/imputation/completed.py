"""Completed values for many draws of the parameters at once, pattern by pattern."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from peereval.sensitivity.imputation.conditional_mean import Maps, Values, imputation_maps
from peereval.sensitivity.imputation.draws import residual_roots
from peereval.sensitivity.imputation.parameters import Parameters
from peereval.sensitivity.imputation.strategies import Kinds

Floats = NDArray[np.float64]

BLOCK = 2_000_000  # values completed at a time


def complete_draws(values: Values, maps: Maps, beta: Floats, shift: Floats | None) -> Floats:
    """Return the conditional means of the missing values under each draw, the others as observed, (M, n, T).

    Given the effects of their sites, `shift` (M, n, T), participants are independent: the
    effects are taken from what was observed, and given back to what is imputed. They stay those
    of the own site whatever the strategy, which speaks of the groups.

    Parameters
    ----------
    values
        Of n participants.
    maps
        Of M draws.
    beta
        (M, p).
    shift
        The effects that act on each participant, or None.
    """
    with_one = np.concatenate([beta, np.ones((len(beta), 1))], axis=1)
    own = np.moveaxis(values.own @ with_one.T, -1, 0)
    borrowed = np.moveaxis(values.reference @ with_one.T, -1, 0) if maps.reference.any() else None
    observed = values.observed - shift if shift is not None else np.broadcast_to(values.observed, own.shape)
    found = np.empty_like(own)
    for kind in np.unique(values.kind):  # over patterns of visits, by group and event
        members = values.kind == kind
        found[:, members] = own[:, members] @ np.swapaxes(maps.own[:, kind], -1, -2)
        found[:, members] += observed[:, members] @ np.swapaxes(maps.observed[:, kind], -1, -2)
        if borrowed is not None:
            found[:, members] += borrowed[:, members] @ np.swapaxes(maps.reference[:, kind], -1, -2)
    found += values.delta
    return np.asarray(found if shift is None else found + shift)


def scatter_draws(roots: Floats, kind: NDArray[np.intp], normal: Floats) -> Floats:
    """Return the scatter of missing values about their means: roots (M, C, T, T) by normal draws (M, n, T)."""
    out = np.empty_like(normal)
    for one in np.unique(kind):
        members = kind == one
        out[:, members] = normal[:, members] @ np.swapaxes(roots[:, one], -1, -2)
    return out


def draw_completed(values: Values, kinds: Kinds, drawn: Parameters, rng: np.random.Generator) -> Iterator[Floats]:
    """Yield the completed values of n participants, (m, n, T), block of draws by block."""
    size = max(1, BLOCK // max(values.observed.size, 1))
    for first in range(0, len(drawn.beta), size):
        last = min(first + size, len(drawn.beta))
        sigma, beta = drawn.sigma[first:last], drawn.beta[first:last]
        mean = complete_draws(values, imputation_maps(sigma, kinds), beta, drawn.shifts(first, last))
        yield mean + scatter_draws(residual_roots(sigma, kinds), values.kind, rng.normal(size=mean.shape))
