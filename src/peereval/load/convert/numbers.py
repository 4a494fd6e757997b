"""Reads a number as people and programs write it, where it can mean one thing only."""

import re
from collections.abc import Iterable
from typing import NamedTuple

_PLAIN = re.compile(r"[+-]?(?:\d+(?P<mark>[.,]?)\d*|(?P<bare>[.,])\d+)(?:[eE][+-]?\d+)?")
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?P<group>[ .,'’])\d{3}(?:(?P=group)\d{3})*(?:(?P<mark>[.,])\d+)?")
_UNSURE = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
_NONE = float("inf")


class Number(NamedTuple):
    """A number read from text: `value` is infinite where the text is none or could be two.

    `other_mark` says that its decimal mark is not the file's, `grouped` that thousands
    marks were taken out.
    """

    value: float
    other_mark: bool = False
    grouped: bool = False


def read_number(text: str, decimal: str, *, said: bool = False) -> Number:
    """Return the number that a text of single spaces means.

    Parameters
    ----------
    text
        As in the file; spaces of every kind must be plain ones already.
    decimal
        The decimal mark of the file, or "" when it is not known.
    said
        Whether the study says that mark: then the other one is no decimal mark anywhere.

    Examples
    --------
    >>> read_number("1 234,5", ",").value, read_number("1,234.5", ".").value, read_number("2.4", ",")
    (1234.5, 1234.5, Number(value=2.4, other_mark=True, grouped=False))
    >>> read_number("1,234", ".").value, read_number("1,234", ".", said=True).value
    (inf, 1234.0)
    """
    match = _PLAIN.fullmatch(text)
    mark = match["mark"] or match["bare"] or "" if match else ""
    unsure = bool(mark and mark != decimal and _UNSURE.fullmatch(text))
    if match is None or (unsure and said):
        return _read_grouped(text, decimal, said=said)
    other = bool(mark and decimal and mark != decimal)
    # 1,234 in a file with decimal points may be one thousand two hundred and thirty-four.
    if unsure or (other and said):
        return Number(_NONE)
    return Number(float(text.replace(",", ".")), other_mark=other)


def _read_grouped(text: str, decimal: str, *, said: bool) -> Number:
    match = _GROUPED.fullmatch(text)
    if match is None or match["group"] == match["mark"]:
        return Number(_NONE)
    group, mark = match["group"], match["mark"] or ""
    # 1.234.567 where the point is the decimal mark: somebody's error, not a number.
    if group == decimal and not mark:
        return Number(_NONE)
    other = bool(mark and decimal and mark != decimal)
    if other and said:
        return Number(_NONE)
    plain = text.replace(group, "").replace(",", ".")
    return Number(float(plain), other_mark=other, grouped=True)


def mark_of(texts: Iterable[str]) -> str:
    """Return the decimal mark that most of some texts surely have, or "".

    Examples
    --------
    >>> mark_of(["1,234", "2,4"]), mark_of(["1,234"])
    (',', '')
    """
    counts = {",": 0, ".": 0}
    for text in texts:
        match = _PLAIN.fullmatch(text) or _GROUPED.fullmatch(text)
        mark = match["mark"] if match else None
        if mark and not _UNSURE.fullmatch(text):
            counts[mark] += 1
    best = max(counts, key=lambda mark: counts[mark])
    return best if counts[best] else ""
