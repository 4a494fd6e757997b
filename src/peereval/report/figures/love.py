"""The love plot: standardised differences of every covariate, before and after weighting."""

from collections.abc import Sequence
from math import isnan

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from peereval.report.colours import group_looks
from peereval.report.figures.style import INK, MUTED, RULE, WIDTH, house_style, new_figure, tick_decimals
from peereval.report.figures.wrap import wrap_label
from peereval.report.labels import Labels
from peereval.report.numbers import format_figure
from peereval.report.rows import index_rows
from peereval.report.tables.shared import results_by_measure
from peereval.report.tables.weights import compared_title

_COLUMNS = ("group", "reference", "estimand", "variable", "level", "when", "estimate", "key")
_ROW, _HEAD, _PANEL, _LEFT = 0.165, 0.2, 0.62, 0.36
_SIZE, _LIMIT = 7.2, 0.1
_MARKERS = ("o", "D", "^")


def love_data(labels: Labels) -> pd.DataFrame:
    """Return the standardised differences of numbers and levels; of two levels the last says it all."""
    rows = []
    for _, result in results_by_measure(labels, "balance")[:1]:
        index = index_rows(result, "group", "reference", "estimand", "variable", "level", "when")
        levels: dict[tuple[str, ...], list[str]] = {}
        for key in index:
            levels.setdefault(key[:4], []).append(key[4])
        for key, figure in index.items():
            several = list(dict.fromkeys(levels[key[:4]]))
            if key[-1] == "smd" and not isnan(figure.estimate) and not (len(several) == 2 and key[4] == several[0]):
                rows.append((*key[:6], figure.estimate, figure.key))
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def draw_love(labels: Labels) -> tuple[Figure, pd.DataFrame]:
    """Draw a panel for each group compared; a row for each covariate, a filled mark for each estimand.

    Parameters
    ----------
    labels
        The labels of an analysis with results of kind `"balance"`.
    """
    data = love_data(labels)
    panels = [part for _, part in data.groupby("group", sort=False)]
    with house_style():
        lines = [_lines(labels, part) for part in panels]
        tall = [_HEAD * len(own) + _ROW * sum(map(len, own.values())) for own in lines]
        legend = 0.2 * (1 + data["estimand"].nunique())
        height = legend + sum(tall) + _PANEL * len(panels)
        figure = new_figure(height)
        top = height - legend - 0.05
        for part, own, each in zip(panels, lines, tall, strict=True):
            axes = figure.add_axes((_LEFT, (top - 0.22 - each) / height, 0.985 - _LEFT, each / height))
            _panel(axes, labels, part, own)
            top -= each + _PANEL
        handles = _legend(
            labels, list(dict.fromkeys(data["estimand"])), str(data["group"].iloc[0]) if len(data) else ""
        )
        figure.legend(handles=handles, loc="upper left", bbox_to_anchor=(0.0, 1.0), labelcolor=INK)
    return figure, data


def _lines(labels: Labels, part: pd.DataFrame) -> dict[str, list[tuple[str, str]]]:
    """Return the rows of a panel under their headings: measures, other numbers, each categorical covariate."""
    found: dict[str, list[tuple[str, str]]] = {}
    first = labels.visit(next(iter(labels.study.visits)))
    names = (labels.say("figure.measures_at", visit=first), labels.say("figure.characteristics"))
    keys = list(dict.fromkeys(zip(part["variable"], part["level"], strict=True)))
    for name, wanted in zip(names, (True, False), strict=True):
        own = [key for key in keys if not key[1] and (key[0] in labels.measures) == wanted]
        found |= {name: own} if own else {}
    for key in keys:
        if key[1]:
            found.setdefault(labels.variable(key[0]), []).append(key)
    return found


def _panel(axes: Axes, labels: Labels, part: pd.DataFrame, lines: dict[str, list[tuple[str, str]]]) -> None:
    estimands = list(dict.fromkeys(part["estimand"]))
    look = group_looks(labels.study.groups, labels.study.reference)[part["group"].iloc[0]]
    figures = part.set_index(["variable", "level", "when", "estimand"])["estimate"].abs().to_dict()
    at, place, inches = axes.get_yaxis_transform(), 0.0, 0.0
    left = (0.03 - _LEFT) / (0.985 - _LEFT)
    for heading, own in lines.items():
        inches += _HEAD
        axes.text(left - 0.02, inches - 0.06, heading, transform=at, size=_SIZE, weight="bold", va="center", color=INK)
        for key in own:
            place = inches + _ROW / 2
            inches += _ROW
            name = labels.level(*key) if key[1] else labels.variable(key[0])
            text = wrap_label(name, (_LEFT - 0.05) * WIDTH, _SIZE, lines=1)
            axes.text(left, place, text, transform=at, size=_SIZE, va="center", color=INK)
            axes.axhline(place, color=RULE, linewidth=0.4, zorder=0)
            _marks(axes, [figures.get((*key, when, one)) for when in ("before", "after") for one in estimands],
                   place, look.colour)  # fmt: skip
    _frame(axes, labels, part, inches)


def _marks(axes: Axes, values: Sequence[float | None], place: float, colour: str) -> None:
    """Draw one open mark before weighting and a filled one for each estimand."""
    half = len(values) // 2
    before, after = values[:half], values[half:]
    known = [value for value in (before[0], *after) if value is not None]
    axes.plot([min(known), max(known)], [place, place], color=MUTED, linewidth=0.6, alpha=0.6, zorder=1)
    if before[0] is not None:
        axes.plot([before[0]], [place], marker="o", markersize=4.6, markerfacecolor="white", markeredgecolor=MUTED,
                  markeredgewidth=0.9, zorder=2)  # fmt: skip
    for number, value in enumerate(after):
        if value is not None:
            axes.plot([value], [place], marker=_MARKERS[number % 3], markersize=4.4, color=colour, markeredgewidth=0,
                      alpha=1.0 - 0.25 * number, zorder=3)  # fmt: skip


def _frame(axes: Axes, labels: Labels, part: pd.DataFrame, inches: float) -> None:
    largest = max(float(part["estimate"].abs().max()), 2 * _LIMIT)
    axes.set_xlim(-0.02 * largest, 1.06 * largest)
    axes.set_ylim(inches, 0.0)
    axes.axvline(0.0, color=INK, linewidth=0.8, zorder=1)
    axes.axvline(_LIMIT, color=MUTED, linewidth=0.8, dashes=(4, 2.5), zorder=1)
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_color(RULE)
    axes.set_yticks([])
    axes.tick_params(axis="x", labelsize=6.5, color=RULE, pad=1.5)
    axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    decimals = tick_decimals(list(axes.get_xticks()))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: format_figure(value, decimals, labels.language)))
    axes.set_xlabel(labels.say("figure.love_axis"), size=_SIZE, color=MUTED, labelpad=2)
    title = wrap_label(
        compared_title(labels, *part[["group", "reference"]].iloc[0]), 0.97 * WIDTH, 8.5, lines=1, weight="bold"
    )
    left = (0.012 - _LEFT) / (0.985 - _LEFT)
    axes.annotate(title, (left, 1), xycoords="axes fraction", xytext=(0, 5), textcoords="offset points",
                  weight="bold", size=8.5, va="bottom")  # fmt: skip


def _legend(labels: Labels, estimands: Sequence[str], group: str) -> list[Line2D]:
    colour = group_looks(labels.study.groups, labels.study.reference)[group].colour if group else INK
    handles = [Line2D([], [], marker="o", linestyle="none", markerfacecolor="white", markeredgecolor=MUTED,
                      markersize=4.6, label=labels.say("figure.before_weighting"))]  # fmt: skip
    for number, estimand in enumerate(estimands):
        named = labels.say("figure.after_estimand", estimand=labels.say(f"estimand.{estimand}"))
        handles.append(Line2D([], [], marker=_MARKERS[number % 3], linestyle="none", color=colour, markersize=4.4,
                              markeredgewidth=0, alpha=1.0 - 0.25 * number, label=named))  # fmt: skip
    return handles
