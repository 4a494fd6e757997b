"""Cells and columns that the tables on trials share."""

from collections.abc import Iterable
from math import isnan

from peereval.report.dossiers.words import DossierWords
from peereval.report.rows import Figure
from peereval.report.table import Cell, Column


def estimate_cell(words: DossierWords, figure: Figure | None, decimals: int = 2) -> Cell:
    """Return an estimate with its interval, without where it has none, or the note."""
    if figure is None:
        return Cell()
    if isnan(figure.estimate):
        return Cell(words.quantity(figure.note) if figure.note else "")
    return figure.cell(decimals=decimals) if isnan(figure.conf_low) else figure.estimate_interval(decimals)


def interval_cell(words: DossierWords, figure: Figure) -> Cell:
    """Return the two bounds of a figure, or why it has none."""
    return figure.interval() if not isnan(figure.conf_low) else Cell(words.quantity(figure.note) if figure.note else "")


def effect_column(words: DossierWords, name: str, title: str, level: str, spanner: str = "") -> Column:
    """Return a column of estimates with their intervals, under a word of terms.csv."""
    said = words.say(title)
    heading = f"{said} [{words.say('column.interval', level=level)}]"
    return Column(name, heading, "estimate", tuple(_parts(said, _bounds(words, level))), spanner)


def interval_column(words: DossierWords, name: str, title: str) -> Column:
    """Return a column of intervals, under a word of terms.csv."""
    said = words.say(title)
    return Column(
        name, said, "interval", (words.say("column.lower_of", of=said), words.say("column.upper_of", of=said))
    )


def _bounds(words: DossierWords, level: str) -> tuple[str, str]:
    return words.say("column.conf_low", level=level), words.say("column.conf_high", level=level)


def _parts(said: str, bounds: Iterable[str]) -> Iterable[str]:
    yield said
    yield from bounds
