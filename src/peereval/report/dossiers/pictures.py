"""A figure of a dossier as a block of its document."""

from collections.abc import Callable

import pandas as pd
from matplotlib.figure import Figure

from peereval.report.document import Picture
from peereval.report.dossiers.words import DossierWords
from peereval.report.figures.files import figure_png, figure_vectors
from peereval.report.figures.style import house_style

Drawn = tuple[Figure, pd.DataFrame]


def make_picture(
    words: DossierWords, name: str, draw: Callable[[], Drawn], *, family: str = "", **values: object
) -> Picture:
    """Return a figure with its texts: `figure.<family>`, `..._caption` and `..._alt` of terms.csv.

    One that nobody looks at (`words.drawn`) has its name and texts, and no image.

    Parameters
    ----------
    words
        The words of the dossier.
    name
        The id of the figure and the name of its files.
    draw
        Returns the figure, in the house style, and the data drawn.
    family
        The stem of the keys in terms.csv where it is not the name.
    **values
        What fills the texts.
    """
    title, caption, alt = (words.say(f"figure.{family or name}{end}", **values) for end in ("", "_caption", "_alt"))
    if words.drawn is not None and not words.drawn(name):
        return Picture(name, 0, b"", pd.DataFrame(), title, caption, alt)
    figure, data = draw()
    internal = words.dossier.provenance.get("audience") != "external"
    lines = figure_vectors(figure, title=title) if internal and words.drawn is None else {}
    png = figure_png(figure, title=title)

    def again() -> Figure:
        """Return the figure anew, its ticks made in the fonts of the house."""
        made, _ = draw()
        with house_style():
            made.draw_without_rendering()
        return made

    return Picture(name, 0, png, data, title, caption, alt, vectors=lines, draw=again)
