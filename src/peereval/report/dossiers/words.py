"""The words of one dossier: terms.csv in its language, and the labels it brings along."""

from typing import TYPE_CHECKING

from peereval.report.words import Words
from peereval.terms import has_term

if TYPE_CHECKING:
    from collections.abc import Callable

    from peereval.dossier import Dossier


class DossierWords(Words):
    """Words of a dossier.

    Parameters
    ----------
    dossier
        The dossier; its `labels` are words for the names in its rows.
    drawn
        For a screen, whether a figure is drawn, by its name, as an image alone; by default all are,
        as svg and pdf too, for the files of the dossier.
    """

    def __init__(self, dossier: "Dossier", *, drawn: "Callable[[str], bool] | None" = None) -> None:
        super().__init__(dossier.language)
        self.dossier = dossier
        self.drawn = drawn

    def label(self, name: str) -> str:
        """Return the words for a name in the rows; the name itself where there are none."""
        return self.dossier.labels.get(name, name)

    def label_or(self, name: str, fallback: str) -> str:
        """Return the words for a name in the rows, or others where there are none."""
        return self.dossier.labels.get(name, fallback)

    def verdict(self, name: str) -> str:
        """Return the words for a verdict on a published cell."""
        return self.say(f"verdict.{name.replace(' ', '_')}")

    def quantity(self, name: str) -> str:
        """Return the words for a quantity, or for a note on a row."""
        key = f"quantity.{name.replace(' ', '_')}"
        return self.say(key) if has_term(key) else name
