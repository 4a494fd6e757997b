"""One table or one figure of a report: how it shows itself, what is in it, how it is saved."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

import pandas as pd

from peereval.errors import DataError, did_you_mean
from peereval.report.document import Block, Document, Picture, Section
from peereval.report.figures.files import figure_vectors
from peereval.report.notebook import render_blocks
from peereval.report.results_csv import render_rows
from peereval.report.table import Table
from peereval.report.table_frame import table_frame, table_text
from peereval.report.to_html import render_html
from peereval.terms import term

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PartT = TypeVar("PartT")


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
    """One figure of a report: Jupyter shows it as the report does, a terminal says what is on it.

    `lines` says whether it may be saved as lines, which hold every coordinate.
    """

    picture: Picture
    document: Document
    lines: bool = True

    @property
    def data(self) -> pd.DataFrame:
        """What is drawn, a row for each mark."""
        return self.picture.data.copy()

    def save(self, path: str | Path) -> Path:
        """Write the figure to .png (300 dots an inch), .svg or .pdf, or what is drawn to .csv; return the path.

        For an external audience there is no .svg and no .pdf: they hold every coordinate unrounded.

        Raises
        ------
        DataError
            If the ending is another one.
        """
        makers: dict[str, Callable[[], bytes]] = {
            ".png": lambda: self.picture.png,
            ".csv": lambda: render_rows(self.data).encode("utf-8"),
        }
        if self.lines:
            makers |= {f".{kind}": partial(self._lines, kind) for kind in ("svg", "pdf")}
        return _save(path, makers)

    def plot(self) -> "Figure":
        """Return the figure as one of matplotlib, to be changed before it is saved."""
        if self.picture.draw is None:
            raise DataError("This figure is kept as an image only.")
        return self.picture.draw()

    def _lines(self, kind: str) -> bytes:
        return figure_vectors(self.plot(), title=self.picture.title)[kind]

    def __repr__(self) -> str:
        number = term("figure.word", self.document.language, number=self.picture.number)
        return "\n".join([f"{number}. {self.picture.title}", self.picture.alt, self.picture.caption])

    def _repr_html_(self) -> str:
        return render_blocks(self.document, (self.picture,))

    def _repr_png_(self) -> bytes:
        return self.picture.png


def find_part(found: Mapping[str, PartT], name: str, kind: Literal["table", "figure"]) -> PartT:
    """Return a table or a figure by its name.

    Raises
    ------
    DataError
        If there is none of that name.
    """
    if name not in found:
        raise DataError(f"There is no {kind} '{name}'; .{kind}s names them all.{did_you_mean(name, found)}")
    return found[name]


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
