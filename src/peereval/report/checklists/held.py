"""What a report holds for its checklists, gathered once: the evidence, and the places it can refer to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from peereval.report.checklists.evidence import EVIDENCE
from peereval.report.checklists.places import Place, find_places
from peereval.report.document import Picture, Sentence
from peereval.report.labels import Labels
from peereval.report.table import Table


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """The labels of an analysis, every piece of evidence by name, the numbered tables and figures."""

    labels: Labels
    evidence: Mapping[str, Sentence]
    tables: Sequence[Table]
    pictures: Sequence[Picture]

    def said(self, names: Iterable[str]) -> tuple[Sentence, ...]:
        """Return the evidence that was found among that named, in its order."""
        return tuple(said for said in (self.evidence[name] for name in names) if said)

    def places(self, wanted: Iterable[str]) -> tuple[Place, ...]:
        """Return the places of the report among those wanted, such as `table:flow`."""
        return find_places(self.labels, wanted, self.tables, self.pictures)


def hold_report(labels: Labels, tables: Sequence[Table], pictures: Sequence[Picture]) -> Held:
    """Return what a report holds.

    Parameters
    ----------
    labels
        The labels of the analysis, masked before where the report goes outside.
    tables, pictures
        Its tables and figures, numbered.
    """
    return Held(labels, {name: tell(labels) for name, tell in EVIDENCE.items()}, tables, pictures)
