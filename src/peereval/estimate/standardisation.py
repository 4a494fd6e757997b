"""Means of a marginal model averaged over the covariates of everyone (standardisation, g-formula)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import FitError, did_you_mean
from peereval.model.marginal.fit import MarginalFit

Floats = NDArray[np.float64]
ROWS = 100_000  # made at once


@dataclass(frozen=True, slots=True, eq=False)
class StandardisedMeans:
    """The mean of each cell, every person given the cell's levels in turn, their own covariates kept.

    axes : the levels of each name in `by`, in order; the arrays have one axis for each, then
    means [..., q] (q categories of an ordinal outcome, else 1), slopes [..., q, p] by the
    coefficients, linear [..., p] the mean row of the linear predictor, good [...] whether the
    data determine the cell
    """

    axes: tuple[tuple[object, ...], ...]
    means: Floats
    slopes: Floats
    linear: Floats
    good: NDArray[np.bool_]

    def position(self, axis: int, level: object, what: str) -> int:
        """Return where a level stands on an axis, or refuse it with the nearest one."""
        levels = list(self.axes[axis])
        if level not in levels:
            hint = did_you_mean(str(level), map(str, levels))
            raise FitError(f"{what}={level!r} is not a level; they are: {', '.join(map(repr, levels))}.{hint}")
        return levels.index(level)


def as_names(by: Sequence[str] | str) -> list[str]:
    """Return the names of the cells' factors as a list."""
    if not isinstance(by, Iterable):
        raise FitError("by is the name of a categorical of the formula, or a list of them.")
    return [by] if isinstance(by, str) else list(by)


def standardise_means(fit: MarginalFit, by: Sequence[str]) -> StandardisedMeans:
    """Return the standardised mean of every combination of the levels of `by`.

    Raises
    ------
    FitError
        If a name is not a categorical of the formula.
    """
    _refuse_names(fit, by)
    axes = tuple(fit.frame.levels[name] for name in by)
    shape = tuple(len(levels) for levels in axes)
    people, share = _distinct(fit, by)
    found = [_cell(fit, rows, share) for rows in _cell_rows(fit, people, by, list(product(*axes)))]
    means, slopes, linear, good = (np.array(part) for part in zip(*found, strict=True))
    return StandardisedMeans(
        axes,
        means.reshape(*shape, *means.shape[1:]),
        slopes.reshape(*shape, *slopes.shape[1:]),
        linear.reshape(*shape, -1),
        good.reshape(shape),
    )


def _refuse_names(fit: MarginalFit, by: Sequence[str]) -> None:
    levels = fit.frame.levels
    for name in by:
        if name not in levels:
            listed = ", ".join(map(repr, levels)) or "none"
            hint = did_you_mean(str(name), levels)
            raise FitError(f"'{name}' is not a categorical of the formula; they are: {listed}.{hint}")
    if not by or len(set(by)) != len(by):
        raise FitError("Name the categoricals that make the cells, each once.")


def _distinct(fit: MarginalFit, by: Sequence[str]) -> tuple[pd.DataFrame, Floats]:
    """Return the distinct combinations of the other columns, and the share of each."""
    others = [name for name in fit.rows if name not in by]
    if not others:
        return pd.DataFrame(index=[0]), np.ones(1)
    grouped = fit.rows[others].assign(share=fit.share).groupby(others, observed=True, sort=False)["share"].sum()
    people = grouped.reset_index()
    return people[others], people["share"].to_numpy(dtype=np.float64)


def _cell_rows(
    fit: MarginalFit, people: pd.DataFrame, by: Sequence[str], cells: list[tuple[object, ...]]
) -> Iterator[Floats]:
    """Yield the rows of everyone in each cell, (people, columns), several cells made at once where they are small."""
    n, at_once = len(people), max(1, ROWS // len(people))
    for first in range(0, len(cells), at_once):
        some = cells[first : first + at_once]
        everyone = people.iloc[np.tile(np.arange(n), len(some))].reset_index(drop=True)
        given = {name: pd.Series([cell[k] for cell in some for _ in range(n)]) for k, name in enumerate(by)}
        yield from fit.rows_for(everyone.assign(**given)).reshape(len(some), n, -1)


def _cell(fit: MarginalFit, rows: Floats, share: Floats) -> tuple[Floats, Floats, Floats, bool]:
    """Return mean (q,), slopes (q, p), mean linear row (p,) and whether the cell is estimable."""
    size = np.abs(rows) @ np.abs(fit.null_space)
    good = bool((np.abs(rows @ fit.null_space) <= 1e-8 * size).all())
    kept = rows[:, fit.kept]
    means, slopes = fit.model.average(kept, fit.beta, share)
    return means, slopes, share @ kept, good
