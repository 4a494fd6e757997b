"""Figures inside a sentence: an estimate with its interval and p value, and lists of such figures."""

from math import isfinite, isnan

from peereval.report.document import Sentence
from peereval.report.labels import Labels
from peereval.report.rows import Figure
from peereval.report.wording import Value, fill_text
from peereval.report.words import Words


def shown(figure: Figure | None) -> bool:
    """Say whether a row has a figure that may be printed."""
    return figure is not None and not figure.hidden and isfinite(figure.estimate)


def figure_pieces(labels: Labels, figure: Figure, decimals: int, level: str, *, p_value: bool = True) -> Sentence:
    """Return an estimate with its interval and, where asked and known, its p value.

    Parameters
    ----------
    labels
        The labels, which know the language.
    figure
        A row with an estimate.
    decimals
        Digits of the estimate and its bounds.
    level
        The level of the interval, as text.
    p_value
        Whether the p value is said.
    """
    number = figure.number(decimals=decimals)
    if isnan(figure.conf_low) and isnan(figure.conf_high):
        return fill_text(labels, "outcome.estimate", estimate=number)
    said: dict[str, Value] = {"estimate": number, "interval": figure.interval(decimals), "level": level}
    if not p_value or isnan(figure.p_value):
        return fill_text(labels, "outcome.figures", **said)
    return fill_text(labels, "outcome.figures_p", **said, p=p_pieces(labels, figure))


def p_pieces(labels: Words, figure: Figure, *, adjusted: bool = False) -> Sentence:
    """Return the p value of a row with its sign: p = 0.031, p < 0.001, adjusted p = 0.031."""
    extreme = figure.p_value < 0.001 or figure.p_value > 0.999
    key = f"outcome.p_{'below' if extreme else 'is'}{'_adjusted' if adjusted else ''}"
    return fill_text(labels, key, p=figure.number("p_value", style="p"))


def listed(labels: Labels, parts: list[Sentence]) -> Sentence:
    """Return parts of a sentence as a list: one, two and three."""
    between = labels.say("outcome.and")
    joined: Sentence = ()
    for place, part in enumerate(parts):
        mark = "" if not place else between if place == len(parts) - 1 else ", "
        joined = (*joined, *((mark,) if mark else ()), *part)
    return joined
