"""What the sections of a report are made from: labels, tables and figures, each made once."""

from dataclasses import dataclass

from peereval.report.checklists.build import build_checklists
from peereval.report.document import Picture
from peereval.report.figures.all import draw_figures
from peereval.report.labels import Labels
from peereval.report.table import Part, Table
from peereval.report.tables.build import build_tables
from peereval.timings import Stopwatch

FIRST_FIGURE = "forest"
"""The figure that stands on the first screen."""


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """The labels of an analysis with its finished tables and figures."""

    labels: Labels
    tables: tuple[Table, ...]
    pictures: tuple[Picture, ...]

    def of_part(self, part: Part) -> tuple[tuple[Picture, ...], tuple[Table, ...]]:
        """Return the figures and the tables of a section; what stands elsewhere on the page left out."""
        pictures = tuple(one for one in self.pictures if one.part == part and one.id != FIRST_FIGURE)
        return pictures, tuple(one for one in self.tables if one.part == part and one.id != "findings")


def make_content(labels: Labels, watch: Stopwatch | None = None) -> Content:
    """Return the tables and figures that the results can fill, and the checklists that refer to them.

    `watch` takes the time of tables and of figures.
    """
    watch = watch or Stopwatch()
    with watch.time("tables"):
        tables = build_tables(labels)
    with watch.time("figures"):
        pictures = draw_figures(labels)
    shown = tuple(table for table in tables if table.id != "findings")
    last = tuple(table for table in tables if table.id == "findings")  # a page says them as a section of their own
    made = (*shown, *build_checklists(labels, shown, pictures), *last)
    return Content(labels, tuple(table.numbered(number) for number, table in enumerate(made, start=1)), pictures)
