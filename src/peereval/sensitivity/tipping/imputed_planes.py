"""Planes of multiple imputation: the same data sets analysed with six pairs of deltas give every other pair."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from peereval.sensitivity.imputation.analysed import Prepared
from peereval.sensitivity.imputation.compared import Compared
from peereval.sensitivity.imputation.completed_analysis import analyse_sets
from peereval.sensitivity.tipping.plane import Plane

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]

# A quadratic in two deltas has six coefficients: it is known from its values at these.
POINTS = np.array([(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0), (1.0, 1.0)])


def imputed_planes(
    sets: Sequence[Floats],
    prepared: Prepared,
    compared: Compared,
    picked: Sequence[int],
    *,
    site: Codes | None,
    unit: float,
) -> list[Plane]:
    """Return the planes of the differences picked.

    A delta is added after the draws, so the same draws serve every delta: the estimate of each
    completed data set is linear in it with the same slopes, its variance quadratic, and the
    variance between the data sets does not change.

    Parameters
    ----------
    sets
        Blocks of completed values, (m, n, T) each, in the unit of the outcome.
    prepared, compared
        What was completed and is analysed, and the differences.
    picked
        Their places in `compared`.
    site
        Of each participant, (n,), for variances by site; None for independent people.
    unit
        A delta of about the size of those asked about.
    """
    planes = []
    for j in picked:
        own, other = (_marks(prepared, compared, j, group) for group in (compared.group[j], compared.reference))
        found = [
            analyse_sets([y + unit * (x * own + z * other) for y in sets], prepared.ancova, compared, site)
            for x, z in POINTS
        ]
        estimates = np.array([one.estimates[:, j] for one in found])
        within = np.array([one.variances[:, j].mean() for one in found])
        M, means = estimates.shape[1], estimates.mean(axis=1)
        between = (1.0 + 1.0 / M) * float(estimates[0].var(ddof=1))
        linear = np.array([means[0], (means[1] - means[0]) / unit, (means[2] - means[0]) / unit])
        planes.append(Plane(linear, _quadratic(within, unit), float(found[0].df[j]), M, between))
    return planes


def _marks(prepared: Prepared, compared: Compared, j: int, group: int) -> Floats:
    """Return what a delta of 1 adds: 1 for those of a group who missed the visit of a difference, there, (n, T)."""
    people, visit = prepared.plan.people, compared.visit[j]
    marks = np.zeros(people.seen.shape)
    marks[:, visit] = (people.group == group) & ~people.seen[:, visit]
    return marks


def _quadratic(values: Floats, unit: float) -> Floats:
    """Return Q with (1, d)' Q (1, d) equal to the values at the points, d in their unit."""
    x, y = POINTS.T
    terms = np.column_stack([np.ones_like(x), x, y, x**2, y**2, x * y])
    one, own, other, own2, other2, both = np.linalg.solve(terms, values)
    Q = np.array([[one, own / 2, other / 2], [own / 2, own2, both / 2], [other / 2, both / 2, other2]])
    scaled = np.array([1.0, 1.0 / unit, 1.0 / unit])
    return np.asarray(Q * scaled[:, None] * scaled)
