"""A figure as it was printed: its value, its last digit, and all the numbers that would be printed so."""

import re
from dataclasses import dataclass
from decimal import Decimal
from math import inf, isnan
from typing import Literal

Bound = Literal["", "<", ">"]

_ABOUT = ("about", "around", "approximately", "environ", "près de", "~", "≈", "≃")
_BOUNDS: dict[str, Bound] = {
    "<": "<", "≤": "<", "<=": "<", "=<": "<", "less than": "<", "fewer than": "<", "moins de": "<",
    ">": ">", "≥": ">", ">=": ">", "=>": ">", "more than": ">", "over": ">", "plus de": ">",
}  # fmt: skip
_SCALES = {"thousand": 1_000, "mille": 1_000, "million": 10**6, "millions": 10**6, "billion": 10**9, "milliards": 10**9}
_MINUS = re.compile("[\u2212\u2013\u2010\u2011]")  # minus sign, dash and hyphens of typesetters
_LONGEST = 60


def _any(words: object) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))  # type: ignore[call-overload]


_FORM = re.compile(
    rf"(?P<about>{_any(_ABOUT)})? ?(?P<bound>{_any(_BOUNDS)})? ?=? ?"
    r"(?P<sign>[-+]?) ?(?P<whole>\d*)(?:\.(?P<decimals>\d+))?"
    r"(?: ?(?:e|[x×] ?10\^?)(?P<power>[-+]?\d{1,3}))?"
    rf" ?(?P<scale>{_any(_SCALES)})? ?(?:%|per cent|percent|pour cent)?[*†‡]*"
)
# A computed figure that ends in a 5 may miss its tie by its last binary digits: of its own size, not of its unit.
_SLACK = 1e-9
_LAST_DIGITS = 1e-13


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure as it was printed.

    Attributes
    ----------
    text
        What stands in the source.
    value
        Its number.
    unit
        One unit of its last printed digit: 0.01 of "0.93", 1000 of "about 27 000".
    bound
        "<" or ">" where only a bound was printed ("< .001", "more than 80 %"), else "".
    about
        Whether words say that it is a round figure.
    """

    text: str
    value: float
    unit: float
    bound: Bound = ""
    about: bool = False

    @property
    def low(self) -> float:
        """The lowest number that would be printed so."""
        return {"": self.value - self.unit / 2, "<": -inf, ">": self.value}[self.bound]

    @property
    def high(self) -> float:
        """The highest number that would be printed so."""
        return {"": self.value + self.unit / 2, "<": self.value, ">": inf}[self.bound]

    @property
    def slack(self) -> float:
        """How far beyond an end a computed figure may lie by the arithmetic of a computer."""
        return _SLACK * self.unit + _LAST_DIGITS * abs(self.value)

    def holds(self, computed: float) -> bool:
        """Say whether a computed figure is printed like this: both ends count, a tie is rounded up or to even."""
        slack = self.slack
        return not isnan(computed) and self.low - slack <= computed <= self.high + slack


def read_printed_figure(text: str) -> Printed | None:
    """Return the figure that a text prints, or None where it is not one figure.

    Understood are a decimal comma, a true minus sign, a sign of percent, stars, powers of ten,
    "<", "more than", "about" and their like in English and French, spaces between thousands, and
    "million" behind the figure. A comma is a decimal mark, unless a point follows it or it stands
    more than once. After "about" the zeros at the end are no digits: "about 27 000" is printed to
    the thousand.

    Parameters
    ----------
    text
        What was printed in one cell.

    Examples
    --------
    >>> figure = read_printed_figure("5,06")
    >>> figure.value, round(figure.low, 3), round(figure.high, 3)
    (5.06, 5.055, 5.065)
    >>> [read_printed_figure(one).value for one in ("< .001", "−0.00", "3.2e-4", "about 30 million")]
    [0.001, -0.0, 0.00032, 30000000.0]
    >>> read_printed_figure("about 27 000").unit
    1000.0
    >>> read_printed_figure("1-30 December 2012") is None
    True
    """
    plain = _plain(text)
    found = _FORM.fullmatch(plain) if len(plain) <= _LONGEST else None
    if found is None or not (found["whole"] or found["decimals"]):
        return None
    decimals, power, scale = found["decimals"] or "", int(found["power"] or 0), _SCALES.get(found["scale"], 1)
    whole, about = found["whole"] or "0", bool(found["about"])
    number = Decimal(f"{found['sign']}{whole}.{decimals or 0}e{power}") * scale
    zeros = len(whole) - len(whole.rstrip("0")) if about and not decimals and scale == 1 and number else 0
    unit = Decimal(10) ** (zeros + power - len(decimals)) * scale
    return Printed(text.strip(), float(number), float(unit), _BOUNDS.get(found["bound"], ""), about)


def _plain(text: str) -> str:
    """Return a text in small letters, with a point for its decimals and nothing between its thousands."""
    bare = _MINUS.sub("-", " ".join(text.split())).casefold()
    bare = re.sub(r"(?<=\d) (?=\d{3}(\D|$))", "", bare)
    if bare.count(",") > 1 or re.search(r",\d+\.", bare):
        return bare.replace(",", "")
    return re.sub(r",(?=\d)", ".", bare) if "." not in bare else bare
