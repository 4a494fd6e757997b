"""Printed figures: the text that stands in a table, and all the numbers it may stand for."""

import re
from dataclasses import dataclass

_RELATIONS = {"≤": "<", "<=": "<", "=<": "<", "≥": ">", ">=": ">", "=>": ">", "": "=", "=": "=", "<": "<", ">": ">"}
_SPACES = re.compile(r"[\s\u00a0\u2009\u202f]+")
_MINUS = re.compile(r"[−–‐‑]")  # minus sign, dash and hyphens of typesetters
_FORM = re.compile(
    r"(?P<relation>[<>=≤≥]*)(?P<sign>[-+]?)(?P<whole>\d*)(?:[.,](?P<decimals>\d+))?"
    r"(?:(?:e|[x×]10\^?)(?P<power>[-+]?\d+))?%?[*†‡]*"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it was printed.

    `text` is what stands in the source, `value` its number, `unit` one unit of its last digit,
    `low` and `high` bound the unrounded numbers that would be printed so; `relation` is "<" or
    ">" where only a bound was printed (`p < .001`).
    """

    text: str
    value: float
    unit: float
    low: float
    high: float
    relation: str = "="


def read_figure(text: str, *, lowest: float = float("-inf"), highest: float = float("inf")) -> Figure:
    """Return the figure that a text of a table stands for.

    The interval is closed and reaches half a unit of the last digit to either side, so it
    holds what rounding half up and rounding half to even would print so. Decimals follow a
    point or a comma; a space may group thousands; per cent signs and stars are left aside.

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
    >>> figure = read_figure("5,06")
    >>> figure.value, round(figure.low, 3), round(figure.high, 3)
    (5.06, 5.055, 5.065)
    >>> bound = read_figure("< .001", lowest=0, highest=1)
    >>> bound.low, bound.high
    (0, 0.001)
    """
    found = _FORM.fullmatch(_MINUS.sub("-", _SPACES.sub("", text)).casefold())
    if found is None or not (found["whole"] or found["decimals"]) or found["relation"] not in _RELATIONS:
        raise ValueError(f'\'{text}\' is not a printed figure. Write it as the table does: 5.06, "5,06" or "< .001".')
    decimals, power = found["decimals"] or "", int(found["power"] or 0)
    if abs(power) > 300:
        raise ValueError(f"'{text}' is beyond what can be computed with.")
    value = float(f"{found['sign']}{found['whole'] or 0}.{decimals or 0}e{power}")
    if not lowest <= value <= highest:
        raise ValueError(f"'{text}' is not possible here: {_bounds(lowest, highest)}.")
    unit, relation = 10.0 ** (power - len(decimals)), _RELATIONS[found["relation"]]
    low, high = {"=": (value - unit / 2, value + unit / 2), "<": (lowest, value), ">": (value, highest)}[relation]
    return Figure(text.strip(), value, unit, max(low, lowest), min(high, highest), relation)


def _bounds(lowest: float, highest: float) -> str:
    if highest == float("inf"):
        return f"at least {lowest:g} is allowed"
    return f"{lowest:g} to {highest:g} is allowed"
