"""Which share of each group improved by at least how much, at the last visit."""

from math import isfinite

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from peereval.report.colours import group_looks
from peereval.report.figures.style import INK, MUTED, WIDTH, house_style, new_figure, quiet_axes, tick_decimals
from peereval.report.figures.wrap import wrap_label
from peereval.report.labels import Labels, Measure
from peereval.report.numbers import format_figure, format_percent
from peereval.report.rows import index_rows
from peereval.report.tables.shared import results_by_measure

_COLUMNS = ("measure", "group", "visit", "baseline", "improvement", "estimate", "key")
_PANEL, _HEAD, _FOOT = 2.5, 0.74, 0.5
_NAME = 0.15  # of the height of a panel: a name of two lines, seven groups
_TAIL = 0.5  # percent of people beyond which the axis ends


def responder_curve_data(labels: Labels) -> pd.DataFrame:
    """Return the shares of the last visit that improved by at least each value."""
    rows = []
    for measure, result in results_by_measure(labels, "responder_curve"):
        found = index_rows(result, "group", "visit", "baseline", "improvement")
        last = next(reversed(found))[1] if found else ""
        for (group, visit, baseline, improvement, _), figure in found.items():
            if visit == last:
                rows.append((measure.name, group, visit, baseline, float(improvement), figure.estimate, figure.key))
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def draw_responder_curve(labels: Labels) -> tuple[Figure, pd.DataFrame]:
    """Draw a panel for each measure: the share of each group that improved by at least x.

    Parameters
    ----------
    labels
        The labels of an analysis with results of kind `"responder_curve"`.
    """
    data = responder_curve_data(labels)
    parts = [part for _, part in data.groupby("measure", sort=False)]
    with house_style():
        tall = _HEAD + _PANEL + _FOOT
        figure = new_figure(max(1, len(parts)) * tall)
        height = figure.get_figheight()
        for number, part in enumerate(parts):
            low = height - (number + 1) * tall + _FOOT
            axes = figure.add_axes((0.09, low / height, 0.66, _PANEL / height))
            _panel(axes, labels, part)
    return figure, data


def _panel(axes: Axes, labels: Labels, part: pd.DataFrame) -> None:
    measure = labels.measure(part["measure"].iloc[0])
    shown = part[(part["estimate"] >= _TAIL) & (part["estimate"] <= 100.0 - _TAIL)]
    low, high = shown["improvement"].min(), shown["improvement"].max()
    axes.set_xlim(low, high)
    axes.set_ylim(0, 100)
    axes.axvline(0, color=INK, linewidth=0.8, zorder=1)
    _curves(axes, labels, part, high)
    _thresholds(axes, labels, measure, (low, high))
    quiet_axes(axes)
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: format_percent(value, 0, labels.language)))
    axes.xaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10]))
    decimals = tick_decimals(list(axes.get_xticks()))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: format_figure(value, decimals, labels.language)))
    start, visit = part["baseline"].iloc[0], part["visit"].iloc[0]
    axes.set_xlabel(labels.say("figure.improved_by", baseline=labels.visit(start), visit=labels.visit(visit)))
    title = wrap_label(
        f"{measure.label}, {labels.visit(start)} → {labels.visit(visit)}", 0.9 * WIDTH, 8.5, weight="bold"
    )
    axes.annotate(title, (0, 1), xycoords="axes fraction", xytext=(-38, 28), textcoords="offset points",
                  weight="bold", size=8.5, va="bottom", annotation_clip=False)  # fmt: skip


def _curves(axes: Axes, labels: Labels, part: pd.DataFrame, high: float) -> None:
    """Draw a line for each group with its name in the margin, one below the other."""
    looks = group_looks(labels.study.groups, labels.study.reference)
    for place, (group, line) in enumerate(part.groupby("group", sort=False)):
        look = looks[str(group)]
        drawn = axes.plot(line["improvement"], line["estimate"], color=look.colour, linewidth=1.6, zorder=3)[0]
        marks = line[line["improvement"].between(axes.get_xlim()[0], high)].iloc[::8]
        axes.plot(marks["improvement"], marks["estimate"], color=look.colour, marker=look.marker, markersize=3.6,
                  linestyle="none", zorder=3)  # fmt: skip
        if look.dashes:
            drawn.set_dashes(look.dashes)
        name = wrap_label(labels.group(str(group)), 0.17 * WIDTH, 8.0, lines=2)
        at = 0.95 - _NAME * place
        axes.plot([1.03, 1.08], [at] * 2, color=look.colour, marker=look.marker, markersize=3.6,
                  linewidth=1.6, transform=axes.transAxes, clip_on=False)  # fmt: skip
        axes.text(1.1, at, name, transform=axes.transAxes, va="center", size=8.0, color=INK)


def _thresholds(axes: Axes, labels: Labels, measure: Measure, reach: tuple[float, float]) -> None:
    """Mark the thresholds of change, the important difference in dashes, each with its name above."""
    results = labels.analysis.of_kind("change_thresholds", measure.name)
    found = [(key[0], one.estimate) for key, one in index_rows(results[0], "threshold").items()] if results else []
    found = [(name, at) for name, at in sorted(found, key=lambda one: one[1]) if isfinite(at) and at < reach[1]]
    for place, (name, at) in enumerate(found):
        important = name == "important difference"
        axes.axvline(at, color=MUTED, linewidth=1.0 if important else 0.7, zorder=2,
                     dashes=(4, 2.5) if important else (1, 2))  # fmt: skip
        text = f"{labels.quantity(f'threshold {name}')} {format_figure(at, measure.decimals, labels.language)}"
        lift = 2 + 8 * (len(found) - 1 - place)
        axes.annotate(text, (at, 100), xytext=(2, lift), textcoords="offset points", size=6.5, color=MUTED, va="bottom",
                      weight="bold" if important else "normal", annotation_clip=False)  # fmt: skip
