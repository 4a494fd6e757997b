"""A difference and its variance as functions of what is added to missed values: a plane and a quadratic.

With d what is added to the missed values of the group compared and of the reference, the
estimate from completed data is a + b'd. Its variance is (1, d)' Q (1, d), and with imputations
a constant more: that between them does not change with d, which moves all of them alike.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from peereval.sensitivity.imputation.pooling import LEAST, barnard_rubin_df

Floats = NDArray[np.float64]

SETTLING, CLOSE = 100, 1e-12  # steps of the t quantile with imputations, and the relative change that ends them


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """A difference as a function of two deltas, that of the group compared and that of the reference.

    linear (3,) : the difference at no delta, and what it moves by per unit of each
    quadratic (3, 3) : its variance is (1, d)' Q (1, d), that within imputations where there are some
    full_df : the degrees of freedom, those of complete data where there are imputations
    imputations, between : how many, and what they add to the variance: (1 + 1/M) B, which no delta changes
    """

    linear: Floats
    quadratic: Floats
    full_df: float
    imputations: int = 0
    between: float = 0.0

    def signed(self, sign: float) -> "Plane":
        """Return the plane with each delta counted with a sign."""
        signs = np.array([1.0, sign, sign])
        return replace(self, linear=self.linear * signs, quadratic=self.quadratic * signs[:, None] * signs)

    def estimate(self, deltas: Floats) -> Floats:
        """Return the differences at deltas (m, 2), (m,)."""
        return np.asarray(_with_one(deltas) @ self.linear)

    def std_error(self, deltas: Floats) -> Floats:
        """Return their standard errors, (m,)."""
        at = _with_one(deltas)
        within = np.einsum("mi,ij,mj->m", at, self.quadratic, at)
        return np.asarray(np.sqrt(np.maximum(within + self.between, 0.0)))

    def df(self, deltas: Floats) -> Floats:
        """Return their degrees of freedom, (m,): Barnard and Rubin's where there are imputations."""
        if not self.imputations:
            return np.full(len(deltas), self.full_df)
        share = np.maximum(self.between / self.std_error(deltas) ** 2, LEAST)
        return barnard_rubin_df(share, self.imputations, self.full_df)


def _with_one(deltas: Floats) -> Floats:
    return np.column_stack([np.ones(len(deltas)), deltas])


def turning_deltas(plane: Plane, axis: int, level: float) -> tuple[float, float]:
    """Return the deltas nearest to 0, below and above it, at which a limit of the interval is 0.

    Only the delta of one axis moves (0: the group compared, 1: the reference). They solve
    (a + b d)^2 = t^2 V(d), a quadratic in d; a side without a solution is NaN. With imputations
    t changes a little with d, and the quadratic is solved again at the t of its solution until
    that is the t it was solved with.

    Examples
    --------
    >>> plane = Plane(np.array([-1.0, 0.5, 0.0]), np.diag([0.0625, 0.0, 0.0]), np.inf)
    >>> np.round(turning_deltas(plane, 0, 0.95), 3)
    array([ nan, 1.02])
    """
    start = _roots(plane, axis, 0.0, level)
    return _settle(plane, axis, start[0], 0, level), _settle(plane, axis, start[1], 1, level)


def _settle(plane: Plane, axis: int, delta: float, side: int, level: float) -> float:
    """Return the solution whose own t quantile it was solved with."""
    for _ in range(SETTLING if plane.imputations else 0):
        again = _roots(plane, axis, delta, level)[side]
        if not abs(again - delta) > CLOSE * abs(delta):
            return again
        delta = again
    return delta


def _roots(plane: Plane, axis: int, at: float, level: float) -> tuple[float, float]:
    """Return the nearest solutions below and above 0 with the t quantile that holds at a delta."""
    where = np.zeros((1, 2))
    where[0, axis] = at
    t = float(stats.t.ppf(0.5 + level / 2.0, plane.df(where)[0])) if np.isfinite(at) else float("nan")
    if not np.isfinite(t):
        return float("nan"), float("nan")
    a, b = plane.linear[0], plane.linear[1 + axis]
    Q = plane.quadratic[np.ix_([0, 1 + axis], [0, 1 + axis])] + np.diag([plane.between, 0.0])
    found = np.roots([b**2 - t**2 * Q[1, 1], 2.0 * (a * b - t**2 * Q[0, 1]), a**2 - t**2 * Q[0, 0]])
    real = found[np.abs(found.imag) <= 1e-9 * (1.0 + np.abs(found.real))].real
    below, above = real[real < 0.0], real[real >= 0.0]
    return float(below.max()) if below.size else float("nan"), float(above.min()) if above.size else float("nan")
