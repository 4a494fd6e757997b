"""Columns of people as chained equations take them: numbers, and categories as codes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A column of n people: values (n,), missing ones NaN; categories are codes from 0, `levels` of them, else 0."""

    name: str
    values: Floats
    levels: int = 0


def coded(values: Floats, levels: int) -> Floats:
    """Return numbers and codes of two levels as one column, codes of more as indicators, (n, columns).

    Examples
    --------
    >>> coded(np.array([0.0, 1.0, 2.0]), 3)
    array([[0., 0.],
           [1., 0.],
           [0., 1.]])
    """
    if levels <= 2:
        return values[:, None]
    return np.asarray(np.eye(levels)[values.astype(np.intp)][:, 1:])
