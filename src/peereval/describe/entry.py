"""The first visit that a person attended, and what was recorded there."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from peereval.errors import DataError, did_you_mean

if TYPE_CHECKING:
    from peereval.study import Study


def entry_visit(frame: pd.DataFrame, study: "Study") -> pd.Series:
    """Return, for every row, the first visit that its participant attended.

    A visit is attended when it has a row. Entry cohorts are made of this.

    Parameters
    ----------
    frame
        One row per participant and visit.
    study
        The study; its visits are in time order.

    Returns
    -------
    pd.Series
        Ordered categorical on the index of `frame`, named "entry".
    """
    first = visit_positions(frame, study).groupby(frame["participant"].to_numpy()).transform("min")
    names = first.map(dict(enumerate(study.visits)))
    visits = pd.CategoricalDtype(list(study.visits), ordered=True)
    return names.astype(visits).rename("entry")


def first_attended(frame: pd.DataFrame, columns: Sequence[str], study: "Study") -> pd.DataFrame:
    """Return columns as recorded at each participant's first visit attended, on every row.

    A value missing at that visit stays missing, also where a later visit has it: what was
    recorded later may have been changed by what happened in between.

    Parameters
    ----------
    frame
        One row per participant and visit.
    columns
        Columns to carry, such as the covariates of the model.
    study
        The study; its visits are in time order.

    Returns
    -------
    pd.DataFrame
        The columns, on the index of `frame`.

    Raises
    ------
    DataError
        If a column is not in the table.
    """
    absent = [column for column in columns if column not in frame]
    if absent:
        hint = did_you_mean(absent[0], [str(column) for column in frame.columns])
        raise DataError(f"the files have no column '{absent[0]}', which the study needs; rename or remove it.{hint}")
    first = first_rows(frame, study).set_index("participant")[list(columns)]
    return first.reindex(frame["participant"].to_numpy()).set_axis(frame.index, axis="index")


def covariate_columns(study: "Study") -> list[str]:
    """Return the columns of the table that hold the covariates: `site` for the column named as site, and so on."""
    canonical = {column: key for key, column in study.columns.named.items()}
    return [canonical.get(name, name) for name in study.model.covariates]


def first_rows(frame: pd.DataFrame, study: "Study") -> pd.DataFrame:
    """Return one row per participant: that of the first visit attended, in order of appearance."""
    order = visit_positions(frame, study).sort_values(kind="stable").index
    return frame.loc[order].drop_duplicates("participant").sort_index()


def visit_positions(frame: pd.DataFrame, study: "Study") -> pd.Series:
    """Return the position of each row's visit in time order, NaN where the study lists no such visit."""
    place = {visit: float(position) for position, visit in enumerate(study.visits)}
    return frame["visit"].astype(object).map(place).astype("float64")
