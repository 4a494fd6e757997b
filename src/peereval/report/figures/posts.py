"""The posts of the programme still held, as its own document draws them."""

import pandas as pd
from matplotlib.figure import Figure

from peereval.report.dossiers.figures.posts_held import draw_posts_held, posts_held_data
from peereval.report.labels import Labels
from peereval.report.tables.programme import programme_words


def posts_data(labels: Labels) -> pd.DataFrame:
    """Return the steps of the curves, and the posts still watched at half-years."""
    return posts_held_data(programme_words(labels.analysis))


def draw_posts(labels: Labels) -> tuple[Figure, pd.DataFrame]:
    """Draw the share of posts still held by month.

    Parameters
    ----------
    labels
        The labels of an analysis with a result of kind `"programme_posts"`.
    """
    return draw_posts_held(programme_words(labels.analysis))
