"""The first section, a table or a figure of a dossier on its own: for a notebook, a terminal, a file."""

from functools import lru_cache

from peereval.dossier import Dossier
from peereval.report.document import Document
from peereval.report.dossiers.build import make_document
from peereval.report.notebook import render_blocks
from peereval.report.shown_parts import ShownFigure, ShownTable, find_part


@lru_cache(maxsize=4)
def _document(dossier: Dossier) -> Document:
    """Return the document of a dossier; the last few are kept: a reader asks for one table after the other."""
    return make_document(dossier)


def first_screen(dossier: Dossier) -> str:
    """Return the first section of a dossier as HTML that stands in another page."""
    document = _document(dossier)
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
    document = _document(dossier)
    return ShownFigure(find_part({picture.id: picture for picture in document.pictures}, name, "figure"), document)
