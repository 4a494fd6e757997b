"""The outcomes: role, instrument, range, direction, important difference, type."""

from collections.abc import Iterator
from math import isnan

from peereval.report.document import Paragraph, Section
from peereval.report.labels import Measure
from peereval.report.numbers import format_figure
from peereval.report.protocol.outline import Outline
from peereval.report.table import Table
from peereval.study.words import number_text

_HEADS = ("outcome", "role", "type", "instrument", "range", "better", "important")


def outcomes_section(outline: Outline) -> Section:
    """Return the table of the outcomes and how their scores will be made."""
    said = [outline.say("outcomes_text")]
    said += [outline.say("key_unverified", instrument=name) for name in _unverified(outline)]
    return Section("plan-outcomes", outline.say("outcomes"), (Paragraph((" ".join(said),), "prose"), _table(outline)))


def _table(outline: Outline) -> Table:
    rows = [_row(outline, measure) for measure in outline.labels.measures.values()]
    return outline.table("outcomes", _HEADS, [*rows, *_waits(outline)])


def _row(outline: Outline, measure: Measure) -> tuple[str, ...]:
    say, labels = outline.say, outline.labels
    kind = str(measure.method.get("type"))
    keys = outline.study.outcomes[str(measure.method["outcome"])]
    typed = outline.choice("type", kind)
    if keys.event:
        event = labels.level(measure.name, keys.event)
        typed = say("type_event", type=typed, event=event)
    return (
        measure.label,
        labels.say("table.primary" if measure.primary else "table.secondary"),
        typed,
        labels.instrument(measure) or outline.say("column_taken", column=keys.column),
        _range(outline, measure),
        "–" if kind == "binary" else _direction(outline, measure),
        _important(outline, measure, kind),
    )


def _range(outline: Outline, measure: Measure) -> str:
    bounds = [measure.value(name) for name in ("minimum", "maximum")]
    if any(isnan(bound) for bound in bounds):
        return "–"
    texts = [number_text(bound, outline.labels.language) for bound in bounds]
    return outline.say("range", low=texts[0], high=texts[1])


def _direction(outline: Outline, measure: Measure) -> str:
    words = {"better": "table.higher", "worse": "table.lower"}
    known = words.get(measure.higher_is)
    return outline.labels.say(known) if known else outline.say("to_decide")


def _important(outline: Outline, measure: Measure, kind: str) -> str:
    if kind != "continuous":
        return "–"
    value = measure.value("important difference")
    if isnan(value):
        return outline.say("to_decide") if measure.primary else "–"
    decimals = len(f"{value:.10g}".partition(".")[2])
    return format_figure(value, decimals, outline.labels.language)


def _waits(outline: Outline) -> Iterator[tuple[str, ...]]:
    """Yield the rows of times to an event, which no visit measures."""
    for name, keys in outline.study.outcomes.items():
        if keys.type == "time-to-event":
            event = outline.choice("event", keys.event) if keys.leaves else outline.name(keys.column or name)
            until = keys.until or list(outline.study.visits)[-1]
            typed = outline.say("type_wait", type=outline.choice("type", keys.type), event=event, until=until)
            role = outline.labels.say("table.secondary")
            yield outline.name(name), role, typed, "–", "–", "–", "–"


def _unverified(outline: Outline) -> Iterator[str]:
    named = {outline.labels.instrument(one): None for one in outline.labels.measures.values()
             if one.method.get("instrument") and not one.method.get("verified")}  # fmt: skip
    yield from named
