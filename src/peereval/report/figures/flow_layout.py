"""How the columns of the flow figure are laid out, whatever the length of its labels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from peereval.report.figures.wrap import line_count, text_inches, wrap_label
from peereval.report.labels import Labels

BOX, HEAD = 0.62, 0.5
LINE, HEADING, VISIT = 0.14, 9.0, 8.5
WIDE = 0.9


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """How labels stand in every column `column` inches wide; long visits take lines `above` their counts."""

    column: float
    headings: Mapping[str, str]
    visits: Mapping[str, str]
    above: int

    @property
    def head(self) -> float:
        """The height of the headings in inches."""
        return HEAD + LINE * (max(map(line_count, self.headings.values()), default=1) - 1)

    @property
    def box(self) -> float:
        """The height of a box in inches."""
        return BOX + LINE * self.above + (0.03 if self.above else 0.0)


def lay_out(labels: Labels, groups: Sequence[str], visits: Sequence[str], width: float) -> Layout:
    """Return the layout of a column for each group in a figure `width` inches wide."""
    column = width / max(1, len(groups))
    inside = (WIDE - 0.06) * column
    headings = {
        one: wrap_label(labels.group(one), 0.96 * WIDE * column, HEADING, lines=4, weight="bold") for one in groups
    }
    named = {one: labels.visit(one) for one in visits}
    short = max((text_inches(name, VISIT, weight="bold") for name in named.values()), default=0.0) < 0.13 * column
    wrapped = {one: wrap_label(name, inside, VISIT, weight="bold") for one, name in named.items()}
    return Layout(column, headings, wrapped, 0 if short else max(map(line_count, wrapped.values())))
