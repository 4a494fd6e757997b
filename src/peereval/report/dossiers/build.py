"""A dossier as a document that every writer can lay out."""

from collections.abc import Callable, Iterator
from itertools import islice

from peereval.dossier import Dossier
from peereval.report.document import Banner, Document
from peereval.report.dossiers.closing import findings_section, provenance_section, sources_section
from peereval.report.dossiers.topics import TOPICS
from peereval.report.dossiers.words import DossierWords
from peereval.report.numbering import number_blocks


def make_document(dossier: Dossier, *, drawn: Callable[[str], bool] | None = None, most: int | None = None) -> Document:
    """Return the document of a dossier: the sections of its topic, findings, sources, provenance.

    Parameters
    ----------
    dossier
        The dossier; sections without blocks are left out, tables and figures are numbered.
    drawn
        For a screen, whether a figure is drawn, by its name; by default all are, with what files need of them.
    most
        How many sections at most, from the first; all by default.
    """
    words = DossierWords(dossier, drawn=drawn)
    makers = (*TOPICS[dossier.topic], findings_section, sources_section, provenance_section)
    sections = (section for make in makers if (section := make(words)).blocks)
    return Document(
        language=dossier.language,
        title=dossier.title,
        kicker=words.say(f"dossier.{dossier.topic}"),
        heading=dossier.title,
        banners=tuple(_banners(words)),
        sections=tuple(number_blocks(islice(sections, most))),
    )


def _banners(words: DossierWords) -> Iterator[Banner]:
    """Yield what stands above everything where a study's data are in it: simulated or not, and for whom."""
    told = words.dossier.provenance
    if told.get("simulated"):
        yield Banner("simulated", words.say("report.simulated"), words.say("report.simulated_text"))
    if audience := told.get("audience"):
        most = int(str(told.get("smallest_cell", 11))) - 1
        text = words.say(f"disclosure.{audience}_text", most=most)
        yield Banner(str(audience), words.say(f"disclosure.{audience}"), text)
