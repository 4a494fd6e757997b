"""Pages: A4 upright and on its side, what stands at the head and foot of each, and where one kind ends."""

from dataclasses import dataclass

from peereval.report.document import Document
from peereval.report.word.elements import Node, element, paragraph, run, value
from peereval.report.word.fields import text_field
from peereval.report.word.setting import Setting
from peereval.report.word.style_part import twips

_LONG, _SHORT, _SIDE, _TOP = 841.9, 595.3, 56.7, 62.0  # points: 297 mm, 210 mm, 20 mm, 22 mm


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: width and height in points between its margins."""

    landscape: bool

    @property
    def width(self) -> float:
        """Points between the left and the right margin."""
        return (_LONG if self.landscape else _SHORT) - 2 * _SIDE

    @property
    def height(self) -> float:
        """Points between the upper and the lower margin."""
        return (_SHORT if self.landscape else _LONG) - 2 * _TOP


PORTRAIT, LANDSCAPE = Sheet(landscape=False), Sheet(landscape=True)


@dataclass(frozen=True, slots=True)
class Edges:
    """What the pages refer to for their head and foot."""

    head: str
    foot: str


def write_edges(setting: Setting, document: Document) -> Edges:
    """Write the banners into the head of every page and its number into the foot."""
    head, head_id = setting.part.add_header_part()  # type: ignore[no-untyped-call]
    foot, foot_id = setting.part.add_footer_part()  # type: ignore[no-untyped-call]
    said = " · ".join([*(banner.strong for banner in document.banners), document.title])
    for part, line in ((head, paragraph("Header", [run(said)])), (foot, paragraph("Footer", _page_of(setting)))):
        for child in list(part.element):
            part.element.remove(child)
        part.element.append(line)
    return Edges(head_id, foot_id)


def _page_of(setting: Setting) -> list[Node]:
    """Return "Page 1 of 9" with both numbers as fields."""
    words = setting.say("report.page_of", page="\n", pages="\n").split("\n")
    fields = (text_field("PAGE", "1"), text_field("NUMPAGES", "1"), ())
    return [node for word, number in zip(words, fields, strict=True) for node in (run(word), *number)]


def page_break(sheet: Sheet, edges: Edges) -> Node:
    """Return the properties that end a stretch of pages of one kind."""
    wide, high = (_LONG, _SHORT) if sheet.landscape else (_SHORT, _LONG)
    size: dict[str, object] = {"w:w": twips(wide), "w:h": twips(high)}
    if sheet.landscape:
        size["w:orient"] = "landscape"
    margins = {"top": _TOP, "right": _SIDE, "bottom": _TOP, "left": _SIDE, "header": 30.0, "footer": 30.0, "gutter": 0}
    return element(
        "w:sectPr", None,
        element("w:headerReference", {"w:type": "default", "r:id": edges.head}),
        element("w:footerReference", {"w:type": "default", "r:id": edges.foot}),
        value("w:type", "nextPage"),
        element("w:pgSz", size),
        element("w:pgMar", {f"w:{side}": twips(points) for side, points in margins.items()}),
    )  # fmt: skip
