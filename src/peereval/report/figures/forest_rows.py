"""The rows of the forest of every measure: their labels, wrapped, and their heights."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, cast

import pandas as pd

from peereval.report.figures.style import WIDTH
from peereval.report.figures.wrap import line_count, wrap_label
from peereval.report.labels import Labels, Measure

LEFT, ROW, LINE = 0.33, 0.25, 0.13
HEIGHTS = {"change": 1.0, "t0_adjusted": 0.78}


class Drawn(Protocol):
    """A row of the data drawn, as `itertuples` gives it."""

    series: str
    group: str
    baseline: str
    visit: str
    estimate: float
    conf_low: float
    conf_high: float


@dataclass(frozen=True, slots=True, eq=False)
class Strip:
    """One row of a panel: what it shows, its label as wrapped, and its height in rows."""

    row: Drawn
    label: str
    leading: bool

    @property
    def size(self) -> float:
        """The font size of its label and figures."""
        return 6.8 if self.row.series == "t0_adjusted" else 8.0

    @property
    def height(self) -> float:
        """Its height, in rows of one line."""
        return HEIGHTS[self.row.series] + LINE / ROW * (line_count(self.label) - 1)


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """A measure with its rows, and its label as wrapped."""

    measure: Measure
    title: str
    data: pd.DataFrame
    strips: tuple[Strip, ...]

    @property
    def rows(self) -> float:
        """The height of its rows, in rows of one line."""
        return sum(strip.height for strip in self.strips)

    @property
    def above(self) -> float:
        """What its label needs above it beyond one line, in inches."""
        return LINE * (line_count(self.title) - 1)


def make_panel(labels: Labels, measure: Measure, data: pd.DataFrame) -> Panel:
    """Lay out the rows of a measure: labels wrapped to the left of the axes, heights by their lines."""
    several, last = data["group"].nunique() > 1, list(labels.study.visits)[-1]
    strips = []
    for row in cast("Iterable[Drawn]", data.itertuples(index=False)):
        lighter = row.series == "t0_adjusted"
        leading = row.visit == last and measure.primary and not lighter
        label = " → ".join((labels.visit(row.baseline), labels.visit(row.visit)))
        label = f"{labels.group(row.group)}, {label}" if several else label
        label = labels.say("figure.t0_adjusted", visit=labels.visit(row.baseline)) if lighter else label
        room, size = (LEFT - (0.07 if lighter else 0.05)) * WIDTH, 6.8 if lighter else 8.0
        label = wrap_label(label, room, size, lines=4, weight="bold" if leading else "normal")
        strips.append(Strip(row, label, leading))
    title = wrap_label(measure.label, (LEFT - 0.03) * WIDTH, 8.5, lines=3, weight="bold")
    return Panel(measure, title, data, tuple(strips))
