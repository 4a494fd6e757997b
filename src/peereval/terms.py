"""The words of the package, in English and French, from terms.csv and nowhere else."""

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Literal, Protocol, runtime_checkable

Language = Literal["en", "fr"]
_SHOWN = 8


@runtime_checkable
class Spoken(Protocol):
    """A value that is said in words of its own in each language."""

    def in_language(self, language: Language) -> str:
        """Return the words."""


@cache
def _table() -> dict[str, dict[str, str]]:
    text = files("peereval").joinpath("terms.csv").read_text(encoding="utf-8")
    return {row["key"]: {"en": row["en"], "fr": row["fr"]} for row in csv.DictReader(text.splitlines())}


def has_term(key: str) -> bool:
    """Say whether terms.csv holds this key."""
    return key in _table()


def term(key: str, language: Language = "en", /, **values: object) -> str:
    """Return the text of `key` in a language, with its `{placeholders}` filled.

    Raises
    ------
    KeyError
        If terms.csv has no such key: a fault of the package, found by its tests.

    Examples
    --------
    >>> term("visit", "fr")
    'visite'
    """
    text = _table()[key][language]
    return text.format_map({name: _said(value, language) for name, value in values.items()}) if values else text


def _said(value: object, language: Language) -> object:
    """Return a value in words, where it has words of its own in each language."""
    return value.in_language(language) if isinstance(value, Spoken) else value


def name_analyses(listed: str, language: Language) -> str:
    """Return what people call the analyses of the forest, or their families, of a list with commas.

    Examples
    --------
    >>> name_analyses("dr-did, site level", "en")
    'Doubly robust difference in differences, checks at the level of the site'
    """
    names = []
    for name in listed.split(", "):
        keys = (f"{words}.{name.replace(' ', '_')}" for words in ("sensitivity", "family"))
        names.append(next((term(key, language) for key in keys if has_term(key)), name))
    return ", ".join(names)


def label_of(labels: Mapping[str, str], language: Language, default: str) -> str:
    """Return the label in a language, else in the other one, else `default`."""
    return labels.get(language) or next(iter(labels.values()), "") or default


def cut_list(texts: Sequence[str]) -> str:
    """Return texts as a list for a sentence: of more than 8 the first seven and the last.

    Examples
    --------
    >>> cut_list([f"Q{item}" for item in range(1, 30)])
    'Q1, Q2, Q3, Q4, Q5, Q6, Q7, ..., Q29'
    """
    return ", ".join(texts) if len(texts) <= _SHOWN else f"{', '.join(texts[: _SHOWN - 1])}, ..., {texts[-1]}"
