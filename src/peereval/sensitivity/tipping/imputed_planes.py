"""Planes of multiple imputation: the same draws analysed with six pairs of deltas give every other pair."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from peereval.model.fit import Fit
from peereval.sensitivity.imputation.analysed import Prepared
from peereval.sensitivity.imputation.compared import Compared
from peereval.sensitivity.imputation.multiple import analyse_imputations
from peereval.sensitivity.imputation.parameters import Parameters
from peereval.sensitivity.tipping.plane import Plane

Floats = NDArray[np.float64]

# A quadratic in two deltas has six coefficients: it is known from its values at these.
POINTS = np.array([(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0), (1.0, 1.0)])


def imputed_planes(
    fit: Fit,
    prepared: Prepared,
    compared: Compared,
    picked: Sequence[int],
    *,
    drawn: Parameters,
    site: str | None,
    rng: np.random.Generator,
) -> list[Plane]:
    """Return the planes of the differences picked, for draws of the parameters of the model.

    A delta is added after the draws, so the same draws serve every delta: the estimate of each
    completed data set is linear in it with the same slopes, its variance quadratic, and the
    variance between the data sets does not change.
    """
    imputations = len(drawn.beta)
    spread = float(np.sqrt(np.diag(np.asarray(fit.residual_covariance)).max()))
    planes = []
    for j in picked:
        found = [
            analyse_imputations(
                fit, _moved(fit, prepared, compared, j, spread * pair), compared, drawn, site, deepcopy(rng)
            )
            for pair in POINTS
        ]
        estimates = np.array([one.estimates[:, j] for one in found])
        within = np.array([one.variances[:, j].mean() for one in found])
        between = (1.0 + 1.0 / imputations) * float(estimates[0].var(ddof=1))
        means = estimates.mean(axis=1)
        linear = np.array([means[0], (means[1] - means[0]) / spread, (means[2] - means[0]) / spread])
        planes.append(Plane(linear, _quadratic(within, spread), float(found[0].df[j]), imputations, between))
    return planes


def _moved(fit: Fit, prepared: Prepared, compared: Compared, j: int, pair: Floats) -> Prepared:
    """Return what is to be completed with deltas at the visit of a difference."""
    plan, visit = prepared.plan, compared.visit[j]
    people, added = plan.people, np.array(plan.values.delta)
    for group, delta in zip((compared.group[j], compared.reference), pair, strict=True):
        added[(people.group == group) & ~people.seen[:, visit], visit] += delta / fit.data.scale
    return replace(prepared, plan=replace(plan, values=replace(plan.values, delta=added)))


def _quadratic(values: Floats, unit: float) -> Floats:
    """Return Q with (1, d)' Q (1, d) equal to the values at the points, d in their unit."""
    x, y = POINTS.T
    terms = np.column_stack([np.ones_like(x), x, y, x**2, y**2, x * y])
    one, own, other, own2, other2, both = np.linalg.solve(terms, values)
    Q = np.array([[one, own / 2, other / 2], [own / 2, own2, both / 2], [other / 2, both / 2, other2]])
    scaled = np.array([1.0, 1.0 / unit, 1.0 / unit])
    return np.asarray(Q * scaled[:, None] * scaled)
