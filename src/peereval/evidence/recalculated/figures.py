"""Printed figures with the limits of what they measure: all the numbers that one may stand for."""

from dataclasses import dataclass
from math import inf

from peereval.printed_figure import Bound, read_printed_figure

_LARGEST = 1e12  # squares of sums of such figures keep their digits


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it was printed.

    `text` is what stands in the source, `value` its number, `unit` one unit of its last digit,
    `low` and `high` bound the unrounded numbers that would be printed so; `bound` is "<" or ">"
    where only a bound was printed (`p < .001`).
    """

    text: str
    value: float
    unit: float
    low: float
    high: float
    bound: Bound = ""


def read_figure(text: str, *, lowest: float = -inf, highest: float = inf) -> Figure:
    """Return the figure that a text of a table stands for, within the limits of its quantity.

    The interval is closed and reaches half a unit of the last digit to either side, so it
    holds what rounding half up and rounding half to even would print so.

    Parameters
    ----------
    text
        "5.06", "5,06", ".47", "−0.00", "< .001", "3.2e-4", "41.2 %".
    lowest, highest
        What the quantity can be at least and at most: a standard deviation is not below 0.

    Raises
    ------
    ValueError
        If the text is no figure, or one that the quantity cannot have; the message is for the reader.

    Examples
    --------
    >>> bound = read_figure("< .001", lowest=0, highest=1)
    >>> bound.low, bound.high
    (0, 0.001)
    """
    printed = read_printed_figure(text)
    if printed is None:
        raise ValueError(f'\'{text}\' is not a printed figure. Write it as the table does: 5.06, "5,06" or "< .001".')
    if abs(printed.value) > _LARGEST or printed.unit > _LARGEST:
        raise ValueError(f"'{text}' is more than can be computed with.")
    if not lowest <= printed.value <= highest:
        raise ValueError(f"'{text}' is not possible here: {_limits(lowest, highest)}.")
    low, high = max(printed.low, lowest), min(printed.high, highest)
    return Figure(printed.text, printed.value, printed.unit, low, high, printed.bound)


def _limits(lowest: float, highest: float) -> str:
    if highest == inf:
        return f"at least {lowest:g} is allowed"
    return f"{lowest:g} to {highest:g} is allowed"
