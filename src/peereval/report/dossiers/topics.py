"""Which sections the dossier of each topic has, in their order."""

from collections.abc import Callable, Mapping

from peereval.dossier import Topic
from peereval.report.document import Section
from peereval.report.dossiers import programme
from peereval.report.dossiers.words import DossierWords

SectionMaker = Callable[[DossierWords], Section]

TOPICS: Mapping[Topic, tuple[SectionMaker, ...]] = {
    "programme": programme.SECTIONS,
}
"""The sections of each topic; findings, sources and provenance follow by themselves."""
