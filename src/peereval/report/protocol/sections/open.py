"""What is not decided yet: each point with the line of study.yaml that would decide it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from peereval.report.document import Paragraph, Section
from peereval.report.protocol.outline import Outline
from peereval.report.table import Cell, Row

if TYPE_CHECKING:
    from peereval.study import Study

_TYPED = ("registration", "version", "responsible", "objective", "population", "treatment", "comparison", "interim")


def open_section(outline: Outline) -> Section:
    """Return everything the researcher has not decided, with the YAML that would; a sentence where nothing is open."""
    say = outline.say
    points = list(open_points(outline))
    if not points:
        return Section("plan-open", say("open"), (Paragraph((say("open_none"),), "prose"),))
    rows = [Row((Cell(say(f"open_{name}", **told)), Cell(fix, code=True))) for name, told, fix in points]
    table = outline.table("open", ("point", "line"), rows)
    said = Paragraph((say("open_text"),), "prose")
    return Section("plan-open", say("open"), (said, table), tally=len(points))


def open_points(outline: Outline) -> Iterator[tuple[str, dict[str, str], str]]:
    """Yield each open point: its row `protocol.open_<name>`, the words that fill it, the YAML that decides it."""
    keys = outline.study.protocol
    for name in _TYPED:
        if not getattr(keys, name):
            yield name, {}, f"protocol: {{{name}: ...}}"
    if not keys.intercurrent_events:
        yield "events", {}, "protocol: {intercurrent_events: {EVENT: ...}}"
    yield from _of_outcomes(outline)
    yield from _of_analysis(outline.study)


def _of_outcomes(outline: Outline) -> Iterator[tuple[str, dict[str, str], str]]:
    measures = list(outline.labels.measures.values())
    if not any(measure.primary for measure in measures):
        yield "primary", {}, "outcomes: {NAME: {primary: true}}"
    for measure in measures:
        name, kind = str(measure.method["outcome"]), measure.method.get("type")
        named = {"outcome": measure.label}
        if kind == "continuous" and measure.primary and not measure.value("important difference") > 0:
            yield "important", named, f"outcomes: {{{name}: {{important_difference: ...}}}}"
        if measure.higher_is == "unstated" and kind != "binary":
            yield "direction", named, f"outcomes: {{{name}: {{higher_is: worse}}}}"
        if measure.method.get("instrument") and not measure.method.get("verified"):
            yield "verified", named, f"outcomes: {{{name}: {{instrument: ...}}}}"


def _of_analysis(study: "Study") -> Iterator[tuple[str, dict[str, str], str]]:
    asked = study.sensitivity
    if not study.families.named:
        yield "families", {}, "families: {primary: [{outcome: NAME, visit: NAME, contrast: GROUP - REFERENCE}]}"
    if not study.model.covariates:
        yield "covariates", {}, "model: {covariates: [...]}"
    if len(study.model.covariance) == 1:
        yield "covariance", {}, "model: {covariance: [unstructured, toeplitz, compound_symmetry]}"
    if not study.columns.site:
        yield "site", {}, "columns: {site: ...}"
    if any(visit.window_weeks is None for visit in list(study.visits.values())[1:]):
        yield "windows", {}, "visits: {NAME: {window_weeks: ...}}"
    if not (study.sample_size.groups or study.sample_size.text):
        yield "sample_size", {}, "sample_size: {groups: {GROUP: ...}, assumptions: [...]}"
    if not asked.run:
        yield "sensitivity", {}, "sensitivity: {run: true}"
    elif "delta" in asked.missing and not asked.delta:
        yield "delta", {}, "sensitivity: {delta: {GROUP: ...}}"
    if asked.run and not asked.subgroups:
        yield "subgroups", {}, "sensitivity: {subgroups: {COLUMN: [...]}}"
