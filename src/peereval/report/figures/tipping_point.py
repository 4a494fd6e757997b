"""The difference over two deltas: what is added to the missed values of the group compared and of the reference."""

from dataclasses import dataclass
from math import isfinite

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from peereval.report.figures.style import INK, MUTED, RULE, WIDTH, house_style, new_figure, tick_decimals
from peereval.report.figures.wrap import line_count, wrap_label
from peereval.report.labels import Labels, Measure
from peereval.report.numbers import MINUS, format_figure, format_interval
from peereval.report.rows import index_rows
from peereval.report.tables.shared import results_by_measure
from peereval.report.turning import Turning, read_turnings, turning_sentences

_COLUMNS = ("measure", "group", "visit", "delta", "delta_reference", "estimate", "conf_low", "conf_high", "key")
_SIDE, _PANEL, _BOTTOM = 2.75, 0.98, 0.5
_LEFT, _TEXT = 0.8, 4.05
# Light, middle and dark: the regions hold on paper without colour.
_BELOW, _HOLDS, _ABOVE = "#DCE9F5", "#A9A9A9", "#E69F00"
_SURE = 1e9
_HEIGHTS, _NEAR = (0.6, -0.6, 0.85, -0.85, 0.35), 0.05  # where lines are labelled, and how far from a limit


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """A panel: its data, the axes' values, and estimate and limits over them, (group's deltas, reference's)."""

    turning: Turning
    measure: Measure
    own: NDArray[np.float64]
    other: NDArray[np.float64]
    estimate: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    deviation: float


def tipping_point_data(labels: Labels) -> pd.DataFrame:
    """Return the differences over the grid of deltas, one row for each pair; hidden ones are left out."""
    rows = []
    names = ("group", "visit", "delta", "delta_reference")
    for measure, result in results_by_measure(labels, "tipping_point"):
        for key, one in index_rows(result, *names).items():
            if key[2] and key[3] and isfinite(one.estimate):
                rows.append((measure.name, *key[:2], float(key[2]), float(key[3]), one.estimate, one.conf_low,
                             one.conf_high, one.key))  # fmt: skip
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def draw_tipping_point(labels: Labels) -> tuple[Figure, pd.DataFrame]:
    """Draw a panel for each measure and group: where the interval is below 0, holds 0, and is above it.

    Parameters
    ----------
    labels
        The labels of an analysis with results of kind `"tipping_point"`.
    """
    data = tipping_point_data(labels)
    planes = _planes(labels, data)
    with house_style():
        height = max(0.5, (_SIDE + _PANEL) * len(planes) + 0.05)
        figure = new_figure(height)
        for place, plane in enumerate(planes):
            bottom = height - (place + 1) * (_SIDE + _PANEL) + _BOTTOM
            box = (_LEFT / WIDTH, bottom / height, _SIDE / WIDTH, _SIDE / height)
            axes = figure.add_axes(box)
            _regions(axes, labels, plane)
            _marks(axes, plane)
            _frame(axes, labels, plane)
            _beside(axes, labels, plane)
    drawn = [(plane.measure.name, plane.turning.group) for plane in planes]
    kept = [pair in drawn for pair in zip(data["measure"], data["group"], strict=True)]
    return figure, data[kept].reset_index(drop=True)


def _planes(labels: Labels, data: pd.DataFrame) -> list[Plane]:
    """Return a panel for each plane with two axes; where nobody of a group missed the visit there is one only."""
    made = []
    for measure, result in results_by_measure(labels, "tipping_point"):
        for one in read_turnings(result):
            part = data[(data["measure"] == measure.name) & (data["group"] == one.group)]
            grids = [part.pivot(index="delta", columns="delta_reference", values=name)
                     for name in ("estimate", "conf_low", "conf_high")]  # fmt: skip
            if min(grids[0].shape) > 1:
                own, other = (np.asarray(axis, dtype=np.float64) for axis in (grids[0].index, grids[0].columns))
                deviation = float(str(result.method.get("deviation") or "nan"))
                made.append(Plane(one, measure, own, other, *(grid.to_numpy() for grid in grids), deviation))
    return made


def _regions(axes: Axes, labels: Labels, plane: Plane) -> None:
    at = (plane.own, plane.other)
    axes.set_facecolor(_HOLDS)
    axes.contourf(*at, plane.high.T, levels=[-_SURE, 0.0], colors=[_BELOW])
    axes.contourf(*at, plane.low.T, levels=[0.0, _SURE], colors=[_ABOVE], hatches=["////"])
    for limit in (plane.high, plane.low):
        axes.contour(*at, limit.T, levels=[0.0], colors=[INK], linewidths=1.6)
    lines = axes.contour(*at, plane.estimate.T, levels=6, colors=[MUTED], linewidths=0.5, linestyles="solid")
    places = [place for level in lines.levels if (place := _on_line(plane, float(level)))]
    decimals = tick_decimals([float(level) for level in lines.levels])
    axes.clabel(lines, fontsize=6.0, colors=[INK], manual=places,
                fmt=lambda value: format_figure(value, decimals, labels.language))  # fmt: skip


def _on_line(plane: Plane, level: float) -> tuple[float, float] | None:
    """Return where a line of the same difference is labelled, away from the limits; None where that is nowhere."""
    near = _NEAR * float(np.ptp(plane.estimate))
    for share in _HEIGHTS:
        y = share * plane.other.max()
        row, low, high = (np.array([np.interp(y, plane.other, one) for one in grid])
                          for grid in (plane.estimate, plane.low, plane.high))  # fmt: skip
        slope = np.polyfit(plane.own, row, 1)  # the difference is linear in both deltas
        x = (level - slope[1]) / slope[0] if slope[0] else np.inf
        away = min(abs(np.interp(x, plane.own, limit)) for limit in (low, high))
        if abs(x) < 0.9 * plane.own.max() and away > near:
            return float(x), float(y)
    return None


def _marks(axes: Axes, plane: Plane) -> None:
    for line in (axes.axhline, axes.axvline):
        line(0.0, color=INK, linewidth=0.5, dashes=(1, 2))
    axes.plot([0.0], [0.0], marker="o", color=INK, markersize=5.5, markeredgecolor="white", markeredgewidth=0.8)
    found = plane.turning.nearest("group"), plane.turning.nearest("reference")
    places = [(one[1].estimate, 0.0) if axis == 0 else (0.0, one[1].estimate) for axis, one in enumerate(found) if one]
    inside = [(x, y) for x, y in places if abs(x) <= plane.own.max() and abs(y) <= plane.other.max()]
    if inside:
        axes.plot(*zip(*inside, strict=True), marker="D", linestyle="none", color="white", markersize=4.5,
                  markeredgecolor=INK, markeredgewidth=1.0)  # fmt: skip
    if _important(plane):
        axes.axvline(plane.measure.value("important difference"), color=INK, linewidth=0.8, dashes=(4, 2.5))


def _important(plane: Plane) -> bool:
    """Say whether an important difference is set and on the axis."""
    return bool(plane.turning.signed and plane.measure.value("important difference") <= plane.own.max())


def _frame(axes: Axes, labels: Labels, plane: Plane) -> None:
    one, language = plane.turning, labels.language
    way = labels.say("figure.tipping_worse" if one.signed else "figure.tipping_higher")
    for axis, group, setter in (
        (axes.xaxis, one.group, axes.set_xlabel),
        (axes.yaxis, one.reference, axes.set_ylabel),
    ):
        said = labels.say("figure.tipping_axis", group=labels.group(group), visit=labels.visit(one.visit), way=way)
        setter(wrap_label(said, 1.1 * _SIDE, 6.5, lines=2), size=6.5)
        axis.set_major_locator(MaxNLocator(5, symmetric=True, steps=[1, 2, 2.5, 5, 10]))
        ticks = axis.get_major_locator().tick_values(*axis.get_view_interval())
        decimals = tick_decimals(list(ticks))
        axis.set_major_formatter(
            FuncFormatter(lambda value, _, places=decimals: format_figure(value, places, language))
        )
    for spine in axes.spines.values():
        spine.set_visible(True)
        spine.set_color(RULE)
    if isfinite(plane.deviation):
        top = axes.secondary_xaxis("top", functions=(lambda x: x / plane.deviation, lambda x: x * plane.deviation))
        top.xaxis.set_major_locator(MaxNLocator(5, symmetric=True, steps=[1, 2, 5, 10]))
        top.xaxis.set_major_formatter(FuncFormatter(lambda value, _: format_figure(value, 1, language)))
        top.tick_params(labelsize=6.5, color=RULE, labelcolor=MUTED, pad=1.5)
        top.set_xlabel(labels.say("figure.tipping_sd"), size=6.5, color=MUTED, labelpad=3)
        top.spines["top"].set_visible(False)


def _beside(axes: Axes, labels: Labels, plane: Plane) -> None:
    """Write the title, the legend and where the conclusion turns at the right of the panel."""
    one, measure = plane.turning, plane.measure
    names = {"group": labels.group(one.group), "reference": labels.group(one.reference), "minus": MINUS}
    change = "\u00a0→\u00a0".join(labels.visit(name) for name in (one.baseline, one.visit) if name)
    width, left = WIDTH - _TEXT - 0.1, (_TEXT - _LEFT) / _SIDE
    heading = wrap_label(measure.label, width, 8.5, lines=2, weight="bold")
    about = wrap_label(f"{labels.say('table.contrast', **names)}, {change}", width, 7.5, lines=4)
    sentences = [wrap_label(text, width, 7.5, lines=7) for text in turning_sentences(labels, one, measure)]
    top = 1.0
    for text, size, weight in (
        (heading, 8.5, "bold"),
        (about, 7.5, "normal"),
        *((one, 7.5, "normal") for one in sentences),
    ):
        axes.text(left, top, text, transform=axes.transAxes, va="top", ha="left", size=size, weight=weight)
        top -= (line_count(text) * size * 1.32 / 72 + 0.09) / _SIDE
    handles, texts = _legend(labels, plane)
    axes.legend(handles, texts, loc="upper left", bbox_to_anchor=(left, top), borderaxespad=0.0, borderpad=0.0,
                fontsize=7.0, handlelength=1.6, labelspacing=0.45)  # fmt: skip


def _legend(labels: Labels, plane: Plane) -> tuple[list[Patch | Line2D], list[str]]:
    one = plane.turning
    handles: list[Patch | Line2D] = []
    texts: list[str] = []
    for name, colour, hatch, there in (
        ("below", _BELOW, "", (plane.high < 0.0).any()),
        ("holds", _HOLDS, "", ((plane.low <= 0.0) & (plane.high >= 0.0)).any()),
        ("above", _ABOVE, "////", (plane.low > 0.0).any()),
    ):
        if there:
            handles.append(Patch(facecolor=colour, hatch=hatch, edgecolor=INK, linewidth=0.5))
            texts.append(labels.say(f"figure.tipping_{name}"))
    handles.append(Line2D([], [], marker="o", color=INK, linestyle="none", markersize=5))
    plain = one.plain
    decimals = plane.measure.decimals + 1
    shown = "" if plain is None else (f"{format_figure(plain.estimate, decimals, labels.language)} "
                                      f"{format_interval(plain.conf_low, plain.conf_high, decimals, labels.language)}")  # fmt: skip
    texts.append(labels.say("figure.tipping_random", interval=shown))
    handles.append(Line2D([], [], marker="D", color="white", markeredgecolor=INK, linestyle="none", markersize=4.5))
    texts.append(labels.say("figure.tipping_turns"))
    handles.append(Line2D([], [], color=MUTED, linewidth=0.5))
    texts.append(labels.say("figure.tipping_lines"))
    if _important(plane):
        handles.append(Line2D([], [], color=INK, linewidth=0.8, dashes=(4, 2.5)))
        texts.append(labels.quantity("important difference"))
    return handles, texts
