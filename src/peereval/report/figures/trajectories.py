"""Adjusted means with intervals over observed means, a panel for each measure."""

from collections.abc import Sequence
from math import ceil, isnan

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from peereval.report.colours import Look, group_looks
from peereval.report.figures.style import (
    INK,
    MUTED,
    WIDTH,
    fitting_size,
    house_style,
    new_figure,
    quiet_axes,
    tick_decimals,
)
from peereval.report.labels import Labels, Measure
from peereval.report.numbers import format_figure
from peereval.report.rows import index_rows
from peereval.report.tables.shared import results_by_measure

_COLUMNS = ("measure", "series", "group", "entry", "visit", "month", "estimate", "conf_low", "conf_high", "key")
_SOURCES = (("adjusted", "adjusted_means", "adjusted mean"), ("observed", "observed", "mean"))


def trajectory_data(labels: Labels) -> pd.DataFrame:
    """Return what the figure draws: adjusted and observed means by measure, group, entry and visit.

    A group with several entry cohorts is drawn by cohort: a pooled line would join different people.
    """
    rows = []
    for series, kind, quantity in _SOURCES:
        for measure, result in results_by_measure(labels, kind):
            index = index_rows(result, "group", "entry", "visit")
            cohorts = {key[0] for key, figure in index.items() if key[1] and not isnan(figure.estimate)}
            for (group, entry, visit, name), figure in index.items():
                if name != quantity or isnan(figure.estimate) or visit not in labels.study.visits:
                    continue
                if group not in cohorts or entry:
                    rows.append((measure.name, series, group, entry, visit, float(labels.study.visits[visit].month),
                                 figure.estimate, figure.conf_low, figure.conf_high, figure.key))  # fmt: skip
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def draw_trajectories(labels: Labels) -> tuple[Figure, pd.DataFrame]:
    """Draw a panel for each measure; return the figure and the data drawn.

    Parameters
    ----------
    labels
        The labels of an analysis with results of kind `"adjusted_means"` and `"observed"`.
    """
    data = trajectory_data(labels)
    names = list(dict.fromkeys(data["measure"]))
    across = 2 if len(names) in (2, 4) else min(3, max(1, len(names)))
    down = max(1, ceil(len(names) / across))
    with house_style():
        legend = _legend_handles(labels, list(dict.fromkeys(data["group"])))
        beside = len(legend) if sum(len(str(one.get_label())) + 8 for one in legend) < 105 else 2
        above = 0.36 + 0.17 * ceil(len(legend) / beside)
        height = above + 0.05 + 2.1 * down
        figure = new_figure(height, width=WIDTH if across > 1 else 4.6)
        grid = figure.add_gridspec(down, across, left=0.065, right=0.985, top=1 - above / height, bottom=0.3 / height,
                                   hspace=0.38, wspace=0.22)  # fmt: skip
        longest = max((labels.measure(name).label for name in names), key=len, default="")
        size = fitting_size(longest, 0.93 * figure.get_figwidth() / across - 0.25, 8.5)
        for place, name in enumerate(names):
            axes = figure.add_subplot(grid[divmod(place, across)])
            _panel(axes, labels, labels.measure(name), data[data["measure"] == name], size)
        figure.legend(handles=legend, loc="upper left", bbox_to_anchor=(0.0, 1.0), ncols=beside, handlelength=2.6,
                      columnspacing=1.6, labelcolor=INK)  # fmt: skip
    return figure, data


def _panel(axes: Axes, labels: Labels, measure: Measure, data: pd.DataFrame, size: float) -> None:
    looks = group_looks(labels.study.groups, labels.study.reference)
    months = {name: float(visit.month) for name, visit in labels.study.visits.items()}
    width = (max(months.values()) - min(months.values())) or 1.0
    slots = list(dict.fromkeys(zip(data["group"], data["entry"], strict=True)))
    slots.sort(key=lambda pair: list(labels.study.groups).index(pair[0]))
    for place, (group, entry) in enumerate(slots):
        shift = (place - (len(slots) - 1) / 2) * width * 0.032
        own = data[(data["group"] == group) & (data["entry"] == entry)]
        for series, line in own.groupby("series", sort=False):
            _line(axes, line, str(series), looks[group], shift)
    axes.set_title(measure.label, size=size)
    quiet_axes(axes)
    axes.set_xlim(min(months.values()) - 0.09 * width, max(months.values()) + 0.09 * width)
    axes.set_xticks(list(months.values()), [labels.visit(name) for name in months])
    axes.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
    decimals = tick_decimals(list(axes.get_yticks()))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: format_figure(value, decimals, labels.language)))


def _line(axes: Axes, line: pd.DataFrame, series: str, look: Look, shift: float) -> None:
    months, means = line["month"].to_numpy() + shift, line["estimate"].to_numpy()
    if series == "observed":
        axes.plot(months, means, linestyle="none", marker=look.marker, markersize=4.2, markerfacecolor="white",
                  markeredgecolor=look.colour, markeredgewidth=0.7, alpha=0.9, zorder=2)  # fmt: skip
        return
    # lists: older matplotlib takes an array of one for a number, and numpy objects
    spread = [(means - line["conf_low"].to_numpy()).tolist(), (line["conf_high"].to_numpy() - means).tolist()]
    bars = axes.errorbar(months, means, yerr=spread, color=look.colour, marker=look.marker, markersize=3.6,
                         markeredgewidth=0, linewidth=1.2, elinewidth=0.9, capsize=0, zorder=3)  # fmt: skip
    bars[0].set_dashes(look.dashes) if look.dashes else bars[0].set_linestyle("-")


def _legend_handles(labels: Labels, groups: Sequence[str]) -> list[Line2D]:
    looks = group_looks(labels.study.groups, labels.study.reference)
    handles = []
    for group in groups:
        look = looks[group]
        handle = Line2D([], [], color=look.colour, marker=look.marker, markersize=4, linewidth=1.2,
                        label=labels.group(group))  # fmt: skip
        if look.dashes:
            handle.set_dashes(look.dashes)
        handles.append(handle)
    observed = Line2D([], [], color=MUTED, marker="o", markerfacecolor="white", linestyle="none", markersize=4.5,
                      label=labels.say("figure.observed"))  # fmt: skip
    return [*handles, observed]
