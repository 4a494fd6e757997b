"""Parameters that together are a covariance matrix."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Parameters that are the lower triangle of a covariance matrix: where they stand in theta."""

    positions: NDArray[np.intp]
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]

    def matrix(self, values: Floats) -> Floats:
        """Return the lower triangular matrix of these values."""
        full = np.zeros((int(self.rows.max()) + 1,) * 2)
        full[self.rows, self.columns] = values[self.positions]
        return full

    def symmetric(self, theta: Floats) -> Floats:
        """Return the symmetric matrix of these parameters."""
        lower = self.matrix(theta)
        return lower + lower.T - np.diag(np.diag(lower))
