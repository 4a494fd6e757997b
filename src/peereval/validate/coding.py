"""Checks of how answers are coded: ranges that are shifted, and codes for "no answer" that nothing declares."""

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from peereval.remarks import Finding
from peereval.study import Study
from peereval.validate.answers import ItemSet
from peereval.validate.numbers import Array, is_number_column
from peereval.validate.places import findings_by_file
from peereval.validate.sequence import number_values
from peereval.yaml_file import as_yaml

CODES = (9, 77, 88, 99, 777, 888, 999, 9999, -9, -77, -88, -99, -777, -888, -999, -9999)
# A scale of more steps is a rating or an amount: its ends may stay unused.
MOST_STEPS = 10
# One answer beyond an end is a slip, so many of them are a way of coding.
FEWEST_SHIFTED = 5


def items_shifted(frame: pd.DataFrame, _study: Study, sets: Iterable[ItemSet]) -> Iterator[Finding]:
    """Find items that a file codes one step lower or higher than declared, or outside the range altogether.

    Parameters
    ----------
    frame
        As for `check_frame`.
    sets
        The items of each instrument, with the range of an answer.
    """
    files = number_values(frame["source_file"])
    for one in sets:
        if not one.maximum - one.minimum < MOST_STEPS:
            continue
        for file in np.unique(files):
            where = files == file
            for rule, columns, shift in _off(frame if where.all() else frame[where], one):
                values = {"outcome": one.outcome, "columns": ", ".join(columns), **_ranges(one, shift)}
                rows = where & frame[columns].notna().any(axis=1).to_numpy()
                fix = f"outcomes: {{{as_yaml(one.outcome)}: {{instrument: OWN.yaml}}}}"
                yield from findings_by_file("warning", rule, frame, rows, values, fix=fix)


def _off(frame: pd.DataFrame, one: ItemSet) -> Iterator[tuple[str, list[str], int]]:
    """Give the columns of one file that are off, with the rule and the shift they have in common."""
    columns = [name for name in one.columns if name in frame and is_number_column(frame[name])]
    shifts = {name: _shift(frame[name].to_numpy(dtype=float, na_value=np.nan), one) for name in columns}
    for shift in (-1, 1):
        shifted = [name for name, found in shifts.items() if found == shift]
        if shifted:
            yield "items-shifted", shifted, shift
    outside = [name for name, found in shifts.items() if found is None]
    if outside:
        yield "items-outside", outside, 0


def _shift(values: Array, one: ItemSet) -> int | None:
    """Return -1 or 1 where the answers fit the range one step away, None where none fits it, else 0."""
    if np.fmin.reduce(values, initial=np.nan) >= one.minimum and np.fmax.reduce(values, initial=np.nan) <= one.maximum:
        return 0
    known = values[~np.isnan(values) & ~np.isin(values, CODES)]
    if not len(known):
        return 0
    low, high = known.min(), known.max()
    if low == one.minimum - 1 and high < one.maximum and (known == low).sum() >= FEWEST_SHIFTED:
        return -1
    if high == one.maximum + 1 and low > one.minimum and (known == high).sum() >= FEWEST_SHIFTED:
        return 1
    return None if ((known < one.minimum) | (known > one.maximum)).all() else 0


def _ranges(one: ItemSet, shift: int) -> dict[str, object]:
    ends = {"minimum": one.minimum, "maximum": one.maximum, "low": one.minimum + shift, "high": one.maximum + shift}
    return {name: f"{end:g}" for name, end in ends.items()}


def codes_undeclared(frame: pd.DataFrame, study: Study) -> Iterator[Finding]:
    """Find 99, 9, -9 and the like far outside the other values of a column of numbers: perhaps codes for no answer."""
    found: dict[tuple[str, int], list[str]] = {}
    for column, owner in _described(frame, study).items():
        for code in _far_codes(frame[column].to_numpy(dtype=float, na_value=np.nan)):
            found.setdefault((owner, code), []).append(column)
    for (owner, code), columns in found.items():
        rows = (frame[columns] == code).any(axis=1)
        values = {"code": code, "columns": ", ".join(columns)}
        fix = _declared(owner, code, columns[0], study)
        yield from findings_by_file("warning", "code-undeclared", frame, rows, values, fix=fix)


def _described(frame: pd.DataFrame, study: Study) -> dict[str, str]:
    """Return the columns of numbers that the study speaks of, each with the outcome it belongs to ("": none)."""
    owners = {field.name: "" for field in study.book.fields} | dict.fromkeys(study.model.covariates, "")
    for name, outcome in study.outcomes.items():
        owners |= {str(one): name for one in frame if outcome.is_item(str(one)) or outcome.column == one}
    return {
        column: owner or column
        for column, owner in owners.items()
        if column in frame and is_number_column(frame[column])
    }


def _far_codes(values: Array) -> list[int]:
    """Return the codes further from the other values than these are from each other; below 0 where they are not."""
    least, greatest = np.fmin.reduce(values, initial=np.nan), np.fmax.reduce(values, initial=np.nan)
    if np.isnan(least) or (greatest < min(map(abs, CODES)) and least >= 0):
        return []
    coded = np.isin(values, CODES)
    rest = values[~coded & ~np.isnan(values)]
    if not coded.any() or not len(rest) or rest.min() == rest.max():
        return []
    low, high = rest.min(), rest.max()
    present = set(values[coded].astype(int).tolist())
    return [code for code in CODES if code in present and (code - high >= high - low or (code < 0 <= low))]


def _declared(owner: str, code: int, column: str, study: Study) -> str:
    if owner in study.outcomes:
        return f"outcomes: {{{as_yaml(owner)}: {{missing: [{code}]}}}}"
    line = study.book.line_of(column)
    return f'{study.codebook} line {line}: missingValues: ["{code}"]' if line else f"missing_codes: [{code}]"
