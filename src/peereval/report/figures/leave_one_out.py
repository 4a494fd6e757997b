"""The difference in change without each site in turn, against that with all sites."""

from collections.abc import Mapping
from math import isfinite, isnan

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from peereval.report.colours import Look, group_looks
from peereval.report.figures.style import INK, MUTED, RULE, WIDTH, house_style, new_figure, tick_decimals
from peereval.report.figures.wrap import line_count, wrap_label
from peereval.report.labels import Labels
from peereval.report.numbers import MINUS, format_figure, format_interval
from peereval.report.rows import index_rows
from peereval.report.tables.shared import interval_title, results_by_measure

_COLUMNS = ("measure", "group", "left_out", "estimate", "conf_low", "conf_high", "key")
_ROW, _PANEL, _TOP = 0.17, 0.7, 0.34
_LEFT, _RIGHT = 0.2, 0.74


def leave_one_out_data(labels: Labels) -> pd.DataFrame:
    """Return the differences in change with all sites (`left_out` empty) and without each."""
    rows = []
    for measure, result in results_by_measure(labels, "leave_one_site_out"):
        for key, figure in index_rows(result, "left_out", "group").items():
            if not isnan(figure.estimate):
                bounds = (figure.conf_low, figure.conf_high)
                rows.append((measure.name, key[1], key[0], figure.estimate, *bounds, figure.key))
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def draw_leave_one_out(labels: Labels) -> tuple[Figure, pd.DataFrame]:
    """Draw a panel for each primary measure and group: all sites first, then without each.

    Parameters
    ----------
    labels
        The labels of an analysis with results of kind `"leave_one_site_out"`.
    """
    data = leave_one_out_data(labels)
    panels = [part for _, part in data.groupby(["measure", "group"], sort=False)]
    with house_style():
        sites = {site: _site_label(labels, site) for site in dict.fromkeys(data["left_out"])}
        row = _ROW + 0.11 * (max(map(line_count, sites.values()), default=1) - 1)
        titles = [_title(labels, part) for part in panels]
        extra = [0.14 * (line_count(title) - 1) for title in titles]
        height = _TOP + sum(_PANEL + row * len(part) for part in panels) + sum(extra)
        figure = new_figure(height)
        level = next((one.method.get("level") for one in labels.analysis.of_kind("leave_one_site_out")), None)
        heading = labels.say("figure.difference_interval", interval=interval_title(labels, level))
        figure.text(0.985, 1 - 0.17 / height, heading, ha="right", va="center", color=MUTED, size=7.5)
        top = height - _TOP
        for part, title, more in zip(panels, titles, extra, strict=True):
            tall = row * len(part)
            top -= more
            box = (_LEFT, (top - 0.2 - tall) / height, _RIGHT - _LEFT, tall / height)
            _panel(figure.add_axes(box), labels, part, sites)
            _frame(figure.axes[-1], labels, title)
            top -= tall + _PANEL
    return figure, data


def _site_label(labels: Labels, site: str) -> str:
    label = labels.say("figure.without_site", site=site) if site else labels.say("table.no_site")
    return wrap_label(label, (_LEFT - 0.04) * WIDTH, 7.0, weight="normal" if site else "bold")


def _title(labels: Labels, part: pd.DataFrame) -> str:
    measure, group = labels.measure(part["measure"].iloc[0]), part["group"].iloc[0]
    colon = "\u00a0: " if labels.language == "fr" else ": "
    return wrap_label(f"{measure.label}{colon}{_against(labels, group)}", 0.97 * WIDTH, 8.5, lines=3, weight="bold")


def _panel(axes: Axes, labels: Labels, part: pd.DataFrame, sites: Mapping[str, str]) -> None:
    measure, group = labels.measure(part["measure"].iloc[0]), part["group"].iloc[0]
    look = group_looks(labels.study.groups, labels.study.reference)[group]
    important = measure.value("important difference")
    bounds = part[["conf_low", "conf_high"]].to_numpy()
    low, high = min(bounds.min(), 0.0), max(bounds.max(), 0.0)
    side = -important if part["estimate"].iloc[0] < 0 else important
    if isfinite(important):
        low, high = min(low, side), max(high, side)
        axes.axvline(side, color=MUTED, linewidth=0.8, dashes=(4, 2.5), zorder=1)
    margin = 0.06 * (high - low)
    axes.set_xlim(low - margin, high + margin)
    axes.set_ylim(len(part) - 0.4, -0.6)
    axes.axvline(0, color=INK, linewidth=0.8, zorder=1)
    whole = part[part["left_out"] == ""]
    if not whole.empty:
        axes.axvspan(whole["conf_low"].iloc[0], whole["conf_high"].iloc[0], color=look.colour, alpha=0.08, linewidth=0)
        axes.axvline(whole["estimate"].iloc[0], color=look.colour, linewidth=0.6, alpha=0.6, zorder=1)
    for place, row in enumerate(part.to_dict("records")):
        _row(axes, labels, place, {str(name): value for name, value in row.items()}, look, sites)


def _row(axes: Axes, labels: Labels, place: int, row: dict[str, object], look: Look, sites: Mapping[str, str]) -> None:
    estimate, low, high = (float(str(row[name])) for name in ("estimate", "conf_low", "conf_high"))
    site = str(row["left_out"])
    weight, colour = ("normal", MUTED) if site else ("bold", INK)
    axes.plot([low, high], [place, place], color=look.colour, linewidth=0.9 if site else 1.8, zorder=2)
    axes.plot([estimate], [place], marker=look.marker, color=look.colour, markersize=3.2 if site else 5.0,
              markeredgecolor="white", markeredgewidth=0.4, zorder=3)  # fmt: skip
    at = axes.get_yaxis_transform()
    left, right = (0.03 - _LEFT) / (_RIGHT - _LEFT), (0.985 - _LEFT) / (_RIGHT - _LEFT)
    axes.text(left, place, sites[site], transform=at, ha="left", va="center", size=7.0, weight=weight, color=colour)
    decimals = labels.measure(str(row["key"]).split("/")[1]).decimals + 1
    interval = format_interval(low, high, decimals, labels.language)
    printed = f"{format_figure(estimate, decimals, labels.language)} {interval}"
    axes.text(right, place, printed, transform=at, ha="right", va="center", size=7.0, weight=weight, color=colour)


def _against(labels: Labels, group: str) -> str:
    reference = labels.group(labels.study.reference)
    return labels.say("table.contrast", group=labels.group(group), reference=reference, minus=MINUS)


def _frame(axes: Axes, labels: Labels, title: str) -> None:
    left = (0.015 - _LEFT) / (_RIGHT - _LEFT)
    axes.annotate(title, (left, 1), xycoords="axes fraction", xytext=(0, 5), textcoords="offset points",
                  weight="bold", size=8.5, va="bottom")  # fmt: skip
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_color(RULE)
    axes.set_yticks([])
    axes.tick_params(axis="x", labelsize=6.5, color=RULE, pad=1.5)
    axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    decimals = tick_decimals(list(axes.get_xticks()))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: format_figure(value, decimals, labels.language)))
