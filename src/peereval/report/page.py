"""Everything the report says, gathered before any writer lays it out."""

from collections.abc import Mapping
from dataclasses import dataclass

from peereval.report.colours import Look, group_looks
from peereval.report.figures.all import Picture, draw_figures
from peereval.report.flags import Flag, raise_flags
from peereval.report.labels import Labels, is_simulated
from peereval.report.methods import methods_paragraph
from peereval.report.numbers import format_figure, format_moment
from peereval.report.sentences import Headline, primary_headlines
from peereval.report.table import Table
from peereval.report.tables.build import build_tables
from peereval.report.tables.people import attendance_table
from peereval.results import Analysis


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """The parts of a report: the first screen, figures, tables, methods and provenance."""

    labels: Labels
    simulated: bool
    headlines: tuple[Headline, ...]
    attendance: Table | None
    flags: tuple[Flag, ...]
    pictures: tuple[Picture, ...]
    tables: tuple[Table, ...]
    methods: tuple[str, ...]
    provenance: tuple[tuple[str, str], ...]
    looks: Mapping[str, Look]

    @property
    def audience(self) -> str:
        """For whom the report is: "internal", or "external" where small numbers are hidden."""
        return self.labels.study.audience

    @property
    def audience_text(self) -> str:
        """What the audience means, in a sentence."""
        return self.labels.say(f"disclosure.{self.audience}_text", most=self.labels.study.smallest_cell - 1)

    @property
    def has_primary(self) -> bool:
        """Whether an outcome of the analysis is marked as primary."""
        return any(measure.primary for measure in self.labels.measures.values())


def make_page(analysis: Analysis) -> Page:
    """Return the whole content of the report of an analysis, in the language of its study."""
    labels = Labels(analysis)
    return Page(
        labels=labels,
        simulated=is_simulated(analysis),
        headlines=primary_headlines(labels),
        attendance=attendance_table(labels),
        flags=raise_flags(labels),
        pictures=draw_figures(labels),
        tables=build_tables(labels),
        methods=methods_paragraph(labels),
        provenance=provenance_items(labels),
        looks=group_looks(analysis.study.groups, analysis.study.reference),
    )


def provenance_items(labels: Labels) -> tuple[tuple[str, str], ...]:
    """Return what made the report: versions, seed, time; names in the language, values as they are."""
    facts = labels.analysis.provenance
    known = [name for name in ("peereval", "python", "seed") if name in facts]
    items = [(labels.say(f"report.{name}"), str(facts[name])) for name in known]
    if "started" in facts:
        items.append((labels.say("report.started"), format_moment(str(facts["started"]), labels.language)))
    if isinstance(seconds := facts.get("seconds"), (int, float)):
        items.append((labels.say("report.seconds"), format_figure(float(seconds), 1, labels.language)))
    if isinstance(packages := facts.get("packages"), Mapping):
        listed = ", ".join(f"{name} {version}" for name, version in packages.items())
        items.append((labels.say("report.packages"), listed))
    data = "report.data_simulated" if is_simulated(labels.analysis) else "report.data_collected"
    return ((labels.say("report.data"), labels.say(data)), *items)
