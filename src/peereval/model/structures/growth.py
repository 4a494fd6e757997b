"""A random intercept, or intercept and slope, of the participant: Z D Z' + sigma2 I."""

import numpy as np
from numpy.typing import NDArray

from peereval.model.blocks import Block
from peereval.model.structures.linear import Linear, residual_part

Floats = NDArray[np.float64]


def random_intercept(n_visits: int, weights: Floats | None = None) -> Linear:
    """Return a random intercept of the participant, its variance kept at 0 or above.

    Where the covariance of two visits would be negative, compound symmetry can say so and
    this structure cannot. weights (m, T) divide the residual variance.
    """
    residual = residual_part(n_visits, weights)
    basis = np.stack([np.ones_like(residual), residual])
    return Linear("random intercept", ("participant", "residual"), basis, np.array([True, True]), units=(1.0, 1.0))


def random_slope(times: Floats, weights: Floats | None = None) -> Linear:
    """Return a random intercept and slope over times (m, T), with their covariance.

    weights (m, T) divide the residual variance.
    """
    unit = float(np.abs(times[-1]).max()) or 1.0
    t = times / unit
    ones = np.ones_like(t)
    mixed = t[:, :, None] * ones[:, None, :]
    residual = np.broadcast_to(residual_part(t.shape[1], weights), (len(t), t.shape[1], t.shape[1]))
    parts = [ones[:, :, None] * ones[:, None, :], mixed + np.swapaxes(mixed, -1, -2), t[:, :, None] * t[:, None, :]]
    block = Block(np.arange(3), np.array([0, 1, 1]), np.array([0, 0, 1]))
    return Linear(
        "random intercept and slope",
        ("participant", "participant:slope covariance", "participant:slope", "residual"),
        np.stack([*parts, residual]),
        np.array([False, False, False, True]),
        (block,),
        units=(1.0, 1.0 / unit, 1.0 / unit**2, 1.0),
    )
