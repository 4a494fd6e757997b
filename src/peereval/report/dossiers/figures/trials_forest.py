"""The forest of the trials of one domain: each with its weight, the pooled effect, the reader's own below."""

from collections.abc import Sequence
from dataclasses import asdict
from math import isnan

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from peereval.report.colours import COLOURS
from peereval.report.dossiers.figures.forest_page import (
    FIGURES,
    LEFT,
    RIGHT,
    STUDY,
    TALLEST,
    TOP,
    Page,
    axis_range,
    lay_out,
)
from peereval.report.dossiers.figures.forest_strips import GAP, Strip, make_strips, place_strips
from peereval.report.dossiers.figures.forest_texts import write_frame, write_headings, write_strip
from peereval.report.dossiers.words import DossierWords
from peereval.report.figures.style import INK, MUTED, RULE, house_style, new_figure

TRIAL, OWN = COLOURS[1], COLOURS[6]
LARGEST = 7.4  # points: the side of the square of the heaviest trial


def draw_trials_forest(words: DossierWords, domain: str) -> tuple[Drawing, pd.DataFrame]:
    """Draw the trials of a domain in one page, squares by weight, a diamond, a bar of prediction, own effects.

    Parameters
    ----------
    words
        The words of a dossier with results of kinds "trials" and "pooled_effects".
    domain
        The domain.
    """
    strips = make_strips(words, domain)
    places = place_strips(strips)
    last = places[-1]
    heaviest = max(one.weight for one in strips if one.row == "trial")
    with house_style():
        page = lay_out(last + 0.9)
        figure = new_figure(page.height)
        tall = (last + 0.9) * page.row
        axes = figure.add_axes((LEFT, 1 - (TOP + tall) / page.height, RIGHT - LEFT, tall / page.height))
        axes.set_ylim(last + 0.4, -0.5)
        ends = zip(*((one.estimate, one.conf_low, one.conf_high) for one in strips), strict=True)
        axes.set_xlim(axis_range(*(list(one) for one in ends)))
        _backdrop(axes, strips, places)
        for place, strip in zip(places, strips, strict=True):
            _mark(axes, place, strip, page, heaviest)
            write_strip(axes, words, place, strip, page, OWN)
        write_headings(figure, words, domain, page)
        write_frame(axes, words, domain)
    return figure, pd.DataFrame([asdict(one) for one in strips])


def _backdrop(axes: Axes, strips: Sequence[Strip], places: Sequence[float]) -> None:
    """Draw the lines of no effect and of the pooled effect, and rules between the parts."""
    axes.axvline(0, color=INK, linewidth=0.7, zorder=1)
    kinds = [one.row for one in strips]
    axes.axvline(strips[kinds.index("pooled")].estimate, color=MUTED, linewidth=0.6, dashes=(3, 2.5), zorder=1)
    ends = [(one - LEFT) / (RIGHT - LEFT) for one in (STUDY, FIGURES)]
    heads = [places[kinds.index(kind)] - 0.5 - GAP / 2 for kind in ("pooled", "own") if kind in kinds]
    for place, colour in (*((one, RULE) for one in heads), (places[-1] + 0.4, INK)):
        axes.plot(ends, [place, place], transform=axes.get_yaxis_transform(), color=colour, linewidth=0.6,
                  clip_on=False)  # fmt: skip


def _mark(axes: Axes, place: float, strip: Strip, page: Page, heaviest: float) -> None:
    low, high, centre = strip.conf_low, strip.conf_high, strip.estimate
    if strip.row == "prediction":
        axes.plot([low, high], [place, place], color=INK, linewidth=2.6, alpha=0.55, solid_capstyle="butt", zorder=2)
        return
    if strip.row == "pooled" and not isnan(low):
        axes.fill([low, centre, high, centre], [place, place - 0.36, place, place + 0.36], color=INK, zorder=3)
        return
    trial = strip.row == "trial"
    colour = TRIAL if trial else OWN if strip.row == "own" else INK
    _line(axes, place, low, high, colour)
    size = max(2.0, LARGEST * (strip.weight / heaviest) ** 0.5 * page.row / TALLEST) if trial else 5.2
    axes.plot([centre], [place], marker="s" if trial else "D", markersize=size, color=colour, markeredgecolor="white",
              markeredgewidth=0.4 if size > 3 else 0.0, zorder=4)  # fmt: skip


def _line(axes: Axes, place: float, low: float, high: float, colour: str) -> None:
    """Draw an interval; an end beyond the axis becomes an arrow."""
    if isnan(low):
        return
    least, most = axes.get_xlim()
    axes.plot([max(low, least), min(high, most)], [place, place], color=colour, linewidth=0.9, zorder=2)
    for beyond, end, marker in ((low < least, least, "<"), (high > most, most, ">")):
        if beyond:
            axes.plot([end], [place], marker=marker, markersize=3.2, color=colour, clip_on=False, zorder=3)
