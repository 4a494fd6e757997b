"""The flow of participants: a column for each group, at most four side by side, a box for each visit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, isfinite, isnan

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Picture
from matplotlib.patches import FancyArrowPatch, Rectangle

from peereval.report.colours import group_looks
from peereval.report.figures.flow_data import MODEL, flow_data
from peereval.report.figures.flow_layout import (
    ASIDE,
    BOX,
    HEADING,
    LINE,
    STEP,
    TOP_BOX,
    VISIT,
    WIDE,
    Layout,
    lay_out,
)
from peereval.report.figures.flow_lines import LINE_SIZE, REASON_SIZE, Line
from peereval.report.figures.style import INK, MUTED, RULE, WIDTH, house_style, new_figure
from peereval.report.figures.wrap import line_count, wrap_label
from peereval.report.labels import Labels, counted
from peereval.report.numbers import format_figure, format_percent

_ACROSS, _BETWEEN = 4, 0.25  # groups side by side; inches between rows of groups
_Counts = Mapping[tuple[str, str, str], float]


@dataclass(frozen=True, slots=True, eq=False)
class _Pen:
    """What every part of a group's column needs: where to draw, in which words and colour."""

    axes: Axes
    labels: Labels
    left: float
    colour: str
    layout: "Layout"

    def number(self, value: float) -> str:
        """Return a count as printed, or the sign of a hidden one."""
        if isnan(value):
            return self.labels.say("disclosure.sign")
        return format_figure(value, 0, self.labels.language)

    def text(
        self,
        right: float,
        height: float,
        words: str,
        size: float,
        *,
        ha: str = "left",
        color: str = INK,
        weight: str = "normal",
    ) -> None:
        """Write words at a place."""
        self.axes.text(self.left + right, height, words, size=size, ha=ha, va="center", color=color, weight=weight)


def draw_flow(labels: Labels) -> tuple[Picture, pd.DataFrame]:
    """Draw who was seen, who was lost, who missed a visit and came back, by group and visit.

    Parameters
    ----------
    labels
        The labels of an analysis with a result of kind `"flow"`.
    """
    data = flow_data(labels)
    groups = [name for name in labels.study.groups if name in set(data["group"])]
    whole = data[data["reason"] == ""]
    names = (whole[name].astype(str) for name in ("group", "visit", "quantity"))
    counts = dict(zip(zip(*names, strict=True), whole["estimate"].astype(float), strict=True))
    looks = group_looks(labels.study.groups, labels.study.reference)
    rows = ceil(len(groups) / _ACROSS) or 1
    across = max(1, ceil(len(groups) / rows))
    bands = [groups[start : start + across] for start in range(0, len(groups), across)]
    width = min(WIDTH, max(4.0, 2.4 * across))
    with house_style():
        layouts = [lay_out(labels, data, band, width * len(band) / across) for band in bands]
        height = sum(layout.height + _BETWEEN for layout in layouts) - _BETWEEN
        picture, top = new_figure(height, width=width), height
        for layout, band in zip(layouts, bands, strict=True):
            axes = picture.add_axes((0, (top - layout.height) / height, 1, layout.height / height))
            top -= layout.height + _BETWEEN
            axes.set_xlim(0, across)
            axes.set_ylim(-layout.height, 0)
            axes.axis("off")
            for place, group in enumerate(band):
                pen = _Pen(axes, labels, place + (1 - WIDE) / 2, looks[group].colour, layout)
                _column(pen, group, counts)
    return picture, data


def _column(pen: _Pen, group: str, counts: _Counts) -> None:
    under = 0.1 - pen.layout.head
    label = pen.layout.headings[group]
    pen.text(0, under + 0.16 + LINE * (line_count(label) - 1) / 2, label, HEADING, weight="bold")
    pen.axes.plot([pen.left, pen.left + WIDE], [under, under], color=pen.colour, linewidth=2.6, solid_capstyle="butt")
    above = _eligible_box(pen, group, counts)
    for step, visit in enumerate(pen.labels.study.visits):
        top = -pen.layout.top(step)
        values = {key[2]: value for key, value in counts.items() if key[:2] == (group, visit)}
        _arrow(pen, top, step, pen.layout.lines[group, visit], drawn=above)
        if values.get("seen"):
            _box(pen, top, visit, values)
            above = True
        else:
            _empty_box(pen, top, visit)


def _eligible_box(pen: _Pen, group: str, counts: _Counts) -> bool:
    """Draw the people eligible at the first visit, where they were counted, and say whether it was drawn."""
    first = next(iter(pen.labels.study.visits))
    count = counts.get((group, first, "eligible"))
    if not pen.layout.eligible or count is None:
        return False
    top = -pen.layout.head
    edge = Rectangle((pen.left, top - TOP_BOX), WIDE, TOP_BOX, facecolor="white", edgecolor=pen.colour, linewidth=0.8)
    pen.axes.add_patch(edge)
    words = f"{pen.number(count)} {pen.labels.say(counted('figure.eligible', count))}"
    pen.text(0.03, top - TOP_BOX / 2, words, VISIT)
    return True


def _arrow(pen: _Pen, top: float, step: int, lines: Sequence[Line], *, drawn: bool) -> None:
    """Draw the arrow to a box, where there is something above it, and the lines beside it."""
    along, gap = pen.left + 0.1, pen.layout.gaps[step]
    if drawn:
        arrow = FancyArrowPatch((along, top + gap), (along, top), arrowstyle="-|>", mutation_scale=7, linewidth=0.8,
                                color=MUTED, shrinkA=0, shrinkB=0)  # fmt: skip
        pen.axes.add_patch(arrow)
    for place, line in enumerate(lines):
        height = top + gap / 2 + (len(lines) - 1) * STEP / 2 - place * STEP
        size, color = (REASON_SIZE, MUTED) if line.reason else (LINE_SIZE, INK)
        pen.text(ASIDE + (0.04 if line.reason else 0.0), height, line.text, size, color=color)


def _patch(pen: _Pen, top: float, *, edge: str, dashed: bool) -> None:
    tall = pen.layout.box
    box = Rectangle((pen.left, top - tall), WIDE, tall, facecolor="white", edgecolor=edge, linewidth=0.8)
    if dashed:
        box.set_linestyle((0, (4, 3)))
    pen.axes.add_patch(box)


def _empty_box(pen: _Pen, top: float, visit: str) -> None:
    _patch(pen, top, edge=RULE, dashed=True)
    words = pen.labels.say("figure.not_observed", visit=pen.labels.visit(visit))
    words = wrap_label(words, (WIDE - 0.06) * pen.layout.column, 7.5, lines=3)
    pen.text(WIDE / 2, top - pen.layout.box / 2, words, 7.5, ha="center", color=MUTED)


def _box(pen: _Pen, top: float, visit: str, values: Mapping[str, float]) -> None:
    _patch(pen, top, edge=pen.colour, dashed=False)
    label, above = pen.layout.visits[visit], pen.layout.above
    pen.text(0.03, top - 0.17 - LINE * (line_count(label) - 1) / 2, label, VISIT, weight="bold")
    top -= pen.layout.box - BOX
    beside = 0.03 if above else 0.17
    pen.text(
        beside,
        top - 0.17,
        pen.labels.say(counted("figure.seen", values["seen"]), count=pen.number(values["seen"])),
        VISIT,
    )
    retained = values.get("retained", float("nan"))
    if isfinite(retained):
        percent = format_percent(retained, 1, pen.labels.language)
        words = pen.labels.say("figure.share", percent=percent, expected=pen.number(values.get("expected", 0.0)))
        pen.text(WIDE - 0.03, top - 0.17, words, 7.0, ha="right", color=MUTED)
    if "analysed" in values:
        shown = {name.replace(" ", "_"): pen.number(values.get(name, 0.0)) for name in MODEL}
        for line, key in enumerate(("figure.in_model", "figure.not_in_model")):
            words = wrap_label(pen.labels.say(key, **shown), (WIDE - 0.05) * pen.layout.column, 6.8, lines=1)
            pen.text(0.03, top - 0.35 - 0.14 * line, words, 6.8, color=MUTED)
