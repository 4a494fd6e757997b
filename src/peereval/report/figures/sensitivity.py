"""The main contrast under every analysis, each with what it assumes: one forest."""

from dataclasses import dataclass
from math import isfinite, isnan

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from peereval.report.answers import Answer, answers_of
from peereval.report.colours import Look, group_looks
from peereval.report.figures.style import INK, MUTED, RULE, WIDTH, house_style, new_figure, tick_decimals
from peereval.report.figures.wrap import line_count, wrap_label
from peereval.report.labels import Labels, Measure
from peereval.report.numbers import MINUS, format_figure, format_interval
from peereval.report.tables.shared import interval_title

_LEFT, _RIGHT, _EDGE = 0.475, 0.775, 0.985
_NAME, _SAID, _GAP = 0.135, 0.105, 0.075  # inches: a line of a name, of an assumption, between two answers
_TOP, _PANEL = 0.34, 0.62
_COLUMNS = (
    "measure",
    "analysis",
    "group",
    "visit",
    "reference",
    "baseline",
    "estimate",
    "conf_low",
    "conf_high",
    "key",
)


@dataclass(frozen=True, slots=True, eq=False)
class Strip:
    """An answer with its texts as wrapped; `height` in inches."""

    answer: Answer
    name: str
    said: str

    @property
    def height(self) -> float:
        """What it needs of the panel."""
        return _NAME * line_count(self.name) + (_SAID * line_count(self.said) if self.said else 0.0) + _GAP


def sensitivity_data(labels: Labels, measure: Measure) -> pd.DataFrame:
    """Return the answers of a measure at the last visit, the main one first."""
    rows = [
        (measure.name, one.analysis, one.group, one.visit, one.reference, one.baseline,
         one.figure.estimate, one.figure.conf_low, one.figure.conf_high, one.figure.key)
        for one in _drawn(labels, measure)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def draw_sensitivity(labels: Labels, measure: Measure) -> tuple[Figure, pd.DataFrame]:
    """Draw the answers of one measure, a panel for each group compared.

    Parameters
    ----------
    labels
        The labels of an analysis with results of kind `"sensitivity"`.
    measure
        One of its measures.
    """
    answers = _drawn(labels, measure)
    with house_style():
        panels = [
            [_strip(labels, one) for one in answers if one.group == group]
            for group in dict.fromkeys(one.group for one in answers)
        ]
        heights = [sum(strip.height for strip in panel) for panel in panels]
        height = _TOP + sum(_PANEL + tall for tall in heights)
        figure = new_figure(height)
        heading = labels.say("figure.difference_interval", interval=interval_title(labels))
        figure.text(_EDGE, 1 - 0.17 / height, heading, ha="right", va="center", color=MUTED, size=7.5)
        top = height - _TOP
        for panel, tall in zip(panels, heights, strict=True):
            box = (_LEFT, (top - 0.2 - tall) / height, _RIGHT - _LEFT, tall / height)
            axes = figure.add_axes(box)
            _panel(axes, labels, measure, panel, tall)
            _frame(axes, labels, measure, panel)
            top -= tall + _PANEL
    return figure, sensitivity_data(labels, measure)


def _drawn(labels: Labels, measure: Measure) -> list[Answer]:
    """Return the answers at the last visit that has some, without those that have no figure."""
    answers = [one for one in answers_of(labels, measure.name) if not isnan(one.figure.estimate)]
    order = list(labels.study.visits)
    last = max((one.visit for one in answers), key=order.index, default="")
    return [one for one in answers if one.visit == last]


def _strip(labels: Labels, answer: Answer) -> Strip:
    room = (_LEFT - 0.035) * WIDTH
    weight = "bold" if answer.analysis == "main" else "normal"
    name = wrap_label(answer.name(labels), room, 7.5, lines=2, weight="bold" if weight == "bold" else "normal")
    return Strip(answer, name, wrap_label(answer.assumption(labels), room, 6.0, lines=3))


def _panel(axes: Axes, labels: Labels, measure: Measure, panel: list[Strip], tall: float) -> None:
    look = group_looks(labels.study.groups, labels.study.reference)[panel[0].answer.group]
    ends = [x for one in panel for x in (one.answer.figure.conf_low, one.answer.figure.conf_high) if isfinite(x)]
    main = panel[0].answer.figure
    important = measure.value("important difference")
    low, high = min([*ends, 0.0, main.estimate]), max([*ends, 0.0, main.estimate])
    side = -important if main.estimate < 0 else important
    if isfinite(important):
        low, high = min(low, side), max(high, side)
        axes.axvline(side, color=MUTED, linewidth=0.8, dashes=(4, 2.5), zorder=1)
    margin = 0.06 * (high - low)
    axes.set_xlim(low - margin, high + margin)
    axes.set_ylim(tall, 0.0)
    axes.axvline(0, color=INK, linewidth=0.8, zorder=1)
    if panel[0].answer.analysis == "main":
        axes.axvspan(main.conf_low, main.conf_high, color=look.colour, alpha=0.08, linewidth=0)
        axes.axvline(main.estimate, color=look.colour, linewidth=0.6, alpha=0.6, zorder=1)
    place = 0.0
    for strip in panel:
        _row(axes, place, strip, look)
        _texts(axes, labels, place, strip, measure.decimals + 1)
        place += strip.height


def _row(axes: Axes, top: float, strip: Strip, look: Look) -> None:
    figure, leading = strip.answer.figure, strip.answer.analysis == "main"
    place = top + 0.5 * _NAME
    axes.plot([figure.conf_low, figure.conf_high], [place, place], color=look.colour, solid_capstyle="butt",
              linewidth=1.8 if leading else 1.0, zorder=2)  # fmt: skip
    axes.plot([figure.estimate], [place], marker=look.marker, color=look.colour, markersize=5.6 if leading else 3.8,
              markerfacecolor="white" if strip.answer.adjusted else look.colour,
              markeredgecolor=look.colour if strip.answer.adjusted else "white",
              markeredgewidth=0.8 if strip.answer.adjusted else 0.4, zorder=3)  # fmt: skip


def _texts(axes: Axes, labels: Labels, top: float, strip: Strip, decimals: int) -> None:
    leading = strip.answer.analysis == "main"
    weight, at = "bold" if leading else "normal", axes.get_yaxis_transform()
    left, right = (0.02 - _LEFT) / (_RIGHT - _LEFT), (_EDGE - _LEFT) / (_RIGHT - _LEFT)
    axes.text(left, top, strip.name, transform=at, ha="left", va="top", size=7.5, weight=weight, linespacing=1.15)
    below = top + _NAME * line_count(strip.name)
    axes.text(left, below, strip.said, transform=at, ha="left", va="top", size=6.0, color=MUTED, linespacing=1.15)
    figure = strip.answer.figure
    interval = format_interval(figure.conf_low, figure.conf_high, decimals, labels.language)
    without = labels.quantity(figure.note) if figure.note else ""
    told = interval if isfinite(figure.conf_low) else without
    printed = f"{format_figure(figure.estimate, decimals, labels.language)} {told}".strip()
    axes.text(right, top + 0.5 * _NAME, printed, transform=at, ha="right", va="center", size=7.0, weight=weight)


def _frame(axes: Axes, labels: Labels, measure: Measure, panel: list[Strip]) -> None:
    one = panel[0].answer
    left = (0.015 - _LEFT) / (_RIGHT - _LEFT)
    contrast = labels.say("table.contrast", group=labels.group(one.group), reference=labels.group(one.reference),
                          minus=MINUS)  # fmt: skip
    visits = f"{labels.visit(one.baseline)} → {labels.visit(one.visit)}"
    colon = "\u00a0: " if labels.language == "fr" else ": "
    title = wrap_label(f"{measure.label}{colon}{contrast}, {visits}", 0.97 * WIDTH, 8.5, lines=2, weight="bold")
    axes.annotate(title, (left, 1), xycoords="axes fraction", xytext=(0, 5), textcoords="offset points",
                  weight="bold", size=8.5, va="bottom")  # fmt: skip
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_color(RULE)
    axes.set_yticks([])
    axes.tick_params(axis="x", labelsize=6.5, color=RULE, pad=1.5)
    axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    decimals = tick_decimals(list(axes.get_xticks()))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: format_figure(value, decimals, labels.language)))
