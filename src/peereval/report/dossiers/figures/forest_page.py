"""How a forest of trials is laid out: its columns, the height of its rows, the range of its axis."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

PAGE = 9.4
"""Inches: the height of a page."""
TOP, BOTTOM = 0.42, 0.5
TALLEST, LOWEST = 0.21, 0.115
STUDY, INSTRUMENT, MONTHS, PEOPLE, LEFT, RIGHT, WEIGHT, FIGURES = 0.012, 0.224, 0.428, 0.492, 0.502, 0.755, 0.805, 0.988
"""Where columns stand, as shares of the width: the first two from their left, the others from their right."""


@dataclass(frozen=True, slots=True)
class Page:
    """The height of a forest in inches, of one of its rows, and the size of its type in points."""

    height: float
    row: float
    size: float


def lay_out(rows: float) -> Page:
    """Return the page of a forest: rows become lower until they fit, down to the smallest type that can be read.

    Parameters
    ----------
    rows
        How many rows of usual height there are, those below the trials included.

    Examples
    --------
    >>> lay_out(20).size, lay_out(60).height <= PAGE
    (7.5, True)
    """
    row = min(TALLEST, max(LOWEST, (PAGE - TOP - BOTTOM) / rows))
    return Page(TOP + BOTTOM + rows * row, row, min(7.5, max(4.8, 41.0 * row)))


def axis_range(estimates: Sequence[float], lows: Sequence[float], highs: Sequence[float]) -> tuple[float, float]:
    """Return the ends of the axis: all estimates and 0 with room, intervals cut where they are far longer.

    Examples
    --------
    >>> low, high = axis_range([0.1, 0.3], [-0.1, -4.0], [0.3, 4.6])
    >>> low > -1, high < 1
    (True, True)
    """
    known = [one for one in (*estimates, 0.0) if not isnan(one)]
    low, high = min(known), max(known)
    room = max(0.5 * (high - low), 0.3)
    least = min((one for one in lows if not isnan(one)), default=low)
    most = max((one for one in highs if not isnan(one)), default=high)
    pad = 0.04 * (high - low + 2 * room)
    return max(low - room, least) - pad, min(high + room, most) + pad
