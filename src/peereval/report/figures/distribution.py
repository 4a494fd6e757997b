"""How the observed scores of each group spread at each visit: half violins made of binned shares, never of people."""

from collections.abc import Mapping, Sequence
from math import isfinite, isinf

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from peereval.report.colours import Look, group_looks
from peereval.report.figures.multiples import (
    choose_grid,
    group_handles,
    lay_panels,
    make_legend,
    number_axis,
    scale_text,
)
from peereval.report.figures.style import MUTED, WIDTH, house_style, quiet_axes
from peereval.report.figures.wrap import line_count, wrap_label
from peereval.report.labels import Labels, Measure
from peereval.report.numbers import format_figure
from peereval.report.rows import index_rows
from peereval.report.tables.shared import results_by_measure

_COLUMNS = ("measure", "group", "visit", "quantity", "lower", "upper", "estimate", "key")
_SUMMARY = ("count", "q1", "median", "q3")
_TALL, _TICK, _COUNT, _BETWEEN = 1.9, 7.0, 6.0, 0.7
_NARROWEST, _TO_PRINT = 0.2, 0.19  # inches a violin needs, and its number of people


def distribution_data(labels: Labels) -> pd.DataFrame:
    """Return the share of people in each bin (`lower` to `upper`), and count and quartiles of each group and visit."""
    rows: list[tuple[object, ...]] = []
    for measure, result in results_by_measure(labels, "distribution"):
        width = float(str(result.method["width"]))
        for (group, visit, lower, _), one in index_rows(result, "group", "visit", "lower").items():
            rows.append(
                (measure.name, group, visit, "percent", float(lower), float(lower) + width, one.estimate, one.key)
            )
        observed = labels.analysis.of_kind("observed", measure.name)
        found = index_rows(observed[0], "group", "visit", "entry") if observed else {}
        rows += [(measure.name, *key[:2], key[3], np.nan, np.nan, one.estimate, one.key)
                 for key, one in found.items() if not key[2] and key[3] in _SUMMARY]  # fmt: skip
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def draw_distribution(labels: Labels) -> tuple[Figure, pd.DataFrame]:
    """Draw a panel for each measure: at each visit a half violin for each group, with its quartiles.

    Parameters
    ----------
    labels
        The labels of an analysis with results of kind `"distribution"` and `"observed"`.
    """
    data = distribution_data(labels)
    names = list(dict.fromkeys(data["measure"]))
    groups = [name for name in labels.study.groups if name in set(data["group"])]
    visits = list(labels.study.visits)
    units = len(visits) * (len(groups) + _BETWEEN)
    grids = [
        choose_grid(len(names), most, alone=4.6 if len(groups) * len(visits) < 16 else WIDTH) for most in (3, 2, 1)
    ]
    grid = next((one for one in grids if one.panel / units > _NARROWEST), grids[-1])
    with house_style():
        room = grid.panel / len(visits) - 0.08
        ticks = [wrap_label(labels.visit(name), room, _TICK, lines=5) for name in visits]
        legend = make_legend(group_handles(labels, groups, lines=False), grid.width)
        figure, panels = lay_panels(
            labels,
            {name: scale_text(labels, name) for name in names},
            grid,
            legend,
            tall=_TALL,
            lines=max(map(line_count, ticks)),
        )
        for axes, name in zip(panels, names, strict=True):
            _panel(axes, labels, data[data["measure"] == name], groups, counted=grid.panel / units > _TO_PRINT)
            middle = [place * (len(groups) + _BETWEEN) + len(groups) / 2 for place in range(len(visits))]
            axes.set_xticks(middle, ticks, size=_TICK)
    return figure, data


def _panel(axes: Axes, labels: Labels, data: pd.DataFrame, groups: Sequence[str], *, counted: bool) -> None:
    looks = group_looks(labels.study.groups, labels.study.reference)
    largest = float(data.loc[data["quantity"] == "percent", "estimate"].max())
    low, high = _reach(labels.measure(str(data["measure"].iloc[0])), data)
    cells = {(str(group), str(visit)): part for (group, visit), part in data.groupby(["group", "visit"], sort=False)}
    for step, visit in enumerate(labels.study.visits):
        for place, group in enumerate(groups):
            if (group, visit) in cells:
                at = step * (len(groups) + _BETWEEN) + place
                part = cells[group, visit]
                summary = {
                    str(row.quantity): float(str(row.estimate))
                    for row in part.itertuples()
                    if row.quantity != "percent"
                }
                _violin(axes, part[part["quantity"] == "percent"], looks[group], at, largest)
                _quartiles(axes, summary, looks[group], at)
                if counted and "count" in summary:
                    text = format_figure(summary["count"], 0, labels.language)
                    axes.text(
                        at + 0.45, low - 0.03 * (high - low), text, size=_COUNT, color=MUTED, ha="center", va="top"
                    )
    quiet_axes(axes)
    axes.set_xlim(-_BETWEEN / 2, len(labels.study.visits) * (len(groups) + _BETWEEN) - _BETWEEN / 2)
    axes.set_ylim(low - (0.12 if counted else 0.02) * (high - low), high)
    number_axis(axes, labels)


def _reach(measure: Measure, data: pd.DataFrame) -> tuple[float, float]:
    """Return the ends of the axis: those of the scale where they are known, those of the bins beyond them."""
    limits, seen = (measure.value("minimum"), measure.value("maximum")), (data["lower"].min(), data["upper"].max())
    ends = [*(() if isinf(limits[1] - limits[0]) else limits), *seen]
    known = [end for end in ends if isfinite(end)]
    return min(known), max(known)


def _violin(axes: Axes, bins: pd.DataFrame, look: Look, at: float, largest: float) -> None:
    """Draw a bar to the right for each bin; the longest of a panel is as wide as a group's place allows."""
    wide = 0.78 * bins["estimate"] / largest
    axes.barh(bins["lower"], wide, height=0.94 * (bins["upper"] - bins["lower"]), left=at + 0.14, align="edge",
              color=look.colour, alpha=0.45, linewidth=0, zorder=2)  # fmt: skip


def _quartiles(axes: Axes, summary: Mapping[str, float], look: Look, at: float) -> None:
    if {"q1", "median", "q3"} <= set(summary):
        axes.plot([at + 0.07, at + 0.07], [summary["q1"], summary["q3"]], color=look.colour, linewidth=1.6,
                  solid_capstyle="butt", zorder=3)  # fmt: skip
        axes.plot([at + 0.07], [summary["median"]], color=look.colour, marker=look.marker, markersize=3.6,
                  markeredgecolor="white", markeredgewidth=0.4, zorder=4)  # fmt: skip
