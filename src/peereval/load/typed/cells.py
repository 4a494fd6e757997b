"""Cells that a format gives with their types: as numbers, as days, or as the text that Excel would show."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from peereval.load.workbook.excel import text_of

_NUMBERS = {int, float, Decimal, np.float64, np.int64}
_DATES = {dt.date, dt.datetime}


def type_cells(values: "pd.Series[Any]", *, as_text: bool) -> "pd.Series[Any]":
    """Return the cells of a column as numbers, days or text; empty text is missing.

    Parameters
    ----------
    values
        As a typed format gives them: numbers, texts, dates, booleans, categories.
    as_text
        Whether every cell is to be the text that it is shown as: `1` and not `1.0`.
    """
    if isinstance(values.dtype, pd.CategoricalDtype):
        values = values.astype(values.cat.categories.dtype)
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        values = values.dt.tz_localize(None).astype("datetime64[us]")
    if as_text:
        return text_cells(values)
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return values
    if pd.api.types.is_numeric_dtype(values.dtype) and not pd.api.types.is_bool_dtype(values.dtype):
        return values.astype(float)
    kinds = {type(value) for value in values.dropna().unique()}
    if kinds and kinds <= _NUMBERS:
        return values.astype(float)
    if kinds and kinds <= _DATES:
        return pd.Series(np.array(values.where(values.notna(), None), dtype="datetime64[us]"), index=values.index)
    return text_cells(values)


def text_cells(values: "pd.Series[Any]") -> "pd.Series[Any]":
    """Return each cell as the text that Excel would show for it; an empty one as missing."""
    positions, uniques = pd.factorize(values)
    texts = [(text_of(_plain(unique)) or "").strip() or None for unique in uniques]
    return pd.Series(np.array([*texts, None], dtype=object)[positions], index=values.index, dtype=object)


def same_type(columns: "Sequence[pd.Series[Any]]") -> "list[pd.Series[Any]]":
    """Return columns that hold one thing as text, when it is text in one of them and numbers or days in another."""
    families = {_family(values) for values in columns if values.notna().any()}
    return [text_cells(values) for values in columns] if len(families) > 1 else list(columns)


def _family(values: "pd.Series[Any]") -> str:
    if pd.api.types.is_numeric_dtype(values.dtype):
        return "number"
    return "date" if pd.api.types.is_datetime64_any_dtype(values.dtype) else "text"


def _plain(value: object) -> object:
    """Return a cell as the plain value that Excel would hold: a day without its hours where it has none."""
    if isinstance(value, np.datetime64):
        return pd.Timestamp(value).to_pydatetime()
    if isinstance(value, Decimal):
        return float(value)
    return value.item() if isinstance(value, np.generic) else value
