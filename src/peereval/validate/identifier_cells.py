"""Recognises by its cells a column that identifies people: patterns, on each different text once."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd

from peereval.validate.identifier_names import header_words
from peereval.validate.nir import holds_nir

# One e-mail address or one NIR is enough; other patterns must hold for most of the filled cells.
SHARE_PHONE = 0.5
SHARE_SOCIAL = 0.5
SHARE_NAMED = 0.5  # of cells with a known first name
SHARE_CAPITALS = 0.8  # of cells that look like "Dupont Jean", and only where
SHARE_DISTINCT = 0.5  # this many of the people have a cell of their own
SHARE_BIRTH_CODE = 0.8  # of cells such as JD120365, initials and a day
FEWEST_NAMES, FEWEST_INITIALS = 3, 5
MOST_CELLS = 2000  # the most frequent cells say what a column is
LONG_TEXT, WORDS_OF_TEXT, FEWEST_TEXTS = 25, 4, 5
CODED = 1000.0  # numbers below this, yes and no, are answers and no identifiers
LONG_NUMBER = 1e6  # numbers below this hold neither phones, nor days, nor a NIR

_EMAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}"
_PHONE = (
    r"(?:\+33|0033)[ .(0)-]*[1-9](?:[ .-]?\d\d){4}|0[1-9](?:[ .-]?\d\d){4}|[67]\d{8}"
    r"|\+\d{1,3}(?:[ .()-]{0,2}\d){7,12}"
)
_SOCIAL = r"\d{3}-\d\d-\d{4}|[A-CEGHJ-PR-TW-Z][A-Z] ?\d\d ?\d\d ?\d\d ?[A-D]"
_PARTICLE = r"(?:d[eu’']|des|l[ae’']|le|von|van|ben|el|al|da|di|y)"
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][^\W\d_]+(?:[-’'][^\W\d_]+)*"
_CAPITALS = rf"{_CAPITAL},?(?: (?:{_PARTICLE} ?)*{_CAPITAL}){{1,3}}"
_INSTITUTION = (
    r"\b(?:saint|sainte|st|ste|hopital|hospital|hopitaux|chu|chs?|ch|clinique|clinic|centre|center|service|unite|unit"
    r"|pole|secteur|district|cmp|epsm|ehpad|foyer|region|rue|place|avenue|quartier|universite|university)\b"
)
_BIRTH_CODE = (
    r"(?P<letters>[A-Za-z]{2,6})[ _.-]?(?:(?:0[1-9]|[12]\d|3[01])[/._-]?(?:0[1-9]|1[0-2])[/._-]?(?:19|20)?\d\d"
    r"|(?:19|20)\d\d[/._-]?(?:0[1-9]|1[0-2])[/._-]?(?:0[1-9]|[12]\d|3[01]))"
)
_ANSWERS = {
    "oui",
    "non",
    "yes",
    "no",
    "o",
    "n",
    "y",
    "vrai",
    "faux",
    "true",
    "false",
    "x",
    "nsp",
    "na",
    "nr",
    "inconnu",
}


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """The different cells of a column as text, how often each comes, and for how many people."""

    texts: "pd.Series[Any]"
    counts: np.ndarray[Any, Any]
    people: int

    def share(self, where: "np.ndarray[Any, np.dtype[np.bool_]] | pd.Series[bool]") -> float:
        """Return the share of the filled cells for which a condition on their text holds."""
        return float(self.counts[np.asarray(where, dtype=bool)].sum() / max(self.counts.sum(), 1))

    def usual(self) -> "Cells":
        """Return the most frequent cells: enough wherever a share of them decides."""
        return Cells(self.texts[:MOST_CELLS], self.counts[:MOST_CELLS], self.people)

    def matching(self, pattern: str) -> float:
        """Return the share of the filled cells that are as a pattern says, as a whole."""
        return self.share(self.texts.str.fullmatch(pattern))


def cells_of(values: "pd.Series[Any]", people: int | None = None) -> Cells | None:
    """Return the different filled cells of a column, None where it holds nothing that could be read here.

    Categories, yes and no, days, and numbers too short to identify are not text.
    """
    kind = values.dtype
    if isinstance(kind, pd.CategoricalDtype) or pd.api.types.is_bool_dtype(kind) or kind.kind in "mM":
        return None
    counts = values.value_counts()
    if pd.api.types.is_numeric_dtype(kind):
        numbers = counts.index.to_numpy(dtype=float)
        counts = counts[(np.abs(numbers) < 1e17) & (numbers % 1 == 0)]
        counts.index = counts.index.astype("int64")
    texts = pd.Series(counts.index.astype(str)).str.strip().str.removesuffix(".0")
    full = (texts != "").to_numpy(dtype=bool)
    if not full.any():
        return None
    return Cells(texts[full].reset_index(drop=True), counts.to_numpy()[full], people or int(counts.sum()))


def is_coded(cells: Cells) -> bool:
    """Say whether all cells are small numbers, or yes and no: answers, whatever the header says."""
    if len(cells.texts) > MOST_CELLS and not is_coded(cells.usual()):
        return False
    folded = cells.texts.str.casefold()
    numbers = pd.to_numeric(folded.str.replace(",", ".", regex=False), errors="coerce")
    return bool(((numbers.abs() < CODED) | folded.isin(_ANSWERS)).all())


def rule_of_cells(cells: Cells) -> str:
    """Return what the cells of a column are, "" where they identify nobody by their pattern."""
    together = "\n".join(cells.texts)
    if "@" in together and re.search(_EMAIL, together):
        return "email"
    if holds_nir(together):
        return "nir"
    cells = cells.usual()
    if cells.matching(_PHONE) >= SHARE_PHONE:
        return "phone"
    if cells.matching(_SOCIAL) >= SHARE_SOCIAL:
        return "nir"
    if _birth_codes(cells):
        return "initials-birth"
    return "name" if look_like_names(cells) else ""


def look_like_names(cells: Cells) -> bool:
    """Say whether cells are names of people: first names that are known, or capitalised words, one's own each."""
    words = cells.texts.str.findall(r"[^\W\d_]{2,}(?:[-’'][^\W\d_]+)*")
    few = cells.texts.str.len().le(60) & words.map(len).between(1, 5) & ~cells.texts.str.contains(r"\d")
    institution = cells.texts.map(header_words).str.contains(_INSTITUTION)
    plausible = few & ~institution
    known = words.map(lambda held: any(header_words(word) in first_names() for word in held[:5]))
    if int((plausible & known).sum()) >= FEWEST_NAMES and cells.share(plausible & known) >= SHARE_NAMED:
        return True
    distinct = len(cells.texts) >= max(10, min(SHARE_DISTINCT * cells.people, MOST_CELLS / 2))
    return distinct and cells.share(plausible & cells.texts.str.fullmatch(_CAPITALS)) >= SHARE_CAPITALS


def look_like_name_codes(cells: Cells) -> bool:
    """Say whether the codes of participants are words as names are: letters of changing number, one's own each."""
    cells = cells.usual()
    word = cells.texts.str.fullmatch(r"[^\W\d_]+(?:[ ’',-]+[^\W\d_]+)*\.?")
    lengths = cells.texts.str.len()[word.to_numpy(dtype=bool)]
    return cells.share(word) >= SHARE_CAPITALS and lengths.nunique() >= 4 and float(lengths.median()) >= 4


def is_free_text(cells: Cells) -> bool:
    """Say whether cells are sentences: long, of several words, mostly different from one another."""
    distinct = len(cells.texts) >= max(FEWEST_TEXTS, SHARE_DISTINCT * int(cells.counts.sum()))
    cells = cells.usual()
    long = float(np.average(cells.texts.str.len(), weights=cells.counts)) >= LONG_TEXT
    worded = float(np.average(cells.texts.str.count(r"\s+") + 1, weights=cells.counts)) >= WORDS_OF_TEXT
    return long and worded and distinct


@cache
def first_names() -> frozenset[str]:
    """Return first names that are common in France and in English-speaking countries, as plain words."""
    text = files("peereval.validate").joinpath("first_names.txt").read_text(encoding="utf-8")
    return frozenset(header_words(name) for name in text.split())


def _birth_codes(cells: Cells) -> bool:
    """Say whether cells are initials and a birth date; the prefix of a code has few values, initials have many."""
    letters = cells.texts.str.extract(rf"^{_BIRTH_CODE}$")["letters"]
    many = letters.str.casefold().nunique() >= max(FEWEST_INITIALS, 0.2 * len(cells.texts))
    return bool(many) and cells.share(letters.notna()) >= SHARE_BIRTH_CODE


def is_postcode(cells: Cells) -> bool:
    """Say whether most cells are five digits that begin as a French postcode does."""
    return cells.matching(r"(?:0[1-9]|[1-8]\d|9[0-8])\d{3}") >= SHARE_CAPITALS


def is_reduced_date(text: str) -> bool:
    """Say whether a text is a year, or a month and a year: a birth date already reduced."""
    return bool(re.fullmatch(r"(?:19|20)\d\d(?:[-/.](?:0?[1-9]|1[0-2]))?|(?:0?[1-9]|1[0-2])[-/.](?:19|20)\d\d", text))
