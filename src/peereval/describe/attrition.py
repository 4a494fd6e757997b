"""Who leaves: the people not seen at the last visit against those who were, as they first came."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from peereval.describe.attendance import read_attendance
from peereval.describe.entry import covariate_columns, first_rows
from peereval.describe.levels import levels_in_order
from peereval.describe.measured import Measured
from peereval.describe.summary import smd_levels, smd_numbers
from peereval.results import Result, make_result

if TYPE_CHECKING:
    from peereval.study import Study

_METHOD = {
    "recorded": "first visit attended",
    "percent": "of those recorded",
    "smd": "not seen minus seen; mean of the two variances; Mahalanobis distance for levels",
}
STATUSES = ("seen", "not seen")
_Cell = tuple[str, str, str, float]


def describe_attrition(frame: pd.DataFrame, study: "Study", measures: Sequence[Measured]) -> Result:
    """Return who was and who was not seen at the last visit, as recorded at the first visit attended.

    A large standardised difference says that those who stayed are unlike those who left. A
    model on all visits allows for what its covariates and earlier scores tell of it, not for more.

    Parameters
    ----------
    frame
        The scored frame.
    study
        The study: its covariates, region, groups and visits.
    measures
        The measures.

    Returns
    -------
    Result
        Kind "attrition", keys `variable, level, group, status`; people who enter at the last
        visit are left out. Status seen and not seen: at variable "" people; numbers have
        count, mean and sd, levels count and percent of those recorded, at level "" missing.
        Status "": smd, not seen minus seen (for levels never negative).
    """
    attendance, last = read_attendance(frame, study), len(study.visits) - 1
    stayed = pd.Series(attendance.seen[:, last], index=attendance.people)[attendance.entry < last]
    first = first_rows(frame, study).set_index("participant").loc[list(stayed.index)]
    names = dict.fromkeys([*covariate_columns(study), "region", *(measure.name for measure in measures)])
    rows: list[tuple[str, str, str, str, str, float]] = []
    for group in study.groups:
        inside = (first["group"].astype(str) == group).to_numpy()
        here, kept = first[inside], stayed.to_numpy()[inside]
        if inside.any():
            totals = zip(STATUSES, (kept.sum(), (~kept).sum()), strict=True)
            rows += [("", "", group, status, "people", float(total)) for status, total in totals]
            rows += [
                (name, level, group, status, quantity, figure)
                for name in names
                if name in first
                for level, status, quantity, figure in _compare(here[name], kept, levels_of(first[name], name, study))
            ]
    columns = ["variable", "level", "group", "status", "quantity", "estimate"]
    table = pd.DataFrame(rows, columns=columns).astype({"estimate": "float64"})
    return make_result("attrition", table, method={**_METHOD, "visit": list(study.visits)[last]})


def levels_of(values: pd.Series, name: str, study: "Study") -> list[object] | None:
    """Return the levels of a categorical variable, or None for numbers."""
    numeric = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    return None if numeric else levels_in_order(values, name, study)


def _compare(values: pd.Series, kept: np.ndarray, levels: list[object] | None) -> Iterator[_Cell]:
    """Yield level, status, quantity and figure of one variable in one group."""
    parts = (values[kept], values[~kept])
    for status, part in zip(STATUSES, parts, strict=True):
        known = part.dropna()
        for level in levels or ():
            count = float((known == level).sum())
            yield str(level), status, "count", count
            yield str(level), status, "percent", 100 * count / len(known) if len(known) else float("nan")
        if levels is None:
            yield "", status, "mean", float(known.mean())
            yield "", status, "sd", float(known.std())
        yield "", status, "count", float(len(known))
        yield "", status, "missing", float(part.isna().sum())
    seen, lost = parts
    yield "", "", "smd", smd_numbers(lost, seen) if levels is None else smd_levels(lost, seen)
