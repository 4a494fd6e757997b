"""What is added to imputed values, by group and visit."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from peereval.errors import FitError, did_you_mean
from peereval.remarks import Note

Floats = NDArray[np.float64]
Deltas = Mapping[object, float | Mapping[object, float]]


def read_delta(
    delta: Deltas | None, groups: Sequence[object], visits: Sequence[object], missed: NDArray[np.int_]
) -> Floats:
    """Return what is added to the imputed values of each group at each visit, (groups, T).

    `missed` (groups, T) counts the values to be imputed.

    Raises
    ------
    FitError
        If a group or visit is unknown, nobody of the group missed the visit, or a value is not a number.
    """
    added = np.zeros(missed.shape)
    for group, given in (delta or {}).items():
        g = _position(groups, group, "group")
        everywhere = [visits[t] for t in np.flatnonzero(missed[g]).tolist()]
        named = given if isinstance(given, Mapping) else dict.fromkeys(everywhere, given)
        if not named:
            raise FitError(Note("refused_delta_nobody", group=group))
        for visit, value in named.items():
            t = _position(visits, visit, "visit")
            if missed[g, t] == 0:
                raise FitError(Note("refused_delta_no_visit", group=group, visit=visit))
            added[g, t] = _number(value)
    return added


def _position(known: Sequence[object], asked: object, what: str) -> int:
    if asked not in known:
        hint = did_you_mean(str(asked), map(str, known))
        raise FitError(f"delta names {asked!r}, which is not a {what}; they are: {', '.join(map(repr, known))}.{hint}")
    return list(known).index(asked)


def _number(value: object) -> float:
    if not isinstance(value, int | float | np.number) or not np.isfinite(float(value)):
        raise FitError("delta holds something that is not a number; give numbers in the unit of the outcome.")
    return float(value)
