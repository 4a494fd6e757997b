"""Differences in change by category of a moderator, as rows of a fitted model, and the people behind them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import FitError, did_you_mean
from peereval.estimate.contrasts import CellGrid, cell_grid, visit_factor
from peereval.estimate.inference import estimable_rows
from peereval.model.fit import Fit

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Strata:
    """Differences in change of G groups from a reference at T later visits, in each of C categories.

    moderator : the column whose values are the categories
    categories (C,), groups (G,), visits (T,) : their names
    rows (C, G, T, columns) : one row over the columns of the design for each difference in change
    people (C, 1 + G, 1 + T) : people behind each cell mean, reference and baseline first; -1
    where the moderator is a number, so that everybody stands behind each
    """

    moderator: str
    categories: tuple[object, ...]
    groups: tuple[object, ...]
    visits: tuple[object, ...]
    reference: object
    baseline: object
    rows: Floats
    people: Counts

    def keys(self) -> pd.DataFrame:
        """Return the keys of the differences in change, C x G x T rows, the visits fastest."""
        axes = [list(self.categories), list(self.groups), list(self.visits)]
        index = pd.MultiIndex.from_product(axes, names=["category", "group", "visit"])
        ends = pd.DataFrame([{"reference": self.reference, "baseline": self.baseline}])
        keys = index.to_frame(index=False).merge(ends, how="cross")
        keys.insert(0, "moderator", self.moderator)
        return keys

    @property
    def flat(self) -> Floats:
        """The rows in the order of the keys, (C x G x T, columns)."""
        return self.rows.reshape(-1, self.rows.shape[-1])

    @property
    def numeric(self) -> bool:
        """Whether the moderator is a number, and its categories values of it."""
        return bool((self.people < 0).all())

    @property
    def fewest(self) -> Counts:
        """The smallest of the four cells that each difference in change rests on, (C, G, T)."""
        n = self.people
        own = np.minimum(n[:, 1:, :1], n[:, 1:, 1:])
        other = np.minimum(n[:, :1, :1], n[:, :1, 1:])
        return np.minimum(own, other)

    def estimable(self, fit: Fit) -> NDArray[np.bool_]:
        """Say which differences in change the data determine, (C, G, T)."""
        return estimable_rows(fit, self.flat).reshape(self.rows.shape[:3])


def cross_categories(
    fit: Fit,
    *,
    moderator: str | None,
    group: str,
    reference: object,
    baseline: object,
    compared: Sequence[object] | None = None,
    at: Sequence[float] | None = None,
) -> Strata:
    """Return the differences in change in each category of a moderator; parameters as of `subgroup_contrasts`."""
    grid = _cells(fit, moderator, group, at)
    base, start = grid.position(0, reference, "reference"), grid.position(1, baseline, "baseline")
    groups = [g for g in grid.axes[0] if g != reference] if compared is None else list(compared)
    if not groups or reference in groups:
        raise FitError(f"A group is compared with another one; compared={groups!r} with reference={reference!r}.")
    own = [grid.position(0, name, "compared") for name in groups]
    later = [t for t in range(len(grid.axes[1])) if t != start]
    change = grid.rows[:, :, later] - grid.rows[:, :, [start]]
    rows = change[:, own] - change[:, [base]]
    people = _people(fit, grid, moderator, group)[:, [base, *own]][:, :, [start, *later]]
    visits = tuple(grid.axes[1][t] for t in later)
    if moderator is not None:
        categories = tuple(grid.strata.iloc[:, 0])
        return Strata(moderator, categories, tuple(groups), visits, reference, baseline, rows, people)
    # Without a moderator the groups are the categories of those exposed, each against all of the reference.
    against = np.stack([people[0, [0, g]] for g in range(1, len(own) + 1)])
    return Strata(group, tuple(groups), ("",), visits, reference, baseline, np.swapaxes(rows, 0, 1), against)


def _cells(fit: Fit, moderator: str | None, group: str, at: Sequence[float] | None) -> CellGrid:
    """Return the rows of the cell means: categories or values, groups, visits."""
    factors = [group, visit_factor(fit)]
    if moderator is None:
        return cell_grid(fit, factors, None, "equal")
    if moderator in factors:
        raise FitError(f"moderator='{moderator}' is the group or the visit; name what people differ by.")
    if moderator not in fit.frame.means:
        if at is not None:
            raise FitError(f"'{moderator}' is no number in the formula, so at= does not apply.")
        if moderator not in fit.frame.levels:
            known = [name for name in (*fit.frame.levels, *fit.frame.means) if name not in factors]
            raise FitError(f"moderator='{moderator}' is not in the formula.{did_you_mean(moderator, known)}")
        return cell_grid(fit, factors, moderator, "equal")
    values = np.asarray(() if at is None else at, dtype=np.float64)
    if values.size < 2 or len(set(values)) < values.size or not np.isfinite(values).all():
        raise FitError(f"'{moderator}' is a number; give at least two of its values, such as at=[30, 50].")
    grids = [cell_grid(_at_value(fit, moderator, value), factors, None, "equal") for value in values]
    strata = pd.DataFrame({moderator: [f"{value:g}" for value in values]})
    return CellGrid(strata, grids[0].axes, np.concatenate([grid.rows for grid in grids]))


def _at_value(fit: Fit, name: str, value: float) -> Fit:
    """Return the fit with a number held at a value instead of its mean."""
    return replace(fit, frame=replace(fit.frame, means={**fit.frame.means, name: float(value)}))


def _people(fit: Fit, grid: CellGrid, moderator: str | None, group: str) -> Counts:
    """Return the people behind each cell mean, in the shape of the grid; -1 where the moderator is a number."""
    names = [name for name in (moderator, group, fit.frame.visit) if name is not None]
    if moderator in fit.frame.means:
        return np.full(grid.rows.shape[:3], -1, dtype=np.int64)
    levels = [fit.frame.levels[name] for name in names]
    seen = fit.frame.combinations.groupby(names, observed=False)["rows"].sum()
    every = pd.MultiIndex.from_product([list(one) for one in levels], names=names)
    counts = seen.reindex(every, fill_value=0).to_numpy(dtype=np.int64)
    return counts.reshape(grid.rows.shape[:3])


def refuse_few(strata: Strata, fewest: int) -> None:
    """Refuse a category that has people, but too few, in a cell that its difference in change needs.

    Raises
    ------
    FitError
        Naming the category, the group and the visit.
    """
    small = (strata.people > 0) & (strata.people < fewest)
    if not small.any():
        return
    c, g, t = np.argwhere(small)[0]
    category, group = strata.categories[c], [strata.reference, *strata.groups][g] or strata.categories[c]
    visit = [strata.baseline, *strata.visits][t]
    raise FitError(
        f"The category '{category}' of '{strata.moderator}' has fewer than {fewest} people in the group '{group}' at "
        f"{visit}. Merge it with another category, leave its people out, or give fewest=1 to estimate it all the same."
    )
