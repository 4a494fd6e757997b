"""What a reader knows as rows of one sparse matrix, and whole numbers that fit some of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from peereval.report.disclosure.margins import Name, Relation

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
# Counts of people stay far below.
_MANY = 100_000.0


@dataclass(frozen=True, slots=True, eq=False)
class System:
    """Every relation between counts.

    place : the column of each count
    weights : sparse, relations x counts
    low, high : limits of each relation
    """

    place: Mapping[Name, int]
    weights: Any
    low: Floats
    high: Floats

    @property
    def names(self) -> list[Name]:
        """The counts, in the order of the columns."""
        return list(self.place)


def make_system(relations: Sequence[Relation]) -> System:
    """Return relations as a matrix; a count that a relation names twice has the sum of its weights."""
    from scipy.sparse import coo_array  # noqa: PLC0415  (only reports that leave need it)

    place: dict[Name, int] = {}
    terms = [(row, place.setdefault(name, len(place)), weight)
             for row, relation in enumerate(relations) for name, weight in relation.terms]  # fmt: skip
    rows, columns, weights = zip(*terms, strict=True) if terms else ((), (), ())
    matrix = coo_array((weights, (rows, columns)), shape=(len(relations), len(place)), dtype=np.float64).tocsr()
    low, high = (np.array([getattr(one, side) for one in relations], dtype=np.float64) for side in ("low", "high"))
    return System(place, matrix, low, high)


def solve_system(
    system: System,
    relations: Sequence[int],
    free: Sequence[Name],
    known: Floats,
    limits: Mapping[Name, tuple[float, float]] | None = None,
) -> dict[Name, float] | None:
    """Return whole numbers for the free counts that fit some relations, or None.

    Parameters
    ----------
    system
        All relations.
    relations
        The rows that must hold.
    free
        The counts to be found; every other one is held at what is known.
    known
        A value for each column of the system; those of free counts are not read.
    limits
        Least and most of some free counts; the others are 0 or more.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415  (half a second to import)

    at = np.array([system.place[name] for name in free], dtype=np.int64)
    low, high = np.zeros(len(free)), np.full(len(free), _MANY)
    asked = {name: number for number, name in enumerate(free)}
    for name, (least, most) in (limits or {}).items():
        low[asked[name]], high[asked[name]] = least, min(most, _MANY)
    if not len(at) or (low > high).any():
        return None if len(at) else {}
    weights, least_sum, most_sum = _rows(system, np.array(relations, dtype=np.int64), at, known)
    found = milp(
        np.zeros(len(free)),
        integrality=np.ones(len(free), dtype=np.int64),
        bounds=Bounds(low, high),
        constraints=[LinearConstraint(weights, least_sum, most_sum)] if len(least_sum) else [],
    )
    return None if found.x is None else dict(zip(free, np.round(found.x).tolist(), strict=True))


def _rows(system: System, relations: Places, free: Places, known: Floats) -> tuple[Any, Floats, Floats]:
    """Return the weights of the free counts in the relations that hold one, and what is left of the limits."""
    rows = system.weights[relations]
    held = known.copy()
    held[free] = 0.0
    told = rows @ held
    weights = rows[:, free]
    some = np.diff(weights.indptr) > 0
    return weights[some], (system.low[relations] - told)[some], (system.high[relations] - told)[some]
