"""Which sections the dossier of each topic has, in their order."""

from collections.abc import Callable, Mapping

from peereval.dossier import Topic
from peereval.report.document import Section
from peereval.report.dossiers import programme, recalculation, reproduction
from peereval.report.dossiers.trials import TRIALS
from peereval.report.dossiers.words import DossierWords

SectionMaker = Callable[[DossierWords], Section]

TOPICS: Mapping[Topic, tuple[SectionMaker, ...]] = {
    "comparison": (reproduction.summary_section, reproduction.compared_section),
    "programme": programme.SECTIONS,
    "recalculation": (
        recalculation.summary_section,
        recalculation.figures_section,
        recalculation.arithmetic_section,
    ),
    "reproduction": reproduction.reproduction_sections(),
    "trials": TRIALS,
}
"""The sections of each topic; findings, sources and provenance follow by themselves."""
