"""The flow of participants: a column for each group, a box for each visit."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Picture
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from peereval.report.colours import group_looks
from peereval.report.figures.style import INK, MUTED, RULE, house_style, new_figure
from peereval.report.labels import Labels
from peereval.report.numbers import MINUS, format_figure, format_percent
from peereval.report.rows import Figure, index_rows
from peereval.report.tables.shared import results_by_measure

_COLUMNS = ("group", "visit", "quantity", "estimate", "key")
_BOX, _GAP, _HEAD = 0.62, 0.66, 0.5
_WIDTH = 0.9
_BETWEEN = (("lost", MINUS), ("missed", MINUS), ("returned", "+"), ("entered", "+"))
_INSIDE = ("seen", "retained")
_MODEL = ("analysed", "missing outcome", "missing covariate")


def flow_data(labels: Labels) -> pd.DataFrame:
    """Return what the figure draws: the counts of the flow, and those of the first primary measure."""
    rows = []
    for _, result in results_by_measure(labels, "flow")[:1]:
        found = index_rows(result, "group", "entry", "visit")
        rows += [_drawn(key[0], key[2], key[3], figure) for key, figure in found.items() if not key[1]]
    for _, result in results_by_measure(labels, "analysed")[:1]:
        found = index_rows(result, "group", "visit")
        rows += [_drawn(*key, figure) for key, figure in found.items() if key[2] in _MODEL]
    wanted = ("expected", *_INSIDE, *_MODEL, *(name for name, _ in _BETWEEN))
    data = pd.DataFrame(rows, columns=list(_COLUMNS))
    return data[data["quantity"].isin(wanted)].reset_index(drop=True)


def _drawn(group: str, visit: str, quantity: str, figure: Figure) -> tuple[str, str, str, float, str]:
    return group, visit, quantity, figure.estimate, figure.key


def draw_flow(labels: Labels) -> tuple[Picture, pd.DataFrame]:
    """Draw who was seen, who was lost, who missed a visit and came back, by group and visit.

    Parameters
    ----------
    labels
        The labels of an analysis with a result of kind `"flow"`.
    """
    data = flow_data(labels)
    groups = [name for name in labels.study.groups if name in set(data["group"])]
    visits = list(labels.study.visits)
    height = _HEAD + len(visits) * _BOX + (len(visits) - 1) * _GAP + 0.12
    width = max(4.0, 2.4 * len(groups))
    counts = {(row.group, row.visit, row.quantity): float(row.estimate) for row in data.itertuples(index=False)}
    with house_style():
        picture = new_figure(height, width=min(width, 7.2))
        axes = picture.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, max(1, len(groups)))
        axes.set_ylim(-height, 0)
        axes.axis("off")
        for place, group in enumerate(groups):
            _column(axes, labels, place, group, visits, counts)
    return picture, data


def _column(
    axes: Axes, labels: Labels, place: int, group: str, visits: list[str], counts: dict[tuple[str, ...], float]
) -> None:
    colour = group_looks(labels.study.groups, labels.study.reference)[group].colour
    left = place + (1 - _WIDTH) / 2
    axes.text(left, -0.24, labels.group(group), weight="bold", size=9, va="center", color=INK)
    axes.plot([left, left + _WIDTH], [-0.4, -0.4], color=colour, linewidth=2.6, solid_capstyle="butt")
    started = False
    for step, visit in enumerate(visits):
        top = -_HEAD - step * (_BOX + _GAP)
        values = {key[2]: value for key, value in counts.items() if key[:2] == (group, visit)}
        if not values.get("seen"):
            _empty_box(axes, labels, left, top, visit)
            continue
        if step:
            _between(axes, labels, left, top + _GAP, values, first=not started)
        _box(axes, labels, (left, top), visit, values, colour)
        started = True


def _patch(axes: Axes, left: float, top: float, *, edge: str, dashed: bool) -> None:
    axes.add_patch(FancyBboxPatch((left, top - _BOX), _WIDTH, _BOX, boxstyle="square,pad=0", facecolor="white",
                                  edgecolor=edge, linewidth=0.8, linestyle=(0, (4, 3)) if dashed else "-"))  # fmt: skip


def _empty_box(axes: Axes, labels: Labels, left: float, top: float, visit: str) -> None:
    _patch(axes, left, top, edge=RULE, dashed=True)
    text = labels.say("figure.not_observed", visit=labels.visit(visit))
    axes.text(left + _WIDTH / 2, top - _BOX / 2, text, ha="center", va="center", color=MUTED, size=7.5)


def _box(
    axes: Axes, labels: Labels, corner: tuple[float, float], visit: str, values: dict[str, float], colour: str
) -> None:
    left, top = corner
    _patch(axes, left, top, edge=colour, dashed=False)
    seen = labels.say("figure.seen", count=format_figure(values["seen"], 0, labels.language))
    axes.text(left + 0.03, top - 0.17, labels.visit(visit), weight="bold", size=8.5, va="center")
    axes.text(left + 0.17, top - 0.17, seen, size=8.5, va="center")
    retained = values.get("retained", float("nan"))
    if retained == retained:  # noqa: PLR0124  (missing at the visits before a group enters)
        text = format_percent(retained, 1, labels.language)
        axes.text(left + _WIDTH - 0.03, top - 0.17, text, size=7.5, va="center", ha="right", color=MUTED)
    for line, name in enumerate(("analysed", "missing covariate")):
        if name in values:
            text = f"{labels.quantity(name)}{labels.say('figure.colon')}{format_figure(values[name], 0, labels.language)}"
            axes.text(left + 0.03, top - 0.36 - 0.14 * line, text, size=6.8, va="center", color=MUTED)


def _between(
    axes: Axes, labels: Labels, left: float, top: float, values: dict[str, float], *, first: bool
) -> None:
    along = left + 0.1
    if not first:
        axes.add_patch(FancyArrowPatch((along, top), (along, top - _GAP), arrowstyle="-|>", mutation_scale=7,
                                       linewidth=0.8, color=MUTED, shrinkA=0, shrinkB=0))  # fmt: skip
    lines = [(name, sign, values[name]) for name, sign in _BETWEEN if values.get(name)]
    for line, (name, sign, count) in enumerate(lines):
        height = top - _GAP / 2 + (len(lines) - 1) * 0.07 - line * 0.14
        text = f"{sign}\u2009{format_figure(count, 0, labels.language)}  {labels.say(f'figure.{name}')}"
        axes.text(along + 0.06, height, text, size=7.0, va="center", color=INK)
