"""Each sensitivity analysis asked for, with what it assumes; subgroups."""

from collections.abc import Iterator, Mapping

from peereval.report.document import Block, Paragraph, Section
from peereval.report.protocol.outline import Outline
from peereval.report.protocol.planned import further_analyses, planned_analyses
from peereval.report.table import Table
from peereval.terms import has_term


def sensitivity_section(outline: Outline) -> Section:
    """Return the analyses that answer the main question under other assumptions."""
    say = outline.say
    if not outline.study.sensitivity.run:
        return Section("plan-sensitivity", say("sensitivity"), (Paragraph((say("sensitivity_none"),), "prose"),))
    outcomes = ", ".join(measure.label for measure in outline.asked) or say("to_decide")
    blocks: list[Block] = [Paragraph((say("sensitivity_text", outcomes=outcomes),), "prose"), _table(outline)]
    also = [say(f"also_{name}") for name in further_analyses(outline)]
    if also:
        blocks.append(Paragraph((" ".join(also),), "prose"))
    return Section("plan-sensitivity", say("sensitivity"), tuple(blocks))


def _table(outline: Outline) -> Table:
    first = next(iter(outline.study.visits))
    rows = []
    for slug, settings in planned_analyses(outline):
        key = f"sensitivity.{slug}"
        assumed = f"{key}.assumption"
        told = outline.labels.say(assumed, visit=first) if has_term(assumed) else "–"
        rows.append((outline.labels.say(key, visit=first), told, settings))
    return outline.table("sensitivity", ("analysis", "assumption", "settings"), rows)


def subgroups_section(outline: Outline) -> Section:
    """Return the subgroups with their categories, and how they are compared."""
    say, asked = outline.say, outline.study.sensitivity
    if not asked.subgroups or not asked.run:
        return Section("plan-subgroups", say("subgroups"), (Paragraph((say("subgroups_none"),), "prose"),))
    between = outline.labels.say("plan.semicolon")
    rows = [(outline.labels.variable(name), between.join(_levels(outline, name))) for name in asked.subgroups]
    table = outline.table("subgroups", ("characteristic", "categories"), rows)
    return Section("plan-subgroups", say("subgroups"), (Paragraph((say("subgroups_text"),), "prose"), table))


def _levels(outline: Outline, name: str) -> Iterator[str]:
    split, labels = outline.study.sensitivity.subgroups[name], outline.labels
    if isinstance(split, Mapping):
        for new, merged in split.items():
            yield f"{new} ({', '.join(labels.level(name, level) for level in merged)})"
        return
    field = outline.study.book.field(name)
    if tuple(split) == ("continuous",):
        yield outline.say("subgroups_continuous")
    elif field is not None and not field.level_names:
        cuts = [str(cut) for cut in split]
        told = [cut.replace(".", ",") for cut in cuts] if labels.language == "fr" else cuts
        yield outline.say("subgroups_cut", cuts=", ".join(told))
    else:
        yield from (labels.level(name, level) for level in split or (field.level_names if field else ()))
