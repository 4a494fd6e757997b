"""A difference and its variance as functions of what is added to missed values: a plane and a quadratic.

With d what is added to the missed values of the group compared and of the reference, the
estimate from completed data is a + b'd, and so is that of every replicate of the jackknife.
The jackknife's variance is then (1, d)' Q (1, d) exactly, Q the jackknife's covariance of (a, b).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from peereval.sensitivity.imputation.ancova import Ancova

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """A difference as a function of two deltas, that of the group compared and that of the reference.

    linear (3,) : the difference at no delta, and what it moves by per unit of each
    quadratic (3, 3) : its variance is (1, d)' Q (1, d)
    """

    linear: Floats
    quadratic: Floats
    df: float

    def estimate(self, deltas: Floats) -> Floats:
        """Return the differences at deltas (m, 2), (m,)."""
        return np.asarray(_with_one(deltas) @ self.linear)

    def std_error(self, deltas: Floats) -> Floats:
        """Return their standard errors, (m,)."""
        at = _with_one(deltas)
        return np.sqrt(np.maximum(np.einsum("mi,ij,mj->m", at, self.quadratic, at), 0.0))


def _with_one(deltas: Floats) -> Floats:
    return np.column_stack([np.ones(len(deltas)), deltas])


def jackknife_plane(linear: Floats, replicates: Floats, df: float) -> Plane:
    """Return the plane of one difference from its coefficients (3,) and those of R replicates (R, 3)."""
    R = len(replicates)
    away = replicates - replicates.mean(axis=0)
    return Plane(linear, (R - 1) / R * away.T @ away, df)


def turning_deltas(plane: Plane, axis: int, level: float) -> tuple[float, float]:
    """Return the deltas nearest to 0, below and above it, at which a limit of the interval is 0.

    Only the delta of one axis moves (0: the group compared, 1: the reference). They solve
    (a + b d)^2 = t^2 (1, d)' Q (1, d), a quadratic in d; a side without a solution is NaN.

    Examples
    --------
    >>> plane = Plane(np.array([-1.0, 0.5, 0.0]), np.diag([0.0625, 0.0, 0.0]), np.inf)
    >>> np.round(turning_deltas(plane, 0, 0.95), 3)
    array([ nan, 1.02])
    """
    t = float(stats.t.ppf(0.5 + level / 2.0, plane.df))
    a, b = plane.linear[0], plane.linear[1 + axis]
    Q = plane.quadratic[np.ix_([0, 1 + axis], [0, 1 + axis])]
    found = np.roots([b**2 - t**2 * Q[1, 1], 2.0 * (a * b - t**2 * Q[0, 1]), a**2 - t**2 * Q[0, 0]])
    real = found[np.abs(found.imag) <= 1e-9 * (1.0 + np.abs(found.real))].real
    below, above = real[real < 0.0], real[real >= 0.0]
    return float(below.max()) if below.size else float("nan"), float(above.min()) if above.size else float("nan")


def delta_slopes(ancova: Ancova, group: Codes, missed: Mask, left_out: Codes) -> tuple[Floats, Floats]:
    """Return what adjusted means at a visit move by per unit added to the missed values of each group.

    Parameters
    ----------
    ancova
        The columns of the analysis, of n participants.
    group, missed (n,)
        The group of each, and whether the visit was missed.
    left_out (n,)
        The replicate that each is missing from, of R.

    Returns
    -------
    (groups, groups), (R, groups, groups)
        Of all data and of the replicates: means in rows, deltas in columns.
    """
    A = ancova.columns
    marks = np.eye(ancova.in_group.shape[1])[group] * missed[:, None]  # what a unit of each delta adds
    parts = (A[:, :, None] * A[:, None, :], A[:, :, None] * marks[:, None, :], ancova.in_group)
    whole = [part.sum(axis=0) for part in parts]
    n_left = np.bincount(left_out)
    rest = [total - _sums(part, left_out, len(n_left)) for total, part in zip(whole, parts, strict=True)]
    every = _means(whole[0], whole[1], whole[2] / len(A))
    return every, _means(rest[0], rest[1], rest[2] / (len(A) - n_left)[:, None, None])


def _means(gram: Floats, right: Floats, rows: Floats) -> Floats:
    return np.asarray(rows @ np.linalg.solve(gram, right))


def _sums(part: Floats, code: Codes, n_codes: int) -> Floats:
    """Return the sums of the rows of each code."""
    total = np.zeros((n_codes, *part.shape[1:]))
    np.add.at(total, code, part)
    return total
