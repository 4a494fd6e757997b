"""Everything the report says, gathered before any writer lays it out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from peereval.report.colours import group_looks
from peereval.report.document import Banner, Document, Fact, Picture, Section
from peereval.report.labels import Labels, is_simulated
from peereval.report.sections.checklists import checklists_section
from peereval.report.sections.content import Content, make_content
from peereval.report.sections.findings import findings_section
from peereval.report.sections.parts import (
    diagnostics_section,
    methods_section,
    provenance_facts,
    provenance_section,
    results_section,
    sensitivity_section,
)
from peereval.report.sections.summary import summary_section
from peereval.report.table import Table
from peereval.results import Analysis
from peereval.timings import Stopwatch

SECTIONS: tuple[Callable[[Content], Section], ...] = (
    summary_section,
    methods_section,
    results_section,
    sensitivity_section,
    diagnostics_section,
    findings_section,
    checklists_section,
    provenance_section,
)


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """A report before it is written: the document, and the tables and figures in it."""

    labels: Labels
    document: Document
    tables: tuple[Table, ...]
    pictures: tuple[Picture, ...]

    @property
    def provenance(self) -> tuple[Fact, ...]:
        """What made the report."""
        return provenance_facts(self.labels)


def make_page(analysis: Analysis, watch: Stopwatch | None = None) -> Page:
    """Return the whole content of the report of an analysis, in the language of its study."""
    labels = Labels(analysis)
    content = make_content(labels, watch)
    sections = (make(content) for make in SECTIONS)
    return Page(labels, frame_document(labels, sections), content.tables, content.pictures)


def frame_document(labels: Labels, sections: Iterator[Section]) -> Document:
    """Return sections as a document under the banners and the groups of the study; empty ones are left out."""
    looks = group_looks(labels.study.groups, labels.study.reference)
    return Document(
        language=labels.language,
        title=labels.say("report.title", study=labels.study.study),
        kicker=labels.say("report.kicker"),
        heading=labels.study.study,
        banners=tuple(_banners(labels)),
        sections=tuple(section for section in sections if section.blocks),
        groups=tuple((labels.group(name), look.colour) for name, look in looks.items()),
    )


def _banners(labels: Labels) -> Iterator[Banner]:
    """Yield what stands above everything: whether the data are simulated, and for whom the report is."""
    if is_simulated(labels.analysis):
        yield Banner("simulated", labels.say("report.simulated"), labels.say("report.simulated_text"))
    audience = labels.study.audience
    text = labels.say(f"disclosure.{audience}_text", most=labels.study.smallest_cell - 1)
    yield Banner(audience, labels.say(f"disclosure.{audience}"), text)
