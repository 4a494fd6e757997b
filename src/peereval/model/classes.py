"""Covariance classes: whose covariance differs, by a grouping, by real times or by weights."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import DataError
from peereval.model.design import Design
from peereval.model.structures.catalogue import Plan
from peereval.model.visits import visit_times

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Classes:
    """The covariance class of each participant, and what the structures of the levels depend on.

    classes (n,) : classes of the first level first, then its class of the planned visits, and so on
    levels : of the grouping, empty without one; plans : one per level
    owner (m,) : the level of each class
    """

    classes: Codes
    levels: tuple[str, ...]
    plans: tuple[Plan, ...]
    owner: Codes


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """The columns the covariance depends on: a grouping, real times, weights of observations."""

    by: str | None = None
    time: str | None = None
    weights: str | None = None

    @property
    def asked(self) -> dict[str, str]:
        """The columns by the name of the option."""
        given = {"covariance_by": self.by, "time": self.time, "observation_weights": self.weights}
        return {option: column for option, column in given.items() if column is not None}


def read_classes(design: Design, columns: Columns) -> Classes:
    """Return the covariance classes of the participants.

    Raises
    ------
    DataError
        If a column has missing values, a grouping changes within a participant, a time is not a
        number or the same at two visits of a participant, or a weight is not above 0.
    """
    n = int(design.participant[-1]) + 1
    level, levels = np.zeros(n, dtype=np.intp), tuple[str, ...]()
    if columns.by is not None:
        level, levels = _levels(design, columns.by)
    times = None if columns.time is None else _times(design, columns.time)
    weights = None if columns.weights is None else _weights(design, columns.weights)
    classes = np.zeros(n, dtype=np.intp)
    plans: list[Plan] = []
    sizes: list[int] = []
    for code in range(max(len(levels), 1)):
        members = np.flatnonzero(level == code)
        plan, within = _plan(design, members, times, weights)
        classes[members] = sum(sizes) + within
        plans.append(plan)
        sizes.append(plan.n_classes)
    return Classes(classes, levels, tuple(plans), np.repeat(np.arange(len(sizes)), sizes))


def _plan(design: Design, members: Codes, times: Floats | None, weights: Floats | None) -> tuple[Plan, Codes]:
    """Return the plan of a level, its last class that of the planned visits, and the class of each member."""
    n_visits = len(design.visits)
    planned = visit_times(design.visits)
    if times is None and weights is None:
        at = None if planned is None else planned[None]
        return Plan(n_visits, at), np.zeros(members.size, dtype=np.intp)
    usual = planned if times is None else _median(times)
    parts = []
    if usual is not None:
        own = np.tile(usual, (members.size, 1)) if times is None else times[members]
        parts.append(np.vstack([np.where(np.isnan(own), usual, own), usual]))
    if weights is not None:
        parts.append(np.vstack([np.where(np.isnan(weights[members]), 1.0, weights[members]), np.ones(n_visits)]))
    profiles, within = np.unique(np.hstack(parts)[:-1], axis=0, return_inverse=True)
    whole = np.vstack([profiles, np.hstack(parts)[-1]])
    at = None if usual is None else whole[:, :n_visits]
    shares = None if weights is None else whole[:, -n_visits:]
    return Plan(n_visits, at, shares), within.ravel().astype(np.intp)


def _median(times: Floats) -> Floats:
    return np.asarray(np.nanmedian(times, axis=0))


def _wide(design: Design, values: Floats) -> Floats:
    """Return values of the rows per participant and visit, (n, T), NaN where not seen."""
    wide = np.full((int(design.participant[-1]) + 1, len(design.visits)), np.nan)
    wide[design.participant, design.visit] = values
    return wide


def _numbers(design: Design, name: str, what: str) -> Floats:
    column = design.extras[name]
    if not pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
        raise DataError(f"'{name}' must hold {what}, as numbers (months since inclusion, say, for a date).")
    values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    lost = int((~np.isfinite(values)).sum())
    if lost:
        raise DataError(f"{lost} rows have no '{name}'; give them {what}, or drop them.")
    return values


def _times(design: Design, name: str) -> Floats:
    wide = _wide(design, _numbers(design, name, "times"))
    ordered = np.sort(wide, axis=1)
    twice = int((np.diff(ordered, axis=1) == 0.0).any(axis=1).sum())
    if twice:
        raise DataError(f"{twice} participants have the same '{name}' at two visits; correct one of them.")
    return wide


def _weights(design: Design, name: str) -> Floats:
    values = _numbers(design, name, "weights above 0")
    if (values <= 0.0).any():
        raise DataError(f"{int((values <= 0.0).sum())} rows have a '{name}' of 0 or less; weights are above 0.")
    return _wide(design, values)


def _levels(design: Design, name: str) -> tuple[Codes, tuple[str, ...]]:
    """Return the level of each participant, (n,), and the levels in declared, else sorted, order."""
    column = design.extras[name]
    if column.isna().any():
        raise DataError(f"{int(column.isna().sum())} rows have no '{name}'; give them one or drop them.")
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.cat.remove_unused_categories()
        codes, found = column.cat.codes.to_numpy(dtype=np.intp), list(column.cat.categories)
    else:
        codes, uniques = pd.factorize(column, sort=True)
        found = list(uniques)
    level = np.zeros(int(design.participant[-1]) + 1, dtype=np.intp)
    level[design.participant] = codes
    moved = np.unique(design.participant[codes != level[design.participant]]).size
    if moved:
        raise DataError(f"{moved} participants change '{name}' between visits; covariance_by needs one level each.")
    if len(found) == 1:
        raise DataError(f"All rows have the same '{name}'; leave covariance_by out.")
    return level, tuple(str(value) for value in found)
