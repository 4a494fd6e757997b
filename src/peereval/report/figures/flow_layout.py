"""How the columns of the flow figure are laid out, whatever the length of its labels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from peereval.report.figures.flow_lines import Line, arrow_lines
from peereval.report.figures.wrap import line_count, text_inches, wrap_label
from peereval.report.labels import Labels

BOX, HEAD, TOP_BOX = 0.62, 0.5, 0.32
LINE, HEADING, VISIT = 0.14, 9.0, 8.5
WIDE = 0.9
ASIDE = 0.16  # share of a column left of the lines beside an arrow
STEP, _AROUND, _LEAST = 0.125, 0.24, 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """How labels stand in every column `column` inches wide; long visits take lines `above` their counts.

    `lines` are those before the box of a group's visit, `gaps` the height before each visit's
    row of boxes (that of the first only where `eligible` boxes stand above it).
    """

    column: float
    headings: Mapping[str, str]
    visits: Mapping[str, str]
    above: int
    lines: Mapping[tuple[str, str], tuple[Line, ...]]
    gaps: tuple[float, ...]
    eligible: bool

    @property
    def head(self) -> float:
        """The height of the headings in inches."""
        return HEAD + LINE * (max(map(line_count, self.headings.values()), default=1) - 1)

    @property
    def box(self) -> float:
        """The height of a box in inches."""
        return BOX + LINE * self.above + (0.03 if self.above else 0.0)

    def top(self, step: int) -> float:
        """Return how far below the top of the figure the boxes of a visit begin, in inches."""
        start = self.head + (TOP_BOX if self.eligible else 0.0)
        return start + sum(self.gaps[: step + 1]) + step * self.box

    @property
    def height(self) -> float:
        """The height of the figure in inches."""
        return self.top(len(self.gaps) - 1) + self.box + 0.12


def lay_out(labels: Labels, data: pd.DataFrame, groups: Sequence[str], width: float) -> Layout:
    """Return the layout of a column for each group in a figure `width` inches wide."""
    visits = list(labels.study.visits)
    column = width / max(1, len(groups))
    inside = (WIDE - 0.06) * column
    headings = {
        one: wrap_label(labels.group(one), 0.96 * WIDE * column, HEADING, lines=4, weight="bold") for one in groups
    }
    named = {one: labels.visit(one) for one in visits}
    short = max((text_inches(name, VISIT, weight="bold") for name in named.values()), default=0.0) < 0.13 * column
    wrapped = {one: wrap_label(name, inside, VISIT, weight="bold") for one, name in named.items()}
    above = 0 if short else max(map(line_count, wrapped.values()))
    beside = (WIDE - ASIDE) * column
    lines = {(one, visit): arrow_lines(labels, data, one, visit, beside) for one in groups for visit in visits}
    most = [max((len(lines[one, visit]) for one in groups), default=0) for visit in visits]
    gaps = [max(_LEAST, _AROUND + STEP * number) for number in most]
    at_first = data[(data["quantity"] == "eligible") & (data["visit"] == visits[0])]
    eligible = bool((at_first["estimate"] > 0).any())
    first = gaps[0] if eligible or most[0] else 0.0
    return Layout(column, headings, wrapped, above, lines, (first, *gaps[1:]), eligible)
