"""The order of visits: declared, numeric, or the number in their labels."""

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.results import Note

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
        levels, code = list(visits.cat.remove_unused_categories().cat.categories), "visits_declared"
    elif pd.api.types.is_numeric_dtype(visits):
        levels, code = sorted(visits.dropna().unique().tolist()), "visits_numeric"
    else:
        found = sorted(visits.dropna().unique().tolist(), key=str)
        numbers = {level: _NUMBER.findall(str(level)) for level in found}
        values = [float(n[0].replace(",", ".")) for n in numbers.values() if len(n) == 1]
        if len(set(values)) == len(found):
            levels, code = [level for _, level in sorted(zip(values, found, strict=True))], "visits_by_number"
        else:
            levels, code = found, "visits_alphabetical"
    ordered = pd.Categorical(visits, categories=levels, ordered=True)
    return ordered, Note(code, visits=", ".join(str(level) for level in levels))


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
