"""Chained equations within groups: which columns predict, and what each group is too small for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from peereval.errors import FitError
from peereval.sensitivity.imputation.coded_columns import Column, coded
from peereval.sensitivity.imputation.people_columns import site_means

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]
Mask = NDArray[np.bool_]

ENOUGH = 3  # people for each predictor


@dataclass(frozen=True, slots=True, eq=False)
class Chaining:
    """How the chain runs: imputations, rounds before the first and between two, and the source of chance."""

    imputations: int
    burn_in: int
    skip: int
    rng: np.random.Generator


def check_chaining(imputations: int, burn_in: int, skip: int, rng: np.random.Generator) -> Chaining:
    """Return how the chain runs, or refuse fewer than two imputations, or no rounds."""
    for name, value, least in (("imputations", imputations, 2), ("burn_in", burn_in, 1), ("skip", skip, 1)):
        if not isinstance(value, int) or value < least:
            raise FitError(f"{name} is a whole number of {least} or more.")
    return Chaining(imputations, burn_in, skip, rng)


@dataclass(frozen=True, slots=True, eq=False)
class Incomplete:
    """What n people have: columns to be completed, others that predict, their group and site (n,) or None."""

    columns: tuple[Column, ...]
    beside: tuple[Column, ...]
    group: Codes
    site: Codes | None


def complete_columns(people: Incomplete, run: Chaining, *, by_group: bool) -> list[dict[str, Floats]]:
    """Return completed columns (n,), by name, for each imputation.

    Raises
    ------
    FitError
        If a group has too few people for its predictors.
    """
    parts = np.unique(people.group) if by_group else [None]
    made = [{one.name: one.values.copy() for one in people.columns} for _ in range(run.imputations)]
    for part in parts:  # over groups
        members = np.ones(people.group.size, dtype=bool) if part is None else people.group == part
        for whole, found in zip(made, _complete_part(people, members, run, alone=by_group), strict=True):
            for name, values in found.items():
                whole[name][members] = values
    return made


def _complete_part(people: Incomplete, members: Mask, run: Chaining, *, alone: bool) -> list[dict[str, Floats]]:
    from peereval.sensitivity.imputation.chained import chain_equations  # noqa: PLC0415  (statsmodels is slow to import)

    columns = [replace(one, values=one.values[members]) for one in people.columns]
    lost = [one for one in columns if np.isnan(one.values).any()]
    if not lost:
        return [{} for _ in range(run.imputations)]
    alike = {one.name: _filled(one) for one in columns if np.unique(one.values[np.isfinite(one.values)]).size < 2}
    beside = [replace(one, values=one.values[members]) for one in people.beside]
    beside = [one for one in beside if np.unique(one.values[np.isfinite(one.values)]).size > 1]
    chained = [*(one for one in columns if one.name not in alike), *beside]
    fixed = _fixed(people, members, lost, beside, alone=alone)
    predictors = fixed.shape[1] + sum(coded(np.zeros(1), one.levels).shape[1] for one in chained) - 1
    if members.sum() < ENOUGH * predictors:
        raise FitError(
            f"{int(members.sum())} participants are too few for {predictors} predictors of what is missing; impute "
            "all groups together (by_group=False), or name fewer covariates and outcomes."
        )
    options = {"imputations": run.imputations, "burn_in": run.burn_in, "skip": run.skip}
    found = chain_equations(chained, fixed, rng=run.rng, **options)
    kept = {one.name for one in columns}
    return [{**alike, **{name: values for name, values in one.items() if name in kept}} for one in found]


def _filled(column: Column) -> Floats:
    """Return a column that is alike for everyone who has it, given to everyone."""
    known = column.values[np.isfinite(column.values)]
    if known.size == 0:
        raise FitError(f"Nobody of a group has '{column.name}'; impute all groups together (by_group=False).")
    return np.full(column.values.size, known[0])


def _fixed(
    people: Incomplete, members: Mask, lost: Sequence[Column], beside: Sequence[Column], *, alone: bool
) -> Floats:
    """Return the group, unless imputed alone, and the means of sites: of what is imputed, and of the outcomes."""
    parts = [np.zeros((int(members.sum()), 0))]
    if not alone:
        parts.append(np.eye(int(people.group.max()) + 1)[people.group[members]][:, 1:])
    if people.site is not None:
        level = [Column("outcomes", _level(beside))] if beside else []
        parts.append(site_means([*lost, *level], people.site[members]))
    return np.hstack(parts)


def _level(columns: Sequence[Column]) -> Floats:
    """Return the mean of what is known of each person in standard units, (n,), missing where nothing is."""
    values = np.column_stack([(one.values - np.nanmean(one.values)) / np.nanstd(one.values) for one in columns])
    known = np.isfinite(values)
    count = known.sum(axis=1)
    total = np.where(known, values, 0.0).sum(axis=1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)
