"""The list of contents as a field: linked lines at once, their pages when a program has set them."""

from collections.abc import Iterator

from peereval.report.document import Document, Heading
from peereval.report.word.bookmarks import place_name
from peereval.report.word.elements import Node, element, paragraph, run, value
from peereval.report.word.fields import field, text_field
from peereval.report.word.pages import PORTRAIT
from peereval.report.word.setting import Setting
from peereval.report.word.style_part import twips


def lay_contents(setting: Setting, document: Document) -> Node:
    """Return the list of the headings, in the frame that lets Word update it."""
    lines = [_line(level, name, text) for level, name, text in _headings(document)]
    opening = field('TOC \\o "1-2" \\h \\z')
    lines[0][1:1] = opening[:-1]
    lines[-1].append(opening[-1])
    gallery = element("w:docPartObj", None, value("w:docPartGallery", "Table of Contents"), element("w:docPartUnique"))
    title = paragraph("TOCHeading", [run(setting.say("report.contents"))])
    return element("w:sdt", None, element("w:sdtPr", None, gallery), element("w:sdtContent", None, title, *lines))


def _headings(document: Document) -> Iterator[tuple[int, str, str]]:
    for section in document.sections:
        yield 1, section.id, section.title
        for block in section.blocks:
            if isinstance(block, Heading):
                yield 2, block.id, block.text


def _line(level: int, name: str, text: str) -> Node:
    """Return a line that leads to its heading; Word fills in the page when it prints or updates."""
    place = place_name("section", name)
    tab = element("w:tab", {"w:val": "right", "w:pos": twips(PORTRAIT.width)})
    page = text_field(f"PAGEREF {place} \\h", "")
    content = run(text), element("w:r", None, element("w:tab")), *page
    link = element("w:hyperlink", {"w:anchor": place, "w:history": 1}, *content)
    return paragraph(f"TOC{level}", [link], element("w:tabs", None, tab))
