"""The paragraph on a time to an event: who had not had it, hazard ratio, mean time without it."""

from collections.abc import Iterator

from peereval.report.document import Sentence
from peereval.report.labels import Labels, Measure
from peereval.report.numbers import format_figure
from peereval.report.paragraphs.figures import figure_pieces, listed, shown
from peereval.report.paragraphs.typed import reading_text
from peereval.report.rows import index_rows
from peereval.report.tables.shared import level_text
from peereval.report.wording import fill_text


def event_paragraphs(labels: Labels, measure: Measure) -> Iterator[list[Sentence]]:
    """Yield a paragraph on a time to an event, where there is one."""
    said = [*_shares(labels, measure), *_hazards(labels, measure), *_times(labels, measure)]
    if said:
        yield said


def _shares(labels: Labels, measure: Measure) -> Iterator[Sentence]:
    """Yield the share of each group without the event at the last time."""
    for result in labels.analysis.of_kind("survival", measure.name):
        index = index_rows(result, "group", "time")
        found = {key: one for key, one in index.items() if key[2] == "survival" and shown(one)}
        if not found:
            continue
        last = max((key[1] for key in found), key=float)
        level = level_text(labels, result.method.get("level"))
        parts = [
            fill_text(labels, "outcome.event_group", group=labels.group(key[0]),
                      figures=figure_pieces(labels, one, 2, level, p_value=False))
            for key, one in found.items() if key[1] == last
        ]  # fmt: skip
        yield fill_text(labels, "outcome.event_share", months=_months(labels, last), listed=listed(labels, parts))


def _hazards(labels: Labels, measure: Measure) -> Iterator[Sentence]:
    for result in labels.analysis.of_kind("hazard_ratio", measure.name):
        level = level_text(labels, result.method.get("level"))
        for (group, reference, quantity), one in index_rows(result, "group", "reference").items():
            if quantity == "hazard ratio" and shown(one):
                yield fill_text(labels, "outcome.event_hazard", group=labels.group(group),
                                reference=labels.group(reference), figures=figure_pieces(labels, one, 2, level),
                                reading=reading_text(labels, one, 1.0))  # fmt: skip


def _times(labels: Labels, measure: Measure) -> Iterator[Sentence]:
    for result in labels.analysis.of_kind("restricted_mean", measure.name):
        level = level_text(labels, result.method.get("level"))
        months = _months(labels, str(result.method.get("horizon")))
        for (group, reference, quantity), one in index_rows(result, "group", "reference").items():
            if quantity == "difference in restricted mean" and shown(one):
                yield fill_text(labels, "outcome.event_time", months=months, group=labels.group(group),
                                reference=labels.group(reference), figures=figure_pieces(labels, one, 1, level),
                                reading=reading_text(labels, one, 0.0))  # fmt: skip


def _months(labels: Labels, months: str) -> str:
    value = float(months)
    return format_figure(value, 0 if value.is_integer() else 1, labels.language)
