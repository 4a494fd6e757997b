"""Who was seen when: the participants of a frame with their outcomes as a matrix, a column for each visit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import DataError, FitError, did_you_mean
from peereval.model.rows import refuse_frame, typed_column
from peereval.model.visits import order_visits
from peereval.remarks import Note

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Records:
    """n participants measured at baseline, with T visits, baseline first.

    labels (n,) : who they are
    outcome (n, T) : missing where not seen; group (n,) : codes of `groups`
    covariates (n, c) : what attendance is predicted from, as numbers
    personal : one row per participant, the columns that do not change between visits
    """

    labels: NDArray[np.object_]
    outcome: Floats
    group: Codes
    covariates: Floats
    personal: pd.DataFrame
    groups: tuple[object, ...]
    visits: tuple[object, ...]
    notes: tuple[Note, ...]

    @property
    def seen(self) -> Mask:
        """Whether the outcome was observed, (n, T)."""
        return ~np.isnan(self.outcome)


def read_records(
    data: pd.DataFrame,
    *,
    participant: str,
    visit: str,
    outcome: str,
    group: str,
    baseline: object,
    covariates: Sequence[str],
    more: Mapping[str, str] | None = None,
) -> Records:
    """Return the participants of a long frame from a baseline visit on; a visit without a row is missed.

    `more` are further columns to carry, by the option that names them. Who has no outcome at baseline or
    lacks any of these columns is left out, which a note counts.

    Raises
    ------
    DataError
        If a column is missing or of no usable type, a participant has two rows at a visit or
        no group, or the group or a covariate changes between visits.
    FitError
        If the baseline is not a visit, or the last one.
    """
    asked = {"participant": participant, "visit": visit, "outcome": outcome, "group": group}
    carried = {**{f"attendance covariate {j + 1}": name for j, name in enumerate(covariates)}, **(more or {})}
    refuse_frame(data, {**asked, **carried})
    people, labels = pd.factorize(data[participant])
    order, _ = order_visits(data[visit])
    codes = order.codes.astype(np.intp)
    _refuse_rows(people, codes, participant, visit)
    visits = tuple(order.categories)
    first = _position(visits, baseline)
    values = np.full((len(labels), len(visits)), np.nan)
    values[people, codes] = _numbers(data[outcome], outcome)
    own = _personal(data[list(dict.fromkeys([group, *carried.values()]))], people)
    kept = ~np.isnan(values[:, first]) & own.notna().all(axis=1).to_numpy()
    if not kept.any():
        raise DataError(Note("refused_nobody_with_covariates", outcome=outcome, baseline=baseline))
    own, left = own[kept].reset_index(drop=True), int((~kept).sum())
    numeric = pd.api.types.is_numeric_dtype(own[group])
    groups = (own[group] if numeric else typed_column(own[group], group)).astype("category")
    return Records(
        np.asarray(labels, dtype=object)[kept],
        values[kept][:, first:],
        groups.cat.codes.to_numpy().astype(np.intp),
        code_columns(own[list(covariates)]),
        own,
        tuple(groups.cat.categories),
        visits[first:],
        (Note("attendance_left_out", participants=left),) if left else (),
    )


def _position(visits: tuple[object, ...], baseline: object) -> int:
    if baseline not in visits:
        hint = did_you_mean(str(baseline), map(str, visits))
        raise FitError(f"baseline={baseline!r} is not a visit; they are: {', '.join(map(repr, visits))}.{hint}")
    if baseline == visits[-1]:
        raise FitError(f"baseline={baseline!r} is the last visit, so there is no later one to be seen at.")
    return visits.index(baseline)


def _refuse_rows(people: Codes, codes: Codes, participant: str, visit: str) -> None:
    unplaced = int(((people < 0) | (codes < 0)).sum())
    if unplaced:
        raise DataError(f"{unplaced} rows have no '{participant}' or no '{visit}'; give them one or drop them.")
    twice = len(people) - len(np.unique(np.column_stack([people, codes]), axis=0))
    if twice:
        raise DataError(f"{twice} rows repeat a '{participant}' at the same '{visit}'; keep one row of each.")


def _numbers(column: pd.Series, name: str) -> Floats:
    if not pd.api.types.is_numeric_dtype(column):
        raise DataError(f"The outcome '{name}' is not a number.")
    return column.to_numpy(dtype=np.float64, na_value=np.nan)


def _personal(columns: pd.DataFrame, people: Codes) -> pd.DataFrame:
    """Return one row per participant, or refuse columns that change between visits."""
    by_person = columns.groupby(people, sort=True)
    moving = [name for name, most in by_person.nunique().max().items() if most > 1]
    if moving:
        raise DataError(
            f"'{moving[0]}' changes between the visits of a participant. Who is seen at a visit is predicted from what "
            "was known before it; use the value at the first visit."
        )
    return by_person.first()


def code_columns(covariates: pd.DataFrame) -> Floats:
    """Return covariates as numbers, (n, c), each categorical as columns of 0 and 1 without its first level."""
    found: list[Floats] = []
    for name in covariates.columns:
        typed = typed_column(covariates[name], name)
        if isinstance(typed.dtype, pd.CategoricalDtype):
            found += [(typed == level).to_numpy(dtype=np.float64) for level in typed.cat.categories[1:]]
        else:
            found.append(typed.to_numpy(dtype=np.float64))
    return np.column_stack(found) if found else np.zeros((len(covariates), 0))
