"""Reads a text table: finds its encoding, separator, header and decimal mark, and says them."""

import csv
import io
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from peereval.load.problems import refuse

SEPARATORS = (";", "\t", "|", ",")
TOP = 10
_SAMPLE = 2_000_000
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True, eq=False)
class TextTable:
    """A text file, opened: its header, what follows it, and how it is written.

    `first_row` is the number that Excel shows for the first row of `body`, `top` the cells
    of the first rows of the file, where a header may be looked for.
    """

    name: str
    header: tuple[str, ...]
    body: str
    encoding: str
    separator: str
    decimal: str
    first_row: int
    top: tuple[tuple[str, ...], ...]


def open_text(raw: bytes, name: str, header_row: int) -> TextTable:
    """Return a text file with its encoding, separator and decimal mark found.

    Parameters
    ----------
    raw
        The bytes of the file: UTF-8 (with or without its mark), else cp1252.
    name
        Its name, for messages.
    header_row
        The row of the header as Excel shows it, from 1.

    Raises
    ------
    SourceError
        If the file is no text table, or ends before its header.
    """
    text, encoding = _decode(raw, name)
    text, said = _said_separator(text)
    separator = said or _separator(text, header_row)
    header, body = _split(text, separator, header_row)
    if not header:
        raise refuse("header-beyond", name, {"header_row": header_row}, fix="header_row: 1")
    if not body.strip():
        raise refuse("file-empty", name)
    decimal = _decimal(body, separator)
    top = tuple(tuple(row) for row in itertools.islice(csv.reader(_lines(text), delimiter=separator), TOP))
    return TextTable(name, tuple(header), body, encoding, separator, decimal, header_row + 1, top)


def _decode(raw: bytes, name: str) -> tuple[str, str]:
    if raw.startswith(_UTF16):
        raise refuse("file-utf16", name)
    if b"\0" in raw:
        raise refuse("file-binary", name, rows=(raw.count(b"\n", 0, raw.index(b"\0")) + 1,))
    try:
        return raw.decode("utf-8-sig"), "utf-8-sig" if raw.startswith(b"\xef\xbb\xbf") else "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        return raw.decode("cp1252"), "cp1252"
    except UnicodeDecodeError as error:
        raise refuse("file-encoding", name, rows=(raw.count(b"\n", 0, error.start) + 1,)) from None


def _said_separator(text: str) -> tuple[str, str]:
    """Take off the line `sep=;` that Excel writes for itself and does not show."""
    match = re.match(r'"?sep=([;,|\t])"?\r?\n', text)
    return (text[match.end() :], match[1]) if match else (text, "")


def _separator(text: str, header_row: int) -> str:
    """Return the separator that cuts the header into most columns, kept by most of the rows."""

    def score(separator: str) -> float:
        try:
            rows = itertools.islice(csv.reader(_lines(text), delimiter=separator), header_row - 1, header_row + 50)
            widths = [len(row) for row in rows if row]
        except csv.Error:
            return 0.0
        return widths[0] * widths.count(widths[0]) / len(widths) if widths else 0.0

    return max(SEPARATORS, key=score)


def _split(text: str, separator: str, header_row: int) -> tuple[list[str], str]:
    """Return the cells of the header and the text after it; quoted line breaks are part of a row."""
    consumed = 0

    def counted() -> Iterator[str]:
        nonlocal consumed
        for line in _lines(text):
            consumed += len(line)
            yield line

    try:
        rows = list(itertools.islice(csv.reader(counted(), delimiter=separator), header_row))
    except csv.Error:
        return [], ""
    return (rows[-1] if len(rows) == header_row else []), text[consumed:]


def _lines(text: str) -> io.StringIO:
    return io.StringIO(text, newline="")


def _decimal(body: str, separator: str) -> str:
    """Return the decimal mark that most numbers of the file's first two megabytes have, or ""."""
    edge = re.escape(separator)
    start, end = ('"', '"') if separator == "," else (rf'(?:^|["{edge}])', rf'(?=$|["\r{edge}])')
    comma = re.compile(rf"{start} ?[+-]?\d+,\d+ ?{end}", re.MULTILINE)
    point = re.compile(rf'(?:^|["{edge}]) ?[+-]?\d+\.\d+ ?(?=$|["\r{edge}])', re.MULTILINE)
    sample = body[:_SAMPLE]
    seen = {",": len(comma.findall(sample)), ".": len(point.findall(sample))}
    return max(seen, key=lambda mark: seen[mark]) if any(seen.values()) else ""
