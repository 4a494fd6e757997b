"""The first screen and the tables of a dossier as text for a terminal."""

from collections.abc import Iterator

from peereval.dossier import Dossier
from peereval.report.document import Block, Box, Paragraph
from peereval.report.dossiers.build import make_document
from peereval.report.table import Table
from peereval.report.table_frame import table_text
from peereval.report.wording import plain


def print_tables(dossier: Dossier) -> Iterator[str]:
    """Yield the paragraphs and the tables of a dossier, and its findings, as plain text."""
    document = make_document(dossier, drawn=lambda _: False)  # a terminal shows no figure
    for section in document.sections:
        if section.id in {"sources", "provenance", "findings"}:
            continue
        if not section.quiet:
            yield f"\n{section.title}\n{'=' * len(section.title)}"
        for block in section.blocks:
            yield from _lines(block, dossier)
    for finding in dossier.findings:
        yield f"\n- {finding.message(dossier.language)} {finding.message(dossier.language, '.consequence')}"


def _lines(block: Block, dossier: Dossier) -> Iterator[str]:
    if isinstance(block, Table):
        notes = "".join(f"\n{note}" for note in block.notes)
        yield f"\n{block.title}\n{table_text(block, dossier.language)}{notes}"
    elif isinstance(block, Box):
        yield from (_paragraph(one) for one in block.paragraphs)
    elif isinstance(block, Paragraph):
        yield _paragraph(block)


def _paragraph(said: Paragraph) -> str:
    strong = f"{said.strong}. " if said.strong else ""
    return f"{strong}{plain(said.pieces)}"
