"""Every error that peereval raises on purpose, in one tree.

A message says what was found, what is allowed and what to do; it never holds a
participant's value.
"""

from collections.abc import Iterable
from difflib import get_close_matches


class PeerevalError(Exception):
    """Base of all errors whose message is meant for the user.

    Raised with a `Note`, an error knows its sentence in every language; its `str` is the English one.
    """

    @property
    def reason(self) -> str:
        """What it was raised with: a `Note`, where the sentence stands in terms.csv, or the text."""
        said = self.args[0] if self.args else ""
        return said if isinstance(said, str) else str(said)


class StudyFileError(PeerevalError):
    """study.yaml or codebook.yaml cannot be used as written."""


class DataError(PeerevalError):
    """The data files, or a data frame, cannot be used as they are."""


class ScoringError(PeerevalError):
    """A scale cannot be scored: its key or its items are not usable."""


class FitError(PeerevalError):
    """A model cannot be fitted, or a requested estimate does not exist."""


class DisclosureError(PeerevalError):
    """A report cannot be made fit to leave: what is asked for would reveal small numbers of people."""


def closest(word: str, allowed: Iterable[str]) -> str | None:
    """Return the allowed word nearest to `word`, or None when none is near."""
    by_folded = {item.casefold(): item for item in allowed}
    found = get_close_matches(word.casefold(), list(by_folded), n=1, cutoff=0.55)
    return by_folded[found[0]] if found else None


def did_you_mean(word: str, allowed: Iterable[str]) -> str:
    """Return " Did you mean 'x'?" for the nearest allowed word, or ""."""
    nearest = closest(word, allowed)
    return f" Did you mean '{nearest}'?" if nearest else ""


def one_of(name: str, value: object, allowed: Iterable[str]) -> str:
    """Return the message for an option that is not among the allowed ones."""
    options = list(allowed)
    listed = ", ".join(repr(option) for option in options)
    return f"{name}={value!r} is not an option; use one of {listed}.{did_you_mean(str(value), options)}"
