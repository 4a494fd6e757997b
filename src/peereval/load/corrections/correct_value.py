"""Turns the value of a correction into what its column holds, and puts it there."""

from typing import Any

import numpy as np
import pandas as pd

from peereval.load.convert.columns import convert_column
from peereval.load.convert.convert import to_labels
from peereval.load.header.slots import Slot
from peereval.load.kinds import codes_of, kind_of
from peereval.study import Study

Array = np.ndarray[Any, np.dtype[Any]]


def convert_value(text: str, column: str, frame: pd.DataFrame, study: Study) -> tuple[Any, bool]:
    """Return the value that a cell with this text has in a column, and whether it can be read.

    Parameters
    ----------
    text
        As written in study.yaml; a missing code means a missing value.
    column
        Of the table.
    frame
        The table: a column that nothing describes holds numbers or text there.
    study
        Says what the column holds.
    """
    cell = pd.Series([text], dtype=object)
    if column in ("visit", "group"):
        listed = study.visits if column == "visit" else study.groups
        done = to_labels(
            cell, codes_of(column, study), {word: name for name, e in listed.items() for word in (name, *e.also)}
        )
        return done.values.iloc[0], not done.bad.any()
    # The decimal mark of the file is not that of study.yaml: 2,4 and 2.4 are the same.
    values, findings = convert_column(cell, Slot(0, column, column), study, "", "")
    value = values.iloc[0]
    readable = not any(finding.severity == "error" for finding in findings)
    if readable and kind_of(column, study) == "free" and pd.notna(value):
        holds_numbers = pd.api.types.is_numeric_dtype(frame[column].dtype) and frame[column].notna().any()
        readable = not (holds_numbers and isinstance(value, str))
        value = value if holds_numbers or not frame[column].notna().any() else text
    return value, readable


def put_values(frame: pd.DataFrame, column: str, rows: Array, value: Any) -> pd.DataFrame:  # noqa: ANN401
    """Return a copy of the table with one value in some rows of a column; None empties them."""
    values = frame[column]
    if isinstance(value, pd.Timestamp) and not pd.api.types.is_datetime64_any_dtype(values.dtype):
        values = values.astype("datetime64[us]")
    elif isinstance(value, str) and not isinstance(values.dtype, pd.CategoricalDtype) and values.isna().all():
        values = values.astype(object)
    elif isinstance(value, float) and values.isna().all():
        values = values.astype(float)
    values = values.copy()
    values.iloc[rows] = missing_of(values) if value is None or pd.isna(value) else value
    return frame.assign(**{column: values})


def missing_of(values: "pd.Series[Any]") -> Any:  # noqa: ANN401  (each kind of column has its own)
    """Return what stands for a missing value in a column."""
    return pd.NaT if pd.api.types.is_datetime64_any_dtype(values.dtype) else np.nan
