"""The methods section: paragraphs under small headings, and the works that they cite."""

from collections.abc import Callable, Iterator

from peereval.report.document import Block, Facts, Heading, Paragraph
from peereval.report.labels import Labels
from peereval.report.methods.design import design_said, measures_said
from peereval.report.methods.estimand import estimand_facts, estimand_said
from peereval.report.methods.meaning import meaning_said, typed_said
from peereval.report.methods.missing import disclosure_said, missing_said
from peereval.report.methods.model import model_said
from peereval.report.methods.said import Said
from peereval.report.methods.sensitivity import asked_said, drop_out_said, other_said, subgroups_said
from peereval.report.methods.software import plan_said, software_said

Maker = Callable[[Labels], Iterator[Said]]
PARAGRAPHS: tuple[tuple[str, tuple[Maker, ...]], ...] = (
    ("design", (design_said,)),
    ("estimand", (estimand_said,)),
    ("measures", (measures_said,)),
    ("model", (model_said, typed_said)),
    ("missing", (missing_said,)),
    ("sensitivity", (asked_said, drop_out_said, other_said, subgroups_said, meaning_said)),
    ("disclosure", (disclosure_said,)),
    ("plan", (plan_said,)),
    ("software", (software_said,)),
)
"""The name of each part, whose heading is `methods.<name>`, and what says each of its paragraphs."""


def methods_blocks(labels: Labels) -> tuple[Block, ...]:
    """Return the methods under their headings, the estimand as a list of its attributes, references last.

    A sentence stands only if its part was done; a work is listed only if a sentence rests on it.
    """
    blocks: list[Block] = []
    works: dict[str, None] = {}
    for name, paragraphs in _parts(labels):
        works |= dict.fromkeys(work for said in paragraphs for one in said for work in one.cites)
        blocks.append(Heading(labels.say(f"methods.{name}"), f"methods-{name}"))
        blocks += [Facts(facts)] if name == "estimand" and (facts := estimand_facts(labels)) else []
        blocks += [Paragraph((" ".join(one.text for one in said),), "prose") for said in paragraphs]
    return (*blocks, *_references(labels, works))


def methods_paragraph(labels: Labels) -> tuple[str, ...]:
    """Return every sentence of the methods, without headings and references."""
    return tuple(one.text for _, paragraphs in _parts(labels) for said in paragraphs for one in said)


def _parts(labels: Labels) -> Iterator[tuple[str, list[list[Said]]]]:
    """Yield each part that has something to say, with its paragraphs."""
    for name, makers in PARAGRAPHS:
        made = [list(make(labels)) for make in makers]
        if any(made):
            yield name, [said for said in made if said]


def _references(labels: Labels, works: dict[str, None]) -> Iterator[Block]:
    if works:
        yield Heading(labels.say("methods.references"), "methods-references")
        texts = (labels.say(f"reference.{work}") for work in works)
        yield from (Paragraph((text,), "aside") for text in sorted(texts, key=str.casefold))
