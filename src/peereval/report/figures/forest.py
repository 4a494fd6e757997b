"""Differences in change for every measure, against no difference and the important one."""

from collections.abc import Iterable
from math import isfinite, isnan
from typing import Protocol, cast

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from peereval.report.colours import Look, group_looks
from peereval.report.figures.style import (
    INK,
    MUTED,
    RULE,
    WIDTH,
    fitting_size,
    house_style,
    new_figure,
    tick_decimals,
)
from peereval.report.labels import Labels, Measure
from peereval.report.numbers import MINUS, format_figure, format_interval
from peereval.report.rows import index_rows
from peereval.report.tables.shared import interval_title, results_by_measure

_COLUMNS = ("measure", "series", "primary", "group", "reference", "baseline", "visit", "estimate", "conf_low",
            "conf_high", "important_difference", "key")  # fmt: skip
_ROW, _PANEL, _TOP = 0.25, 0.58, 0.5
_HEIGHTS = {"change": 1.0, "t0_adjusted": 0.78}
_LEFT, _RIGHT = 0.33, 0.76


class _Drawn(Protocol):
    """A row of the data drawn, as `itertuples` gives it."""

    series: str
    group: str
    baseline: str
    visit: str
    estimate: float
    conf_low: float
    conf_high: float


def forest_data(labels: Labels) -> pd.DataFrame:
    """Return the estimable differences in change, primary measures first, the T0-adjusted one after each."""
    rows = []
    names = ("group", "reference", "baseline", "visit")
    for measure, result in results_by_measure(labels, "change_contrasts"):
        adjusted = labels.analysis.of_kind("t0_adjusted", measure.name)
        below = {key[:4]: one for key, one in index_rows(adjusted[0], *names).items()} if adjusted else {}
        for key, figure in index_rows(result, *names).items():
            for series, one in (("change", figure), ("t0_adjusted", below.get(key[:4]))):
                if one is not None and not isnan(figure.estimate) and not isnan(one.estimate):
                    rows.append((measure.name, series, measure.primary, *key[:4], one.estimate, one.conf_low,
                                 one.conf_high, measure.value("important difference"), one.key))  # fmt: skip
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _height(data: pd.DataFrame) -> float:
    """Return the height of the rows of a panel, in rows."""
    return float(sum(_HEIGHTS[str(series)] for series in data["series"]))


def draw_forest(labels: Labels) -> tuple[Figure, pd.DataFrame]:
    """Draw the differences in change, a panel with its own scale for each measure, 0 in line.

    Parameters
    ----------
    labels
        The labels of an analysis with results of kind `"change_contrasts"`.
    """
    data = forest_data(labels)
    names = list(dict.fromkeys(data["measure"]))
    counts = [_height(data[data["measure"] == name]) for name in names]
    height = _TOP + sum(_PANEL + _ROW * count for count in counts)
    with house_style():
        figure = new_figure(height)
        _headings(figure, labels, data, height)
        top = height - _TOP
        for name, count in zip(names, counts, strict=True):
            panel = _ROW * count
            box = (_LEFT, (top - 0.22 - panel) / height, _RIGHT - _LEFT, panel / height)
            _panel(figure.add_axes(box), labels, labels.measure(name), data[data["measure"] == name])
            top -= panel + _PANEL
    return figure, data


def _headings(figure: Figure, labels: Labels, data: pd.DataFrame, height: float) -> None:
    level = next((result.method.get("level") for result in labels.analysis.of_kind("change_contrasts")), None)
    line = 1 - 0.17 / height
    heading = labels.say("figure.difference_interval", interval=interval_title(labels, level))
    figure.text(0.985, line, heading, ha="right", va="center", color=MUTED, size=7.5)
    pairs = data[["group", "reference"]].drop_duplicates().itertuples(index=False, name=None)
    named = [labels.say("table.contrast", group=labels.group(group), reference=labels.group(reference), minus=MINUS)
             for group, reference in pairs]  # fmt: skip
    if len(named) == 1:
        figure.text(0.015, line, named[0], ha="left", va="center", color=MUTED, size=7.5)
    rule = figure.add_axes((0.015, 1 - 0.3 / height, 0.97, 0.001))
    rule.axhline(0, color=INK, linewidth=0.8)
    rule.axis("off")


def _panel(axes: Axes, labels: Labels, measure: Measure, data: pd.DataFrame) -> None:
    looks = group_looks(labels.study.groups, labels.study.reference)
    important = measure.value("important difference")
    reach = max(data["conf_low"].abs().max(), data["conf_high"].abs().max(), important if isfinite(important) else 0.0)
    axes.set_xlim(-1.12 * reach, 1.12 * reach)
    axes.set_ylim(_height(data) - 0.5, -0.5)
    axes.axvline(0, color=INK, linewidth=0.8, zorder=1)
    if isfinite(important):
        for side in (-important, important):
            axes.axvline(side, color=MUTED, linewidth=0.8, dashes=(4, 2.5), zorder=1)
    several = data["group"].nunique() > 1
    place = -0.5
    for row in cast("Iterable[_Drawn]", data.itertuples(index=False)):
        place += _HEIGHTS[row.series] / 2
        leading = row.visit == list(labels.study.visits)[-1] and measure.primary and row.series == "change"
        _row(axes, place, row, looks[row.group], leading=leading)
        _texts(axes, labels, place, row, measure, leading=leading, several=several)
        place += _HEIGHTS[row.series] / 2
    _frame(axes, labels, measure)


def _row(axes: Axes, place: float, row: _Drawn, look: Look, *, leading: bool) -> None:
    if row.series == "t0_adjusted":
        axes.plot([row.conf_low, row.conf_high], [place, place], color=look.colour, linewidth=0.8, alpha=0.55, zorder=2)
        axes.plot([row.estimate], [place], marker=look.marker, markersize=3.8, markerfacecolor="white",
                  markeredgecolor=look.colour, markeredgewidth=0.8, zorder=3)  # fmt: skip
        return
    axes.plot([row.conf_low, row.conf_high], [place, place], color=look.colour, linewidth=1.8 if leading else 1.1,
              solid_capstyle="butt", zorder=2)  # fmt: skip
    axes.plot([row.estimate], [place], marker=look.marker, color=look.colour, markersize=6.0 if leading else 4.2,
              markeredgecolor="white", markeredgewidth=0.5, zorder=3)  # fmt: skip


def _texts(
    axes: Axes, labels: Labels, place: float, row: _Drawn, measure: Measure, *, leading: bool, several: bool
) -> None:
    lighter = row.series == "t0_adjusted"
    weight, colour, most = "bold" if leading else "normal", MUTED if lighter else INK, 6.8 if lighter else 8.0
    label = " → ".join((labels.visit(row.baseline), labels.visit(row.visit)))
    label = f"{labels.group(row.group)}, {label}" if several else label
    label = labels.say("figure.t0_adjusted", visit=labels.visit(row.baseline)) if lighter else label
    at = axes.get_yaxis_transform()
    left, right = ((0.05 if lighter else 0.03) - _LEFT) / (_RIGHT - _LEFT), (0.985 - _LEFT) / (_RIGHT - _LEFT)
    size = fitting_size(label, (_LEFT - 0.04) * WIDTH, most)
    axes.text(left, place, label, transform=at, ha="left", va="center", weight=weight, size=size, color=colour)
    decimals, language = measure.decimals, labels.language
    interval = format_interval(row.conf_low, row.conf_high, decimals, language)
    printed = f"{format_figure(row.estimate, decimals, language)} {interval}"
    axes.text(right, place, printed, transform=at, ha="right", va="center", weight=weight, size=most, color=colour)


def _frame(axes: Axes, labels: Labels, measure: Measure) -> None:
    left = (0.015 - _LEFT) / (_RIGHT - _LEFT)
    role = labels.say("figure.primary" if measure.primary else "figure.secondary")
    size = fitting_size(measure.label, (_LEFT - 0.02) * WIDTH, 8.5)
    axes.annotate(measure.label, (left, 1), xycoords="axes fraction", xytext=(0, 4), textcoords="offset points",
                  weight="bold", size=size, va="bottom")  # fmt: skip
    if measure.higher_is != "unstated":
        side, towards = (0.0, "figure.better_left") if measure.lower_is_better else (1.0, "figure.better_right")
        axes.annotate(labels.say(towards), (side, 1), xycoords="axes fraction", xytext=(0, 4), size=6.5, color=MUTED,
                      textcoords="offset points", ha="left" if side == 0 else "right", va="bottom")  # fmt: skip
    right = (0.985 - _LEFT) / (_RIGHT - _LEFT)
    axes.annotate(role, (right, 1), xycoords="axes fraction", xytext=(0, 4), textcoords="offset points",
                  size=6.5, color=MUTED, ha="right", va="bottom")  # fmt: skip
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_color(RULE)
    axes.set_yticks([])
    axes.tick_params(axis="x", labelsize=6.5, color=RULE, pad=1.5)
    axes.xaxis.set_major_locator(MaxNLocator(5, symmetric=True, steps=[1, 2, 5, 10]))
    decimals = tick_decimals(list(axes.get_xticks()))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: format_figure(value, decimals, labels.language)))
