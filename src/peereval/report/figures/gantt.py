"""The timetable of the study, planned and actual, as bars on a line of time."""

from collections.abc import Mapping
from datetime import date

import pandas as pd
from babel.dates import format_date
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from peereval.report.figures.style import INK, MUTED, RULE, WIDTH, house_style, new_figure
from peereval.report.figures.wrap import line_count, wrap_label
from peereval.report.labels import Labels
from peereval.report.rows import index_rows
from peereval.report.tables.shared import results_by_measure
from peereval.report.tables.timeline import phase_label
from peereval.terms import Language

_COLUMNS = ("phase", "version", "first", "last", "estimate", "key")
_ROW, _LINE, _HEAD, _FOOT = 0.5, 0.14, 0.3, 0.3
_LEFT, _RIGHT = 0.27, 0.965
_PLANNED, _ACTUAL = "#8a949e", "#0072B2"
_BAR = 0.13
_MARK, _MARKED = 0.18, "#D55E00"
_VERSIONS = ("planned", "actual")


def gantt_data(labels: Labels) -> pd.DataFrame:
    """Return the bars drawn: a phase, planned or actual, its first and last day, and how many days."""
    rows = []
    for _, result in results_by_measure(labels, "timetable")[:1]:
        index = index_rows(result, "phase", "version", "first", "last")
        rows += [(*key[:4], figure.estimate, figure.key) for key, figure in index.items() if key[4] == "days"]
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def draw_gantt(labels: Labels) -> tuple[Figure, pd.DataFrame]:
    """Draw the phases of the study from the first to the last day, planned above actual.

    Parameters
    ----------
    labels
        The labels of an analysis with a result of kind `"timetable"`.
    """
    data = gantt_data(labels)
    names = {phase: phase_label(labels, phase) for phase in dict.fromkeys(data["phase"])}
    versions = {version: labels.quantity(version) for version in _VERSIONS}
    return draw_phases(data, names, versions, labels.language), data


def draw_phases(
    data: pd.DataFrame,
    names: Mapping[str, str],
    versions: Mapping[str, str],
    language: Language,
    *,
    marks: Mapping[date, str] | None = None,
) -> Figure:
    """Draw phases as bars on a line of time, the planned version of each above the actual one.

    Parameters
    ----------
    data
        Columns phase, version (planned or actual), first and last (days as 2014-06-30).
    names
        The words for each phase, in order.
    versions
        The words for planned and actual.
    language
        The language of the months.
    marks
        Days that are marked by a line, with the words for them.
    """
    with house_style():
        room = (_LEFT - 0.035) * WIDTH
        named = {phase: wrap_label(words, room, 8.0, lines=3) for phase, words in names.items()}
        tall = [max(_ROW, 0.14 + _LINE * line_count(label)) for label in named.values()]
        head = _HEAD + (_MARK if marks else 0.0)
        height = head + sum(tall) + _FOOT
        figure = new_figure(height)
        axes = figure.add_axes((_LEFT, _FOOT / height, _RIGHT - _LEFT, sum(tall) / height))
        axes.set_ylim(sum(tall), 0)
        top = 0.0
        for (phase, label), space in zip(named.items(), tall, strict=True):
            _phase(axes, data[data["phase"] == phase], label, top + space / 2)
            if top:
                axes.axhline(top, color=RULE, linewidth=0.4, zorder=0)
            top += space
        _calendar(axes, language, data)
        _mark(axes, marks or {})
        _legend(axes, versions, above=(head - _HEAD) / sum(tall))
    return figure


def _mark(axes: Axes, marks: Mapping[date, str]) -> None:
    """Draw a line at each marked day, its words above it."""
    for day, words in marks.items():
        axes.axvline(day.toordinal() + 1, color=_MARKED, linewidth=1.1, zorder=4)
        axes.annotate(words, (day.toordinal() + 1, 1.0), xycoords=axes.get_xaxis_transform(), xytext=(0, 3),
                      textcoords="offset points", ha="center", va="bottom", size=7.5, color=_MARKED)  # fmt: skip


def _phase(axes: Axes, bars: pd.DataFrame, label: str, middle: float) -> None:
    """Draw the bars of a phase: planned hollow above, actual full below."""
    for version, first, last in zip(bars["version"], bars["first"], bars["last"], strict=True):
        start, end = (date.fromisoformat(day).toordinal() for day in (first, last))
        planned = version == "planned"
        place = middle - _BAR - 0.02 if planned else middle + 0.02
        face, edge = ("white", _PLANNED) if planned else (_ACTUAL, _ACTUAL)
        if first == last:  # a day is a mark: as a bar it would be a hair
            axes.plot([start + 0.5], [place + _BAR / 2], marker="D", markersize=5.5, markerfacecolor=face,
                      markeredgecolor=edge, zorder=5)  # fmt: skip
        # The last day belongs to the phase.
        axes.add_patch(Rectangle((start, place), end + 1 - start, _BAR, facecolor=face, edgecolor=edge, linewidth=1.0))
    left = (0.015 - _LEFT) / (_RIGHT - _LEFT)
    axes.text(left, middle, label, transform=axes.get_yaxis_transform(), va="center", size=8.0, color=INK)


def _calendar(axes: Axes, language: Language, data: pd.DataFrame) -> None:
    """Rule the years strongly and the quarters, or half-years, faintly."""
    first = date.fromisoformat(min(data["first"]))
    last = date.fromisoformat(max(data["last"]))
    every = 3 if (last - first).days < 5 * 366 else 6
    months = [date(year, month, 1) for year in range(first.year, last.year + 2) for month in range(1, 13, every)]
    low = max(day for day in months if day <= first)
    high = min((day for day in months if day > last), default=months[-1])
    shown = [day for day in months if low <= day <= high]
    axes.set_xlim(low.toordinal(), high.toordinal())
    axes.set_xticks([day.toordinal() for day in shown])
    axes.set_xticklabels([_tick(day, language, len(shown)) for day in shown], size=6.8)
    for day in shown:
        year = day.month == 1
        axes.axvline(day.toordinal(), color=MUTED if year else RULE, linewidth=0.6 if year else 0.4, zorder=0)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)


def _tick(day: date, language: Language, ticks: int) -> str:
    """Return the year at January, and the month at the other ticks where there is room."""
    if day.month == 1:
        return str(day.year)
    month = str(format_date(day, "MMM", locale=language))
    return month if ticks <= 18 else ""


def _legend(axes: Axes, versions: Mapping[str, str], *, above: float) -> None:
    hands = [Patch(facecolor="white", edgecolor=_PLANNED, label=versions["planned"]),
             Patch(facecolor=_ACTUAL, edgecolor=_ACTUAL, label=versions["actual"])]  # fmt: skip
    axes.legend(handles=hands, loc="lower right", bbox_to_anchor=(1.0, 1.0 + above), ncols=2,
                borderaxespad=0.3, fontsize=7.5, handlelength=1.6)  # fmt: skip
