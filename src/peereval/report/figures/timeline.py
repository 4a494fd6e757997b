"""Visit windows: when visits took place around their planned month, drawn from summaries only."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from peereval.report.colours import Look, group_looks
from peereval.report.figures.style import INK, MUTED, RULE, WIDTH, house_style, new_figure
from peereval.report.figures.wrap import text_inches, wrap_label
from peereval.report.labels import Labels
from peereval.report.numbers import format_figure, format_percent
from peereval.report.rows import Index, index_rows
from peereval.report.tables.shared import results_by_measure, who

_COLUMNS = ("group", "entry", "clock", "visit", "quantity", "estimate", "key")
_DRAWN = ("dated", "planned", "median", "q1", "q3", "p10", "p90", "inside percent")
_LEFT, _RIGHT, _HEAD, _FOOT = 0.30, 0.985, 0.30, 0.46
_ROW, _LINE = 0.46, 0.13
_WEEKS_A_MONTH = 365.25 / 12 / 7


@dataclass(frozen=True, slots=True, eq=False)
class _Lane:
    """One row of the figure: the people of a group (and entry) on one clock, and what is drawn at each visit."""

    group: str
    head: tuple[str, ...]
    since: tuple[str, ...]
    visits: Mapping[str, Mapping[str, float]]


def timeline_data(labels: Labels) -> pd.DataFrame:
    """Return what the figure draws: a clock a group, that of its plan.

    Groups that enter later are planned from the start of their follow-up by the worker,
    where that is dated; the others from their first visit.
    """
    rows = []
    for _, result in results_by_measure(labels, "visit_timing")[:1]:
        index = index_rows(result, "group", "entry", "clock", "visit")
        chosen = {group: _clock(labels, index, group) for group in dict.fromkeys(key[0] for key in index)}
        rows += [(*key, figure.estimate, figure.key) for key, figure in index.items()
                 if key[4] in _DRAWN and key[2] == chosen[key[0]]]  # fmt: skip
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _clock(labels: Labels, index: Index, group: str) -> str:
    followed = any(key[0] == group and key[2] == "exposure" for key in index)
    return "exposure" if followed and labels.enters_later(group) else "first visit"


def draw_timeline(labels: Labels) -> tuple[Figure, pd.DataFrame]:
    """Draw the quartiles and the middle 80 % of the months of each visit, over the planned window.

    Parameters
    ----------
    labels
        The labels of an analysis with a result of kind `"visit_timing"`.
    """
    data = timeline_data(labels)
    with house_style():
        lanes = _lanes(labels, data)
        tall = [max(_ROW, 0.14 + _LINE * len((*lane.head, *lane.since))) for lane in lanes]
        height = _HEAD + sum(tall) + _FOOT
        figure = new_figure(height)
        box = (_LEFT, _FOOT / height, _RIGHT - _LEFT, sum(tall) / height)
        axes = figure.add_axes(box)
        axes.set_ylim(sum(tall), 0)
        _limit(axes, labels, data)
        room_of = _room(axes, labels, data)
        _windows(axes, labels, data, room_of)
        looks, top = group_looks(labels.study.groups, labels.study.reference), 0.0
        for lane, room in zip(lanes, tall, strict=True):
            _lane(axes, labels, lane, looks[lane.group], top + room / 2, room_of)
            if top:
                axes.axhline(top, color=RULE, linewidth=0.4, zorder=0)
            top += room
        _frame(axes, labels)
    return figure, data


def _lanes(labels: Labels, data: pd.DataFrame) -> list[_Lane]:
    order = {group: place for place, group in enumerate(labels.study.groups)}
    keys = dict.fromkeys(zip(data["group"], data["entry"], data["clock"], strict=True))
    lanes = []
    for group, entry, clock in sorted(keys, key=lambda key: order[key[0]]):
        own = data[(data["group"] == group) & (data["entry"] == entry)]
        visits = {visit: dict(zip(part["quantity"], part["estimate"].astype(float), strict=True))
                  for visit, part in own.groupby("visit", sort=False)}  # fmt: skip
        since = labels.say(f"figure.since_{clock.replace(' ', '_')}")
        room = (_LEFT - 0.035) * WIDTH
        head = wrap_label(who(labels, group, entry), room, 7.5, lines=3, weight="bold").split("\n")
        lanes.append(_Lane(group, tuple(head), tuple(wrap_label(since, room, 6.8).split("\n")), visits))
    return lanes


def _windows(axes: Axes, labels: Labels, data: pd.DataFrame, room: float) -> None:
    """Shade the window of every visit, and name it above."""
    planned = data[data["quantity"] == "planned"]
    for name, visit in labels.study.visits.items():
        if name not in set(planned["visit"]):
            continue
        if visit.window_weeks is not None:
            half = visit.window_weeks / _WEEKS_A_MONTH
            axes.axvspan(visit.month - half, visit.month + half, color=RULE, alpha=0.35, linewidth=0, zorder=0)
        words = wrap_label(labels.visit(name), min(1.6, room), 8.0, lines=1, weight="bold")
        axes.annotate(words, (visit.month, 1), xycoords=("data", "axes fraction"), xytext=(0, 4),
                      textcoords="offset points", ha="center", va="bottom", size=8.0, weight="bold")  # fmt: skip


def _lane(axes: Axes, labels: Labels, lane: _Lane, look: Look, middle: float, room: float) -> None:
    for name, found in lane.visits.items():
        if name not in labels.study.visits:
            continue
        shift = labels.study.visits[name].month - found["planned"]
        low, high, q1, q3, median = (found[one] + shift for one in ("p10", "p90", "q1", "q3", "median"))
        at = middle + 0.05
        # The planned month is marked beside the bar only, where it crosses no words.
        axes.plot([labels.study.visits[name].month] * 2, [at - 0.08, at + 0.12], color=MUTED, linewidth=0.8, zorder=1)
        axes.plot([low, high], [at, at], color=look.colour, linewidth=1.0, solid_capstyle="butt", zorder=2)
        axes.add_patch(Rectangle((q1, at - 0.06), q3 - q1, 0.12, facecolor=look.colour, edgecolor="white",
                                 linewidth=0.4, zorder=3))  # fmt: skip
        axes.plot([median], [at], marker="|", markersize=7, color="white", markeredgewidth=1.3, zorder=4)
        count = labels.say("figure.n", count=format_figure(found["dated"], 0, labels.language))
        if "inside percent" in found:
            inside = format_percent(found["inside percent"], 0, labels.language)
            told = labels.say("figure.n_inside", count=count, percent=inside)
            count = told if text_inches(told, 6.6) <= room else count
        axes.text(labels.study.visits[name].month, at - 0.1, count, ha="center", va="bottom", size=6.6, color=MUTED)
    left = (0.015 - _LEFT) / (_RIGHT - _LEFT)
    start = middle - _LINE * (len((*lane.head, *lane.since)) - 1) / 2
    for place, text in enumerate((*lane.head, *lane.since)):
        size, weight, color = (7.5, "bold", INK) if place < len(lane.head) else (6.8, "normal", MUTED)
        axes.text(left, start + place * _LINE, text, transform=axes.get_yaxis_transform(), va="center", size=size,
                  weight=weight, color=color)  # fmt: skip


def _limit(axes: Axes, labels: Labels, data: pd.DataFrame) -> None:
    """Let the axis hold every window and bar."""
    ends = data[data["quantity"].isin(("p10", "p90", "planned"))]["estimate"]
    weeks = [visit.window_weeks or 0.0 for visit in labels.study.visits.values()]
    around = max(weeks) / _WEEKS_A_MONTH + 0.4
    planned = data[data["quantity"] == "planned"]["estimate"]
    axes.set_xlim(min(ends.min(), planned.min() - around), max(ends.max(), planned.max() + around))


def _room(axes: Axes, labels: Labels, data: pd.DataFrame) -> float:
    """Return the inches that words at every visit may take: to its neighbours, and to the ends of the axis."""
    drawn = set(data.loc[data["quantity"] == "planned", "visit"])
    months = [float(visit.month) for name, visit in labels.study.visits.items() if name in drawn]
    start, end = axes.get_xlim()
    inch = (_RIGHT - _LEFT) * WIDTH / (end - start)
    between = [after - before for before, after in pairwise(months)]
    return inch * min([*between, 2 * (months[0] - start), 2 * (end - months[-1])]) - 0.05


def _frame(axes: Axes, labels: Labels) -> None:
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(9, integer=True, steps=[1, 2, 3, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: format_figure(value, 0, labels.language)))
    axes.set_xlabel(labels.say("figure.months"), size=7.5)
