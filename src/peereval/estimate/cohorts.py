"""Groups by visit of entry, and the rows of their cell means.

A group that enters at several visits is one cohort per visit of entry, so that a change
comes from people seen at both ends; its levels are also given pooled.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.estimate.contrasts import cell_grid
from peereval.model.fit import Fit

if TYPE_CHECKING:
    from peereval.study import Study

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """A row over all columns of the design, with the group, visit of entry and visit it stands for."""

    group: str
    entry: str
    visit: str
    row: Floats


def entry_cohorts(study: "Study") -> dict[tuple[str, str], str]:
    """Return the name in the model of each (group, visit of entry), in the order of the study."""
    visits = tuple(study.visits)
    cohorts: dict[tuple[str, str], str] = {}
    for name, group in study.groups.items():
        enters = group.enters_at or visits[:1]
        cohorts |= {(name, visit): name if len(enters) == 1 else f"{name} ({visit})" for visit in enters}
    return cohorts


def split_cohorts(frame: pd.DataFrame, study: "Study", entry: pd.Series) -> pd.DataFrame:
    """Return the table with `group` split by visit of entry where a group has several."""
    names = entry_cohorts(study)
    several = {group for group in study.groups if sum(key[0] == group for key in names) > 1}
    group, at = frame["group"].astype(str), entry.astype(str)
    joined = group.where(~group.isin(several), group + " (" + at + ")")
    return frame.assign(group=pd.Categorical(joined, categories=list(dict.fromkeys(names.values()))))


def first_visit(study: "Study", group: str, entry: str = "") -> str:
    """Return the visit a cohort's changes start from: that of its entry."""
    return entry or (study.groups[group].enters_at or tuple(study.visits))[0]


def cohort_cells(fit: Fit, study: "Study") -> list[Cell]:
    """Return the cell of every cohort and visit, and the pooled cells (entry "") of split groups."""
    grid = cell_grid(fit, ["group", "visit"], None, "equal")
    seen = fit.frame.combinations.groupby(["group", "visit"], observed=True)["rows"].sum().to_dict()
    present = {str(level): g for g, level in enumerate(grid.axes[0])}
    visits = [str(visit) for visit in grid.axes[1]]
    cells: list[Cell] = []
    names = entry_cohorts(study)
    for group in study.groups:
        cohorts = [(entry, present[name]) for (g, entry), name in names.items() if g == group and name in present]
        for t, visit in enumerate(visits):
            rows = [grid.rows[0][g, t] for _, g in cohorts]
            if not rows:
                continue
            counts = np.array([seen.get((grid.axes[0][g], grid.axes[1][t]), 0) for _, g in cohorts], dtype=float)
            weights = counts / counts.sum() if counts.any() else np.full(len(rows), 1.0 / len(rows))
            cells.append(Cell(group, "", visit, weights @ np.array(rows)))
            if sum(g == group for g, _ in names) > 1:
                cells += [Cell(group, entry, visit, row) for (entry, _), row in zip(cohorts, rows, strict=True)]
    return cells
