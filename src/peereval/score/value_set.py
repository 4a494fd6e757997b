"""Value sets: a number for each level of each item, added up, as for health utilities."""

from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from peereval.yaml_model import Keys

Floats = NDArray[np.float64]


class AnyAt(Keys):
    """A number added once when any item is at a level."""

    level: int
    add: float


class ValueSet(Keys):
    """What each answer adds to a starting value.

    Attributes
    ----------
    start
        The value before any item is counted: that of full health.
    by_level
        For each item, by its number, what each response adds, from the lowest response on;
        what a problem takes away is written with a minus sign.
    any_at
        What is added once when at least one item has the response `level`.
    """

    start: float = 1.0
    by_level: dict[Annotated[int, Field(ge=1)], tuple[float, ...]]
    any_at: AnyAt | None = None


def sum_values(answers: Floats, items: tuple[int, ...], values: ValueSet, lowest: float) -> Floats:
    """Return the value of each row of answers; missing where an answer is missing or is no level.

    Parameters
    ----------
    answers
        Rows x items, as answered.
    items
        The number of the item of each column.
    values
        The value set.
    lowest
        The lowest response, to which the first number of each item belongs.

    Examples
    --------
    >>> two = ValueSet(by_level={1: (0, -0.1), 2: (0, -0.2)}, any_at={"level": 2, "add": -0.05})
    >>> sum_values(np.array([[1.0, 1.0], [2.0, 1.0], [2.0, np.nan]]), (1, 2), two, 1).round(2)
    array([1.  , 0.85,  nan])
    """
    total = np.full(len(answers), values.start)
    for place, item in enumerate(items):
        table = np.asarray(values.by_level[item])
        level = answers[:, place] - lowest
        known = (level >= 0) & (level < len(table)) & (level % 1 == 0)
        added = np.full(len(answers), np.nan)
        added[known] = table[level[known].astype("int64")]
        total += added
    if values.any_at is not None:
        total += np.where((answers == values.any_at.level).any(axis=1), values.any_at.add, 0.0)
    return total


def value_range(items: tuple[int, ...], values: ValueSet, lowest: float) -> tuple[float, float]:
    """Return the lowest and the highest value that any answers to the items can have."""
    tables = [np.asarray(values.by_level[item]) for item in items]
    if values.any_at is None:
        return values.start + _least(tables), values.start - _least([-table for table in tables])
    place, extra = int(values.any_at.level - lowest), values.any_at.add
    without = [np.delete(table, place) for table in tables]
    low = min(_least(without), _least_with(tables, place) + extra)
    high = max(-_least([-table for table in without]), extra - _least_with([-table for table in tables], place))
    return values.start + low, values.start + high


def _least(tables: list[Floats]) -> float:
    return sum(float(table.min()) for table in tables)


def _least_with(tables: list[Floats], place: int) -> float:
    """Return the least sum in which at least one table stands at `place`."""
    return _least(tables) + min(float(table[place] - table.min()) for table in tables)
