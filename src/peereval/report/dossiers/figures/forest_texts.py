"""What is written in a forest of trials: the columns of a row, the headings, the axis."""

from math import isnan

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.ticker import FuncFormatter, MaxNLocator

from peereval.report.dossiers.figures.forest_page import (
    FIGURES,
    INSTRUMENT,
    LEFT,
    MONTHS,
    PEOPLE,
    RIGHT,
    STUDY,
    WEIGHT,
    Page,
)
from peereval.report.dossiers.figures.forest_strips import Strip
from peereval.report.dossiers.figures.heterogeneity_text import heterogeneity_text
from peereval.report.dossiers.trials_data import level_of, pooled_figures
from peereval.report.dossiers.words import DossierWords
from peereval.report.figures.style import INK, MUTED, WIDTH, tick_decimals
from peereval.report.figures.wrap import wrap_label
from peereval.report.numbers import format_figure, format_interval

_HEADS = ((STUDY, "trial", "left"), (INSTRUMENT, "instrument", "left"), (MONTHS, "months", "right"),
          (PEOPLE, "people", "right"), (WEIGHT, "weight", "right"), ((LEFT + RIGHT) / 2, "axis", "center"))  # fmt: skip


def write_strip(axes: Axes, words: DossierWords, place: float, strip: Strip, page: Page, own: str) -> None:
    """Write the columns of a row: who, with what, after how long, how many, weight, figures.

    Parameters
    ----------
    axes
        The axes of the forest.
    words
        The words of the dossier.
    place
        Where the row stands.
    strip, page
        The row, and the page it is on.
    own
        The colour of the reader's own effects.
    """
    trial, language = strip.row == "trial", words.language
    weight = "bold" if strip.row in ("pooled", "own") else "normal"
    colour = own if strip.row == "own" else INK
    room = ((INSTRUMENT if trial else LEFT) - STUDY - 0.005) * WIDTH
    label = wrap_label(strip.label, room, page.size, lines=1, weight="bold" if weight == "bold" else "normal")
    interval = "" if isnan(strip.conf_low) else format_interval(strip.conf_low, strip.conf_high, 2, language)
    centre = "" if isnan(strip.estimate) else format_figure(strip.estimate, 2, language)
    cells = [(STUDY, label, "left", colour), (FIGURES, f"{centre} {interval}".strip(), "right", colour)]
    if trial:
        instrument = wrap_label(strip.instrument, (MONTHS - 0.035 - INSTRUMENT) * WIDTH, page.size, lines=1)
        people = "" if isnan(strip.n_treated) else f"{strip.n_treated:.0f}/{strip.n_control:.0f}"
        told = ((INSTRUMENT, instrument, "left"), (MONTHS, _short(strip.months, words), "right"),
                (PEOPLE, people, "right"), (WEIGHT, format_figure(strip.weight, 1, language), "right"))  # fmt: skip
        cells += [(*one, MUTED) for one in told]
    for share, text, side, ink in cells:
        axes.text((share - LEFT) / (RIGHT - LEFT), place, text, transform=axes.get_yaxis_transform(), ha=side,
                  va="center", size=page.size, color=ink, weight=weight)  # fmt: skip


def _short(value: float, words: DossierWords) -> str:
    decimals = 0 if isnan(value) or abs(value - round(value)) < 0.05 else 1
    return "" if isnan(value) else format_figure(value, decimals, words.language)


def write_headings(figure: Drawing, words: DossierWords, domain: str, page: Page) -> None:
    """Write the headings of the columns above a rule."""
    level = level_of(words, words.dossier.result("pooled_effects", domain))
    heading = f"g [{words.say('column.interval', level=level)}]"
    named = [*((share, words.say(f"forest.{key}"), side) for share, key, side in _HEADS), (FIGURES, heading, "right")]
    for share, text, side in named:
        figure.text(share, 1 - 0.2 / page.height, text, ha=side, va="center", size=6.8, color=MUTED)
    rule = figure.add_axes((STUDY, 1 - 0.34 / page.height, FIGURES - STUDY, 0.001))
    rule.axhline(0, color=INK, linewidth=0.8)
    rule.axis("off")


def write_frame(axes: Axes, words: DossierWords, domain: str) -> None:
    """Write the axis, what its sides mean, and how far the trials differ."""
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.set_yticks([])
    number_axis(axes, words)
    for apart, key, side in ((-4, "forest.left", "right"), (4, "forest.right", "left")):
        axes.annotate(words.say(key), (0, 0), xycoords=("data", "axes fraction"), xytext=(apart, -16), size=6.2,
                      color=MUTED, textcoords="offset points", ha=side, va="top")  # fmt: skip
    told = heterogeneity_text(words, pooled_figures(words, domain))
    axes.annotate(told, ((STUDY - LEFT) / (RIGHT - LEFT), 0), xycoords="axes fraction", xytext=(0, -5), size=6.5,
                  color=MUTED, textcoords="offset points", ha="left", va="top")  # fmt: skip


def number_axis(axes: Axes, words: DossierWords) -> None:
    """Give the horizontal axis round numbers in the marks of the language."""
    axes.tick_params(axis="x", labelsize=6.5, color=MUTED, pad=1.5)
    axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    decimals = tick_decimals(list(axes.get_xticks()))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: format_figure(value, decimals, words.language)))
