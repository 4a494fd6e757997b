"""Remarks, the flags of the first screen and the findings: each a rule, what is said, and the facts about it."""

from collections.abc import Iterator

from peereval.report.document import Remark, Remarks
from peereval.report.word.elements import Node, bold, colour, element, paragraph, run
from peereval.report.word.paragraphs import lay_facts
from peereval.report.word.sentences import sentence_runs
from peereval.report.word.setting import Setting
from peereval.report.word.styles import TONES


def lay_remarks(setting: Setting, remarks: Remarks) -> Iterator[Node]:
    """Yield the paragraphs of remarks in a row."""
    for remark in remarks.items:
        yield from _remark(setting, remark)


def _remark(setting: Setting, remark: Remark) -> Iterator[Node]:
    state = run(remark.state, bold(), colour(TONES[remark.tone]))
    opening: list[Node] = [run(remark.title, bold()), run("\u2003"), state] if remark.title else [state, run("\u2003")]
    if remark.title:
        yield paragraph("Remark", opening, element("w:keepNext"))
    last = len(remark.sentences) - 1
    for place, said in enumerate(remark.sentences):
        first = not (place or remark.title)
        runs = [*(opening if first else []), *sentence_runs(setting, said)]
        kept = [element("w:keepNext")] if place < last or remark.facts else []
        style = "Remark" if first else "RemarkText" if remark.title else "Consequence"
        yield paragraph(style, runs, *kept)
    yield from lay_facts(remark.facts, "RemarkFact")
