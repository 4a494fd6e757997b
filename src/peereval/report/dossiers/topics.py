"""Which sections the dossier of each topic has, in their order."""

from collections.abc import Callable, Mapping

from peereval.dossier import Topic
from peereval.report.document import Section
from peereval.report.dossiers import programme
from peereval.report.dossiers import recalculation
from peereval.report.dossiers import reproduction
from peereval.report.dossiers.trials import TRIALS
from peereval.report.dossiers.words import DossierWords

SectionMaker = Callable[[DossierWords], Section]

TOPICS: Mapping[Topic, tuple[SectionMaker, ...]] = {
        recalculation.arithmetic_section,
        recalculation.figures_section,
        recalculation.summary_section,
    "comparison": (reproduction.summary_section, reproduction.compared_section),
    "programme": programme.SECTIONS,
    "recalculation": (
    "reproduction": reproduction.reproduction_sections(),
    "trials": TRIALS,
    ),
}
"""The sections of each topic; findings, sources and provenance follow by themselves."""
