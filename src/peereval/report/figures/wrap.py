"""Long labels in figures: measured with the font that draws them, broken into lines, elided at the last."""

from functools import lru_cache
from typing import Literal

import matplotlib as mpl
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

ELIDED = "…"
Weight = Literal["normal", "bold"]


def text_inches(text: str, size: float, *, weight: Weight = "normal") -> float:
    """Return the width of a line of text in inches, in the font family in force."""
    return _inches(text, size, weight, tuple(mpl.rcParams["font.family"]))


def wrap_label(text: str, inches: float, size: float, *, lines: int = 2, weight: Weight = "normal") -> str:
    """Return a label broken at its spaces to fit a width; what needs more lines than allowed is elided.

    Parameters
    ----------
    text
        The label; a word wider than the width is broken within.
    inches
        The width.
    size
        The font size in points.
    lines
        The most lines allowed.
    weight
        Whether the label is drawn bold.
    """
    made = [""]
    for word in text.split(" "):
        longer = f"{made[-1]} {word}" if made[-1] else word
        if text_inches(longer, size, weight=weight) <= inches:
            made[-1] = longer
            continue
        pieces = _broken(word, inches, size, weight)
        made = [*made, *pieces] if made[-1] else [*made[:-1], *pieces]
    if len(made) > lines:
        made = [*made[: lines - 1], _elided(made[lines - 1], inches, size, weight)]
    return "\n".join(made)


@lru_cache(maxsize=4096)
def _inches(text: str, size: float, weight: Weight, families: tuple[str, ...]) -> float:
    font = FontProperties(family=list(families), size=size, weight=weight)
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width) / 72


def line_count(text: str) -> int:
    """Return how many lines a wrapped label has."""
    return text.count("\n") + 1


def _broken(word: str, inches: float, size: float, weight: Weight) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and text_inches(pieces[-1] + letter, size, weight=weight) > inches:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _elided(line: str, inches: float, size: float, weight: Weight) -> str:
    while line and text_inches(line + ELIDED, size, weight=weight) > inches:
        line = line[:-1]
    return line.rstrip(" ,") + ELIDED
