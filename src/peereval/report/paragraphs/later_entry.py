"""The paragraph on a group that entered later: what was seen of it, and no comparison."""

from collections.abc import Iterator

from peereval.report.document import Sentence
from peereval.report.labels import Labels, Measure
from peereval.report.paragraphs.figures import figure_pieces, listed, shown
from peereval.report.rows import Figure, index_rows
from peereval.report.tables.shared import level_text
from peereval.report.wording import fill_text
from peereval.results import Result


def later_paragraphs(labels: Labels, measure: Measure) -> Iterator[list[Sentence]]:
    """Yield, for each group that entered later, its means and the change of those seen twice.

    The sentences describe: people followed before the study could enter only if they still were.
    """
    for group in labels.study.groups:
        if labels.enters_later(group):
            for result in labels.analysis.of_kind("adjusted_means", measure.name):
                told = [_means(labels, measure, result, group), *_changes(labels, measure, group)]
                kept = [one for one in told if one]
                yield from [kept] if kept and not measure.primary else _framed(labels, measure, group, kept)
            for result in labels.analysis.of_kind("marginal_means", measure.name):
                yield from _framed(labels, measure, group, list(_levels(labels, result, group)))


def _framed(labels: Labels, measure: Measure, group: str, told: list[Sentence]) -> Iterator[list[Sentence]]:
    """Yield sentences between what was not seen and what the figures describe; shorter for secondary outcomes."""
    names = {"group": labels.group(group), "baseline": labels.visit(next(iter(labels.study.visits)))}
    head = fill_text(labels, "outcome.later_entry", **names)
    if not told:
        yield [head, fill_text(labels, "outcome.later_hidden")] if _hidden(labels, measure, group) else [head]
        return
    yield [head, *told, *([fill_text(labels, "outcome.later_described")] if measure.primary else [])]


def _hidden(labels: Labels, measure: Measure, group: str) -> bool:
    results = [*labels.analysis.of_kind("adjusted_means", measure.name),
               *labels.analysis.of_kind("marginal_means", measure.name)]  # fmt: skip
    return any(one.hidden for result in results for key, one in index_rows(result, "group").items() if key[0] == group)


def _means(labels: Labels, measure: Measure, result: Result, group: str) -> Sentence:
    index = index_rows(result, "group", "entry", "visit")
    found = {key[2]: one for key, one in index.items() if key[:2] == (group, "") and shown(one)}
    if not found:
        return ()
    said = _at_visits(labels, found, measure.decimals, result)
    if measure.primary:
        return fill_text(labels, "outcome.later_means", listed=said)
    first = labels.visit(next(iter(labels.study.visits)))
    return fill_text(labels, "outcome.later_entry_short", group=labels.group(group), baseline=first, listed=said)


def _changes(labels: Labels, measure: Measure, group: str) -> Iterator[Sentence]:
    for result in labels.analysis.of_kind("changes", measure.name):
        for (own, entry, baseline, visit, _), one in index_rows(result, "group", "entry", "baseline", "visit").items():
            if own == group and entry and shown(one):
                level = level_text(labels, result.method.get("level"))
                yield fill_text(labels, "outcome.later_change", entry=labels.visit(entry),
                                baseline=labels.visit(baseline), visit=labels.visit(visit),
                                figures=figure_pieces(labels, one, measure.decimals, level, p_value=False))  # fmt: skip


def _levels(labels: Labels, result: Result, group: str) -> Iterator[Sentence]:
    """Yield the probabilities, or mean counts, of each cohort of a group; categories are left to the table."""
    index = index_rows(result, "group", "entry", "category", "visit")
    own = {key: one for key, one in index.items() if key[0] == group and not key[2] and shown(one)}
    for place, entry in enumerate(dict.fromkeys(key[1] for key in own)):
        found = {key[3]: one for key, one in own.items() if key[1] == entry}
        said = _at_visits(labels, found, 2, result)
        quantity = labels.say(f"outcome.level_{next(iter(own))[4]}")
        key = "outcome.later_cohort_first" if not place else "outcome.later_cohort"
        yield fill_text(labels, key, entry=labels.visit(entry), quantity=quantity, listed=said)


def _at_visits(labels: Labels, found: dict[str, Figure], decimals: int, result: Result) -> Sentence:
    level = level_text(labels, result.method.get("level"))
    parts = [
        fill_text(labels, "outcome.later_at", visit=labels.visit(visit),
                  figures=figure_pieces(labels, one, decimals, level, p_value=False))
        for visit, one in found.items()
    ]  # fmt: skip
    return listed(labels, parts)
