"""The share of each group without the event yet, in steps, with the people still watched below."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from peereval.report.colours import Look, group_looks
from peereval.report.figures.style import INK, MUTED, WIDTH, house_style, new_figure, quiet_axes
from peereval.report.figures.wrap import wrap_label
from peereval.report.labels import Labels
from peereval.report.numbers import format_figure, format_percent
from peereval.report.rows import index_rows
from peereval.report.tables.shared import results_by_measure

_COLUMNS = ("measure", "group", "quantity", "time", "estimate", "conf_low", "conf_high", "key")
_PANEL, _HEAD, _LINE = 2.3, 0.42, 0.16
_LEFT, _RIGHT = 0.2, 0.97


def survival_data(labels: Labels) -> pd.DataFrame:
    """Return the steps of the curves, and the people still watched at the months of the visits."""
    rows = []
    for kind, wanted in (("survival_curve", "survival"), ("survival", "at risk")):
        for measure, result in results_by_measure(labels, kind):
            for (group, time, quantity), figure in index_rows(result, "group", "time").items():
                if quantity == wanted:
                    bounds = (figure.estimate, figure.conf_low, figure.conf_high)
                    rows.append((measure.name, group, quantity, float(time), *bounds, figure.key))
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def draw_survival(labels: Labels) -> tuple[Figure, pd.DataFrame]:
    """Draw a panel for each time-to-event outcome.

    Parameters
    ----------
    labels
        The labels of an analysis with results of kind `"survival_curve"`.
    """
    data = survival_data(labels)
    drawn = data.loc[data["quantity"] == "survival", "measure"]
    parts = [part for name, part in data.groupby("measure", sort=False) if name in set(drawn)]
    with house_style():
        foot = [0.85 + _LINE * part["group"].nunique() * 1.5 for part in parts]
        height = sum(_HEAD + _PANEL + below for below in foot) or 1.0
        figure, top = new_figure(height), height
        for part, below in zip(parts, foot, strict=True):
            top -= _HEAD + _PANEL
            axes = figure.add_axes((_LEFT, top / height, _RIGHT - _LEFT, _PANEL / height))
            _panel(axes, labels, part)
            top -= below
    return figure, data


def _panel(axes: Axes, labels: Labels, part: pd.DataFrame) -> None:
    looks = group_looks(labels.study.groups, labels.study.reference)
    first = next(iter(labels.study.visits.values())).month
    months = [visit.month - first for visit in labels.study.visits.values()]
    end = 1.04 * max(months)  # a step at the last visit is seen
    axes.set_xlim(0, end)
    axes.set_ylim(0, 1.005)
    steps = part[part["quantity"] == "survival"]
    for group, line in steps.groupby("group", sort=False):
        _steps(axes, line, looks[str(group)], end)
    quiet_axes(axes)
    axes.set_xticks(months, [format_figure(month, 0, labels.language) for month in months])
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: format_percent(100 * value, 0, labels.language)))
    axes.set_xlabel(labels.say("figure.months_since_first"))
    title = wrap_label(labels.measure(part["measure"].iloc[0]).label, 0.97 * WIDTH, 8.5, weight="bold")
    left = (0.015 - _LEFT) / (_RIGHT - _LEFT)
    axes.annotate(title, (left, 1), xycoords="axes fraction", xytext=(0, 10), textcoords="offset points",
                  weight="bold", size=8.5, va="bottom", annotation_clip=False)  # fmt: skip
    _watched(axes, labels, part[part["quantity"] == "at risk"])


def _steps(axes: Axes, line: pd.DataFrame, look: Look, end: float) -> None:
    """Draw a curve to the end of the axis with its interval shaded."""
    known = line[line["estimate"].notna() & (line["time"] <= end)]
    times = np.append(known["time"].to_numpy(), end)
    values = {
        name: np.append(known[name].to_numpy(), known[name].iloc[-1]) for name in ("estimate", "conf_low", "conf_high")
    }
    low, high = (
        np.where(np.isnan(values[name]), values["estimate"], values[name]) for name in ("conf_low", "conf_high")
    )
    axes.fill_between(times, low, high, step="post", color=look.colour, alpha=0.13, linewidth=0, zorder=2)
    drawn = axes.plot(times, values["estimate"], drawstyle="steps-post", color=look.colour, linewidth=1.5, zorder=3)[0]
    if look.dashes:
        drawn.set_dashes(look.dashes)


def _watched(axes: Axes, labels: Labels, counts: pd.DataFrame) -> None:
    """Write the people still watched below the axis, in the colour of their curve."""
    looks = group_looks(labels.study.groups, labels.study.reference)
    at = axes.get_xaxis_transform()
    left = (0.015 - _LEFT) / (_RIGHT - _LEFT)
    axes.text(
        left, -0.25, labels.say("figure.still_watched"), transform=axes.transAxes, size=7.5, color=MUTED, va="center"
    )
    for place, (group, row) in enumerate(counts.groupby("group", sort=False)):
        down = -0.25 - (place + 1) * _LINE * 1.5 / _PANEL
        name = wrap_label(labels.group(str(group)), (_LEFT - 0.055) * WIDTH, 7.0)
        axes.plot([left, left + 0.025], [down, down], color=looks[str(group)].colour, linewidth=1.5,
                  transform=axes.transAxes, clip_on=False)  # fmt: skip
        axes.text(
            left + 0.035, down, name, transform=axes.transAxes, size=7.0, color=INK, va="center", linespacing=0.95
        )
        for month, count in zip(row["time"], row["estimate"], strict=True):
            axes.text(month, down, format_figure(count, 0, labels.language), transform=at, size=7.5, color=INK,
                      ha="center", va="center")  # fmt: skip
