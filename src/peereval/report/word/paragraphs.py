"""Paragraphs, headings, boxes and facts: the blocks that are text."""

from collections.abc import Iterator

from peereval.report.document import Box, Fact, Heading, Paragraph, Section
from peereval.report.word.bookmarks import place_name
from peereval.report.word.elements import Node, bold, code_marks, element, paragraph, run
from peereval.report.word.sentences import sentence_runs
from peereval.report.word.setting import Setting

_STRONG = ("estimate", "adjusted")
_STYLES = {"body": "BodyText", "prose": "Prose"}


def lay_paragraph(setting: Setting, said: Paragraph, *properties: Node) -> Node:
    """Return a paragraph in the style of what it says."""
    runs: list[Node] = [run(f"{said.strong}. ", bold())] if said.strong else []
    runs += sentence_runs(setting, said.pieces, strong_figures=said.style in _STRONG)
    runs += [run(said.code, *code_marks())] if said.code else []
    return paragraph(_STYLES.get(said.style, said.style.title()), runs, *properties)


def lay_title(setting: Setting, section: Section) -> Node:
    """Return the title of a section; a quiet one too, for it is where readers of a long file jump to."""
    return _heading(setting, 1, section.id, section.title)


def lay_heading(setting: Setting, heading: Heading) -> Node:
    """Return a heading below that of the section."""
    return _heading(setting, 2, heading.id, heading.text)


def _heading(setting: Setting, level: int, name: str, text: str) -> Node:
    marked = setting.bookmarks.around_place(place_name("section", name), run(text))
    return paragraph(f"Heading{level}", marked)


def lay_box(setting: Setting, box: Box) -> Iterator[Node]:
    """Yield the paragraphs that belong together, kept on one page."""
    last = len(box.paragraphs) - 1
    for place, said in enumerate(box.paragraphs):
        yield lay_paragraph(setting, said, *([element("w:keepNext")] if place < last else []))


def lay_facts(facts: tuple[Fact, ...], style: str = "Fact") -> Iterator[Node]:
    """Yield names with their contents, one below the other, the contents in line."""
    for fact in facts:
        content = run(fact.content, *(code_marks() if fact.code else ()))
        yield paragraph(style, [run(fact.name), element("w:r", None, element("w:tab")), content])
