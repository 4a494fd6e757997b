"""The first screen, a table or a figure of a report on its own: for a notebook, a terminal, a file."""

from dataclasses import replace
from functools import lru_cache, partial

import pandas as pd

from peereval.report.checklists.build import build_checklists
from peereval.report.disclosure.apply import for_audience
from peereval.report.document import Document, Picture
from peereval.report.figures.all import draw_figure, figure_ids, plot_figure
from peereval.report.labels import Labels
from peereval.report.notebook import render_blocks
from peereval.report.page import frame_document
from peereval.report.sections.content import FIRST_FIGURE, Content
from peereval.report.sections.summary import summary_section
from peereval.report.shown_parts import ShownFigure, ShownTable, find_part
from peereval.report.table import Table
from peereval.report.tables.build import build_tables
from peereval.results import Analysis


def first_screen(analysis: Analysis) -> str:
    """Return the first screen of a report as HTML that stands in another page; it needs no table but its own."""
    first = (_picture(analysis, FIRST_FIGURE),) if FIRST_FIGURE in _ids(analysis) else ()
    content = Content(_labels(analysis), (), first)
    return render_blocks(_frame(analysis), summary_section(content).blocks, heading=True)


def table_names(analysis: Analysis) -> tuple[str, ...]:
    """Return the names of the tables of a report, in its order."""
    return tuple(table.id for table in _tables(analysis))


def figure_names(analysis: Analysis) -> tuple[str, ...]:
    """Return the names of the figures of a report, in its order."""
    return _ids(analysis)


def shown_table(analysis: Analysis, name: str) -> ShownTable:
    """Return a table by its name.

    Raises
    ------
    DataError
        If there is none of that name.
    """
    table = find_part({table.id: table for table in _tables(analysis)}, name, "table")
    return ShownTable(table, _frame(analysis))


def shown_figure(analysis: Analysis, name: str) -> ShownFigure:
    """Return a figure by its name.

    Raises
    ------
    DataError
        If there is none of that name.
    """
    find_part(dict.fromkeys(_ids(analysis)), name, "figure")
    labels = _labels(analysis)
    picture = replace(_picture(analysis, name), draw=partial(plot_figure, labels, name))
    return ShownFigure(picture, _frame(analysis), labels.study.audience == "internal")


# The last few analyses keep what was made of them: a reader asks for one table after the other.
@lru_cache(maxsize=4)
def _labels(analysis: Analysis) -> Labels:
    """Return the labels of an analysis as the audience of its study may see it."""
    return Labels(for_audience(analysis, None))


@lru_cache(maxsize=4)
def _tables(analysis: Analysis) -> tuple[Table, ...]:
    """Return the tables and checklists; these refer to figures by their numbers, so that none is drawn."""
    labels = _labels(analysis)
    tables = build_tables(labels)
    named = (Picture(name, number, b"", pd.DataFrame(), "", "", "") for number, name in enumerate(_ids(analysis), 1))
    return (*tables, *build_checklists(labels, tables, tuple(named)))


@lru_cache(maxsize=4)
def _ids(analysis: Analysis) -> tuple[str, ...]:
    return figure_ids(_labels(analysis))


@lru_cache(maxsize=16)
def _picture(analysis: Analysis, name: str) -> Picture:
    return draw_figure(_labels(analysis), name)


def _frame(analysis: Analysis) -> Document:
    """Return the banners, names and colours of a report, without its sections."""
    return frame_document(_labels(analysis), iter(()))
