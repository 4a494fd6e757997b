"""The arithmetic behind a figure, said with its numbers: 403 × 67 = 27 001."""

import datetime as dt
from dataclasses import dataclass

from peereval.terms import Language, label_of, term

NO_BREAK, NARROW, MINUS = "\u00a0", "\u202f", "\u2212"
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Numbers joined by a sign, and what they make.

    `percent` says that the result is a percentage; `sign` is "×", "/", "+" or "^" (growth: the root of the
    first number over as many years as the second, minus 1).

    Examples
    --------
    >>> Arithmetic((403.0, 67.0), "×", 27001.0).in_language("en").replace("\u00a0", " ")
    '403 × 67 = 27,001'
    """

    numbers: tuple[float, ...]
    sign: str
    result: float
    percent: bool = False

    def in_language(self, language: Language) -> str:
        """Return the sum as it is written in a language."""
        shown = [say_number(number, language) for number in self.numbers]
        if len(shown) > _SHOWN:
            shown = [*shown[: _SHOWN - 1], "…", shown[-1]]
        if self.sign == "^":
            left = f"{shown[0]}^(1/{shown[1]}){NO_BREAK}{MINUS}{NO_BREAK}1"
        else:
            left = f"{NO_BREAK}{self.sign}{NO_BREAK}".join(shown)
        space = NO_BREAK if language == "fr" else ""
        right = f"{say_number(self.result, language, 1)}{space}%" if self.percent else say_number(self.result, language)
        return f"{left}{NO_BREAK}={NO_BREAK}{right}"


def say_number(value: float, language: Language, decimals: int | None = None) -> str:
    """Return a number in the marks of a language: whole, or with the two decimals that small ones need."""
    needed = 0 if float(value).is_integer() or abs(value) >= 1000.0 else 2
    text = f"{value:,.{needed if decimals is None else decimals}f}".replace("-", MINUS)
    if decimals is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(",", NARROW).replace(".", ",") if language == "fr" else text


@dataclass(frozen=True, slots=True)
class Word:
    """A word of terms.csv, said in the language of the reader."""

    key: str

    def in_language(self, language: Language) -> str:
        """Return the word."""
        return term(self.key, language)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A name of the file with its labels, said in the language of the reader."""

    name: str
    labels: tuple[tuple[str, str], ...] = ()

    def in_language(self, language: Language) -> str:
        """Return the label, or the name where there is none."""
        return label_of(dict(self.labels), language, self.name)


@dataclass(frozen=True, slots=True)
class SaidNumber:
    """A number as it is printed: with the words about, more than, less than before it where there are some."""

    number: float
    said: str = "exact"

    def in_language(self, language: Language) -> str:
        """Return the number with its words."""
        shown = say_number(self.number, language)
        return shown if self.said == "exact" else term(f"quantity.printed_{self.said}", language, number=shown)


@dataclass(frozen=True, slots=True)
class Day:
    """A day, in the form that a language writes it."""

    day: dt.date | None

    def in_language(self, language: Language) -> str:
        """Return the day as 2015-06-30, in French as 30/06/2015."""
        return "" if self.day is None else self.day.strftime("%d/%m/%Y" if language == "fr" else "%Y-%m-%d")
