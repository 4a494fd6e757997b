"""The funnel of the trials of one domain: effects against their standard errors."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from peereval.report.dossiers.trials_data import pooled_figures, trial_rows
from peereval.report.dossiers.words import DossierWords
from peereval.report.figures.style import INK, MUTED, RULE, house_style, new_figure, tick_decimals
from peereval.report.numbers import format_figure

TRIAL, NORMAL = "#0072B2", 1.959964
NAMES = ("p10", "p05", "p01")
SHADES = ((1.644854, "#edf0f3"), (1.959964, "#d9dfe5"), (2.575829, "#bfc8d1"))
"""Two-sided p of .10, .05 and .01 for no effect, and the shade beyond each."""


def draw_trials_funnel(words: DossierWords, domain: str) -> tuple[Drawing, pd.DataFrame]:
    """Draw the effects of a domain against their standard errors, with the lines 95 % would lie between.

    Shades show where a trial alone differs from no effect; they stand around 0, the lines around
    the pooled effect.

    Parameters
    ----------
    words
        The words of a dossier with results of kind "pooled_effects".
    domain
        The domain.
    """
    trials = trial_rows(words, domain)
    rows = [(one.study, one.effect.estimate, one.effect.std_error, one.effect.key) for one in trials]
    data = pd.DataFrame(rows, columns=["study", "estimate", "std_error", "key"])
    centre = pooled_figures(words, domain)["pooled effect"].estimate
    with house_style():
        figure = new_figure(3.5, width=5.2)
        axes = figure.add_axes((0.12, 0.135, 0.86, 0.83))
        deepest = 1.08 * float(data["std_error"].max())
        _shades(axes, deepest)
        axes.plot([centre - NORMAL * deepest, centre, centre + NORMAL * deepest], [deepest, 0.0, deepest],
                  color=INK, linewidth=0.8, dashes=(4, 2.5), zorder=2)  # fmt: skip
        axes.axvline(centre, color=INK, linewidth=0.8, zorder=2)
        axes.plot(data["estimate"], data["std_error"], "o", color=TRIAL, markersize=4.2, markeredgecolor="white",
                  markeredgewidth=0.5, zorder=3)  # fmt: skip
        _frame(axes, words, data, centre, deepest)
    return figure, data


def _shades(axes: Axes, deepest: float) -> None:
    """Shade where p is below .10, .05 and .01; a pair of wedges for each."""
    depth = np.array([0.0, deepest])
    far = 1e4  # beyond any axis
    for place, (bound, colour) in enumerate(SHADES):
        outer = SHADES[place + 1][0] if place + 1 < len(SHADES) else far
        for side in (-1.0, 1.0):
            axes.fill_betweenx(depth, side * bound * depth, side * outer * depth, color=colour, linewidth=0, zorder=0)


def _frame(axes: Axes, words: DossierWords, data: pd.DataFrame, centre: float, deepest: float) -> None:
    reach = 1.08 * max(float((data["estimate"] - centre).abs().max()), NORMAL * deepest)
    axes.set_xlim(centre - reach, centre + reach)
    axes.set_ylim(deepest, 0.0)
    axes.set_xlabel(words.say("funnel.x"))
    axes.set_ylabel(words.say("funnel.y"))
    axes.spines["left"].set_color(RULE)
    axes.spines["bottom"].set_color(RULE)
    axes.tick_params(color=MUTED, labelsize=7)
    for axis, get in ((axes.xaxis, axes.get_xticks), (axes.yaxis, axes.get_yticks)):
        axis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
        decimals = tick_decimals(list(get()))
        axis.set_major_formatter(_formatter(decimals, words))
    handles = [
        Patch(facecolor=colour, edgecolor=RULE, linewidth=0.4, label=words.say(f"funnel.{name}"))
        for name, (_, colour) in zip(NAMES, SHADES, strict=True)
    ]
    axes.legend(handles=handles, loc="upper right", fontsize=6.5, handlelength=1.2, handleheight=0.9, borderpad=0.4,
                frameon=True, framealpha=1.0, edgecolor=RULE, fancybox=False)  # fmt: skip


def _formatter(decimals: int, words: DossierWords) -> FuncFormatter:
    return FuncFormatter(lambda value, _: format_figure(value, decimals, words.language))
