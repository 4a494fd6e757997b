"""Propensity scores of both groups as mirrored histograms, as they are and weighted."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from peereval.report.colours import group_looks
from peereval.report.figures.style import INK, MUTED, RULE, WIDTH, house_style, new_figure
from peereval.report.figures.wrap import wrap_label
from peereval.report.labels import Labels
from peereval.report.numbers import format_figure
from peereval.report.rows import index_rows
from peereval.report.tables.shared import results_by_measure
from peereval.report.tables.weights import compared_title

_COLUMNS = ("group", "reference", "estimand", "arm", "place", "series", "lower", "estimate", "key")
_TALL, _GAP, _TOP, _BOTTOM = 1.25, 0.42, 0.36, 0.4
_SIZES = {"percent": ("count", "figure.n_is"), "weighted percent": ("effective n", "figure.effective_is")}


def weights_data(labels: Labels) -> pd.DataFrame:
    """Return the bars: people, and weighted people, by bin of the score."""
    rows = []
    for _, result in results_by_measure(labels, "score_distribution")[:1]:
        index = index_rows(result, "group", "reference", "estimand", "arm", "place")
        for key, figure in index.items():
            if key[-1] in _SIZES:
                lower = index[(*key[:5], "lower")].estimate
                rows.append((*key[:5], key[-1], lower, figure.estimate, figure.key))
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def draw_weights(labels: Labels) -> tuple[Figure, pd.DataFrame]:
    """Draw, for each group compared, its people above and below them each estimand's weights.

    Parameters
    ----------
    labels
        The labels of an analysis with results of kind `"score_distribution"` and `"weights"`.
    """
    data = weights_data(labels)
    panels = list(_panels(data))
    with house_style():
        height = _TOP + _BOTTOM + _TALL * len(panels) + _GAP * (len(panels) - 1)
        figure = new_figure(height)
        for place, part in enumerate(panels):
            bottom = height - _TOP - _TALL - place * (_TALL + _GAP)
            axes = figure.add_axes((0.075, bottom / height, 0.91, _TALL / height))
            last = place == len(panels) - 1
            _panel(axes, labels, part)
            axes.set_xlim(*_range(data))
            _frame(axes, labels, last=last)
    return figure, data


def _panels(data: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield the bars of each panel: the people of a group compared, then each estimand's weights."""
    for _, own in data.groupby("group", sort=False):
        estimands = list(dict.fromkeys(own["estimand"]))
        for series, estimand in (("percent", estimands[0]), *(("weighted percent", one) for one in estimands)):
            yield own[(own["series"] == series) & (own["estimand"] == estimand)]


def _width(data: pd.DataFrame) -> float:
    return float(np.diff(np.sort(data["lower"].unique())).min())


def _range(data: pd.DataFrame) -> tuple[float, float]:
    """Return where there are people, with an empty bin at either end."""
    step, own = _width(data), data.loc[data["estimate"] > 0, "lower"]
    return max(float(own.min()) - step, 0.0), min(float(own.max()) + 2 * step, 1.0)


def _panel(axes: Axes, labels: Labels, part: pd.DataFrame) -> None:
    first = part.iloc[0]
    looks = group_looks(labels.study.groups, labels.study.reference)
    step = _width(part)
    largest = float(part["estimate"].max()) or 1.0
    for arm, sign in ((first["group"], 1.0), (first["reference"], -1.0)):
        own = part[part["arm"] == arm]
        axes.bar(own["lower"] + step / 2, sign * own["estimate"], width=0.92 * step, color=looks[arm].colour,
                 alpha=0.85 if sign > 0 else 0.55, linewidth=0)  # fmt: skip
        axes.text(0.995, 0.5 + 0.48 * sign, _size(labels, part, arm), transform=axes.transAxes, ha="right",
                  va="top" if sign > 0 else "bottom", size=7.5, color=INK)  # fmt: skip
    axes.axhline(0.0, color=INK, linewidth=0.8)
    axes.set_ylim(-1.32 * largest, 1.32 * largest)  # room for the sizes beyond the bars
    axes.set_title(_title(labels, part), pad=4.0)


def _title(labels: Labels, part: pd.DataFrame) -> str:
    first = part.iloc[0]
    whom = labels.say(f"estimand.{first['estimand']}")
    text = labels.say("figure.after_estimand", estimand=whom)
    if first["series"] == "percent":
        compared = compared_title(labels, first["group"], first["reference"])
        text = f"{compared}, {labels.say('figure.before_weighting')}"
    return wrap_label(text[:1].upper() + text[1:], 0.9 * WIDTH, 8.5, weight="bold", lines=1)


def _size(labels: Labels, part: pd.DataFrame, arm: str) -> str:
    """Return how many people an arm has, or how many its weights leave."""
    first = part.iloc[0]
    quantity, sentence = _SIZES[first["series"]]
    index = index_rows(results_by_measure(labels, "weights")[0][1], "group", "reference", "estimand", "arm")
    found = index.get((first["group"], first["reference"], first["estimand"], arm, quantity))
    number = format_figure(found.estimate, 0, labels.language) if found else ""
    return labels.say(sentence, group=labels.group(arm), n=number)


def _frame(axes: Axes, labels: Labels, *, last: bool) -> None:
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_color(RULE)
    axes.tick_params(axis="both", labelsize=6.5, color=RULE, pad=1.5, length=2)
    axes.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10], integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: format_figure(abs(value), 0, labels.language)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: format_figure(value, 1, labels.language)))
    axes.grid(axis="y", color=RULE, linewidth=0.4)
    axes.set_axisbelow(True)
    axes.set_ylabel(labels.say("figure.percent_of_group"), size=7.0, color=MUTED, labelpad=2)
    if last:
        axes.set_xlabel(labels.say("figure.weights_axis"), size=7.5, color=MUTED, labelpad=2)
