"""The sections that are figures and tables: results, sensitivity, diagnostics; methods and provenance."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from peereval.report.document import Block, Fact, Facts, Paragraph, Section
from peereval.report.labels import Labels, is_simulated
from peereval.report.methods.section import methods_blocks
from peereval.report.numbers import format_figure, format_moment
from peereval.report.sections.content import Content
from peereval.report.sections.deviations import plan_facts
from peereval.report.sections.outcomes import outcome_blocks
from peereval.report.table import Part
from peereval.timings import sum_stages


def methods_section(content: Content) -> Section:
    """Return what was done, in the words of an article."""
    labels = content.labels
    return Section("methods", labels.say("report.methods"), methods_blocks(labels))


def results_section(content: Content) -> Section:
    """Return what the main analysis found, in words and then in figures and tables."""
    external = "_external" if content.labels.study.audience == "external" else ""
    shown = _part(content, "results", f"report.keys_hint{external}")
    return replace(shown, blocks=(*outcome_blocks(content.labels), *shown.blocks))


def sensitivity_section(content: Content) -> Section:
    """Return the figures and tables of the sensitivity analyses."""
    return _part(content, "sensitivity", "report.sensitivity_hint")


def diagnostics_section(content: Content) -> Section:
    """Return what lets a reader judge the models and the data: residuals, covariances, files."""
    return _part(content, "diagnostics", "report.diagnostics_hint")


def _part(content: Content, part: Part, hint: str) -> Section:
    """Return the section of a part; without blocks when no figure or table belongs to it."""
    say = content.labels.say
    pictures, tables = content.of_part(part)
    blocks: tuple[Block, ...] = (Paragraph((say(hint),), "hint"), *pictures, *tables) if pictures or tables else ()
    return Section(part, say(f"report.{part}"), blocks)


def provenance_section(content: Content) -> Section:
    """Return what made the report."""
    labels = content.labels
    return Section("provenance", labels.say("report.provenance"), (Facts(provenance_facts(labels)),))


def provenance_facts(labels: Labels) -> tuple[Fact, ...]:
    """Return what made the report: versions, seed, time; names in the language, values as they are."""
    facts = labels.analysis.provenance
    known = [name for name in ("peereval", "python", "seed") if name in facts]
    items = [Fact(labels.say(f"report.{name}"), str(facts[name])) for name in known]
    if "started" in facts:
        items.append(Fact(labels.say("report.started"), format_moment(str(facts["started"]), labels.language)))
    if isinstance(seconds := facts.get("seconds"), (int, float)):
        items.append(Fact(labels.say("report.seconds"), format_figure(float(seconds), 1, labels.language)))
    if isinstance(laps := facts.get("timings"), Sequence) and laps:
        items.append(Fact(labels.say("report.timings"), _stages(labels, laps)))
    if isinstance(packages := facts.get("packages"), Mapping):
        listed = ", ".join(f"{name} {version}" for name, version in packages.items())
        items.append(Fact(labels.say("report.packages"), listed))
    data = "report.data_simulated" if is_simulated(labels.analysis) else "report.data_collected"
    return (Fact(labels.say("report.data"), labels.say(data)), *items, *plan_facts(labels))


def _stages(labels: Labels, laps: Sequence[Mapping[str, object]]) -> str:
    """Return the seconds of each stage of the analysis; those of the report stand in manifest.json only."""
    seconds = sum_stages(laps)
    said = (
        f"{labels.say(f'stage.{name}')} {format_figure(value, 1, labels.language)}" for name, value in seconds.items()
    )
    return "; ".join(said)
