"""The order of visits: declared, numeric, or the number in their labels."""

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.remarks import Note

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


def order_visits(visits: pd.Series) -> tuple[pd.Categorical, Note]:
    """Return the visits as a categorical in time order, with a note on how it was found.

    A categorical keeps its declared order, numbers are sorted as numbers, text by the one
    number in each label (T0, T6, T12); other text alphabetically. Levels not present are
    dropped.

    Examples
    --------
    >>> order_visits(pd.Series(["T12", "T0", "T6"]))[1]
    'Visits in the order of the number in their labels: T0, T6, T12.'
    """
    if isinstance(visits.dtype, pd.CategoricalDtype):
        kept = visits.array.remove_unused_categories()
        codes, found = kept.codes.astype(np.intp), kept.categories.tolist()
        levels, code = found, "visits_declared"
    else:
        codes, uniques = pd.factorize(visits)
        found = uniques.tolist()
        levels, code = _sorted_visits(found, numeric=pd.api.types.is_numeric_dtype(visits))
    place = np.array([*(levels.index(level) for level in found), -1])  # the last is for a missing visit
    ordered = pd.Categorical.from_codes(place[codes], categories=levels, ordered=True)
    return ordered, Note(code, visits=", ".join(str(level) for level in levels))


def _sorted_visits(found: Sequence[object], *, numeric: bool) -> tuple[list[object], str]:
    """Return the visits in order, and the code of the note that says how they were ordered."""
    if numeric:
        return sorted(found, key=float), "visits_numeric"  # type: ignore[arg-type]
    found = sorted(found, key=str)
    numbers = {level: _NUMBER.findall(str(level)) for level in found}
    values = [float(n[0].replace(",", ".")) for n in numbers.values() if len(n) == 1]
    if len(set(values)) == len(found):
        return [
            level for _, level in sorted(zip(values, found, strict=True), key=lambda pair: pair[0])
        ], "visits_by_number"
    return found, "visits_alphabetical"


def visit_times(visits: Sequence[object]) -> NDArray[np.float64] | None:
    """Return the planned times of the visits, (T,): numbers, or the one number in each label.

    Returns None where the labels hold no such numbers, or not in increasing order.

    Examples
    --------
    >>> visit_times(("T0", "T6", "T12"))
    array([ 0.,  6., 12.])
    """
    if all(isinstance(visit, int | float | np.number) for visit in visits):
        times = np.asarray(visits, dtype=np.float64)
    else:
        numbers = [_NUMBER.findall(str(visit)) for visit in visits]
        if any(len(found) != 1 for found in numbers):
            return None
        times = np.array([float(found[0].replace(",", ".")) for found in numbers])
    return times if (np.diff(times) > 0.0).all() else None
