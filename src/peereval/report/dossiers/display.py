"""The first section, a table or a figure of a dossier on its own: for a notebook, a terminal, a file."""

from functools import lru_cache

from peereval.dossier import Dossier
from peereval.report.document import Document
from peereval.report.dossiers.build import make_document
from peereval.report.notebook import render_blocks
from peereval.report.shown_parts import ShownFigure, ShownTable, find_part


@lru_cache(maxsize=16)
def _document(dossier: Dossier, *drawn: str) -> Document:
    """Return the document of a dossier with some figures drawn; the last few are kept."""
    return make_document(dossier, drawn=drawn.__contains__)


def first_screen(dossier: Dossier) -> str:
    """Return the first section of a dossier as HTML that stands in another page."""
    document = make_document(dossier, most=1, drawn=lambda _: True)
    return render_blocks(document, document.sections[0].blocks, heading=True)


def table_names(dossier: Dossier) -> tuple[str, ...]:
    """Return the names of the tables, in their order."""
    return tuple(table.id for table in _document(dossier).tables)


def figure_names(dossier: Dossier) -> tuple[str, ...]:
    """Return the names of the figures, in their order."""
    return tuple(picture.id for picture in _document(dossier).pictures)


def shown_table(dossier: Dossier, name: str) -> ShownTable:
    """Return a table by its name.

    Raises
    ------
    DataError
        If there is none of that name.
    """
    document = _document(dossier)
    return ShownTable(find_part({table.id: table for table in document.tables}, name, "table"), document)


def shown_figure(dossier: Dossier, name: str) -> ShownFigure:
    """Return a figure by its name.

    Raises
    ------
    DataError
        If there is none of that name.
    """
    find_part({known: known for known in figure_names(dossier)}, name, "figure")
    document = _document(dossier, name)
    picture = next(picture for picture in document.pictures if picture.id == name)
    return ShownFigure(picture, document, lines=dossier.provenance.get("audience") != "external")
