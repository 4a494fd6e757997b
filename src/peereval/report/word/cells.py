"""Rows and cells of a table, the pieces that its head and its body share."""

from collections.abc import Iterable
from dataclasses import dataclass

from peereval.report.word.elements import Node, element, paragraph, value
from peereval.report.word.style_part import twips
from peereval.report.word.styles import INK

THIN = {"w:val": "single", "w:sz": 5, "w:space": 0, "w:color": INK}
"""The rule under a head."""


@dataclass(frozen=True, slots=True)
class Line:
    """How the paragraphs of a row are set: their style, and whether they stay with the next row."""

    style: str
    kept: bool = False

    def paragraph(self, runs: Iterable[Node], *properties: Node) -> Node:
        """Return the paragraph of a cell; properties in the order the format asks for."""
        return paragraph(self.style, runs, *([element("w:keepNext")] if self.kept else []), *properties)


def lay_row(cells: Iterable[Node], *, head: bool = False) -> Node:
    """Return a row that never breaks over pages; one of the head is repeated on each."""
    marks = [element("w:cantSplit"), *([element("w:tblHeader")] if head else [])]
    return element("w:tr", None, element("w:trPr", None, *marks), *cells)


def place_cell(
    width: float, content: Node, *, span: int = 1, below: bool = False, joined: str = "", head: bool = False
) -> Node:
    """Return a cell.

    Parameters
    ----------
    width
        In points.
    content
        Its paragraph.
    span
        How many columns it covers.
    below
        Whether a rule stands under it.
    joined
        `"restart"` or `"continue"` for a cell that is one with that of the next or the last row.
    head
        Whether its words stand on its foot, as those of a head do.
    """
    made = element("w:tcPr", None, element("w:tcW", {"w:w": twips(width), "w:type": "dxa"}))
    made.extend([value("w:gridSpan", span)] if span > 1 else [])
    made.extend([value("w:vMerge", joined)] if joined else [])
    if below:
        made.append(element("w:tcBorders", None, element("w:bottom", THIN)))
    made.extend([value("w:vAlign", "bottom")] if head else [])
    return element("w:tc", None, made, content)
