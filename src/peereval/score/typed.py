"""Outcomes that are no continuous score: an event or its absence, ordered categories, counts, as numbers."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from peereval.remarks import Finding
from peereval.score.measure import Measure
from peereval.score.responses import read_numbers

if TYPE_CHECKING:
    from peereval.codebook import Field
    from peereval.study import Outcome

NO, YES = "no", "yes"
Read = tuple[pd.Series, tuple[str, ...], tuple[Finding, ...]]


def code_typed(frame: pd.DataFrame, name: str, outcome: "Outcome", field: "Field | None") -> Read:
    """Return the column of a typed outcome as numbers, its categories, and what is wrong in it.

    Parameters
    ----------
    frame
        The long table, in which columns with levels hold the names of the levels.
    name
        The outcome of study.yaml.
    outcome
        Its keys: `column`, `type` and the `event` of a binary one.
    field
        What the codebook says of the column.

    Returns
    -------
    (Series, tuple of str, tuple of Finding)
        Binary: 1 the event, 0 not; ordinal: 0, 1, ... in the order of the codebook, or of the
        numbers; counts as they are.
    """
    column = str(outcome.column)
    levels = field.level_names if field else ()
    if outcome.type == "binary" and (levels or (field and field.type == "boolean")):
        event = outcome.event or "true"
        texts = frame[column].astype("string")
        coded = (texts == event).astype("Float64").to_numpy(dtype="float64", na_value=np.nan)
        others = [level for level in levels or ("true", "false") if level != event]
        return pd.Series(coded, index=frame.index), (others[0] if len(others) == 1 else NO, event), ()
    if outcome.type == "ordinal" and levels:
        codes = pd.Categorical(frame[column].astype("string"), categories=list(levels)).codes
        return pd.Series(np.where(codes < 0, np.nan, codes), index=frame.index), tuple(levels), ()
    numbers, text = read_numbers(frame, name, [column], outcome.missing)
    values, wrong = _allowed(frame, numbers[column], name, outcome)
    if outcome.type == "ordinal":
        codes, found = pd.factorize(values, sort=True)
        values = pd.Series(np.where(codes < 0, np.nan, codes), index=frame.index)
        return values, tuple(f"{number:g}" for number in found), text
    return values, (NO, YES) if outcome.type == "binary" else (), (*text, *wrong)


def _allowed(
    frame: pd.DataFrame, values: pd.Series, name: str, outcome: "Outcome"
) -> tuple[pd.Series, tuple[Finding, ...]]:
    """Return the values that the type allows, the others missing, and where these stand."""
    if outcome.type == "ordinal":
        return values, ()
    fine = values.isin([0.0, 1.0]) if outcome.type == "binary" else (values >= 0.0) & (values == values.round())
    wrong = values.notna() & ~fine
    found = []
    files = frame["source_file"].astype(str) if "source_file" in frame else pd.Series("", index=frame.index)
    for file in dict.fromkeys(files[wrong]):
        here = wrong & (files == file)
        rows = tuple(sorted({int(row) for row in frame["source_row"][here]})) if "source_row" in frame else ()
        told = {"outcome": name, "columns": str(outcome.column)}
        fix = f"outcomes: {{{name}: {{missing: [<code>]}}}}"
        found.append(Finding("error", f"outcome-not-{outcome.type}", file, rows, int(here.sum()), fix, told))
    return values.mask(wrong), tuple(found)


def type_measure(measure: Measure, outcome: "Outcome", categories: Sequence[str]) -> Measure:
    """Return a measure with its type, its categories and the values it can take."""
    if outcome.type == "continuous":
        return measure
    least, most = (0.0, float(len(categories) - 1)) if categories else (0.0, float("nan"))
    return replace(measure, type=outcome.type, categories=tuple(categories), minimum=least, maximum=most)


def name_categories(frame: pd.DataFrame, measures: Sequence[Measure]) -> pd.DataFrame:
    """Return the scored table with the categories of binary and ordinal measures in the place of their numbers.

    Use it for tables that count people by category.
    """
    named = {one.name: _named(frame[one.name], one.categories) for one in measures if one.categories}
    return frame.assign(**named)


def _named(values: pd.Series, categories: tuple[str, ...]) -> pd.Series:
    codes = values.fillna(-1).to_numpy(dtype=np.intp)
    kind: pd.CategoricalDtype[str] = pd.CategoricalDtype(list(categories), ordered=True)
    return pd.Series(pd.Categorical.from_codes(codes, dtype=kind), index=values.index)
