"""Bookmarks: one around each figure, whose key a part of the package keeps; one at each place to refer to."""

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, tostring

from peereval.report.safe_text import clean_text
from peereval.report.table import Number
from peereval.report.word.elements import Node, element

KEYS = "urn:peereval:keys:1"
"""The namespace of the list of bookmarks with their keys."""
_LONGEST = 40  # letters of a bookmark's name


class Bookmarks:
    """The bookmarks of one document, in the order they are set."""

    def __init__(self) -> None:
        self._names: set[str] = set()
        self._numbers: dict[str, Number] = {}

    def around_number(self, number: Number, *content: Node) -> tuple[Node, ...]:
        """Return a figure between the marks of a new bookmark: `k000001`, `k000002`, ..."""
        name = f"k{len(self._numbers) + 1:06d}"
        self._numbers[name] = number
        return self._mark(name, content)

    def around_place(self, name: str, *content: Node) -> tuple[Node, ...]:
        """Return content between the marks of a bookmark that others refer to by `name`."""
        return self._mark(name if name not in self._names else f"{name[: _LONGEST - 7]}_{len(self._names)}", content)

    def _mark(self, name: str, content: Iterable[Node]) -> tuple[Node, ...]:
        place = len(self._names)
        self._names.add(name)
        start = element("w:bookmarkStart", {"w:id": place, "w:name": name})
        return start, *content, element("w:bookmarkEnd", {"w:id": place})

    def render(self) -> bytes:
        """Return the list of the figures as XML: each bookmark with its key and column of results.csv."""
        root = Element("keys", {"xmlns": KEYS})
        for name, number in self._numbers.items():
            SubElement(root, "number", {"bookmark": name, "key": clean_text(number.key), "column": number.column})
        return bytes(tostring(root, encoding="UTF-8", xml_declaration=True))


def place_name(kind: str, name: str) -> str:
    """Return the name of the bookmark of a table, a figure or a heading.

    Examples
    --------
    >>> place_name("table", "change-contrasts")
    'table_change_contrasts'
    """
    return re.sub(r"[^A-Za-z0-9]+", "_", f"{kind}_{name}")[:_LONGEST]


def linked_name(target: str) -> str:
    """Return the name of the bookmark that a link of the report leads to.

    Examples
    --------
    >>> linked_name("table-baseline"), linked_name("methods")
    ('table_baseline', 'section_methods')
    """
    kind, _, name = target.partition("-")
    return place_name(kind, name) if kind in ("table", "figure") and name else place_name("section", target)
