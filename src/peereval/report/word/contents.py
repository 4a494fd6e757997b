"""The list of contents as a field: linked lines at once, their pages when a program has set them."""

from peereval.report.document import Document, Section
from peereval.report.word.bookmarks import place_name
from peereval.report.word.elements import Node, element, paragraph, run, value
from peereval.report.word.fields import field, text_field
from peereval.report.word.pages import PORTRAIT
from peereval.report.word.setting import Setting
from peereval.report.word.style_part import twips


def lay_contents(setting: Setting, document: Document) -> Node:
    """Return the list of the sections, in the frame that lets Word update it.

    Headings, tables and figures within them stand in the navigation pane: the first page is for the results.
    """
    lines = [_line(section) for section in document.sections]
    opening = field('TOC \\o "1-1" \\h \\z')
    lines[0][1:1] = opening[:-1]
    lines[-1].append(opening[-1])
    gallery = element("w:docPartObj", None, value("w:docPartGallery", "Table of Contents"), element("w:docPartUnique"))
    title = paragraph("TOCHeading", [run(setting.say("report.contents"))])
    return element("w:sdt", None, element("w:sdtPr", None, gallery), element("w:sdtContent", None, title, *lines))


def _line(section: Section) -> Node:
    """Return a line that leads to its section; Word fills in the page when it prints or updates."""
    place = place_name("section", section.id)
    tab = element("w:tab", {"w:val": "right", "w:pos": twips(PORTRAIT.width)})
    content = run(section.title), element("w:r", None, element("w:tab")), *text_field(f"PAGEREF {place} \\h", "")
    link = element("w:hyperlink", {"w:anchor": place, "w:history": 1}, *content)
    return paragraph("TOC1", [link], element("w:tabs", None, tab))
