"""The difference over two deltas: what is added to the missed values of the group compared and of the reference."""

from math import isfinite

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from peereval.report.figures.style import INK, MUTED, WIDTH, house_style, new_figure, tick_decimals
from peereval.report.figures.tipping_data import Plane, read_planes, tipping_point_data
from peereval.report.figures.tipping_words import ABOVE, BELOW, HOLDS, LEFT, SIDE, frame_panel, write_beside
from peereval.report.labels import Labels
from peereval.report.numbers import format_figure

_PANEL, _BOTTOM = 0.98, 0.5
_SURE = 1e9
_HEIGHTS, _NEAR = (0.6, -0.6, 0.85, -0.85, 0.35), 0.05  # where lines are labelled, and how far from a limit


def draw_tipping_point(labels: Labels) -> tuple[Figure, pd.DataFrame]:
    """Draw a panel for each measure and group: where the interval is below 0, holds 0, and is above it.

    Parameters
    ----------
    labels
        The labels of an analysis with results of kind `"tipping_point"`.
    """
    data = tipping_point_data(labels)
    planes = read_planes(labels, data)
    with house_style():
        height = max(0.5, (SIDE + _PANEL) * len(planes) + 0.05)
        figure = new_figure(height)
        for place, plane in enumerate(planes):
            bottom = height - (place + 1) * (SIDE + _PANEL) + _BOTTOM
            box = (LEFT / WIDTH, bottom / height, SIDE / WIDTH, SIDE / height)
            axes = figure.add_axes(box)
            _regions(axes, labels, plane)
            _marks(axes, plane)
            frame_panel(axes, labels, plane)
            write_beside(axes, labels, plane)
    drawn = [(plane.measure.name, plane.turning.group) for plane in planes]
    kept = [pair in drawn for pair in zip(data["measure"], data["group"], strict=True)]
    return figure, data[kept].reset_index(drop=True)


def _regions(axes: Axes, labels: Labels, plane: Plane) -> None:
    at = (plane.own, plane.other)
    axes.set_facecolor(HOLDS)
    axes.contourf(*at, plane.high.T, levels=[-_SURE, 0.0], colors=[BELOW])
    axes.contourf(*at, plane.low.T, levels=[0.0, _SURE], colors=[ABOVE], hatches=["////"])
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
    if isfinite(plane.important):
        axes.axvline(plane.important, color=INK, linewidth=0.8, dashes=(4, 2.5))
