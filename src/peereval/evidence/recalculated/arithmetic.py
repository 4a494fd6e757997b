"""The arithmetic of a recomputed figure, written out with its numbers."""

from math import inf, isinf, isnan

from peereval.evidence.recalculated.figures import Figure
from peereval.evidence.recalculated.ranges import Range
from peereval.evidence.recalculated.verdicts import Compared, turn
from peereval.terms import Language, term

MINUS, NO_BREAK = "\u2212", "\u00a0"
_DIGITS = 4


def write_arithmetic(compared: Compared, language: Language) -> str:
    """Return the formula of a candidate with its numbers, and what it gives.

    Printed figures stand as printed, what was computed on the way with four digits.

    Parameters
    ----------
    compared
        A reading beside the printed figure; where its sign was reversed, the arithmetic has it as computed.
    language
        The language, which decides the decimal mark.
    """
    candidate = turn(compared.candidate) if compared.turned else compared.candidate
    shown = {name: _shown(value, language) for name, value in candidate.values.items()}
    made = term(f"arithmetic.{candidate.formula}", language, **shown)
    results = [_shown(value, language) for value in candidate.value]
    separator = f"{NO_BREAK}; " if language == "fr" else ", "
    return f"{made} = {results[0]}" if len(results) == 1 else f"{made} = [{separator.join(results)}]"


def _shown(value: object, language: Language) -> str:
    """Return a value of a formula: a sum of what a tuple holds, a product of what a tuple in it holds."""
    match value:
        case tuple():
            return " + ".join(
                " × ".join(_shown(one, language) for one in part) if isinstance(part, tuple) else _shown(part, language)
                for part in value
            )
        case Figure():
            return _marks(value.text, language)
        case Range():
            return _number(value.mid, language)
        case float():
            return _number(value, language)
        case _:
            return str(value)


def _number(value: float, language: Language) -> str:
    """Return a number with four digits, or all digits of a whole one, never as a power of ten where it is readable."""
    if isnan(value):
        return "–"
    if isinf(value):
        return "∞" if value == inf else f"{MINUS}∞"
    size = abs(value)
    if size >= 10**_DIGITS or value == int(value):
        return _marks(f"{value:.0f}", language)
    if 0 < size < 1e-6:
        return _marks(f"{value:.1e}", language)
    text = f"{value:.{_DIGITS}g}"
    return _marks(f"{value:.10f}".rstrip("0") if "e" in text else text, language)


def _marks(text: str, language: Language) -> str:
    """Return a number in the marks of a language."""
    plain = text.replace("-", MINUS)
    return plain.replace(".", ",") if language == "fr" else plain.replace(",", ".")
