"""The visits of each participant in their order, as positions of rows: what the checks over time are made of."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from peereval.study import Study

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Sequence:
    """Who and when of each row of a frame, as whole numbers; -1 where it is not known.

    `person` numbers the participants, `place` the visits in time order. Both have one
    element a row.
    """

    person: Array
    place: Array


def read_sequence(frame: pd.DataFrame, study: Study) -> Sequence:
    """Return the participant and the visit of each row as numbers."""
    visits, planned = frame["visit"], list(study.visits)
    if not isinstance(visits.dtype, pd.CategoricalDtype) or list(visits.cat.categories) != planned:
        visits = pd.Series(pd.Categorical(visits, categories=planned), index=frame.index)
    return Sequence(number_values(frame["participant"]), number_values(visits))


def number_values(values: "pd.Series[Any]") -> Array:
    """Return a whole number for each different value of a column, -1 where it is missing; categories have theirs."""
    coded = isinstance(values.dtype, pd.CategoricalDtype)
    return (values.cat.codes.to_numpy() if coded else pd.factorize(values)[0]).astype(np.int64)


def first_rows(visits: Sequence, known: Array) -> Array:
    """Return for each row the position of its participant's first visit where a condition holds, -1 without one."""
    rows = _in_order(visits, known)
    starts = rows[np.diff(visits.person[rows], prepend=-1) != 0]
    # One element more than there are participants: rows without a participant have number -1.
    first = np.full(int(visits.person.max(initial=-1)) + 2, -1)
    first[visits.person[starts]] = starts
    return first[visits.person]


def consecutive_rows(visits: Sequence, known: Array) -> tuple[Array, Array]:
    """Return the positions of the earlier and the later row of two consecutive visits of a participant.

    Only rows where the condition holds count: where the second of three visits is not known,
    the first and the third are consecutive. Two rows of one visit are not.
    """
    rows = _in_order(visits, known)
    earlier, later = rows[:-1], rows[1:]
    paired = (visits.person[earlier] == visits.person[later]) & (visits.place[earlier] < visits.place[later])
    return earlier[paired], later[paired]


def changing_rows(visits: Sequence, values: Array, known: Array) -> Array:
    """Return, one element a row, whether the row is known and its participant has several known values."""
    first = first_rows(visits, known)
    other = known & (first >= 0) & (values != values[first])
    return known & people_of(visits, other)


def people_of(visits: Sequence, rows: Array) -> Array:
    """Return, one element a row, whether its participant has a row where a condition holds."""
    people = np.zeros(int(visits.person.max(initial=-1)) + 2, dtype=bool)
    people[visits.person[rows & (visits.person >= 0)]] = True
    return people[visits.person]


def mark(rows: Array, length: int) -> Array:
    """Return, one element a row, whether its position is among those given."""
    marked = np.zeros(length, dtype=bool)
    marked[rows] = True
    return marked


def _in_order(visits: Sequence, known: Array) -> Array:
    rows = np.flatnonzero(known & (visits.person >= 0) & (visits.place >= 0))
    order = visits.person[rows] * (int(visits.place.max(initial=0)) + 1) + visits.place[rows]
    if (np.diff(order) >= 0).all():  # as files mostly are
        return rows
    return rows[np.argsort(order, kind="stable")]
