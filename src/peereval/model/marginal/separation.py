"""Separation: rows whose outcome a combination of the columns tells without fail.

A cell without events, say: its coefficient has no finite estimate. Found by linear programming
(Konis 2007; Albert and Anderson 1984, doi:10.1093/biomet/71.1.1).
"""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
ROUNDS = 20
MOVED = 1e-6  # of a linear predictor with coefficients up to 1, in columns of size 1


def separated_rows(X: Floats, y: Floats, family: str) -> Mask:
    """Return the rows that are told without fail, (N,), for X (N, p) and y (N,) of a family.

    A direction b separates binary rows when x'b >= 0 where y = 1 and x'b <= 0 where y = 0;
    counts when x'b = 0 where y > 0 and x'b <= 0 where y = 0.
    """
    signed, fixed = _constraints(X, y, family)
    found = np.zeros(len(y), dtype=bool)
    for _ in range(ROUNDS):
        direction = _direction(signed[~found & ~fixed], X[fixed])
        if direction is None:
            break
        moved = np.zeros(len(y), dtype=bool)
        moved[~found & ~fixed] = signed[~found & ~fixed] @ direction > MOVED
        if not moved.any():
            break
        found |= moved
    return found


def _constraints(X: Floats, y: Floats, family: str) -> tuple[Floats, Mask]:
    """Return rows s with s'b >= 0 in every separating direction, and which rows have x'b = 0."""
    if family == "binomial":
        return (2.0 * y - 1.0)[:, None] * X, np.zeros(len(y), dtype=bool)
    return -X, y > 0.0


def _direction(signed: Floats, fixed: Floats) -> Floats | None:
    """Return the direction within the unit box that moves the rows most, or None."""
    if not len(signed):
        return None
    rows = np.unique(np.round(signed, 12), axis=0)
    equal = np.unique(np.round(fixed, 12), axis=0) if len(fixed) else None
    found = linprog(
        -rows.sum(axis=0),
        A_ub=-rows,
        b_ub=np.zeros(len(rows)),
        A_eq=equal,
        b_eq=None if equal is None else np.zeros(len(equal)),
        bounds=(-1.0, 1.0),
        method="highs",
    )
    if found.status != 0:
        return None
    direction = np.asarray(found.x, dtype=np.float64)
    return direction if float((rows @ direction).sum()) > MOVED else None
