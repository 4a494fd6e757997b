"""Turns the cells of one column into numbers, dates or labels, and finds those that cannot be."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from peereval.load.excel import text_of
from peereval.load.headers import clean_name
from peereval.load.kinds import is_number

_NUMBER = re.compile(r"[+-]?(?:\d+(?P<mark>[.,]?)\d*|(?P<bare>[.,])\d+)(?:[eE][+-]?\d+)?")
_DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
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
    decimal mark than the file's, and days written with the day first.
    """

    values: "pd.Series[Any]"
    bad: np.ndarray[Any, np.dtype[np.bool_]]
    noted: np.ndarray[Any, np.dtype[np.bool_]]


def to_numbers(cells: "pd.Series[Any]", codes: list[str], decimal: str) -> Converted:
    """Return the cells as float64; missing codes become missing.

    Parameters
    ----------
    cells
        Numbers, or text where the parser found something else than numbers.
    codes
        The texts that mean a missing value; those that are numbers hold for numbers too.
    decimal
        The decimal mark of the file, or "" when it is not known.
    """
    numeric_codes = [float(code.replace(",", ".")) for code in codes if is_number(code)]
    if pd.api.types.is_numeric_dtype(cells.dtype):
        values = cells.astype(float)
        other_mark = np.zeros(len(values), dtype=bool)
    else:
        parsed, positions = _by_unique(cells, codes, lambda text: _number(text, decimal))
        values = pd.Series(np.array([p[0] for p in parsed], dtype=float)[positions], index=cells.index)
        other_mark = np.array([p[1] for p in parsed], dtype=bool)[positions]
    values = values.mask(values.isin(numeric_codes)) if numeric_codes else values
    bad = np.isinf(values.to_numpy())
    return Converted(values.mask(bad), bad, other_mark & ~bad)


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


def to_labels(cells: "pd.Series[Any]", codes: list[str], recodes: dict[str, str] | None = None) -> Converted:
    """Return the cells as text, recoded to the listed labels when there are any.

    A label that is not listed is bad, and missing in the values.
    """
    listed = None if recodes is None else {clean_name(word): name for word, name in recodes.items()}

    def label(text: str) -> tuple[str | None, bool]:
        return (text, False) if listed is None else (listed.get(text), text not in listed)

    # A listed label is a label even where the same text is a missing code elsewhere.
    parsed, positions = _by_unique(cells, [code for code in codes if not listed or code not in listed], label)
    values = np.array([p[0] for p in parsed], dtype=object)[positions]
    bad = np.array([p[1] for p in parsed], dtype=bool)[positions]
    texts = pd.Series(values, index=cells.index, dtype=object).astype("str" if _HAS_STR else object)
    return Converted(texts, bad, np.zeros(len(cells), dtype=bool))


def to_booleans(cells: "pd.Series[Any]", codes: list[str]) -> Converted:
    """Return the cells as the labels "false" and "true", from yes, oui, vrai, 1 and the like."""
    return to_labels(cells, codes, BOOLEANS)


def to_free(cells: "pd.Series[Any]", codes: list[str], decimal: str) -> Converted:
    """Return a column that nothing describes: numbers where all cells are numbers, else text."""
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        return to_dates(cells, codes)
    numbers = to_numbers(cells, codes, decimal)
    holds_text = numbers.bad.any() or numbers.values.isna().all()
    return to_labels(cells, codes) if holds_text else numbers


_HAS_STR = int(pd.__version__.split(".")[0]) >= 3


def _by_unique(
    cells: "pd.Series[Any]", codes: list[str], parse: Callable[[str], tuple[Any, bool]]
) -> tuple[list[tuple[Any, bool]], np.ndarray[Any, np.dtype[np.intp]]]:
    """Parse each different text once; the last parsed element stands for a missing cell (position -1)."""
    positions, uniques = pd.factorize(cells)
    missing = {clean_name(code) for code in codes}
    texts = [clean_name(text_of(unique) or "") for unique in uniques]
    parsed = [(None, False) if text in missing or not text else parse(text) for text in texts]
    return [*parsed, (None, False)], positions


def _number(text: str, decimal: str) -> tuple[float, bool]:
    match = _NUMBER.fullmatch(text)
    if match is None:
        return np.inf, False
    mark = match["mark"] or match["bare"] or ""
    # 1,234 in a file with decimal points may be one thousand two hundred and thirty-four.
    other = bool(mark and decimal and mark != decimal)
    if other and re.fullmatch(r"[+-]?\d{1,3}[.,]\d{3}", text):
        return np.inf, False
    return float(text.replace(",", ".")), other


def _day(text: str) -> tuple[dt.datetime | None, bool]:
    for form in _DAYS:
        try:
            return dt.datetime.strptime(text, form), form.startswith("%d")  # noqa: DTZ007  (a day has no zone)
        except ValueError:
            continue
    return None, True
