"""The rows a model uses: checked, complete, and of types a formula can take."""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import DataError, did_you_mean
from peereval.model.formula import CheckedFormula
from peereval.remarks import Note
from peereval.results import VALUE_COLUMNS

Codes = NDArray[np.intp]

# Names of the columns of results: a column of the formula by such a name would be overwritten there.
RESERVED = (
    *VALUE_COLUMNS,
    *("reference", "baseline", "rows", "contrast", "adjust", "left_out", "component", "other_visit", "level"),
)


def refuse_frame(data: pd.DataFrame, asked: Mapping[str, str]) -> None:
    """Refuse what is not a frame with uniquely named columns, or lacks a column asked for."""
    if not isinstance(data, pd.DataFrame):
        raise DataError("The data must be a pandas DataFrame with one row per participant and visit.")
    if not data.columns.is_unique:
        raise DataError("Two columns of the data have the same name; rename one of them.")
    for role, name in asked.items():
        if not isinstance(name, str) or name not in data.columns:
            hint = did_you_mean(str(name), map(str, data.columns))
            raise DataError(f"{role}='{name}' is not a column of the data.{hint}")


def complete_rows(
    rows: pd.DataFrame, checked: CheckedFormula, participant: str, visit: str
) -> tuple[pd.DataFrame, tuple[Note, ...]]:
    """Return the rows in which nothing is missing, and how many went for what."""
    if rows.empty:
        raise DataError("The data have no rows.")
    missing = dict(zip(rows.columns, rows.isna().to_numpy().T, strict=True))
    unplaced = missing[participant] | missing[visit]
    if unplaced.any():
        raise DataError(f"{int(unplaced.sum())} rows have no participant or no visit; give them one or drop them.")
    no_outcome = missing[checked.outcome]
    no_covariate = np.zeros(len(rows), dtype=bool)
    for name in checked.columns:
        no_covariate |= missing[name]
    no_covariate &= ~no_outcome
    notes = [
        Note(code, rows=int(lost.sum()), participants=int(rows.loc[lost, participant].nunique()))
        for code, lost in (("missing_outcome", no_outcome), ("missing_covariate", no_covariate))
        if lost.any()
    ]
    if not notes:
        return rows, ()
    kept = rows[~(no_outcome | no_covariate)].copy()
    if kept.empty:
        raise DataError(Note("refused_no_complete_row"))
    return kept, tuple(notes)


def typed_column(column: pd.Series, name: str) -> pd.Series:
    """Return a column as numbers, or as a categorical with its declared (else sorted) levels."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.remove_unused_categories()
    if pd.api.types.is_bool_dtype(column):
        return column.astype(bool).astype("category")
    if pd.api.types.is_numeric_dtype(column):
        return column.astype(np.float64)
    if not isinstance(column.dtype, pd.StringDtype) and pd.api.types.infer_dtype(column, skipna=False) != "string":
        raise DataError(f"Column '{name}' holds neither numbers nor text; convert it before the model.")
    codes, found = pd.factorize(column)
    levels = sorted(found)
    place = np.array([levels.index(level) for level in found], dtype=np.intp)
    dtype = pd.CategoricalDtype(pd.Index(levels, dtype=column.dtype))
    return pd.Series(pd.Categorical.from_codes(place[codes], dtype=dtype), index=column.index)


def refuse_duplicates(people: Codes, codes: Codes, participant: str, visit: str) -> None:
    """Refuse two rows of a participant at the same visit."""
    twice = (people[1:] == people[:-1]) & (codes[1:] == codes[:-1])
    if twice.any():
        raise DataError(
            f"{int(twice.sum())} rows repeat a '{participant}' at the same '{visit}'; keep one row per "
            "participant and visit."
        )


def refuse_names(names: Iterable[str]) -> None:
    """Refuse a column of the formula by the name of a column of the results."""
    taken = [name for name in names if name in RESERVED]
    if taken:
        raise DataError(f"'{taken[0]}' is the name of a column of the results; rename that column of the data.")
