"""What was observed at each visit, by category of a variable recorded at the first visit."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from peereval.describe.entry import first_attended
from peereval.describe.levels import levels_in_order
from peereval.describe.measured import Measured
from peereval.results import Result, make_result

if TYPE_CHECKING:
    from peereval.study import Study

NOT_RECORDED = ""
_COLUMNS = ["group", "visit", "variable", "level", "quantity", "estimate"]


def describe_observed_by(
    frame: pd.DataFrame, study: "Study", measures: Sequence[Measured], by: str
) -> tuple[Result, ...]:
    """Return how many were measured with their mean and SD, by group, visit and level of a variable.

    Use it for the tables of outcomes by diagnosis that articles print. The level is the one
    recorded at the first visit attended, so that nobody changes category.

    Parameters
    ----------
    frame
        The scored frame.
    study
        The study.
    measures
        The measures.
    by
        A categorical column.

    Returns
    -------
    tuple of Result
        Kind "observed_by", one per measure, keys `group, visit, variable, level`; level "" are
        people without the variable. Quantities count, mean, sd (n - 1) of those measured.

    Raises
    ------
    DataError
        If the files have no such column.
    """
    levels = first_attended(frame, [by], study)[by]
    ordered = [str(level) for level in levels_in_order(levels, by, study)]
    told = levels.astype(object).where(levels.notna(), NOT_RECORDED).astype(str)
    keys = pd.DataFrame({"group": frame["group"].astype(str), "visit": frame["visit"].astype(str), "level": told})
    cells = [*ordered, NOT_RECORDED] if (told == NOT_RECORDED).any() else ordered
    return tuple(_observed(frame[measure.name], keys, study, measure.name, by, cells) for measure in measures)


def _observed(
    values: pd.Series, keys: pd.DataFrame, study: "Study", outcome: str, by: str, levels: list[str]
) -> Result:
    rows = [
        (group, visit, by, level, quantity, figure)
        for group in study.groups
        for visit in study.visits
        for level in levels
        for quantity, figure in _figures(
            values[(keys["group"] == group) & (keys["visit"] == visit) & (keys["level"] == level)]
        )
    ]
    table = pd.DataFrame(rows, columns=_COLUMNS).astype({"estimate": "float64"})
    return make_result(
        "observed_by", table, outcome=outcome, method={"sd": "n - 1", "recorded": "first visit attended"}
    )


def _figures(values: pd.Series) -> Iterator[tuple[str, float]]:
    """Yield the figures of one cell; none where nobody was seen."""
    if len(values):
        known = values.dropna().astype("float64")
        yield "count", float(len(known))
        yield "mean", float(known.mean())
        yield "sd", float(known.std())
