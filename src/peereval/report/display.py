"""The first screen, a table or a figure of a report on its own: for a notebook, a terminal, a file."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import pandas as pd

from peereval.errors import DataError, did_you_mean
from peereval.report.checklists.build import build_checklists
from peereval.report.disclosure.apply import for_audience
from peereval.report.document import Block, Document, Picture, Section
from peereval.report.figures.all import draw_figure, figure_ids
from peereval.report.labels import Labels
from peereval.report.notebook import render_blocks
from peereval.report.page import frame_document
from peereval.report.results_csv import render_rows
from peereval.report.sections.content import FIRST_FIGURE, Content
from peereval.report.sections.summary import summary_section
from peereval.report.table import Table
from peereval.report.table_frame import table_frame, table_text
from peereval.report.tables.build import build_tables
from peereval.report.to_html import render_html
from peereval.results import Analysis
from peereval.terms import term


@dataclass(frozen=True, slots=True, eq=False)
class ShownTable:
    """One table of a report: Jupyter shows it as the report does, a terminal as text."""

    table: Table
    document: Document

    @property
    def data(self) -> pd.DataFrame:
        """The table as a data frame with unrounded figures, a column for each; a hidden one is missing."""
        return table_frame(self.table)

    def save(self, path: str | Path) -> Path:
        """Write the table to a new .html or .csv file and return its path.

        Raises
        ------
        DataError
            If the ending is another one.
        """
        return _save(path, {
            ".html": lambda: _alone(self.document, self.table, self._heading).encode("utf-8"),
            ".csv": lambda: render_rows(self.data).encode("utf-8"),
        })  # fmt: skip

    @property
    def _heading(self) -> str:
        return f"{term('table.word', self.document.language, number=self.table.number)}. {self.table.title}"

    def __repr__(self) -> str:
        return "\n".join([self._heading, table_text(self.table, self.document.language), *self.table.notes])

    def _repr_html_(self) -> str:
        return render_blocks(self.document, (self.table,))


@dataclass(frozen=True, slots=True, eq=False)
class ShownFigure:
    """One figure of a report: Jupyter shows it as the report does, a terminal says what is on it."""

    picture: Picture
    document: Document

    @property
    def data(self) -> pd.DataFrame:
        """What is drawn, a row for each mark."""
        return self.picture.data.copy()

    def save(self, path: str | Path) -> Path:
        """Write the figure to a .png file, 300 dots an inch, or what is drawn to .csv; return the path.

        Raises
        ------
        DataError
            If the ending is another one.
        """
        return _save(path, {
            ".png": lambda: self.picture.png,
            ".csv": lambda: render_rows(self.data).encode("utf-8"),
        })  # fmt: skip

    def __repr__(self) -> str:
        number = term("figure.word", self.document.language, number=self.picture.number)
        return "\n".join([f"{number}. {self.picture.title}", self.picture.alt, self.picture.caption])

    def _repr_html_(self) -> str:
        return render_blocks(self.document, (self.picture,))

    def _repr_png_(self) -> bytes:
        return self.picture.png


def first_screen(analysis: Analysis) -> str:
    """Return the first screen of a report as HTML that stands in another page."""
    first = (_picture(analysis, FIRST_FIGURE),) if FIRST_FIGURE in _ids(analysis) else ()
    content = Content(_labels(analysis), _tables(analysis), first)
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
    tables = {table.id: table for table in _tables(analysis)}
    if name not in tables:
        raise DataError(f"There is no table '{name}'; .tables names them all.{did_you_mean(name, tables)}")
    return ShownTable(tables[name], _frame(analysis))


def shown_figure(analysis: Analysis, name: str) -> ShownFigure:
    """Return a figure by its name.

    Raises
    ------
    DataError
        If there is none of that name.
    """
    if name not in (known := _ids(analysis)):
        raise DataError(f"There is no figure '{name}'; .figures names them all.{did_you_mean(name, known)}")
    return ShownFigure(_picture(analysis, name), _frame(analysis))


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


def _alone(document: Document, block: Block, title: str) -> str:
    """Return a page that holds one block."""
    return render_html(replace(document, sections=(Section("results", title, (block,), quiet=True),)))


def _save(path: str | Path, makers: dict[str, Callable[[], bytes]]) -> Path:
    """Write what the ending of a path asks for."""
    place = Path(path)
    if place.suffix.lower() not in makers:
        raise DataError(f"'{place.name}' ends in '{place.suffix}'; it can be saved as {' or '.join(makers)}.")
    place.write_bytes(makers[place.suffix.lower()]())
    return place
