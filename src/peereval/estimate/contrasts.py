"""Changes over time and differences between groups, as contrasts of adjusted means."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import FitError, did_you_mean
from peereval.estimate.inference import DfMethod, describe_method, estimate_rows
from peereval.estimate.means import Weights, cell_rows
from peereval.model.fit import Fit
from peereval.remarks import Note
from peereval.results import Result, make_result

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class CellGrid:
    """Rows of cell means arranged by axes: rows[by, group, visit] over all columns.

    strata : the combinations of `by`, one row each (one empty row without `by`)
    axes : the levels of the other axes, in order
    """

    strata: pd.DataFrame
    axes: tuple[tuple[object, ...], ...]
    rows: Floats

    def position(self, axis: int, level: object, what: str) -> int:
        """Return where a level stands on an axis, or refuse it with the nearest one."""
        levels = list(self.axes[axis])
        if level not in levels:
            hint = did_you_mean(str(level), map(str, levels))
            raise FitError(f"{what}={level!r} is not a level; they are: {', '.join(map(repr, levels))}.{hint}")
        return levels.index(level)


def cell_grid(fit: Fit, factors: Sequence[str], by: Sequence[str] | str | None, weights: str) -> CellGrid:
    """Return the rows of the cell means over `by` and then the factors."""
    strata = [] if by is None else [by] if isinstance(by, str) else list(by)
    cells, rows = cell_rows(fit, [*strata, *factors], weights)
    axes = tuple(fit.frame.levels[name] for name in factors)
    shape = tuple(len(levels) for levels in axes)
    per_stratum = int(np.prod(shape))
    first = cells[strata].iloc[::per_stratum].reset_index(drop=True)
    return CellGrid(first, axes, rows.reshape(-1, *shape, rows.shape[1]))


def visit_factor(fit: Fit) -> str:
    """Return the name of the visit column, or refuse a model whose formula leaves it out."""
    if fit.frame.visit not in fit.frame.levels:
        raise FitError(f"The formula has no term in '{fit.frame.visit}', so it gives no mean by visit.")
    return fit.frame.visit


def _contrast_result(
    fit: Fit, kind: str, quantity: str, keys: pd.DataFrame, rows: Floats, weights: str, df_method: str, level: float
) -> Result:
    values = estimate_rows(fit, rows, df_method=df_method, level=level)
    method = describe_method(fit, df_method=df_method, weights=weights, level=level)
    frame = pd.concat([keys.reset_index(drop=True), values.assign(quantity=quantity)], axis=1)
    return make_result(kind, frame, method=method, notes=fit.notes)


def _stack(against: Floats, picked: list[tuple[int, int]], group: str) -> Floats:
    """Return the rows of the picked cells, strata first, or refuse when there is nothing to compare."""
    if not picked:
        raise FitError(Note("refused_one_level", group=group))
    return np.stack([against[:, g, t] for g, t in picked], axis=1).reshape(-1, against.shape[-1])


def _keys(strata: pd.DataFrame, cells: list[dict[str, object]]) -> pd.DataFrame:
    """Return the key columns: every stratum with every cell, the cells fastest."""
    return strata.merge(pd.DataFrame(cells), how="cross")


def changes(
    fit: Fit,
    *,
    baseline: object,
    by: Sequence[str] | str | None = None,
    weights: Weights = "equal",
    df_method: DfMethod = "auto",
    level: float = 0.95,
) -> Result:
    """Return the change of the adjusted mean from a baseline visit to each other visit.

    Keys of the rows: the names in `by` (usually the group), `visit`, `baseline`. See
    `adjusted_means` for the options and errors.
    """
    visit = visit_factor(fit)
    grid = cell_grid(fit, [visit], by, weights)
    start = grid.position(0, baseline, "baseline")
    others = [t for t in range(len(grid.axes[0])) if t != start]
    rows = grid.rows[:, others] - grid.rows[:, [start]]
    cells = [{"visit": grid.axes[0][t], "baseline": baseline} for t in others]
    flat = rows.reshape(-1, rows.shape[-1])
    return _contrast_result(fit, "changes", "change", _keys(grid.strata, cells), flat, weights, df_method, level)


def change_contrasts(
    fit: Fit,
    *,
    group: str,
    reference: object,
    baseline: object,
    by: Sequence[str] | str | None = None,
    weights: Weights = "equal",
    df_method: DfMethod = "auto",
    level: float = 0.95,
) -> Result:
    """Return differences in change: each group's change from baseline minus the reference's.

    This is the effect of a programme in a study without randomisation, under parallel
    adjusted trends: what the group would have changed, had it changed as the reference did.

    Parameters
    ----------
    fit
        A fitted model with ``group * visit`` in its formula.
    group, reference, baseline
        The group column, the level the others are compared with, and the visit changes
        start from.
    by
        More categoricals of the formula, to have the contrasts within each of their levels.
    weights, df_method, level
        As in `adjusted_means`.

    Returns
    -------
    Result
        Keys ``[by,] group, visit, reference, baseline``; a contrast that needs a cell
        without data is "not estimable".

    Raises
    ------
    FitError
        If a name or a level is not in the model.
    """
    keys, flat = change_contrast_matrix(
        fit, group=group, reference=reference, baseline=baseline, by=by, weights=weights
    )
    return _contrast_result(fit, "change_contrasts", "difference in change", keys, flat, weights, df_method, level)


def change_contrast_matrix(
    fit: Fit, *, group: str, reference: object, baseline: object, by: Sequence[str] | str | None, weights: str
) -> tuple[pd.DataFrame, Floats]:
    """Return the keys and the rows (m, columns) of the differences in change, as of `change_contrasts`."""
    grid = cell_grid(fit, [group, visit_factor(fit)], by, weights)
    base, start = grid.position(0, reference, "reference"), grid.position(1, baseline, "baseline")
    change = grid.rows - grid.rows[:, :, [start]]
    against = change - change[:, [base]]
    picked = [(g, t) for g in range(len(grid.axes[0])) for t in range(len(grid.axes[1])) if g != base and t != start]
    cells = [
        {group: grid.axes[0][g], "visit": grid.axes[1][t], "reference": reference, "baseline": baseline}
        for g, t in picked
    ]
    return _keys(grid.strata, cells), _stack(against, picked, group)


def level_contrasts(
    fit: Fit,
    *,
    group: str,
    reference: object,
    by: Sequence[str] | str | None = None,
    weights: Weights = "equal",
    df_method: DfMethod = "auto",
    level: float = 0.95,
) -> Result:
    """Return differences in level: each group's adjusted mean minus the reference's, by visit.

    Keys of the rows: ``[by,] group, visit, reference``. Use `change_contrasts` for the
    effect; levels also hold what set the groups apart before. See `adjusted_means` for the
    options and errors.
    """
    visit = visit_factor(fit)
    grid = cell_grid(fit, [group, visit], by, weights)
    base = grid.position(0, reference, "reference")
    against = grid.rows - grid.rows[:, [base]]
    picked = [(g, t) for g in range(len(grid.axes[0])) for t in range(len(grid.axes[1])) if g != base]
    cells = [{group: grid.axes[0][g], "visit": grid.axes[1][t], "reference": reference} for g, t in picked]
    flat = _stack(against, picked, group)
    keys = _keys(grid.strata, cells)
    return _contrast_result(fit, "level_contrasts", "difference", keys, flat, weights, df_method, level)
