"""Which groups are compared at which visits, in level or in the change from a visit."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import FitError, did_you_mean
from peereval.model.fit import Fit

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """J differences from a reference: keys (J rows), groups and visits (J,) compared, the visit changes start from."""

    keys: pd.DataFrame
    group: Codes
    visit: Codes
    reference: int
    start: int | None

    @property
    def quantity(self) -> str:
        """What the differences are called."""
        return "difference" if self.start is None else "difference in change"

    def differences(self, means: Floats) -> Floats:
        """Return the differences of means (R, groups, T), (R, J)."""
        moved = means if self.start is None else means - means[:, :, [self.start]]
        return np.asarray((moved - moved[:, [self.reference]])[:, self.group, self.visit])

    def spread(self, residual: Floats) -> Floats:
        """Return the residual variance of each difference, (..., J), for covariances of the visits (..., T, T)."""
        variances, at = np.diagonal(residual, axis1=-2, axis2=-1), self.visit
        if self.start is None:
            return np.asarray(variances[..., at])
        return np.asarray(variances[..., at] + variances[..., [self.start]] - 2.0 * residual[..., at, self.start])


def compare_groups(fit: Fit, *, group: str, reference: object, baseline: object) -> Compared:
    """Return the differences of every other group from the reference, at every visit but the baseline.

    Raises
    ------
    FitError
        If a name or a level is not in the model.
    """
    if group not in fit.frame.levels:
        raise FitError(f"group='{group}' is not a categorical of the formula.{did_you_mean(group, fit.frame.levels)}")
    levels, visits = list(fit.frame.levels[group]), list(fit.visits)
    if reference not in levels:
        hint = did_you_mean(str(reference), map(str, levels))
        raise FitError(f"reference={reference!r} is not a level; they are: {', '.join(map(repr, levels))}.{hint}")
    if baseline is not None and baseline not in visits:
        raise FitError(f"baseline={baseline!r} is not a visit of the model: {', '.join(map(repr, visits))}.")
    base, start = levels.index(reference), None if baseline is None else visits.index(baseline)
    picked = [(g, t) for g in range(len(levels)) for t in range(len(visits)) if g != base and t != start]
    keys = pd.DataFrame({group: [levels[g] for g, _ in picked], fit.frame.visit: [visits[t] for _, t in picked]})
    keys["reference"] = pd.Series([reference] * len(keys))
    if baseline is not None:
        keys["baseline"] = pd.Series([baseline] * len(keys))
    at = np.array(picked, dtype=np.intp).reshape(-1, 2).T
    return Compared(keys, at[0], at[1], base, start)
