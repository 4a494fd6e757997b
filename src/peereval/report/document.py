"""A document as a value: sections of blocks that every writer lays out in its own way.

A writer (HTML, Word) knows the blocks and nothing of what stands in them; what a report says is
gathered in `sections/`, one file a section. To say more, add blocks there; no writer changes.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import pandas as pd

from peereval.report.numbers import Piece
from peereval.report.table import Part, Table
from peereval.terms import Language

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Sentence = tuple[Piece, ...]
Style = Literal["body", "label", "estimate", "verdict", "adjusted", "aside", "caution", "warning", "hint", "prose"]
Tone = Literal["raised", "calm", "error", "warning", "note"]


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A figure ready for a document: its PNG, the data drawn, its caption, alternative text and part.

    `vectors` are the same figure for files beside the report by their ending, svg and pdf; none
    where the report may leave the hospital. `draw` makes it anew, for who wants to change it.
    """

    id: str
    number: int
    png: bytes
    data: pd.DataFrame
    title: str
    caption: str
    alt: str
    part: Part = "results"
    vectors: Mapping[str, bytes] = field(default_factory=dict)
    draw: "Callable[[], Figure] | None" = None


@dataclass(frozen=True, slots=True, eq=False)
class Paragraph:
    """Words and figures in a style; `strong` is said first and in bold, `code` last and as in a file."""

    pieces: Sentence
    style: Style = "body"
    strong: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Heading:
    """A heading below that of the section; `id` is where links lead."""

    text: str
    id: str


@dataclass(frozen=True, slots=True, eq=False)
class Box:
    """Paragraphs that belong together: what is said of one primary outcome."""

    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """A name and its content; `code` says that the content is text of a file."""

    name: str
    content: str
    code: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """Names with their contents, one below the other."""

    items: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Remark:
    """Something to know: what, in which state, its sentences, the facts about it."""

    title: str
    state: str
    tone: Tone
    sentences: tuple[Sentence, ...]
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Remarks:
    """Remarks in a row: the flags of the first screen, or the findings."""

    kind: Literal["flags", "findings"]
    items: tuple[Remark, ...]


Block = Paragraph | Heading | Box | Facts | Remarks | Table | Picture


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """A part of a document under its title; a `quiet` title is for readers who do not see the page."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    quiet: bool = False
    tally: int = 0

    @property
    def tables(self) -> tuple[Table, ...]:
        """The numbered tables of the section."""
        return tuple(block for block in self.blocks if isinstance(block, Table) and block.number)

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """The figures of the section."""
        return tuple(block for block in self.blocks if isinstance(block, Picture))


@dataclass(frozen=True, slots=True, eq=False)
class Banner:
    """What stands above everything: SIMULATED, internal, external."""

    kind: str
    strong: str
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """Everything a writer needs: language, titles, banners, groups with their colours, sections."""

    language: Language
    title: str
    kicker: str
    heading: str
    banners: tuple[Banner, ...]
    sections: tuple[Section, ...]
    groups: tuple[tuple[str, str], ...] = ()

    @property
    def tables(self) -> tuple[Table, ...]:
        """The numbered tables, section by section."""
        return tuple(table for section in self.sections for table in section.tables)

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """The figures, section by section."""
        return tuple(picture for section in self.sections for picture in section.pictures)

    def blocks(self) -> Iterator[Block]:
        """Yield every block, section by section."""
        for section in self.sections:
            yield from section.blocks
