"""The first screen: the primary outcomes, who was there, the forest, what to be careful about."""

from collections.abc import Iterator

from peereval.report.document import Block, Box, Fact, Heading, Paragraph, Remark, Remarks, Section
from peereval.report.flags import Flag, raise_flags
from peereval.report.labels import Labels
from peereval.report.sections.content import FIRST_FIGURE, Content
from peereval.report.sections.deviations import plan_blocks
from peereval.report.sections.findings import warnings_said_once
from peereval.report.sentences import Headline, primary_headlines
from peereval.report.tables.people import attendance_table


def summary_section(content: Content) -> Section:
    """Return the first screen."""
    labels = content.labels
    headlines = primary_headlines(labels)
    both = bool(headlines and headlines[0].assumed)
    caution = Paragraph((labels.say("report.caution_both" if both else "report.caution"),), "caution")
    people = attendance_table(labels)
    blocks: tuple[Block, ...] = (
        *_headlines(labels, headlines),
        caution,
        *warnings_said_once(labels),
        *([people] if people else []),
        *(picture for picture in content.pictures if picture.id == FIRST_FIGURE),
        *_flags(labels),
        *plan_blocks(labels),
    )
    return Section("summary", labels.say("report.summary"), blocks, quiet=True)


def _headlines(labels: Labels, headlines: tuple[Headline, ...]) -> Iterator[Block]:
    if headlines:
        yield from (Box(tuple(_paragraphs(labels, one))) for one in headlines)
    elif any(measure.primary for measure in labels.measures.values()):
        yield Paragraph((labels.say("report.no_headline"),))
    else:
        yield Paragraph((labels.say("report.no_primary"), " "), code="primary: true")


def _paragraphs(labels: Labels, headline: Headline) -> Iterator[Paragraph]:
    yield Paragraph((labels.say("report.primary"), " / ", headline.measure), "label")
    yield Paragraph(headline.estimate, "estimate")
    said = (headline.verdict, "verdict"), (headline.adjusted, "adjusted")
    yield from (Paragraph(sentence, style) for sentence, style in said if sentence)  # type: ignore[arg-type]
    yield from (Paragraph(sentence, "aside") for sentence in (headline.assumed, headline.beside) if sentence)


def _flags(labels: Labels) -> Iterator[Block]:
    flags = raise_flags(labels)
    if not flags:
        return
    yield Heading(labels.say("report.flags"), "flags")
    yield Remarks("flags", tuple(_remark(labels, flag) for flag in flags))


def _remark(labels: Labels, flag: Flag) -> Remark:
    state = labels.say("flag.raised" if flag.raised else "flag.quiet")
    asked = (Fact(labels.say("flag.key"), flag.key, code=True),) if flag.key else ()
    return Remark(flag.title, state, "raised" if flag.raised else "calm", (flag.sentence, *flag.answers), asked)
