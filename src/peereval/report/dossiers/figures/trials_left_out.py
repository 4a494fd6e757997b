"""The pooled effect of a domain without each trial in turn."""

from math import isnan

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from peereval.report.dossiers.figures.forest_page import FIGURES, STUDY, TOP, Page, axis_range, lay_out
from peereval.report.dossiers.figures.forest_texts import number_axis
from peereval.report.dossiers.trials_data import level_of, pooled_figures, trial_rows
from peereval.report.dossiers.words import DossierWords
from peereval.report.figures.style import INK, MUTED, RULE, WIDTH, house_style, new_figure
from peereval.report.figures.wrap import wrap_label
from peereval.report.numbers import format_figure, format_interval

LEFT, RIGHT = 0.36, 0.78
BLUE = "#0072B2"
COLUMNS = ("left_out", "estimate", "conf_low", "conf_high", "key")


def draw_trials_left_out(words: DossierWords, domain: str) -> tuple[Drawing, pd.DataFrame]:
    """Draw the pooled effect of all trials, and below it without each; the interval of all is shaded.

    Parameters
    ----------
    words
        The words of a dossier with results of kind "leave_one_trial_out".
    domain
        The domain.
    """
    whole = pooled_figures(words, domain)["pooled effect"]
    found = [(one.name, one.without) for one in trial_rows(words, domain) if one.without is not None]
    rows = [(name, one.estimate, one.conf_low, one.conf_high, one.key) for name, one in (("", whole), *found)]
    data = pd.DataFrame(rows, columns=list(COLUMNS))
    with house_style():
        page = lay_out(len(data) + 0.6)
        figure = new_figure(page.height)
        tall = (len(data) + 0.6) * page.row
        axes = figure.add_axes((LEFT, 1 - (TOP + tall) / page.height, RIGHT - LEFT, tall / page.height))
        axes.set_ylim(len(data) - 0.3, -0.9)
        axes.set_xlim(axis_range(*(list(data[name]) for name in ("estimate", "conf_low", "conf_high"))))
        if not isnan(whole.conf_low):
            axes.axvspan(whole.conf_low, whole.conf_high, color=RULE, alpha=0.3, linewidth=0, zorder=0)
        axes.axvline(0, color=INK, linewidth=0.7, zorder=1)
        axes.axvline(whole.estimate, color=MUTED, linewidth=0.6, dashes=(3, 2.5), zorder=1)
        for place, row in enumerate(data.itertuples(index=False)):
            bounds = (float(str(row.conf_low)), float(str(row.conf_high)))
            _row(axes, words, page, place, str(row.left_out), float(str(row.estimate)), bounds)
        _frame(figure, axes, words, domain, page)
    return figure, data


def _row(
    axes: Axes, words: DossierWords, page: Page, place: int, name: str, centre: float, bounds: tuple[float, float]
) -> None:
    weight, colour = ("normal", BLUE) if name else ("bold", INK)
    axes.plot(bounds, [place, place], color=colour, linewidth=0.9, zorder=2)
    axes.plot([centre], [place], marker="o" if name else "D", markersize=4.2, color=colour, markeredgecolor="white",
              markeredgewidth=0.4, zorder=3)  # fmt: skip
    label = words.say("left_out.without", trial=name) if name else words.say("left_out.all")
    label = wrap_label(label, (LEFT - STUDY - 0.01) * WIDTH, page.size, lines=1)
    interval = "" if isnan(bounds[0]) else format_interval(*bounds, 2, words.language)
    figures = f"{format_figure(centre, 2, words.language)} {interval}".strip()
    for share, text, side in ((STUDY, label, "left"), (FIGURES, figures, "right")):
        axes.text((share - LEFT) / (RIGHT - LEFT), place, text, transform=axes.get_yaxis_transform(), ha=side,
                  va="center", size=page.size, weight=weight)  # fmt: skip


def _frame(figure: Drawing, axes: Axes, words: DossierWords, domain: str, page: Page) -> None:
    level = level_of(words, words.dossier.result("pooled_effects", domain))
    heading = words.say("left_out.heading", interval=words.say("column.interval", level=level))
    figure.text(FIGURES, 1 - 0.2 / page.height, heading, ha="right", va="center", size=6.8, color=MUTED)
    rule = figure.add_axes((STUDY, 1 - 0.34 / page.height, FIGURES - STUDY, 0.001))
    rule.axhline(0, color=INK, linewidth=0.8)
    rule.axis("off")
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_color(RULE)
    axes.set_yticks([])
    number_axis(axes, words)
