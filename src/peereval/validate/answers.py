"""Checks of how an instrument was filled in: one answer throughout, two in turn, a visit copied from another."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from peereval.results import Finding
from peereval.study import Study
from peereval.validate.numbers import Array, is_number_column, number_matrix
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
        answers = number_matrix(frame, columns)
        answered = np.isfinite(answers).sum(axis=0, dtype=np.int32)
        equal = (answered >= FEWEST_ALIKE) & _all_equal(answers)
        found = {"answers-equal": equal, "answers-alternating": _alternating(answers) & ~equal}
        found["answers-copied"] = _copied(answers, (answered >= FEWEST_COPIED) & ~equal, visits)
        for rule, rows in found.items():
            yield from findings_by_file("note", rule, frame, rows, {"outcome": one.outcome})


def _all_equal(answers: Array) -> Array:
    same: Array = np.fmin.reduce(answers, axis=0) == np.fmax.reduce(answers, axis=0)
    return same


def _alternating(answers: Array) -> Array:
    """Say where the answers in odd places are all equal, those in even places too, and the two differ."""
    halves = [answers[start::2] for start in (0, 1)]
    rows = np.flatnonzero(_all_equal(halves[0]) & _all_equal(halves[1]))
    odd, even = (half[:, rows] for half in halves)
    enough = [np.isfinite(half).sum(axis=0) >= FEWEST_ALIKE // 2 for half in (odd, even)]
    differ = np.fmin.reduce(odd, axis=0) != np.fmin.reduce(even, axis=0)
    return mark(rows[enough[0] & enough[1] & differ], answers.shape[1])


def _copied(answers: Array, enough: Array, visits: Sequence) -> Array:
    """Say where a participant has the same answers at another visit."""
    rows = np.flatnonzero(enough & (visits.person >= 0) & (visits.place >= 0))
    # Rows of one person and the same answers have the same sum: only those that share one are compared one by one.
    sums = visits.person * _APART
    for weight, item in enumerate(answers, start=1):
        sums += weight * np.nan_to_num(item, copy=True)
    suspects = rows[pd.Series(sums[rows]).duplicated(keep=False)]
    keyed = pd.DataFrame(answers[:, suspects].T).assign(person=visits.person[suspects])
    same = keyed.duplicated(keep=False).to_numpy(dtype=bool)
    # Two rows of one visit are a repeated visit, which another check finds.
    repeated = pd.Series(visits.place[suspects]).groupby(visits.person[suspects]).transform("nunique").to_numpy() < 2
    return mark(suspects[same & ~repeated], answers.shape[1])
