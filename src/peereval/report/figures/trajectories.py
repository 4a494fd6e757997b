"""Adjusted means with intervals over observed means, a panel for each measure."""

from collections.abc import Mapping
from itertools import pairwise
from math import isnan

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from peereval.report.colours import Look, group_looks
from peereval.report.figures.multiples import (
    choose_grid,
    group_handles,
    lay_panels,
    make_legend,
    number_axis,
    scale_text,
)
from peereval.report.figures.style import (
    MUTED,
    house_style,
    quiet_axes,
)
from peereval.report.figures.wrap import line_count, wrap_label
from peereval.report.labels import Labels, Measure
from peereval.report.rows import index_rows
from peereval.report.tables.shared import results_by_measure
from peereval.results import Result

_COLUMNS = ("measure", "series", "group", "entry", "visit", "month", "estimate", "conf_low", "conf_high", "key")
_TALL, _MARGIN, _TICK = 1.6, 0.16, 7.0
_SOURCES = (("adjusted", "adjusted_means", "adjusted mean"), ("observed", "observed", "mean"))


def trajectory_data(labels: Labels) -> pd.DataFrame:
    """Return what the figure draws: adjusted and observed means by measure, group, entry and visit.

    A group with several entry cohorts is drawn by cohort: a pooled line would join different people.
    """
    rows = []
    for series, kind, quantity in _SOURCES:
        for measure, result in results_by_measure(labels, kind):
            if labels.analysis.of_kind("adjusted_means", measure.name):
                rows += _means(labels, measure, result, series, quantity)
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def marginal_trajectory_data(labels: Labels) -> pd.DataFrame:
    """Return what the figure of probabilities and mean counts draws, with the columns of `trajectory_data`."""
    rows = [
        row
        for measure, result in results_by_measure(labels, "marginal_means")
        for quantity in ("probability", "rate")
        for row in _means(labels, measure, result, "adjusted", quantity)
        if "category" not in result.rows
    ]
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _means(labels: Labels, measure: Measure, result: Result, series: str, quantity: str) -> list[tuple[object, ...]]:
    """Return the means of one measure, those of a group with several entry cohorts by cohort."""
    index = index_rows(result, "group", "entry", "visit")
    cohorts = {key[0] for key, figure in index.items() if key[1] and not isnan(figure.estimate)}
    return [
        (measure.name, series, group, entry, visit, float(labels.study.visits[visit].month),
         figure.estimate, figure.conf_low, figure.conf_high, figure.key)
        for (group, entry, visit, name), figure in index.items()
        if name == quantity and not isnan(figure.estimate) and visit in labels.study.visits
        and (group not in cohorts or entry)
    ]  # fmt: skip


def draw_trajectories(labels: Labels) -> tuple[Figure, pd.DataFrame]:
    """Draw a panel for each measure; return the figure and the data drawn.

    Parameters
    ----------
    labels
        The labels of an analysis with results of kind `"adjusted_means"` and `"observed"`.
    """
    data = trajectory_data(labels)
    return _draw(labels, data, {name: scale_text(labels, name) for name in data["measure"]}), data


def draw_marginal_trajectories(labels: Labels) -> tuple[Figure, pd.DataFrame]:
    """Draw a panel for each event or count: its probability or mean by group and visit, with intervals.

    Parameters
    ----------
    labels
        The labels of an analysis with results of kind `"marginal_means"`.
    """
    data = marginal_trajectory_data(labels)
    quantities = dict(zip(data["measure"], (key.rsplit("/", maxsplit=1)[-1] for key in data["key"]), strict=True))
    return _draw(labels, data, {name: labels.quantity(one) for name, one in quantities.items()}), data


def _draw(labels: Labels, data: pd.DataFrame, shown: Mapping[str, str]) -> Figure:
    grid = choose_grid(len(shown))
    with house_style():
        ticks = _ticks(labels, grid.panel)
        legend = make_legend(_handles(labels, data), grid.width)
        lines = max(map(line_count, ticks.values()))
        figure, panels = lay_panels(labels, shown, grid, legend, tall=_TALL, lines=lines)
        for axes, name in zip(panels, shown, strict=True):
            _panel(axes, labels, data[data["measure"] == name], ticks)
    return figure


def _ticks(labels: Labels, panel: float) -> dict[str, str]:
    """Return the visits as the axis prints them, each within half the way to its neighbours."""
    months = [float(visit.month) for visit in labels.study.visits.values()]
    names = [labels.visit(name) for name in labels.study.visits]
    inch = panel / (1 + 2 * _MARGIN) / ((months[-1] - months[0]) or 1.0)
    edge = 2 * (_MARGIN * (months[-1] - months[0]) * inch + 0.08)
    room = [edge, *(inch * (after - before) for before, after in pairwise(months)), edge]
    wide = [max(0.2, min(room[place : place + 2]) - 0.06) for place in range(len(names))]
    return {name: wrap_label(label, wide[place], _TICK, lines=5)
            for place, (name, label) in enumerate(zip(labels.study.visits, names, strict=True))}  # fmt: skip


def _panel(axes: Axes, labels: Labels, data: pd.DataFrame, ticks: Mapping[str, str]) -> None:
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
    quiet_axes(axes)
    margin = _MARGIN * width
    axes.set_xlim(min(months.values()) - margin, max(months.values()) + margin)
    axes.set_xticks(list(months.values()), [ticks[name] for name in months], size=_TICK)
    number_axis(axes, labels)


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


def _handles(labels: Labels, data: pd.DataFrame) -> list[Line2D]:
    handles = group_handles(labels, data["group"])
    if "observed" not in set(data["series"]):
        return handles
    observed = Line2D([], [], color=MUTED, marker="o", markerfacecolor="white", linestyle="none", markersize=4.5,
                      label=labels.say("figure.observed"))  # fmt: skip
    return [*handles, observed]
