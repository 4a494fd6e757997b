"""Checks of how an instrument was filled in: one answer throughout, two in turn, a visit copied from another."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce

import numpy as np
import pandas as pd

from peereval.remarks import Finding
from peereval.study import Study
from peereval.validate.numbers import Array, is_number_column
from peereval.validate.places import findings_by_file
from peereval.validate.sequence import Sequence, mark, read_sequence

# With five answers or fewer, the same one throughout is common and says nothing.
FEWEST_ALIKE = 6
# With ten answers of four or five steps, the same ones at two visits come by chance once in many thousands.
FEWEST_COPIED = 10
_APART = 1e6  # keeps the weighted sums of answers of different people apart, mostly


@dataclass(frozen=True, slots=True, eq=False)
class ItemSet:
    """The items of an outcome: their columns in the order of the form, and the range of an answer."""

    outcome: str
    columns: tuple[str, ...]
    minimum: float
    maximum: float


def answers_patterned(frame: pd.DataFrame, study: Study, sets: Iterable[ItemSet]) -> Iterator[Finding]:
    """Find visits with one answer throughout an instrument, two answers in turn, or those of another visit.

    All three are notes: somebody may have answered so.

    Parameters
    ----------
    frame, study
        As for `check_frame`.
    sets
        The items of each instrument.
    """
    visits = read_sequence(frame, study)
    for one in sets:
        columns = [name for name in one.columns if name in frame and is_number_column(frame[name])]
        if len(columns) < FEWEST_ALIKE:
            continue
        items = [frame[name].to_numpy(dtype=float, na_value=np.nan) for name in columns]
        answered = _count_answers(items)
        halves = _Ends.of(items[::2]), _Ends.of(items[1::2])
        equal = (answered >= FEWEST_ALIKE) & _Ends.over(*halves).alike
        found = {"answers-equal": equal, "answers-alternating": _alternating(items, *halves) & ~equal}
        found["answers-copied"] = _copied(items, (answered >= FEWEST_COPIED) & ~equal, visits)
        for rule, rows in found.items():
            yield from findings_by_file("note", rule, frame, rows, {"outcome": one.outcome})


@dataclass(frozen=True, slots=True, eq=False)
class _Ends:
    """The least and the greatest answer of each row over some items, NaN without any."""

    least: Array
    greatest: Array

    @classmethod
    def of(cls, items: list[Array]) -> "_Ends":
        """Return the ends of several items."""
        return cls(reduce(np.fmin, items), reduce(np.fmax, items))

    @classmethod
    def over(cls, one: "_Ends", other: "_Ends") -> "_Ends":
        """Return the ends of two groups of items together."""
        return cls(np.fmin(one.least, other.least), np.fmax(one.greatest, other.greatest))

    @property
    def alike(self) -> Array:
        """Whether all answers are the same."""
        same: Array = self.least == self.greatest
        return same


def _count_answers(items: list[Array]) -> Array:
    return sum((np.isfinite(item) for item in items), start=np.zeros(len(items[0]), dtype=np.int32))


def _alternating(items: list[Array], odd: _Ends, even: _Ends) -> Array:
    """Say where the answers in odd places are all equal, those in even places too, and the two differ."""
    rows = np.flatnonzero(odd.alike & even.alike & (odd.least != even.least))
    enough = [_count_answers([item[rows] for item in items[start::2]]) >= FEWEST_ALIKE // 2 for start in (0, 1)]
    return mark(rows[enough[0] & enough[1]], len(items[0]))


def _copied(items: list[Array], enough: Array, visits: Sequence) -> Array:
    """Say where a participant has the same answers at another visit."""
    rows = np.flatnonzero(enough & (visits.person >= 0) & (visits.place >= 0))
    # Rows of one person and the same answers have the same sum: only those that share one are compared one by one.
    sums = visits.person * _APART
    for weight, item in enumerate(items, start=1):
        sums += weight * np.where(np.isnan(item), 0, item)
    suspects = rows[pd.Series(sums[rows]).duplicated(keep=False)]
    keyed = pd.DataFrame(np.column_stack([item[suspects] for item in items])).assign(person=visits.person[suspects])
    same = keyed.duplicated(keep=False).to_numpy(dtype=bool)
    # Two rows of one visit are a repeated visit, which another check finds.
    repeated = pd.Series(visits.place[suspects]).groupby(visits.person[suspects]).transform("nunique").to_numpy() < 2
    return mark(suspects[same & ~repeated], len(enough))
