"""Ranges of numbers, and what a formula makes of them."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from peereval.evidence.recalculated.figures import Figure

Formula = Callable[..., Any]  # arrays in, an array of their length out


@dataclass(frozen=True, slots=True)
class Range:
    """All numbers from `low` to `high`; `mid` is the one that the printed digits alone give."""

    low: float
    mid: float
    high: float

    def times(self, factor: float) -> "Range":
        """Return the range of a multiple; a negative factor turns it round."""
        low, high = sorted((self.low * factor, self.high * factor))
        return Range(low, self.mid * factor, high)

    def within(self, other: "Range") -> "Range":
        """Return what both ranges hold, or this one where they have nothing in common."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Range(low, min(max(self.mid, low), high), high) if low <= high else self


def range_of(figure: Figure) -> Range:
    """Return the numbers that a printed figure may stand for."""
    return Range(figure.low, min(max(figure.value, figure.low), figure.high), figure.high)


def exactly(value: float) -> Range:
    """Return the range of one number."""
    return Range(value, value, value)


def combine(formula: Formula, *ranges: Range) -> Range:
    """Return the range of a formula over all numbers of its ranges.

    The formula must be monotone in each argument while the others are held, in a direction that
    may depend on them. Then its extremes are at corners of the box: from any point, moving one
    argument after the other to the end where the formula is larger never makes it smaller. All
    corners are computed at once; where one is undefined (0/0), nothing is known on either side.

    Parameters
    ----------
    formula
        Takes one array per range, all of one length, and returns an array of that length.
    *ranges
        At most a dozen: there are 2^k corners.

    Examples
    --------
    >>> combine(lambda a, b: a - b, Range(1, 2, 3), Range(0, 0, 5))
    Range(low=-4.0, mid=2.0, high=3.0)
    """
    corners = np.array(list(product(*((r.low, r.high) for r in ranges))), dtype=np.float64).T
    with np.errstate(all="ignore"):
        values = np.asarray(formula(*corners), dtype=np.float64)
        middle = float(np.asarray(formula(*(np.array([r.mid], dtype=np.float64) for r in ranges)))[0])
    if np.isnan(values).any():
        return Range(float("-inf"), middle, float("inf"))
    return Range(float(values.min()), middle, float(values.max()))


def absolute(value: Range) -> Range:
    """Return the range of the absolute value, which is least at 0 where the range holds 0."""
    ends = sorted((abs(value.low), abs(value.high)))
    return Range(0.0 if value.low <= 0 <= value.high else ends[0], abs(value.mid), ends[1])


def as_printed(value: Range, figure: Figure | None) -> Range:
    """Return the part of a range that is also printed as the figure, of either sign.

    What follows from a figure that was printed too may rest on the printed one: both are the
    same unrounded number. Where they have nothing in common the range stays as it is.
    """
    if figure is None:
        return value
    straight = value.within(range_of(figure))
    return straight if straight is not value else value.within(range_of(figure).times(-1))
