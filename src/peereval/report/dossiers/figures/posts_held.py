"""The share of posts still held by month, in steps, with the posts still watched below."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from peereval.report.colours import Look, group_looks
from peereval.report.dossiers.programme_rows import name_of
from peereval.report.dossiers.words import DossierWords
from peereval.report.figures.style import INK, MUTED, WIDTH, house_style, new_figure, quiet_axes
from peereval.report.figures.wrap import wrap_label
from peereval.report.numbers import format_figure, format_percent
from peereval.report.rows import distinct, index_rows

_COLUMNS = ("curve", "quantity", "months", "estimate", "conf_low", "conf_high", "key")
_LEFT, _RIGHT, _PANEL, _HEAD, _LINE = 0.2, 0.97, 2.5, 0.15, 0.24
_HALF_YEAR = 6.0


def posts_held_data(words: DossierWords) -> pd.DataFrame:
    """Return the steps of the curves, and the posts still watched at half-years."""
    index = index_rows(words.dossier.result("programme_posts"), "curve", "months")
    rows = [
        (curve, quantity, float(months), one.estimate, one.conf_low, one.conf_high, one.key)
        for (curve, months, quantity), one in index.items()
        if quantity == "posts held" or (quantity == "at risk" and float(months) % _HALF_YEAR == 0.0)
    ]
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def draw_posts_held(words: DossierWords) -> tuple[Figure, pd.DataFrame]:
    """Draw the share of posts still held, all together and by setting where there are curves for each.

    Parameters
    ----------
    words
        The words of a dossier with a result of kind "programme_posts".
    """
    data = posts_held_data(words)
    curves = distinct([(name,) for name in data["curve"]], 0)
    foot = 0.75 + _LINE * len(curves)
    height = _HEAD + _PANEL + foot
    looks = group_looks(curves, curves[0])
    with house_style():
        figure = new_figure(height)
        axes = figure.add_axes((_LEFT, foot / height, _RIGHT - _LEFT, _PANEL / height))
        end = float(data["months"].max()) * 1.02
        axes.set_xlim(0, end)
        axes.set_ylim(0, 1.005)
        for curve in curves:
            steps = data[(data["curve"] == curve) & (data["quantity"] == "posts held")]
            _steps(axes, steps, looks[curve], end, shaded=len(curves) == 1 or curve == curves[0])
        _axes(axes, words, data)
        _watched(axes, words, data[data["quantity"] == "at risk"], looks)
    return figure, data


def _axes(axes: Axes, words: DossierWords, data: pd.DataFrame) -> None:
    quiet_axes(axes)
    months = sorted(set(data.loc[data["quantity"] == "at risk", "months"]))
    shown = months if len(months) <= 9 else months[::2]
    axes.set_xticks(shown, [format_figure(month, 0, words.language) for month in shown])
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: format_percent(100 * value, 0, words.language)))
    axes.set_xlabel(words.say("programme.months_since_start"))


def _steps(axes: Axes, line: pd.DataFrame, look: Look, end: float, *, shaded: bool) -> None:
    """Draw a curve to the last half-year it is known at, with its interval shaded."""
    times = line["months"].to_numpy()
    share = line["estimate"].to_numpy()
    low, high = (np.where(line[name].isna(), share, line[name]) for name in ("conf_low", "conf_high"))
    if shaded:
        axes.fill_between(times, low, high, step="post", color=look.colour, alpha=0.13, linewidth=0, zorder=2)
    known = times <= end
    drawn = axes.plot(times[known], share[known], drawstyle="steps-post", color=look.colour, linewidth=1.5, zorder=3)[0]
    if look.dashes:
        drawn.set_dashes(look.dashes)


def _watched(axes: Axes, words: DossierWords, counts: pd.DataFrame, looks: dict[str, Look]) -> None:
    """Write the posts still watched below the axis, beside the stroke of their curve."""
    at, left = axes.get_xaxis_transform(), (0.015 - _LEFT) / (_RIGHT - _LEFT)
    shown = set(axes.get_xticks())
    heading = words.say("programme.watched")
    axes.text(left, -0.2, heading, transform=axes.transAxes, size=7.5, color=MUTED, va="center")
    for place, (curve, look) in enumerate(looks.items()):
        down = -0.2 - (place + 1) * _LINE / _PANEL
        name = wrap_label(name_of(words, curve), (_LEFT - 0.055) * WIDTH, 7.0, lines=1)
        stroke = axes.plot([left, left + 0.035], [down, down], color=look.colour, linewidth=1.5,
                           transform=axes.transAxes, clip_on=False)[0]  # fmt: skip
        if look.dashes:
            stroke.set_dashes(look.dashes)
        axes.text(left + 0.045, down, name, transform=axes.transAxes, size=7.0, color=INK, va="center")
        for month, count in counts.loc[counts["curve"] == curve, ["months", "estimate"]].to_numpy():
            if month in shown:
                axes.text(month, down, format_figure(count, 0, words.language), transform=at, size=7.5, color=INK,
                          ha="center", va="center")  # fmt: skip
