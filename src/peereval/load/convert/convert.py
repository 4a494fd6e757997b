"""Turns the cells of one column into numbers, dates or labels, and finds those that cannot be."""

import datetime as dt
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from peereval.load.convert.numbers import Number, mark_of, read_number
from peereval.load.header.headers import clean_name
from peereval.load.kinds import is_number
from peereval.load.workbook.sheet import text_of

_DAY = re.compile(r"\d{4}-\d|\d{1,2}[/.-]\d")
_TIMES = ("", " %H:%M", " %H:%M:%S", "T%H:%M:%S", "T%H:%M:%S.%f")
_WHOLE = re.compile(r"([+-]?(?:0|[1-9]\d*))[.,]0+")
_SPACED = re.compile(r" [ \n]|\n |^ | $")  # what clean_name would change, in lines of plain signs
_LED = re.compile(r"0\d")
_LARGEST_EXACT = 2.0**53
_DAYS = tuple(day + time for day in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y") for time in _TIMES)
_YES = {"true", "vrai", "yes", "oui", "1"}
_NO = {"false", "faux", "no", "non", "0"}
BOOLEANS = {
    form(word): name
    for name, words in (("true", _YES), ("false", _NO))
    for word in words
    for form in (str.lower, str.upper, str.capitalize)
}


@dataclass(frozen=True, slots=True, eq=False)
class Converted:
    """A converted column: its values, which rows could not be read, and which are to be noted.

    `bad` and `noted` are boolean arrays, one element a row; noted are numbers with another
    decimal mark than the file's, and days written with the day first. `grouped` counts the
    numbers with thousands marks; `whole` says that labels like 1.0 were read as 1.
    """

    values: "pd.Series[Any]"
    bad: np.ndarray[Any, np.dtype[np.bool_]]
    noted: np.ndarray[Any, np.dtype[np.bool_]]
    grouped: int = 0
    whole: bool = False


def to_numbers(cells: "pd.Series[Any]", codes: list[str], decimal: str, *, said: bool = False) -> Converted:
    """Return the cells as float64; missing codes become missing.

    Parameters
    ----------
    cells
        Numbers, or text where the parser found something else than numbers.
    codes
        The texts that mean a missing value; those that are numbers hold for numbers too.
    decimal
        The decimal mark of the file, or "" when it is not known: then the column shows it.
    said
        Whether the study says that mark.
    """
    numeric_codes = [float(code.replace(",", ".")) for code in codes if is_number(code)]
    if pd.api.types.is_numeric_dtype(cells.dtype):
        return _without_codes(cells.to_numpy(dtype=float), numeric_codes, cells.index)
    positions, texts = _unique_texts(cells)
    mark = decimal or mark_of(texts)
    missing = _cleaned(codes)
    parsed = [Number(np.nan) if text in missing else read_number(text, mark, said=said) for text in texts]
    table = np.array([*parsed, Number(np.nan)], dtype=float)
    done = _without_codes(table[:, 0][positions], numeric_codes, cells.index)
    other_mark, grouped = (table[:, which][positions].astype(bool) for which in (1, 2))
    return replace(done, noted=other_mark & ~done.bad, grouped=int((grouped & ~done.bad).sum()))


def _without_codes(values: np.ndarray[Any, np.dtype[Any]], codes: list[float], index: "pd.Index[Any]") -> Converted:
    none = np.zeros(len(values), dtype=bool)
    least, greatest = np.fmin.reduce(values, initial=np.nan), np.fmax.reduce(values, initial=np.nan)
    within = [code for code in (*codes, np.inf, -np.inf) if least <= code <= greatest]
    if not within:
        return Converted(pd.Series(values, index=index, copy=False), none, none)
    kept = np.where(np.isin(values, within), np.nan, values)
    return Converted(pd.Series(kept, index=index, copy=False), np.isinf(values), none)


def to_dates(cells: "pd.Series[Any]", codes: list[str]) -> Converted:
    """Return the cells as days: ISO, or the day first (31/12/2014), never the month first."""
    no_mark = np.zeros(len(cells), dtype=bool)
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        return Converted(cells.astype("datetime64[us]"), no_mark, no_mark)
    parsed, positions = _by_unique(cells, codes, _day)
    days = np.array([p[0] for p in parsed], dtype="datetime64[us]")[positions]
    day_first = np.array([p[1] for p in parsed], dtype=bool)[positions]
    bad = np.isnat(days) & np.array([p[0] is None and p[1] for p in parsed], dtype=bool)[positions]
    return Converted(pd.Series(days, index=cells.index), bad, day_first & ~bad)


def to_labels(
    cells: "pd.Series[Any]", codes: list[str], recodes: dict[str, str] | None = None, *, numbered: bool = False
) -> Converted:
    """Return the cells as text, recoded to the listed labels when there are any.

    A label that is not listed is bad, and missing in the values. Where a program wrote whole
    numbers with a decimal (1.0 or 1,0, usually because cells are missing), they are the listed
    labels 1, 2, ...; without listed labels they are so only where the cells are codes of people
    or places (`numbered`) and every one has the decimal. Other text stays as it is.
    """
    listed = None if recodes is None else {clean_name(word): name for word, name in recodes.items()}
    positions, texts = _unique_texts(cells)
    texts, whole = _without_decimals(texts, listed or {}, numbered=numbered)
    # A listed label is a label even where the same text is a missing code elsewhere.
    missing = {code for code in _cleaned(codes) if not listed or code not in listed}
    bad = np.zeros(len(cells), dtype=bool)
    if listed is not None:
        wrong = [text not in missing and text not in listed for text in texts]
        bad = np.array([*wrong, False], dtype=bool)[positions]
        texts = [listed.get(text, "") for text in texts]
        missing = {""}
    labels = np.array([None if text in missing else text for text in texts] + [None], dtype=object)
    kept = pd.Series(labels, dtype="str" if _HAS_STR else object).take(positions)
    return Converted(kept.set_axis(cells.index), bad, np.zeros(len(cells), dtype=bool), whole=whole)


def _without_decimals(texts: list[str], listed: Collection[str], *, numbered: bool) -> tuple[list[str], bool]:
    """Take `.0` and `,0` off where that makes a listed label, or where every code of people has it."""
    together = "\n".join(texts)
    if not (".0" in together or ",0" in together):
        return texts, False
    if listed:
        plain = [_WHOLE.sub(r"\1", text) if text not in listed and _WHOLE.fullmatch(text) else text for text in texts]
        shown = [bare if bare in listed else text for bare, text in zip(plain, texts, strict=True)]
        return shown, shown != texts
    if not numbered or not all(_WHOLE.fullmatch(text) for text in texts if text):
        return texts, False
    return [_WHOLE.sub(r"\1", text) for text in texts], True


def to_booleans(cells: "pd.Series[Any]", codes: list[str]) -> Converted:
    """Return the cells as the labels "false" and "true", from yes, oui, vrai, 1 and the like."""
    return to_labels(cells, codes, BOOLEANS)


def to_free(cells: "pd.Series[Any]", codes: list[str], decimal: str, *, said: bool = False) -> Converted:
    """Return a column that nothing describes: numbers where all cells are numbers, else text.

    Thousands marks, leading zeros and more digits than a number holds are left alone: `59 000`
    and `01000` may be postcodes, and 20 digits an identifier.
    """
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        return to_dates(cells, codes)
    numbers = to_numbers(cells, codes, decimal, said=said)
    sizes = np.abs(numbers.values.to_numpy())
    beyond = (sizes > _LARGEST_EXACT).any()
    led = not pd.api.types.is_numeric_dtype(cells.dtype) and any(map(_LED.match, _unique_texts(cells)[1]))
    holds_text = numbers.bad.any() or numbers.grouped or led or beyond or np.isnan(sizes).all()
    return to_labels(cells, codes) if holds_text else numbers


_HAS_STR = int(pd.__version__.split(".")[0]) >= 3


def _unique_texts(cells: "pd.Series[Any]") -> tuple[np.ndarray[Any, np.dtype[np.intp]], list[str]]:
    """Return where each cell stands among the different texts (-1: missing), and those texts, cleaned."""
    positions, uniques = pd.factorize(cells)
    texts = uniques.tolist()
    if not isinstance(cells.dtype, pd.StringDtype):
        texts = [text_of(unique) or "" for unique in texts]
    together = "\n".join(texts)
    plain = together.isascii() and together.replace("\n", "").isprintable()
    if plain and not (" " in together and _SPACED.search(together)):
        return positions, texts
    return positions, [clean_name(text) for text in texts]


def _cleaned(codes: list[str]) -> set[str]:
    return {"", *(clean_name(code) for code in codes)}


def _by_unique(
    cells: "pd.Series[Any]", codes: list[str], parse: Callable[[str], tuple[Any, bool]]
) -> tuple[list[tuple[Any, bool]], np.ndarray[Any, np.dtype[np.intp]]]:
    """Parse each different text once; the last parsed element stands for a missing cell (position -1)."""
    positions, texts = _unique_texts(cells)
    missing = _cleaned(codes)
    parsed = [(None, False) if text in missing else parse(text) for text in texts]
    return [*parsed, (None, False)], positions


def _day(text: str) -> tuple[dt.datetime | None, bool]:
    if not _DAY.match(text):
        return None, True
    for form in _DAYS:
        try:
            return dt.datetime.strptime(text, form), form.startswith("%d")  # noqa: DTZ007  (a day has no zone)
        except ValueError:
            continue
    return None, True
