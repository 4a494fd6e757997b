"""The estimand of the primary contrast in five attributes, and how each intercurrent event is handled."""

from collections.abc import Iterator

from peereval.report.document import Paragraph, Section
from peereval.report.protocol.outline import Outline
from peereval.report.table import Row, Table, section, text_row
from peereval.study.families import Hypothesis, parse_contrast


def estimand_section(outline: Outline) -> Section:
    """Return the five attributes for each primary hypothesis, then the intercurrent events."""
    say = outline.say
    tests = next(iter(outline.families.values()), ())
    if not tests:
        return Section("plan-estimand", say("estimand"), (Paragraph((say("estimand_none"),), "prose"),))
    rows: list[Row] = []
    for test in tests:
        rows += [section(_title(outline, test)), *(text_row(pair) for pair in _attributes(outline, test))]
    attributes = outline.table("estimand", ("attribute", "definition"), rows)
    said = Paragraph((say("estimand_text"),), "prose")
    return Section("plan-estimand", say("estimand"), (said, attributes, _events(outline)))


def _title(outline: Outline, test: Hypothesis) -> str:
    told = {"outcome": outline.name(test.outcome), "visit": test.visit, "contrast": outline.contrast(test.contrast)}
    return outline.labels.say("plan.hypothesis", **told)


def _attributes(outline: Outline, test: Hypothesis) -> Iterator[tuple[str, str]]:
    say, keys = outline.say, outline.study.protocol
    group, reference = parse_contrast(test.contrast, outline.study.groups) or ("", outline.study.reference)
    first = next(iter(outline.study.visits))
    treatment = keys.treatment or outline.name(group)
    comparison = keys.comparison or outline.name(reference)
    visits = {"first": first, "visit": test.visit}
    yield say("attribute_treatment"), say("treatment_text", treatment=treatment, comparison=comparison)
    yield say("attribute_population"), keys.population or say("population_text", to_decide=say("to_decide"))
    yield say("attribute_variable"), say("variable_text", outcome=outline.name(test.outcome), **visits)
    yield say("attribute_events"), say("events_text")
    names = {"group": outline.name(group), "reference": outline.name(reference)}
    yield say("attribute_summary"), say("summary_text", **names, **visits)


def _events(outline: Outline) -> Table:
    """Return how intercurrent events are handled: those the analysis fixes, then those of the study file."""
    say, keys = outline.say, outline.study.protocol
    rows = [(say(f"event_{name}"), say(f"event_{name}_text")) for name in _fixed(outline)]
    rows += list(keys.intercurrent_events.items())
    if not keys.intercurrent_events:
        rows.append((say("event_death"), say("to_decide")))
    return outline.table("events", ("event", "handling"), rows)


def _fixed(outline: Outline) -> Iterator[str]:
    yield "end"
    yield "switch"
    if outline.study.columns.site:
        yield "site"
    yield "missed"
