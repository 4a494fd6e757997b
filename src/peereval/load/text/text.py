"""Opens a text table: finds its encoding, separator, header and decimal mark, and says them."""

import csv
import itertools
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from peereval.load.problems import found, refuse
from peereval.load.text.decimals import find_decimal
from peereval.load.text.encoding import Encoding, decode_text
from peereval.remarks import Finding

SEPARATORS = (";", "\t", "|", ",")
TOP = 10
LONGEST_CELL = 131_072
"""Characters that a cell may have; Excel itself stops at 32 767. A longer one is a quote that is never closed."""
MOST_COLUMNS = 10_000
"""Columns that a table may have: the exports of large data bases have some thousands."""
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")


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
    findings: tuple[Finding, ...] = ()


def open_text(
    raw: bytes,
    name: str,
    header_row: int,
    *,
    encoding: Encoding | None = None,
    decimal: Literal[",", "."] | None = None,
) -> TextTable:
    """Return a text file with its encoding, separator and decimal mark found.

    Parameters
    ----------
    raw
        The bytes of the file: UTF-8 or UTF-16 with its mark, UTF-8, else cp1252.
    name
        Its name, for messages.
    header_row
        The row of the header as Excel shows it, from 1.
    encoding, decimal
        What the study says: obeyed, and nothing is looked for.

    Raises
    ------
    SourceError
        If the file is no text table, is beyond the limits, or ends before its header.
    """
    text, encoding_found, findings = decode_text(raw, name, encoding)
    text, separator_said = _said_separator(text)
    separator = separator_said or _separator(text, header_row)
    header, body = _split(text, separator, header_row, name)
    if not header:
        raise refuse("header-beyond", name, {"header_row": header_row}, fix="header_row: 1")
    if len(header) > MOST_COLUMNS:
        raise refuse("columns-many", name, {"columns": len(header), "most": MOST_COLUMNS})
    if not re.search(r"\S", body):
        raise refuse("file-empty", name)
    mark, sure = (decimal, True) if decimal else find_decimal(body, separator)
    if not sure:
        unsure = found("warning", "decimal-unsure", name, {"decimal": mark}, fix=f'decimal: "{mark}"')
        findings = (*findings, unsure)
    top = tuple(_top(text, separator))
    return TextTable(name, tuple(header), body, encoding_found, separator, mark, header_row + 1, top, findings)


class TextReader:
    """Gives text to a parser piece by piece; `io.StringIO` would first copy it, at four bytes a character."""

    def __init__(self, text: str) -> None:
        self._text, self._position = text, 0

    def read(self, size: int = -1) -> str:
        """Return the next characters, all that are left where `size` is negative."""
        end = len(self._text) if size < 0 else self._position + size
        piece = self._text[self._position : end]
        self._position += len(piece)
        return piece

    def __iter__(self) -> Iterator[str]:
        return lines_of(self._text)


def lines_of(text: str) -> Iterator[str]:
    r"""Give the lines of a text with their ends, whatever they are, without copying the text first.

    Examples
    --------
    >>> list(lines_of("a\r\nb\rc\n\nd"))
    ['a\r\n', 'b\r', 'c\n', '\n', 'd']
    """
    return (match[0] for match in _LINE.finditer(text) if match[0])


def _said_separator(text: str) -> tuple[str, str]:
    """Take off the line `sep=;` that Excel writes for itself and does not show."""
    match = re.match(r'"?sep=([;,|\t])"?\r?\n', text)
    return (text[match.end() :], match[1]) if match else (text, "")


def _separator(text: str, header_row: int) -> str:
    """Return the separator that cuts header and rows into most columns, most of them alike."""

    def score(separator: str) -> tuple[int, float]:
        """Return how many rows a separator cuts into cells, and into how many of them."""
        widths: list[int] = []
        with suppress(csv.Error):  # a cell that is too long: what stands before it decides
            rows = itertools.islice(csv.reader(lines_of(text), delimiter=separator), header_row - 1, header_row + 50)
            widths.extend(len(row) for row in rows if row)
        if not widths:
            return 0, 0.0
        # Decimal commas cut rows and no header; a title above the header is cut by nothing.
        usual = max(widths, key=widths.count)
        return min(widths[0], usual), usual * widths.count(usual) / len(widths)

    return max(SEPARATORS, key=score)


def _split(text: str, separator: str, header_row: int, name: str) -> tuple[list[str], str]:
    """Return the cells of the header and the text after it; quoted line breaks are part of a row."""
    consumed = 0

    def counted() -> Iterator[str]:
        """Yield the lines, counting the characters read."""
        nonlocal consumed
        for line in lines_of(text):
            consumed += len(line)
            yield line

    rows: list[list[str]] = []
    try:
        rows.extend(itertools.islice(csv.reader(counted(), delimiter=separator), header_row))
    except csv.Error:
        raise refuse("cell-long", name, {"most": LONGEST_CELL}, rows=(len(rows) + 1,)) from None
    return (rows[-1] if len(rows) == header_row else []), text[consumed:]


def _top(text: str, separator: str) -> Iterator[tuple[str, ...]]:
    with suppress(csv.Error):
        yield from (tuple(row) for row in itertools.islice(csv.reader(lines_of(text), delimiter=separator), TOP))
