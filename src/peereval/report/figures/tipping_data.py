"""What the figure of a tipping point draws: the differences over two deltas, panel by panel."""

from dataclasses import dataclass
from math import isfinite

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.report.labels import Labels, Measure
from peereval.report.rows import index_rows
from peereval.report.tables.shared import results_by_measure
from peereval.report.turning import Turning, read_turnings

Floats = NDArray[np.float64]
_COLUMNS = ("measure", "group", "visit", "delta", "delta_reference", "estimate", "conf_low", "conf_high", "key")


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """A panel: its data, the axes' values, and estimate and limits over them, (group's deltas, reference's)."""

    turning: Turning
    measure: Measure
    own: Floats
    other: Floats
    estimate: Floats
    low: Floats
    high: Floats
    deviation: float

    @property
    def important(self) -> float:
        """The important difference where it is set, on the axis, and the direction of deltas is known; else NaN."""
        found = self.measure.value("important difference")
        return found if self.turning.signed and found <= self.own.max() else float("nan")


def tipping_point_data(labels: Labels) -> pd.DataFrame:
    """Return the differences over the grid of deltas, one row for each pair; hidden ones are left out."""
    rows = []
    names = ("group", "visit", "delta", "delta_reference")
    for measure, result in results_by_measure(labels, "tipping_point"):
        for key, one in index_rows(result, *names).items():
            if key[2] and key[3] and isfinite(one.estimate):
                rows.append((measure.name, *key[:2], float(key[2]), float(key[3]), one.estimate, one.conf_low,
                             one.conf_high, one.key))  # fmt: skip
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def read_planes(labels: Labels, data: pd.DataFrame) -> list[Plane]:
    """Return a panel for each plane with two axes; where nobody of a group missed the visit there is one only."""
    made = []
    for measure, result in results_by_measure(labels, "tipping_point"):
        for one in read_turnings(result):
            part = data[(data["measure"] == measure.name) & (data["group"] == one.group)]
            estimate, low, high = (part.pivot(index="delta", columns="delta_reference", values=name)
                                   for name in ("estimate", "conf_low", "conf_high"))  # fmt: skip
            if min(estimate.shape) > 1:
                own, other = (np.asarray(axis, dtype=np.float64) for axis in (estimate.index, estimate.columns))
                values = (np.asarray(grid, dtype=np.float64) for grid in (estimate, low, high))
                deviation = float(str(result.method.get("deviation") or "nan"))
                made.append(_panel(one, measure, (own, other), tuple(values), deviation))
    return made


def _panel(
    turning: Turning, measure: Measure, axes: tuple[Floats, Floats], values: tuple[Floats, ...], deviation: float
) -> Plane:
    estimate, low, high = values
    return Plane(turning, measure, axes[0], axes[1], estimate, low, high, deviation)
