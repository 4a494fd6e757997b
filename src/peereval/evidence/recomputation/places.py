"""The figures of published tables as numbers, and what was computed for their places."""

from collections.abc import Mapping

import pandas as pd

from peereval.evidence.published_tables import Published
from peereval.printed_figure import read_printed_figure
from peereval.results import Result, make_result

Place = tuple[str, str, str]
"""A table, a row and a column of published tables."""
Recomputed = float | tuple[float, float, float]
"""A computed figure, or one with the lowest and the highest that the digits printed beside it allow."""


def figure_at(published: Published, table: str, row: str, column: str) -> float:
    """Return the figure printed at a place; NaN where there is none."""
    printed = read_printed_figure(published.tables[table].cell(row, column).value or "")
    return printed.value if printed else float("nan")


def place_figures(published: Published, figures: Mapping[Place, Recomputed]) -> Result:
    """Return computed figures by the place of the published ones that they stand beside.

    Returns
    -------
    Result
        Kind "recomputed", outcome the name of the published tables, keys `table, row, column`,
        quantity figure; conf_low and conf_high are the range that rounded figures leave.
    """
    rows = [
        (*place, "figure", *(figure if isinstance(figure, tuple) else (figure, float("nan"), float("nan"))))
        for place, figure in figures.items()
    ]
    numbers = ["estimate", "conf_low", "conf_high"]
    frame = pd.DataFrame(rows, columns=["table", "row", "column", "quantity", *numbers])
    return make_result("recomputed", frame.astype(dict.fromkeys(numbers, "float64")), outcome=published.name)
