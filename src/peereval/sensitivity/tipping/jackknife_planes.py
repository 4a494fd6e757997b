"""Planes of the jackknife: one refit of every replicate gives the difference and its variance at every delta.

The estimate of every replicate is a + b'd, as that of all data is, so that the jackknife's
variance is (1, d)' Q (1, d) exactly, Q the jackknife's covariance of (a, b). What a delta moves
does not depend on the model that values are imputed from.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from peereval.sensitivity.imputation.analysed import Analysed
from peereval.sensitivity.imputation.ancova import Ancova
from peereval.sensitivity.imputation.compared import Compared
from peereval.sensitivity.tipping.plane import Plane

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]
Mask = NDArray[np.bool_]


def jackknife_planes(done: Analysed, compared: Compared, picked: Sequence[int]) -> list[Plane]:
    """Return the planes of the differences picked."""
    return [_plane(done, compared, j) for j in picked]


def _plane(done: Analysed, compared: Compared, j: int) -> Plane:
    people, own, base = done.plan.people, compared.group[j], compared.reference
    missed = ~people.seen[:, compared.visit[j]]
    slopes = delta_slopes(done.ancova, people.group, missed, done.left_out)
    moved, moving = ((one[..., own, :] - one[..., base, :])[..., [own, base]] for one in slopes)
    level = compared.differences(done.found.means[None])[0, j]
    levels = compared.differences(done.found.replicates)[:, j]
    return jackknife_plane(np.append(level, moved), np.column_stack([levels, moving]), done.df)


def jackknife_plane(linear: Floats, replicates: Floats, df: float) -> Plane:
    """Return the plane of one difference from its coefficients (3,) and those of R replicates (R, 3)."""
    R = len(replicates)
    away = replicates - replicates.mean(axis=0)
    return Plane(linear, (R - 1) / R * away.T @ away, df)


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
