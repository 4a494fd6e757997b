"""The rows of cell means, changes and contrasts that a study asks of its main model."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from peereval.estimate.cohorts import Cell, entry_cohorts, first_visit

if TYPE_CHECKING:
    from peereval.study import Study

Row = tuple[Mapping[str, object], NDArray[np.float64]]
Cells = Mapping[tuple[str, str, str], Cell]


def mean_rows(cells: Cells) -> list[Row]:
    """Return the adjusted means of every group, visit of entry and visit."""
    return [({"group": c.group, "entry": c.entry, "visit": c.visit}, c.row) for c in cells.values()]


def change_rows(cells: Cells, study: "Study") -> list[Row]:
    """Return changes from the visit of entry: of each cohort where a group has several."""
    names = entry_cohorts(study)
    several = {group for group in study.groups if sum(key[0] == group for key in names) > 1}
    order = list(study.visits)
    rows: list[Row] = []
    for cell in cells.values():
        start = first_visit(study, cell.group, cell.entry)
        if order.index(cell.visit) <= order.index(start) or (cell.group in several and not cell.entry):
            continue
        key = {"group": cell.group, "entry": cell.entry, "visit": cell.visit, "baseline": start}
        rows.append((key, cell.row - cells[cell.group, cell.entry, start].row))
    return rows


def change_contrast_rows(cells: Cells, study: "Study") -> list[Row]:
    """Return differences in change from the first visit, each group against the reference."""
    base, reference = first_visit(study, study.reference), study.reference
    rows: list[Row] = []
    for cell in cells.values():
        if cell.entry or cell.group == reference or cell.visit == base:
            continue
        key = {"group": cell.group, "visit": cell.visit, "reference": reference, "baseline": base}
        own = cell.row - cells[cell.group, "", base].row
        rows.append((key, own - cells[reference, "", cell.visit].row + cells[reference, "", base].row))
    return rows


def level_contrast_rows(cells: Cells, study: "Study") -> list[Row]:
    """Return differences in level at each visit, each group against the reference."""
    reference = study.reference
    return [
        ({"group": c.group, "visit": c.visit, "reference": reference}, c.row - cells[reference, "", c.visit].row)
        for c in cells.values()
        if not c.entry and c.group != reference
    ]
