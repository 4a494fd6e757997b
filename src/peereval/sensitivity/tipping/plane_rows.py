"""Rows of a tipping point: the differences at a grid of deltas, and the deltas at which the conclusion turns."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import FitError
from peereval.estimate.inference import t_columns
from peereval.sensitivity.tipping.plane import Plane, turning_deltas

Floats = NDArray[np.float64]

STEPS = np.linspace(-1.0, 1.0, 9)
ABOVE, BELOW = "turning delta above 0", "turning delta below 0"
IN_SD = "{quantity} in SD"
STAYS = "does not turn"


def read_deltas(given: Sequence[float]) -> Floats:
    """Return the deltas asked for in order, 0 among them.

    Raises
    ------
    FitError
        If one is not a number.

    Examples
    --------
    >>> read_deltas([0.5, -0.5])
    array([-0.5,  0. ,  0.5])
    """
    if any(not isinstance(one, int | float | np.number) or not np.isfinite(float(one)) for one in given):
        raise FitError("deltas holds something that is not a number; give numbers in the unit of the outcome.")
    return np.unique([0.0, *(float(one) for one in given)])


def default_deltas(planes: Sequence[Plane], spread: float, level: float) -> Floats:
    """Return nine deltas that reach as far as a standard deviation, or two where a conclusion turns beyond one.

    The deviation is taken to three digits: deltas are keys, which are the same on every machine.
    """
    turns = [abs(delta) for plane in planes for axis in (0, 1) for delta in turning_deltas(plane, axis, level)]
    nearest = min((delta for delta in turns if np.isfinite(delta)), default=0.0)
    reach = float(f"{spread:.3g}") * (2.0 if nearest > spread else 1.0)
    return np.array([float(f"{step * reach:.6g}") for step in STEPS])


def plane_rows(
    keys: pd.DataFrame,
    planes: Sequence[Plane],
    deltas: tuple[Floats, Floats],
    *,
    spread: float,
    level: float,
    quantity: str,
) -> pd.DataFrame:
    """Return the rows of each plane: first the grid, then where it turns.

    `keys` has a row for each plane; its first column is the group compared, `reference` the reference.
    """
    parts = []
    for key, plane in zip(keys.to_dict("records"), planes, strict=True):
        at = np.array([(own, other) for own in deltas[0] for other in deltas[1]])
        grid = t_columns(plane.estimate(at), plane.std_error(at), plane.df(at), level).assign(
            quantity=quantity, note=""
        )
        keyed = pd.DataFrame({"moved": "", "delta": at[:, 0], "delta_reference": at[:, 1]})
        grid = pd.concat([keyed, grid.assign(quantity=quantity, note="")], axis=1)
        names = (next(iter(key.values())), key["reference"])
        found = pd.concat([grid, _turning(plane, names, spread, level)], ignore_index=True)
        parts.append(pd.concat([pd.DataFrame([key] * len(found)), found], axis=1))
    return pd.concat(parts, ignore_index=True)


def _turning(plane: Plane, names: tuple[object, object], spread: float, level: float) -> pd.DataFrame:
    """Return the turning deltas of each group: the key of the delta that moves is empty, that of the other is 0."""
    nan, rows = float("nan"), []
    for axis, (own, other) in enumerate(((nan, 0.0), (0.0, nan))):
        for name, delta in zip((BELOW, ABOVE), turning_deltas(plane, axis, level), strict=True):
            key = {
                "moved": names[axis],
                "delta": own,
                "delta_reference": other,
                "note": "" if np.isfinite(delta) else STAYS,
            }
            rows.append({**key, "quantity": name, "estimate": delta})
            rows.append({**key, "quantity": IN_SD.format(quantity=name), "estimate": delta / spread})
    return pd.DataFrame(rows)
