"""Figures as people of a language print them: decimal mark, minus sign, intervals, p values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from math import isfinite, isnan
from string import Formatter

from babel.dates import format_datetime
from babel.numbers import format_decimal

from peereval.report.table import Cell, Layout, Number
from peereval.terms import Language, term

MINUS = "\u2212"
NO_BREAK = "\u00a0"
NOTHING = "\u2013"
_HUGE = 1e15  # from here on no double has decimals, and a row of digits says nothing


@dataclass(frozen=True, slots=True, eq=False)
class Printed:
    """A figure as printed, with the figure it came from."""

    text: str
    number: Number


Piece = str | Printed


def format_figure(value: float, decimals: int, language: Language) -> str:
    """Return a figure with a fixed number of decimals, a true minus sign and the language's marks.

    Parameters
    ----------
    value
        The figure; a missing one is printed as a dash.
    decimals
        Digits after the decimal mark.
    language
        `"en"` or `"fr"`.

    Examples
    --------
    >>> format_figure(-0.314, 2, "fr"), format_figure(-0.001, 2, "en"), format_figure(1234.0, 0, "en")
    ('−0,31', '0.00', '1,234')
    """
    if isnan(value):
        return NOTHING
    if not isfinite(value):
        return f"{MINUS}∞" if value < 0 else "∞"
    if abs(value) >= _HUGE:
        return f"{value:.3e}".replace("-", MINUS)
    return _in_marks(round(value, decimals) + 0.0, decimals, language)


@lru_cache(maxsize=2**16)
def _in_marks(rounded: float, decimals: int, language: Language) -> str:
    """Return a rounded figure in the marks of a language; each writer asks for the same ones."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(rounded, format=pattern, locale=language)).replace("-", MINUS)


def format_moment(moment: str, language: Language) -> str:
    """Return an ISO 8601 moment as a date and a time in UTC; one without an offset is taken as UTC.

    Examples
    --------
    >>> format_moment("2026-01-05T10:30:00+00:00", "fr")
    '5 janvier 2026, 10:30 UTC'
    >>> format_moment("2026-02-01T08:00:00+00:00", "fr")
    '1er février 2026, 08:00 UTC'
    """
    known = datetime.fromisoformat(moment)
    utc = known.astimezone(UTC) if known.tzinfo else known
    text = str(format_datetime(utc, "d MMMM y, HH:mm 'UTC'", locale=language))
    return f"1er{text[1:]}" if language == "fr" and utc.day == 1 else text


def format_percent(value: float, decimals: int, language: Language) -> str:
    """Return a percentage with its sign; French puts a no-break space before it.

    Examples
    --------
    >>> format_percent(75.29, 1, "en"), format_percent(75.29, 1, "fr") == "75,3\u00a0%"
    ('75.3%', True)
    """
    return format_figure(value, decimals, language) + (f"{NO_BREAK}%" if language == "fr" else "%")


def format_p(value: float, language: Language) -> str:
    """Return a p value with three decimals, and never as 0 or 1.

    Examples
    --------
    >>> format_p(0.00004, "fr").replace("\u00a0", " "), format_p(0.0341, "en")
    ('< 0,001', '0.034')
    """
    if isnan(value):
        return NOTHING
    if value < 0.001:
        return f"<{NO_BREAK}{format_figure(0.001, 3, language)}"
    if value > 0.999:
        return f">{NO_BREAK}{format_figure(0.999, 3, language)}"
    return format_figure(value, 3, language)


def format_needed(value: float, language: Language) -> str:
    """Return a number needed to be exposed with its direction, above 0 to benefit and below 0 to harm.

    Examples
    --------
    >>> format_needed(12.3, "en").replace("\u00a0", " "), format_needed(-4.0, "fr").replace("\u00a0", " ")
    ('NNTB 12', 'NNTH 4')
    """
    if not isfinite(value):
        return NOTHING if isnan(value) else "∞"
    return f"NNT{'B' if value > 0 else 'H'}{NO_BREAK}{format_figure(abs(value), 0, language)}"


def bounds_separator(language: Language) -> str:
    """Return what stands between two bounds: never the mark that French decimals use."""
    return f"{NO_BREAK}; " if language == "fr" else ", "


def format_number(number: Number, language: Language) -> str:
    """Return a `Number` as its style asks."""
    if number.hidden:
        return term("disclosure.sign", language)
    if number.style == "p":
        return format_p(number.value, language)
    if number.style == "percent":
        return format_percent(number.value, number.decimals, language)
    if number.style == "needed":
        return format_needed(number.value, language)
    return format_figure(number.value, 0 if number.style == "count" else number.decimals, language)


def format_interval(low: float, high: float, decimals: int, language: Language) -> str:
    """Return an interval in square brackets.

    Examples
    --------
    >>> format_interval(-0.31, -0.02, 2, "en")
    '[−0.31, −0.02]'
    >>> format_interval(-0.31, -0.02, 2, "fr").replace("\u00a0", " ")
    '[−0,31 ; −0,02]'
    """
    bounds = (format_figure(bound, decimals, language) for bound in (low, high))
    return f"[{bounds_separator(language).join(bounds)}]"


def cell_pieces(cell: Cell, layout: Layout, language: Language) -> tuple[Piece, ...]:
    """Return what a writer prints for a cell, figure by figure, with the marks between them."""
    printed = [Printed(format_number(number, language), number) for number in cell.numbers]
    if not printed:
        return cell.said or (cell.text,)
    if all(isnan(number.value) and not number.hidden for number in cell.numbers):
        return (NOTHING,)
    if len(printed) == 1 or all(number.hidden for number in cell.numbers):
        return (printed[0],)
    if layout == "needed":
        return _needed_pieces(printed, language)
    return _pieces_of_several(printed, layout, language)


def _pieces_of_several(printed: Sequence[Printed], layout: Layout, language: Language) -> tuple[Piece, ...]:
    """Return figures that stand in one cell, with the marks between them."""
    if layout == "pair":
        return (printed[0], " (", printed[1], ")")
    separator = bounds_separator(language)
    if layout == "interval":
        return ("[", printed[0], separator, printed[1], "]")
    hidden = all(one.number.hidden for one in printed[1:])  # one sign for both bounds
    bounds: tuple[Piece, ...] = (printed[1],) if hidden else ("[", printed[1], separator, printed[2], "]")
    return (printed[0], " ", *bounds)


def _needed_pieces(printed: Sequence[Printed], language: Language) -> tuple[Piece, ...]:
    """Return a number needed with its bounds, through infinity where they differ in direction (Altman 1998)."""
    first, last = printed[1].number.value, printed[2].number.value
    key = "note.number_needed" if isnan(first) or isnan(last) else "note.number_needed_interval"
    key += "_through" if first * last < 0.0 else ""
    named = dict(zip(("number", "low", "high"), printed, strict=True))
    pieces: list[Piece] = []
    for words, name, _, _ in Formatter().parse(term(key, language)):
        pieces += [words] if words else []
        pieces += [named[name]] if name else []
    return tuple(pieces)


def cell_text(cell: Cell, layout: Layout, language: Language) -> str:
    """Return a cell as plain text, as a figure or a terminal prints it."""
    return "".join(piece if isinstance(piece, str) else piece.text for piece in cell_pieces(cell, layout, language))
