"""Amounts in the unit of a measure, as a sentence of either language says them."""

from dataclasses import dataclass

from peereval.terms import Language

MINUS = "\u2212"


@dataclass(frozen=True, slots=True)
class Amounts:
    """Named amounts: pairs of a name, which may be empty, and an amount.

    Examples
    --------
    >>> Amounts((("treated, T12", -0.25),)).in_language("fr")
    'treated, T12 (−0,25)'
    """

    parts: tuple[tuple[str, float], ...]

    def in_language(self, language: Language) -> str:
        """Return the amounts to three significant digits."""
        mark, between = (",", "\u00a0; ") if language == "fr" else (".", "; ")
        texts = [(name, f"{value:.3g}".replace("-", MINUS).replace(".", mark)) for name, value in self.parts]
        return between.join(f"{name} ({text})" if name else text for name, text in texts)
