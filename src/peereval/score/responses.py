"""The responses to items: as numbers, within what the key allows, with what is wrong among them."""

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.remarks import Finding
from peereval.score.instruments import Instrument
from peereval.score.score_rule import Range

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
_FIX_CODE = "outcomes: {{{name}: {{missing: [<code>]}}}}"


def read_numbers(
    frame: pd.DataFrame, name: str, columns: Sequence[str], missing: Sequence[object] = ()
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Return columns as numbers, missing codes as missing, and a finding for any text among them.

    Parameters
    ----------
    frame
        The long table; `source_file` and `source_row`, when there, locate the findings.
    name
        The outcome of study.yaml, for the findings.
    columns
        Columns to read; all must be there.
    missing
        Codes that mean "no answer", as study.yaml gives them.
    """
    codes = frozenset(str(code).strip() for code in missing)
    shape = (len(frame), len(columns))
    # Column after column in memory, as pandas keeps them: no pass over the table in strides.
    numbers, text = np.empty(shape, order="F"), np.zeros(shape, dtype=bool, order="F")
    for place, column in enumerate(columns):
        numbers[:, place], text[:, place] = _as_number(frame[column], codes)
    read = pd.DataFrame(numbers, index=frame.index, columns=list(columns), copy=False)
    return read, _locate(frame, _like(read, text), "item-not-number", name, {}) if text.any() else ()


def check_responses(
    frame: pd.DataFrame, name: str, items: pd.DataFrame, instrument: Instrument
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Return the items with responses the key does not allow as missing, and where they stand.

    `items` has one column per item, named as in the table.
    """
    allowed = instrument.responses
    wrong = np.zeros(items.shape, dtype=bool, order="F")
    known = items.to_numpy(dtype="float64")
    if instrument.missing:
        known = np.where(np.isin(known, instrument.missing), np.nan, known)
    for place in range(items.shape[1]):
        wrong[:, place] = _not_allowed(known[:, place], allowed)
    if not wrong.any():
        return _like(items, known), ()
    values = {"minimum": f"{allowed.minimum:g}", "maximum": f"{allowed.maximum:g}"}
    found = _locate(frame, _like(items, wrong), "item-out-of-range", name, values)
    return _like(items, np.where(wrong, np.nan, known)), found


def _like(items: pd.DataFrame, values: Floats | Bools) -> pd.DataFrame:
    return pd.DataFrame(values, index=items.index, columns=items.columns, copy=False)


def _not_allowed(answers: Floats, allowed: Range) -> Bools:
    # A missing answer is no broken one: comparisons with it are false.
    wrong = (answers < allowed.minimum) | (answers > allowed.maximum)
    if allowed.whole:
        wrong |= np.abs(answers - np.rint(answers)) > 0
    return wrong


def _as_number(column: pd.Series, codes: frozenset[str]) -> tuple[Floats, Bools]:
    """Return a column as numbers, codes as missing, and where it holds what is no number and no code."""
    if pd.api.types.is_numeric_dtype(column):
        numbers = column.to_numpy(dtype="float64", na_value=np.nan)
        least, greatest = np.fmin.reduce(numbers, initial=np.nan), np.fmax.reduce(numbers, initial=np.nan)
        if not any(least <= code <= greatest for code in (*_as_floats(codes), np.inf, -np.inf)):
            return numbers, np.zeros(len(numbers), dtype=bool)
        numbers, unread = numbers.copy(), np.isinf(numbers)
    else:
        # Responses are few: each different text is read once, whatever the number of rows.
        places, texts = pd.factorize(column)
        known = pd.Series(texts).astype("string")
        read = pd.to_numeric(known, errors="coerce").to_numpy(dtype="float64", na_value=np.nan)
        ill = ~np.isfinite(read) & ~known.isin(codes).to_numpy(dtype=bool)
        numbers, unread = np.append(read, np.nan)[places], np.append(ill, np.False_)[places]
    for code in _as_floats(codes):
        numbers[numbers == code] = np.nan
    numbers[unread] = np.nan
    return numbers, unread


@cache
def _as_floats(codes: frozenset[str]) -> list[float]:
    numbers = pd.to_numeric(pd.Series(sorted(codes), dtype="string"), errors="coerce")
    return [float(number) for number in numbers.dropna()]


def _locate(
    frame: pd.DataFrame, wrong: pd.DataFrame, rule: str, name: str, values: Mapping[str, object]
) -> tuple[Finding, ...]:
    """Return one finding per file with a wrong cell: its rows, their columns, how many cells."""
    hit = wrong.any(axis="columns")
    if not hit.any():
        return ()
    bad, where = wrong[hit], frame[hit]
    file = where["source_file"].astype(str) if "source_file" in where else pd.Series("", index=where.index)
    found = []
    for one in dict.fromkeys(file):
        cells = bad[file == one]
        columns = [str(column) for column in cells.columns if cells[column].any()]
        rows = where["source_row"][file == one] if "source_row" in where else ()
        found.append(
            Finding(
                severity="error",
                rule=rule,
                file=one,
                rows=tuple(sorted({int(row) for row in rows})),
                count=int(cells.to_numpy().sum()),
                fix=_FIX_CODE.format(name=name),
                values={"outcome": name, "columns": ", ".join(columns), **values},
            )
        )
    return tuple(found)
