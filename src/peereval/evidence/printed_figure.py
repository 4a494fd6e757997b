"""Figures as they were printed: their value, their decimals, whether they are bounds."""

import re
from dataclasses import dataclass
from decimal import Decimal
from math import isnan
from typing import Literal

Bound = Literal["", "<", ">"]

_SPACES = "\u0020\u00a0\u2009\u202f\u2007"
_MINUS = re.compile("^[\u2212\u2013\u2010\u2011]")
_LEAD = re.compile(r"^(about|around|approximately|environ|près de|~|≈|≃)\s*", flags=re.IGNORECASE)
_BELOW = re.compile(r"^(<|≤|less than|fewer than|moins de)\s*", flags=re.IGNORECASE)
_ABOVE = re.compile(r"^(>|≥|more than|over|plus de)\s*", flags=re.IGNORECASE)
_NUMBER = re.compile(r"^([+-]?)(\d*)(?:\.(\d+))?$")
# A computed figure that ends in a 5 may miss its tie by its last binary digit.
_SLACK = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Printed:
    """One printed figure.

    `value` is the figure, `unit` one unit of its last printed digit (0.01 of "0.93"); `bound` is
    "<" or ">" where the text gives a bound ("< .001"), else "".
    """

    value: float
    unit: float
    bound: Bound = ""

    def holds(self, computed: float) -> bool:
        """Say whether a computed figure is printed like this.

        It is where it lies within half a unit of the last printed digit, both ends included: a tie
        may have been rounded up or to the even digit. Of a bound it must lie on the right side.
        """
        slack = _SLACK * max(self.unit, abs(self.value))
        if isnan(computed):
            return False
        if self.bound == "<":
            return computed <= self.value + slack
        if self.bound == ">":
            return computed >= self.value - slack
        return abs(computed - self.value) <= self.unit / 2 + slack


def read_printed(text: str) -> Printed | None:
    """Return the figure that a text prints, or None where it is not one figure.

    A decimal comma, a true minus sign, a sign of percent, a leading "<", ">" or "about" and spaces
    between thousands are understood. A comma is a decimal mark, unless a point follows it or it
    stands more than once. After "about" the zeros at the end are no digits: "about 27 000" is
    printed to the thousand.

    Parameters
    ----------
    text
        What was printed in one cell.

    Examples
    --------
    >>> read_printed("< .001").value, read_printed("75,3 %").unit, read_printed("about 27 000").unit
    (0.001, 0.1, 1000.0)
    >>> read_printed("1-30 December 2012") is None
    True
    """
    bare, bound, about = _strip(text)
    found = _NUMBER.match(_marks(bare))
    if not found or not (found[2] or found[3]):
        return None
    decimals = len(found[3] or "")
    number = Decimal(f"{found[1]}{found[2] or '0'}.{found[3] or '0'}")
    zeros = len(found[2]) - len(found[2].rstrip("0")) if about and not decimals and number else 0
    return Printed(float(number), float(Decimal(10) ** (zeros - decimals)), bound)


def _strip(text: str) -> tuple[str, Bound, bool]:
    """Return a text without what stands around its figure, its bound, and whether it is a round figure."""
    bare = text.strip(_SPACES)
    about = False
    bound: Bound = ""
    if _LEAD.match(bare):
        about, bare = True, _LEAD.sub("", bare)
    signs: tuple[tuple[Bound, re.Pattern[str]], ...] = (("<", _BELOW), (">", _ABOVE))
    for sign, words in signs:
        if words.match(bare):
            bound, bare = sign, words.sub("", bare)
    bare = bare.removeprefix("=").strip(_SPACES)
    bare = re.sub(r"\s*(%|per cent|percent|pour cent)$", "", bare)
    return bare, bound, about


def _marks(bare: str) -> str:
    """Return a figure with a point for its decimals, and nothing between its thousands."""
    plain = _MINUS.sub("-", bare)
    plain = re.sub(rf"(?<=\d)[{_SPACES}](?=\d{{3}}(\D|$))", "", plain)
    if plain.count(",") > 1 or re.search(r",\d+\.", plain):
        return plain.replace(",", "")
    return plain.replace(",", ".") if "." not in plain else plain
