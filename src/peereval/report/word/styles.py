"""The styles of the document, as data: what a reader may change once for the whole file in Word."""

from dataclasses import dataclass
from typing import Literal

SERIF = "Times New Roman"
SANS = "Arial"
MONO = "Courier New"
"""Fonts that every office suite has, or has a twin of with the same widths."""

INK, MUTED, RULE = "1D2126", "4A525B", "C9CED4"
WARM, ERROR, CALM = "8A4B08", "A11D21", "3F6650"
TONES = {"raised": WARM, "calm": CALM, "error": ERROR, "warning": WARM, "note": MUTED}
"""The colour of the state of a remark."""

TABLE_SIZES = (9.0, 8.5, 8.0, 7.5)
"""Sizes of the words of a table in points: the first one that fits is taken, the last on pages on their side only."""


@dataclass(frozen=True, slots=True)
class Look:
    """A paragraph style: sizes, spaces and indents in points; `top` and `side` are rules with their colour.

    What is not said is that of the style it is based on.
    """

    id: str
    name: str
    based: str = "Normal"
    size: float = 0.0
    font: str = ""
    bold: bool = False
    italic: bool = False
    colour: str = ""
    before: float = -1.0
    after: float = -1.0
    line: float = -1.0
    left: float = 0.0
    hanging: float = 0.0
    align: Literal["", "center", "right"] = ""
    keep_next: bool = False
    keep_lines: bool = False
    outline: int = -1
    top: str = ""
    side: str = ""
    tab: float = 0.0


LOOKS = (
    Look("Title", "Title", size=22, font=SANS, bold=True, after=3, keep_next=True),
    Look("Subtitle", "Subtitle", size=10, font=SANS, colour=MUTED, before=14, after=2, keep_next=True),
    Look("Heading1", "heading 1", size=15, font=SANS, bold=True, before=22, after=7, keep_next=True, outline=0),
    Look("Heading2", "heading 2", size=11.5, font=SANS, bold=True, before=14, after=5, keep_next=True, outline=1),
    Look("BodyText", "Body Text", before=2, after=6, line=1.12),
    Look("Prose", "Prose", "BodyText", line=1.18),
    Look("Groups", "Groups", size=9.5, font=SANS, colour=MUTED, after=8),
    Look("Banner", "Banner", size=9.5, font=SANS, align="center", before=2, after=2, colour=MUTED),
    Look("BannerSimulated", "Banner Simulated", "Banner", colour=WARM),
    Look("Label", "Label", size=9, font=SANS, colour=MUTED, before=10, after=3, top=INK, keep_next=True),
    Look("Estimate", "Estimate", size=13, after=5, line=1.1, keep_lines=True),
    Look("Verdict", "Verdict", "BodyText"),
    Look("Adjusted", "Adjusted", "BodyText"),
    Look("Aside", "Aside", "BodyText", size=9.5, colour=MUTED),
    Look("Caution", "Caution", "BodyText", size=9.5, colour=MUTED, left=8, side=RULE, before=4),
    Look("Warning", "Warning", "BodyText", size=9.5, left=8, side=WARM, before=4),
    Look("Hint", "Hint", "BodyText", size=9.5, colour=MUTED, keep_next=True),
    Look("Caption", "caption", size=9.5, before=14, after=4, keep_next=True, keep_lines=True, outline=1),
    Look("FigureCaption", "Figure Caption", "Caption", before=3, after=2),
    Look("Figure", "Figure", before=14, keep_next=True, align="center"),
    Look("Note", "Note", size=8, colour=MUTED, before=2, keep_lines=True),
    Look("TableTitle", "Table Title", size=9.5, bold=True, before=12, after=4, keep_next=True),
    *(Look(f"TableText{round(10 * size)}", f"Table Text {size:g}", size=size) for size in TABLE_SIZES),
    Look("Remark", "Remark", size=9.5, before=5, after=2, top=RULE, keep_lines=True),
    Look("RemarkText", "Remark Text", size=9.5, after=4, keep_lines=True),
    Look("Consequence", "Consequence", size=9.5, colour=MUTED, after=2, keep_lines=True),
    Look("Fact", "Fact", size=9.5, after=2, left=120, hanging=120, tab=120),
    Look("RemarkFact", "Remark Fact", size=8.5, colour=MUTED, after=1, left=80, hanging=80, tab=80, keep_lines=True),
    Look("TOCHeading", "TOC Heading", size=10, font=SANS, bold=True, before=8, after=3, keep_next=True),
    Look("TOC1", "toc 1", size=10, after=1),
    Look("Header", "header", size=8, font=SANS, colour=MUTED, align="center"),
    Look("Footer", "footer", size=8, font=SANS, colour=MUTED, align="right"),
    Look("Break", "Break", size=1),
)
"""Every paragraph style."""

BUILT_IN = ("Normal", "Title", "Subtitle", "Heading1", "Heading2", "BodyText", "Caption", "TOCHeading", "TOC1",
            "Header", "Footer", "DefaultParagraphFont", "TableNormal", "Code")  # fmt: skip
"""Styles that Word has itself, and names in the reader's language."""


def table_style(size: float) -> str:
    """Return the style of the words of a table set in a size of `TABLE_SIZES`."""
    return f"TableText{round(10 * size)}"
