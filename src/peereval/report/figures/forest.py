"""Differences in change for every measure, against no difference and the important one."""

from collections.abc import Iterator
from math import isfinite, isnan

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from peereval.report.colours import Look, group_looks
from peereval.report.figures.forest_rows import LEFT, LINE, ROW, Drawn, Panel, Strip, make_panel
from peereval.report.figures.style import (
    INK,
    MUTED,
    RULE,
    WIDTH,
    house_style,
    new_figure,
    tick_decimals,
)
from peereval.report.figures.wrap import line_count, wrap_label
from peereval.report.labels import Labels, Measure
from peereval.report.numbers import MINUS, format_figure, format_interval
from peereval.report.rows import index_rows
from peereval.report.tables.shared import interval_title, results_by_measure

_COLUMNS = ("measure", "series", "primary", "group", "reference", "baseline", "visit", "estimate", "conf_low",
            "conf_high", "important_difference", "key")  # fmt: skip
_PANEL, _TOP = 0.58, 0.5
_RIGHT = 0.76
_PAGE = 9.6  # inches: the height of a page


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


def draw_forest(labels: Labels) -> tuple[Figure, pd.DataFrame]:
    """Draw the differences in change, a panel with its own scale for each measure, 0 in line.

    Parameters
    ----------
    labels
        The labels of an analysis with results of kind `"change_contrasts"`.
    """
    whole = forest_data(labels)
    with house_style():
        compared = _compared(labels, whole)
        head = _TOP + LINE * (line_count(compared) - 1)
        for data in _shorter(labels, whole):
            panels = [make_panel(labels, labels.measure(str(name)), part)
                      for name, part in data.groupby("measure", sort=False)]  # fmt: skip
            height = head + sum(_PANEL + one.above + ROW * one.rows for one in panels)
            if height <= _PAGE:
                break
        figure = new_figure(height)
        _headings(figure, labels, compared, height)
        top = height - head
        for one in panels:
            tall = ROW * one.rows
            top -= one.above + tall
            box = (LEFT, (top - 0.22) / height, _RIGHT - LEFT, tall / height)
            _panel(figure.add_axes(box), labels, one)
            top -= _PANEL
    return figure, data


def _shorter(labels: Labels, data: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield all rows, those of the last visit, and of these only the main ones of secondary measures."""
    last = data["visit"] == max(data["visit"], key=list(labels.study.visits).index, default="")
    yield from (data, data[last], data[last & (data["primary"] | (data["series"] == "change"))])


def _compared(labels: Labels, data: pd.DataFrame) -> str:
    """Return the one contrast of the figure, wrapped, or "" where there are several."""
    pairs = data[["group", "reference"]].drop_duplicates().itertuples(index=False, name=None)
    named = [labels.say("table.contrast", group=labels.group(group), reference=labels.group(reference), minus=MINUS)
             for group, reference in pairs]  # fmt: skip
    return wrap_label(named[0], 0.7 * WIDTH, 7.5, lines=3) if len(named) == 1 else ""


def _headings(figure: Figure, labels: Labels, compared: str, height: float) -> None:
    level = next((result.method.get("level") for result in labels.analysis.of_kind("change_contrasts")), None)
    line = 1 - 0.17 / height
    heading = labels.say("figure.difference_interval", interval=interval_title(labels, level))
    figure.text(0.985, line, heading, ha="right", va="center", color=MUTED, size=7.5)
    more = LINE * (line_count(compared) - 1)
    figure.text(0.015, line - more / 2 / height, compared, ha="left", va="center", color=MUTED, size=7.5)
    rule = figure.add_axes((0.015, 1 - (0.3 + more) / height, 0.97, 0.001))
    rule.axhline(0, color=INK, linewidth=0.8)
    rule.axis("off")


def _panel(axes: Axes, labels: Labels, panel: Panel) -> None:
    measure, data = panel.measure, panel.data
    looks = group_looks(labels.study.groups, labels.study.reference)
    important = measure.value("important difference")
    reach = max(data["conf_low"].abs().max(), data["conf_high"].abs().max(), important if isfinite(important) else 0.0)
    axes.set_xlim(-1.12 * reach, 1.12 * reach)
    axes.set_ylim(panel.rows - 0.5, -0.5)
    axes.axvline(0, color=INK, linewidth=0.8, zorder=1)
    if isfinite(important):
        # Fainter, the 256 colours of a PNG would take it for paper.
        axes.axvspan(-important, important, color=RULE, alpha=0.35, linewidth=0, zorder=0)
        for side in (-important, important):
            axes.axvline(side, color=MUTED, linewidth=0.8, dashes=(4, 2.5), zorder=1)
    place = -0.5
    for strip in panel.strips:
        place += strip.height / 2
        _row(axes, place, strip.row, looks[strip.row.group], leading=strip.leading)
        _texts(axes, labels, place, strip, measure.decimals)
        place += strip.height / 2
    _frame(axes, labels, measure, panel.title)


def _row(axes: Axes, place: float, row: Drawn, look: Look, *, leading: bool) -> None:
    if row.series == "t0_adjusted":
        axes.plot([row.conf_low, row.conf_high], [place, place], color=look.colour, linewidth=0.8, alpha=0.55, zorder=2)
        axes.plot([row.estimate], [place], marker=look.marker, markersize=3.8, markerfacecolor="white",
                  markeredgecolor=look.colour, markeredgewidth=0.8, zorder=3)  # fmt: skip
        return
    axes.plot([row.conf_low, row.conf_high], [place, place], color=look.colour, linewidth=1.8 if leading else 1.1,
              solid_capstyle="butt", zorder=2)  # fmt: skip
    axes.plot([row.estimate], [place], marker=look.marker, color=look.colour, markersize=6.0 if leading else 4.2,
              markeredgecolor="white", markeredgewidth=0.5, zorder=3)  # fmt: skip


def _texts(axes: Axes, labels: Labels, place: float, strip: Strip, decimals: int) -> None:
    row, size = strip.row, strip.size
    lighter = row.series == "t0_adjusted"
    weight, colour = "bold" if strip.leading else "normal", MUTED if lighter else INK
    at = axes.get_yaxis_transform()
    left, right = ((0.05 if lighter else 0.03) - LEFT) / (_RIGHT - LEFT), (0.985 - LEFT) / (_RIGHT - LEFT)
    axes.text(left, place, strip.label, transform=at, ha="left", va="center", weight=weight, size=size, color=colour)
    language = labels.language
    interval = format_interval(row.conf_low, row.conf_high, decimals, language)
    printed = f"{format_figure(row.estimate, decimals, language)} {interval}"
    axes.text(right, place, printed, transform=at, ha="right", va="center", weight=weight, size=size, color=colour)


def _frame(axes: Axes, labels: Labels, measure: Measure, title: str) -> None:
    left = (0.015 - LEFT) / (_RIGHT - LEFT)
    role = labels.say("figure.primary" if measure.primary else "figure.secondary")
    axes.annotate(title, (left, 1), xycoords="axes fraction", xytext=(0, 4), textcoords="offset points",
                  weight="bold", size=8.5, va="bottom")  # fmt: skip
    if measure.higher_is != "unstated":
        side, towards = (0.0, "figure.better_left") if measure.lower_is_better else (1.0, "figure.better_right")
        axes.annotate(labels.say(towards), (side, 1), xycoords="axes fraction", xytext=(0, 4), size=6.5, color=MUTED,
                      textcoords="offset points", ha="left" if side == 0 else "right", va="bottom")  # fmt: skip
    right = (0.985 - LEFT) / (_RIGHT - LEFT)
    axes.annotate(role, (right, 1), xycoords="axes fraction", xytext=(0, 4), textcoords="offset points",
                  size=6.5, color=MUTED, ha="right", va="bottom")  # fmt: skip
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_color(RULE)
    axes.set_yticks([])
    axes.tick_params(axis="x", labelsize=6.5, color=RULE, pad=1.5)
    axes.xaxis.set_major_locator(MaxNLocator(5, symmetric=True, steps=[1, 2, 5, 10]))
    decimals = tick_decimals(list(axes.get_xticks()))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: format_figure(value, decimals, labels.language)))
