"""The difference in change within each category of a moderator, under that of everybody."""

from math import isfinite

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from peereval.report.colours import group_looks
from peereval.report.figures.style import INK, MUTED, RULE, WIDTH, house_style, new_figure, tick_decimals
from peereval.report.figures.subgroup_rows import LINE, Strip, SubgroupPanel, make_panels, subgroup_data
from peereval.report.figures.wrap import line_count
from peereval.report.labels import Labels
from peereval.report.numbers import format_figure, format_interval
from peereval.report.tables.shared import interval_title

_TOP, _ABOVE, _BELOW, _ROW = 0.34, 0.42, 0.34, 0.2
LEFT, RIGHT, PEOPLE = 0.34, 0.76, 0.33


def draw_subgroups(labels: Labels) -> tuple[Figure, pd.DataFrame]:
    """Draw a panel for each measure, moderator and group compared: everybody first, then each category.

    Parameters
    ----------
    labels
        The labels of an analysis with results of kind `"subgroup_contrasts"`.
    """
    data = subgroup_data(labels)
    with house_style():
        panels = make_panels(labels, data, (PEOPLE - 0.09) * WIDTH)
        heights = [_ABOVE + LINE * (line_count(one.title) - 1) + _tall(one) + _BELOW for one in panels]
        height = _TOP + sum(heights)
        figure = new_figure(height)
        level = next((one.method.get("level") for one in labels.analysis.of_kind("subgroup_contrasts")), None)
        heading = labels.say("figure.difference_interval", interval=interval_title(labels, level))
        figure.text(0.985, 1 - 0.17 / height, heading, ha="right", va="center", color=MUTED, size=7.5)
        figure.text(PEOPLE, 1 - 0.17 / height, "n", ha="right", va="center", color=MUTED, size=7.5)
        top = height - _TOP
        for panel, used in zip(panels, heights, strict=True):
            tall = _tall(panel)
            box = (LEFT, (top - used + _BELOW) / height, RIGHT - LEFT, tall / height)
            axes = figure.add_axes(box)
            _panel(axes, labels, panel)
            _frame(axes, labels, panel)
            top -= used
    return figure, data


def _tall(panel: SubgroupPanel) -> float:
    return _ROW * len(panel.strips) + LINE * sum(line_count(one.label) - 1 for one in panel.strips)


def _panel(axes: Axes, labels: Labels, panel: SubgroupPanel) -> None:
    important = panel.measure.value("important difference")
    colour = group_looks(labels.study.groups, labels.study.reference)[panel.group].colour
    whole = next((one for one in panel.strips if one.whole), None)
    low, high = panel.bounds
    if isfinite(important):
        side = -important if (whole or panel.strips[0]).estimate < 0 else important
        low, high = min(low, side), max(high, side)
        axes.axvline(side, color=MUTED, linewidth=0.8, dashes=(4, 2.5), zorder=1)
    margin = 0.06 * (high - low)
    axes.set_xlim(low - margin, high + margin)
    tall = _tall(panel) / _ROW
    axes.set_ylim(tall - 0.5, -0.5)
    axes.axvline(0, color=INK, linewidth=0.8, zorder=1)
    if whole is not None:
        axes.axvspan(whole.conf_low, whole.conf_high, color=colour, alpha=0.08, linewidth=0)
    place = -0.5
    for strip in panel.strips:
        high_of = 1.0 + LINE / _ROW * (line_count(strip.label) - 1)
        _strip(axes, labels, place + high_of / 2, strip, panel)
        place += high_of


def _strip(axes: Axes, labels: Labels, place: float, strip: Strip, panel: SubgroupPanel) -> None:
    look = group_looks(labels.study.groups, labels.study.reference)[panel.group]
    axes.plot([strip.conf_low, strip.conf_high], [place, place], color=look.colour, solid_capstyle="butt",
              linewidth=1.8 if strip.whole else 0.9, zorder=2)  # fmt: skip
    axes.plot([strip.estimate], [place], marker=look.marker, markersize=5.4 if strip.whole else 4.0, zorder=3,
              markerfacecolor="white" if strip.few else look.colour, markeredgewidth=0.8,
              markeredgecolor=look.colour)  # fmt: skip
    weight = "bold" if strip.whole else "normal"
    at, size = axes.get_yaxis_transform(), 7.2
    axes.text(_across(0.03), place, strip.label, transform=at, ha="left", va="center", size=size, weight=weight)
    axes.text(_across(PEOPLE), place, strip.people, transform=at, ha="right", va="center", size=size, color=MUTED)
    decimals, language = panel.measure.decimals, labels.language
    if isfinite(strip.estimate):
        interval = format_interval(strip.conf_low, strip.conf_high, decimals, language)
        printed = f"{format_figure(strip.estimate, decimals, language)} {interval}"
    else:
        printed = labels.quantity(strip.note)
    axes.text(_across(0.985), place, printed, transform=at, ha="right", va="center", size=size, weight=weight)


def _across(share: float) -> float:
    """Return a place on the width of the figure as one on the width of the axes."""
    return (share - LEFT) / (RIGHT - LEFT)


def _frame(axes: Axes, labels: Labels, panel: SubgroupPanel) -> None:
    named = {"xycoords": "axes fraction", "textcoords": "offset points", "va": "bottom"}
    axes.annotate(panel.title, (_across(0.015), 1), xytext=(0, 15), weight="bold", size=8.5, **named)  # type: ignore[arg-type]
    axes.annotate(panel.test, (_across(0.015), 1), xytext=(0, 4), size=7.2, color=MUTED, **named)  # type: ignore[arg-type]
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_color(RULE)
    axes.set_yticks([])
    axes.tick_params(axis="x", labelsize=6.5, color=RULE, pad=1.5)
    axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    decimals = tick_decimals(list(axes.get_xticks()))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: format_figure(value, decimals, labels.language)))
