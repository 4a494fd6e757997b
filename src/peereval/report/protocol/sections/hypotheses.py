"""The contrasts and the tests: families, their order, the adjustment within them."""

from collections.abc import Iterator

from peereval.report.document import Block, Paragraph, Section
from peereval.report.numbers import format_figure
from peereval.report.protocol.outline import Outline
from peereval.report.table import Row, Table, section, text_row
from peereval.report.tables.families import family_label
from peereval.report.tables.shared import level_text


def hypotheses_section(outline: Outline) -> Section:
    """Return what is compared, which hypotheses are tested in which order, and what stays exploratory."""
    blocks: list[Block] = [Paragraph((" ".join(_said(outline)),), "prose")]
    if outline.families:
        blocks.append(_table(outline))
    return Section("plan-hypotheses", outline.say("hypotheses"), tuple(blocks))


def _said(outline: Outline) -> Iterator[str]:
    say, study = outline.say, outline.study
    first = next(iter(study.visits))
    level = level_text(outline.labels)
    yield say("contrast_text", reference=outline.name(study.reference), first=first, level=level)
    yield say("parallel_text")
    if not outline.families:
        yield say("families_none")
        return
    alpha = format_figure(1.0 - study.model.level, 2, outline.labels.language)
    order = [family_label(outline.labels, name) for name in outline.families]
    adjust = outline.labels.say(f"report.adjust_{study.families.adjust.replace('-', '_')}")
    key = "families_text" if len(order) > 1 else "families_one"
    yield say(key, order=", ".join(order), adjust=adjust, alpha=alpha)
    if not study.families.named:
        yield say("families_default")
    yield say("joint_text")


def _table(outline: Outline) -> Table:
    rows: list[Row] = []
    for place, (name, tests) in enumerate(outline.families.items(), start=1):
        rows.append(section(f"{place}. {family_label(outline.labels, name)}"))
        rows += [text_row((outline.name(one.outcome), one.visit, outline.contrast(one.contrast))) for one in tests]
    return outline.table("families", ("outcome", "visit", "contrast"), rows)
