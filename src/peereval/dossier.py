"""Results that stand on published figures: what a document beside the report is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from peereval.results import Finding, Holder, Result
from peereval.terms import Language

Topic = Literal["reproduction", "comparison", "trials", "recalculation", "programme"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures come from: a short name and the reference in full, with its licence where it asks for it."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Dossier(Holder):
    """What was made of published figures, ready to be shown and written.

    Attributes
    ----------
    topic
        What it is about; it decides which sections are written.
    title
        The heading, in the language of the dossier.
    language
        The language of every word.
    results
        The results, each a long table; results.csv is all of them stacked.
    labels
        Words for the names in the rows (tables, rows, columns, trials), in the language.
    findings
        What the reader must know.
    sources
        Where the figures come from.
    provenance
        What made it: versions, and of the study, where there is one, `simulated`, `audience`
        and `smallest_cell`.
    """

    topic: Topic
    title: str
    language: Language
    results: tuple[Result, ...]
    labels: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    sources: tuple[Source, ...] = ()
    provenance: Mapping[str, object] = field(default_factory=dict)

    _shown_by: ClassVar[str] = "peereval.report.dossiers.display"

    def __repr__(self) -> str:
        kinds = ", ".join(dict.fromkeys(result.kind for result in self.results))
        return f"Dossier ({self.topic}): {self.title}\n  results: {kinds}"
