"""Turns the bytes of a text file into text, by the encoding that the study says or the bytes show."""

import codecs
import re
from typing import Literal

from peereval.load.problems import found, refuse
from peereval.remarks import Finding

Encoding = Literal["utf-8", "cp1252", "utf-16"]
_MARKS: dict[bytes, Encoding] = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_UTF8_LETTER = re.compile(rb"\xc3[\x80-\xbf]")


def decode_text(raw: bytes, name: str, said: Encoding | None = None) -> tuple[str, str, tuple[Finding, ...]]:
    """Return the text of a file, the encoding it was read with, and what is doubtful about it.

    Without `said`: UTF-16 with its mark, UTF-8 with or without, else cp1252. With `said`
    the file is read so or refused; nothing else is tried.

    Raises
    ------
    SourceError
        If the bytes are no text in that encoding; the row of the first fault is named.

    Examples
    --------
    >>> decode_text("évalué".encode("cp1252"), "data.csv")[:2]
    ('évalué', 'cp1252')
    """
    mark = next((mark for mark in _MARKS if raw.startswith(mark)), b"")
    if said is not None:
        return _decode_as(raw, name, said, mark)
    if mark and _MARKS[mark] == "utf-16":
        return _utf16(raw, name, mark, "file-encoding"), "utf-16", ()
    _refuse_zeros(raw, name)
    try:
        return raw.decode("utf-8-sig"), "utf-8-sig" if mark else "utf-8", ()
    except UnicodeDecodeError:
        pass
    if mixed := _UTF8_LETTER.search(raw):  # read as cp1252, these accents would turn into two signs each
        raise refuse("file-encoding", name, rows=(_row(raw, mixed.start()),))
    return _strictly(raw, name, "cp1252", "file-encoding"), "cp1252", ()


def _decode_as(raw: bytes, name: str, said: Encoding, mark: bytes) -> tuple[str, str, tuple[Finding, ...]]:
    """Decode as the study says; a mark at the start that says something else refutes it."""
    if mark and _MARKS[mark] != said:
        values = {"encoding": said, "found": _MARKS[mark]}
        raise refuse("encoding-contradicted", name, values, fix=f"encoding: {_MARKS[mark]}")
    if said == "utf-16":
        return _utf16(raw, name, mark, "encoding-unfit"), said, ()
    _refuse_zeros(raw, name)
    if said == "utf-8":
        return _strictly(raw, name, "utf-8-sig", "encoding-unfit"), "utf-8-sig" if mark else said, ()
    text = _strictly(raw, name, said, "encoding-unfit")
    doubt = found("warning", "encoding-doubtful", name, {"encoding": said}, fix="encoding: utf-8")
    return text, said, (doubt,) if not raw.isascii() and _is_utf8(raw) else ()


def _utf16(raw: bytes, name: str, mark: bytes, rule: str) -> str:
    """Decode UTF-16 in the order of its mark; without one, the low byte first, as Windows writes it."""
    order = "utf-16-be" if mark == codecs.BOM_UTF16_BE else "utf-16-le"
    try:
        text = raw[len(mark) :].decode(order)
    except UnicodeDecodeError as error:
        before = raw[len(mark) : len(mark) + error.start].decode(order, errors="replace")
        raise refuse(rule, name, {"encoding": "utf-16"}, rows=(before.count("\n") + 1,)) from None
    if "\0" in text:
        raise refuse("file-binary", name, rows=(text.count("\n", 0, text.index("\0")) + 1,))
    return text


def _strictly(raw: bytes, name: str, encoding: str, rule: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        values = {"encoding": encoding.removesuffix("-sig")}
        raise refuse(rule, name, values, rows=(_row(raw, error.start),)) from None


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _refuse_zeros(raw: bytes, name: str) -> None:
    if (zero := raw.find(b"\0")) >= 0:
        raise refuse("file-binary", name, rows=(_row(raw, zero),))


def _row(raw: bytes, position: int) -> int:
    return raw.count(b"\n", 0, position) + 1
