"""What a program finds in report.docx: words, tables, figures behind bookmarks, pages."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from zipfile import ZipFile

from docx.oxml import parse_xml

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
KEYS = "{urn:peereval:keys:1}"


@dataclass
class Cell:
    """A cell: its words, those outside bookmarks of figures, how many columns it covers."""

    text: str
    own: str
    span: int
    joined: str | None


@dataclass
class Row:
    head: bool
    whole: bool
    cells: list[Cell]


@dataclass
class WordReader:
    data: bytes
    parts: dict = field(init=False)

    def __post_init__(self):
        with ZipFile(BytesIO(self.data)) as package:
            self.infos = package.infolist()
            self.parts = {one.filename: package.read(one) for one in self.infos}
        self.root = parse_xml(self.parts["word/document.xml"])
        self.body = self.root[0]
        listed = parse_xml(self.parts["customXml/item1.xml"])
        self.keys = {one.get("bookmark"): (one.get("key"), one.get("column")) for one in listed.iter(f"{KEYS}number")}

    def part(self, name):
        return parse_xml(self.parts[name])

    @cached_property
    def figures(self):
        """Every bookmark of a figure with the text between its marks."""
        return {name: text for name, text in self.bookmarks.items() if name in self.keys}

    @cached_property
    def bookmarks(self):
        found, open_ = {}, {}
        for one in self.root.iter():
            if one.tag == f"{W}bookmarkStart":
                open_[one.get(f"{W}id")] = one.get(f"{W}name")
                assert one.get(f"{W}name") not in found
                found[one.get(f"{W}name")] = ""
            elif one.tag == f"{W}bookmarkEnd":
                del open_[one.get(f"{W}id")]
            elif one.tag == f"{W}t":
                for name in open_.values():
                    found[name] += one.text
        assert not open_
        return found

    @cached_property
    def tables(self):
        return [[self._row(row) for row in table.iter(f"{W}tr")] for table in self.body.iter(f"{W}tbl")]

    def _row(self, row):
        marks = row.find(f"{W}trPr")
        return Row(
            marks.find(f"{W}tblHeader") is not None,
            marks.find(f"{W}cantSplit") is not None,
            [self._cell(cell) for cell in row.iter(f"{W}tc")],
        )

    def _cell(self, cell):
        span, joined = cell.find(f"{W}tcPr/{W}gridSpan"), cell.find(f"{W}tcPr/{W}vMerge")
        own, keyed = "", 0
        for one in cell.iter():
            if one.tag == f"{W}bookmarkStart":
                keyed += 1
            elif one.tag == f"{W}bookmarkEnd":
                keyed -= 1
            elif one.tag == f"{W}t" and not keyed:
                own += one.text
        return Cell(
            words_of(cell), own, int(span.get(f"{W}val")) if span is not None else 1,
            None if joined is None else joined.get(f"{W}val"),
        )  # fmt: skip

    def paragraphs(self, style):
        return [one for one in self.body.iter(f"{W}p") if style_of(one) == style]

    @cached_property
    def visible(self):
        """Every word that a reader sees or hears."""
        said = [one.get("descr") or "" for one in self.root.iter() if one.tag.endswith("}docPr")]
        edges = [words_of(self.part(name)) for name in self.parts if re.match(r"word/(header|footer)\d", name)]
        return "\n".join([*(words_of(one) for one in self.body.iter(f"{W}p")), *said, *edges])


def style_of(paragraph):
    return paragraph.find(f"{W}pPr/{W}pStyle").get(f"{W}val")


def words_of(element):
    return "".join(one.text or "" for one in element.iter(f"{W}t"))
