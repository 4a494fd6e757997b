"""Sums of squares within and between groups, as ranges."""

from collections.abc import Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from peereval.evidence.recalculated.ranges import Range

Array = NDArray[np.float64]
MOST_GROUPS = 12


def within_groups(sd: Sequence[Range], n: Array) -> Range:
    """Return the range of the sum of (n - 1) sd², which grows with each sd.

    Parameters
    ----------
    sd
        The standard deviations.
    n
        Sizes, of the same length.
    """
    ends = [np.array([getattr(one, side) for one in sd]) for side in ("low", "mid", "high")]
    return Range(*(float(((n - 1) * end**2).sum()) for end in ends))


def between_groups(mean: Sequence[Range], n: Array) -> Range:
    """Return the range of the sum of n (mean - grand mean)².

    It is convex in the means, so it is largest at a corner of their box. It is smallest where the
    means lie as near to one common value as their ranges let them: for a given value each mean is
    that value, or the end of its range next to it, and the best value is that of a convex function.
    """
    lows, mids, highs = (np.array([getattr(one, side) for one in mean]) for side in ("low", "mid", "high"))
    corners = np.array(list(product(*zip(lows, highs, strict=True))))
    largest = _squares(corners, n).max()
    least = optimize.minimize_scalar(
        lambda value: float((n * (np.clip(value, lows, highs) - value) ** 2).sum()),
        bounds=(float(lows.min()), float(highs.max()) + 1e-300), method="bounded", options={"xatol": 1e-12},
    )  # fmt: skip
    # The search stops near the best value: what it lacks is taken off, so that the range is never too narrow.
    smallest = max(0.0, float(least.fun) * (1 - 1e-6) - 1e-12)
    return Range(min(smallest, float(largest)), float(_squares(mids[None, :], n)[0]), float(largest))


def _squares(means: Array, n: Array) -> Array:
    """Return the sum of squares between groups for each row of means, shape (rows, groups)."""
    grand = (means * n).sum(axis=1, keepdims=True) / n.sum()
    return np.asarray((n * (means - grand) ** 2).sum(axis=1))


def grand_mean(mean: Sequence[Range], n: Array) -> Range:
    """Return the mean of all people, which rises with the mean of each group."""
    ends = (np.array([getattr(one, side) for one in mean]) for side in ("low", "mid", "high"))
    return Range(*(float((n * end).sum() / n.sum()) for end in ends))
