"""Small multiples: a panel for each measure in a grid, under one legend."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, isfinite

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from peereval.report.colours import group_looks
from peereval.report.figures.style import INK, MUTED, WIDTH, new_figure, tick_decimals
from peereval.report.figures.wrap import line_count, text_inches, wrap_label
from peereval.report.labels import Labels
from peereval.report.numbers import format_figure

_BETWEEN, _ALONE, _HANDLE = 0.22, 4.6, 0.55


@dataclass(frozen=True, slots=True)
class Grid:
    """Panels `across` and `down` on a page of a width; `panel` is the width of one, all in inches."""

    across: int
    down: int
    width: float

    @property
    def panel(self) -> float:
        """The width of a panel."""
        return 0.92 * self.width / (self.across + _BETWEEN * (self.across - 1))


def choose_grid(number: int, most: int = 3, *, alone: float = _ALONE) -> Grid:
    """Return the grid for a number of panels, at most `most` across; a single column is `alone` inches wide."""
    across = min(most, 2 if number in (2, 4) else min(3, max(1, number)))
    return Grid(across, max(1, ceil(number / across)), WIDTH if across > 1 else alone)


@dataclass(frozen=True, slots=True, eq=False)
class Legend:
    """Handles with wrapped labels, how many stand side by side, and the height in inches."""

    handles: Sequence[Line2D]
    beside: int
    height: float


def make_legend(handles: Sequence[Line2D], width: float) -> Legend:
    """Return the handles as a legend that fits a width."""
    names = [str(one.get_label()) for one in handles]
    widths = [text_inches(name, 8.0) + _HANDLE for name in names]
    beside = len(names) if sum(widths) < width - 0.1 else 2 if 2 * max(widths) < width - 0.1 else 1
    for one, name in zip(handles, names, strict=True):
        one.set_label(wrap_label(name, width / beside - _HANDLE - 0.05 if beside == 1 else width, 8.0))
    down = ceil(len(names) / beside)
    rows = [range(start, len(names), down) for start in range(down)]
    lines = [max(line_count(str(handles[place].get_label())) for place in row) for row in rows]
    return Legend(handles, beside, sum(0.03 + 0.14 * count for count in lines))


def group_handles(labels: Labels, groups: Iterable[str], *, lines: bool = True) -> list[Line2D]:
    """Return a handle of each group met: its colour and mark, and its line where lines are drawn."""
    looks = group_looks(labels.study.groups, labels.study.reference)
    handles = []
    for group in dict.fromkeys(groups):
        look = looks[group]
        handle = Line2D([], [], color=look.colour, marker=look.marker, markersize=4, linewidth=1.2,
                        linestyle="-" if lines else "none", label=labels.group(group))  # fmt: skip
        if look.dashes and lines:
            handle.set_dashes(look.dashes)
        handles.append(handle)
    return handles


def lay_panels(
    labels: Labels, axes_of: Mapping[str, str], grid: Grid, legend: Legend, *, tall: float, lines: int
) -> tuple[Figure, list[Axes]]:
    """Return a figure with a titled panel for each measure, `tall` inches high, under the legend.

    Parameters
    ----------
    labels
        The words.
    axes_of
        The measures, and what the vertical axis of each shows.
    grid
        How the panels stand.
    legend
        What stands above them.
    tall
        The height of a panel in inches.
    lines
        The most lines that a label under an axis has.
    """
    titles = [wrap_label(labels.measure(name).label, grid.panel, 8.5, lines=3, weight="bold") for name in axes_of]
    heading = 0.14 * (max(map(line_count, titles), default=1) - 1)
    under = 0.11 * (lines - 1)
    above, gap = 0.48 + legend.height + heading, 0.66 + under + heading
    height = above + 0.35 + under + tall * grid.down + gap * (grid.down - 1)
    figure = new_figure(height, width=grid.width)
    places = figure.add_gridspec(grid.down, grid.across, left=0.065, right=0.985, top=1 - above / height,
                                 bottom=(0.3 + under) / height, hspace=gap / tall, wspace=_BETWEEN)  # fmt: skip
    panels = [figure.add_subplot(places[divmod(place, grid.across)]) for place in range(len(titles))]
    for axes, title, shown in zip(panels, titles, axes_of.values(), strict=True):
        axes.set_title(title, pad=14.0)
        axes.annotate(shown, (0, 1), xycoords="axes fraction", xytext=(0, 5), textcoords="offset points", size=6.5,
                      color=MUTED, va="bottom")  # fmt: skip
    figure.legend(handles=list(legend.handles), loc="upper left", bbox_to_anchor=(0.0, 1.0), ncols=legend.beside,
                  handlelength=2.6, columnspacing=1.6, labelcolor=INK)  # fmt: skip
    return figure, panels


def scale_text(labels: Labels, name: str) -> str:
    """Return in words what the axis of a score shows: the score, from its lowest to its highest value if known."""
    measure = labels.measure(name)
    ends = [measure.value(one) for one in ("minimum", "maximum")]
    if not all(map(isfinite, ends)):
        return labels.say("figure.score")
    low, high = (format_figure(end, tick_decimals([end]), labels.language) for end in ends)
    return labels.say("figure.score_range", low=low, high=high)


def number_axis(axes: Axes, labels: Labels) -> None:
    """Print few ticks on the vertical axis, in the language."""
    axes.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
    decimals = tick_decimals(list(axes.get_yticks()))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: format_figure(value, decimals, labels.language)))
