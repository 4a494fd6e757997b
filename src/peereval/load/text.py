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
_UTF8_LETTER = re.compile(rb"\xc3[\x80-\xbf]")
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
    mixed = _UTF8_LETTER.search(raw)  # read as cp1252, these accents would turn into two signs each
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError as error:
        raise refuse("file-encoding", name, rows=(raw.count(b"\n", 0, error.start) + 1,)) from None
    if mixed:
        raise refuse("file-encoding", name, rows=(raw.count(b"\n", 0, mixed.start()) + 1,))
    return text, "cp1252"


def _said_separator(text: str) -> tuple[str, str]:
    """Take off the line `sep=;` that Excel writes for itself and does not show."""
    match = re.match(r'"?sep=([;,|\t])"?\r?\n', text)
    return (text[match.end() :], match[1]) if match else (text, "")


def _separator(text: str, header_row: int) -> str:
    """Return the separator that cuts header and rows into most columns, most of them alike."""

    def score(separator: str) -> tuple[int, float]:
        try:
            rows = itertools.islice(csv.reader(_lines(text), delimiter=separator), header_row - 1, header_row + 50)
            widths = [len(row) for row in rows if row]
        except csv.Error:
            return 0, 0.0
        if not widths:
            return 0, 0.0
        # Decimal commas cut rows and no header; a title above the header is cut by nothing.
        usual = max(widths, key=widths.count)
        return min(widths[0], usual), usual * widths.count(usual) / len(widths)

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
    """Return the decimal mark that most numbers of the file's first two megabytes have, or "".

    A mark before exactly three digits may be a thousands mark: it counts only where no other
    number has decimals, and never a comma where the comma separates the cells.
    """
    sample = body[:_SAMPLE]
    sure = {mark: len(_decimals(mark, separator, r"(?!\d{1,3}[.,]\d{3}(?!\d))").findall(sample)) for mark in ",."}
    if any(sure.values()):
        return max(sure, key=lambda mark: sure[mark])
    seen = [mark for mark in ",." if _decimals(mark, separator, "").search(sample)]
    return "." if seen and separator == "," else "".join(seen[:1])


def _decimals(mark: str, separator: str, unless: str) -> re.Pattern[str]:
    edge = re.escape(separator)
    # Where the mark separates the cells too, a decimal number stands in quotation marks.
    start, end = ('"', '"') if mark == separator else (rf'(?:^|["{edge}])', rf'(?=$|["\r{edge}])')
    return re.compile(rf"{start} ?[+-]?{unless}\d+{re.escape(mark)}\d+ ?{end}", re.MULTILINE)
