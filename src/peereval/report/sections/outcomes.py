"""The results in words, outcome by outcome: what stands before figures and tables."""

from collections.abc import Iterator

from peereval.report.document import Block, Heading, Paragraph, Sentence
from peereval.report.labels import Labels, Measure
from peereval.report.paragraphs.event_times import event_paragraphs
from peereval.report.paragraphs.later_entry import later_paragraphs
from peereval.report.paragraphs.scores import analysed_sentence, score_paragraphs
from peereval.report.paragraphs.typed import typed_paragraphs
from peereval.report.wording import join_pieces


def outcome_blocks(labels: Labels) -> tuple[Block, ...]:
    """Return a heading and the paragraphs of each outcome, primary ones first; nothing where none has figures."""
    made = [block for measure in labels.measures.values() for block in _outcome(labels, measure)]
    return (*made, Heading(labels.say("outcome.shown"), "results-shown")) if made else ()


def outcome_sentences(labels: Labels, measure: Measure) -> list[list[Sentence]]:
    """Return the paragraphs on a measure, each as a list of sentences."""
    makers = (score_paragraphs, typed_paragraphs, event_paragraphs)
    compared = [said for make in makers for said in make(labels, measure) if said]
    analysed = analysed_sentence(labels, measure)
    if compared and analysed:
        compared[0] = [analysed, *compared[0]]
    later = list(later_paragraphs(labels, measure)) if compared else []
    return [*compared, *later]


def _outcome(labels: Labels, measure: Measure) -> Iterator[Block]:
    paragraphs = outcome_sentences(labels, measure)
    if paragraphs:
        titled = labels.say("outcome.primary", measure=measure.label) if measure.primary else measure.label
        yield Heading(titled, f"results-{measure.name}")
        yield from (Paragraph(join_pieces(said, " "), "prose") for said in paragraphs)
