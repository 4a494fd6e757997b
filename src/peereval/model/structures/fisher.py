"""Fisher's z: correlations as hyperbolic tangents, so that no step leaves (-1, 1)."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def correlations(z: Floats) -> tuple[Floats, Floats, Floats]:
    """Return r = tanh(z) with its first and second derivatives, each the shape of z.

    Examples
    --------
    >>> [float(part) for part in correlations(np.zeros(()))]
    [0.0, 1.0, -0.0]
    """
    r = np.tanh(z)
    slope = 1.0 - r**2
    return r, slope, -2.0 * r * slope


def fisher_z(r: Floats) -> Floats:
    """Return z of correlations kept within (-0.95, 0.95): a place to start a search from."""
    return np.asarray(np.arctanh(np.clip(r, -0.95, 0.95)))
