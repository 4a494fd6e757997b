"""What each cluster contributes to a robust variance and to its degrees of freedom.

In whitened data (V = I) with adjustment A_i and weights W_i, a contrast c needs of cluster i
only a_i'a_i and z_i, with a_i = A_i'W_i X_i K c and z_i = X_i'a_i (with weights also
X_i'W_i a_i under it): for i != j the working covariance of a_i'e_i and a_j'e_j is z_i'J z_j.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Pieces(Protocol):
    """The contributions of n clusters; p coefficients, d = p (2 p with weights)."""

    @property
    def meat(self) -> Floats:
        """Return the sum of u_i u_i' with u_i = X_i'W_i A_i e_i, (p, p)."""

    def directions(self, turned: Floats) -> tuple[Floats, Floats]:
        """Return z (n, d, q) and a_i'a_i (n, q, q) for turned = K C, (p, q)."""


@dataclass(frozen=True, slots=True, eq=False)
class Small:
    """Pieces of few, large clusters.

    scores u (n, p); cross (n, d, p) gives z = cross K c; gram (n, p, p) gives c'K gram K c
    """

    scores: Floats
    cross: Floats
    gram: Floats

    @property
    def meat(self) -> Floats:
        """Return the sum of u u', (p, p)."""
        return self.scores.T @ self.scores

    def directions(self, turned: Floats) -> tuple[Floats, Floats]:
        """Return z (n, d, q) and a'a (n, q, q)."""
        return self.cross @ turned, turned.T @ self.gram @ turned


@dataclass(frozen=True, slots=True, eq=False)
class Many:
    """Pieces of many, small clusters, padded to the same number of rows.

    scores u (n, p); X whitened (n, T, p); carried = A_i'W_i X_i (n, T, p); weights of rows (n, T),
    of clusters (n, 1), or None
    """

    scores: Floats
    X: Floats
    carried: Floats
    weights: Floats | None = None

    @property
    def meat(self) -> Floats:
        """Return the sum of u u', (p, p)."""
        return self.scores.T @ self.scores

    def directions(self, turned: Floats) -> tuple[Floats, Floats]:
        """Return z (n, d, q) and a'a (n, q, q)."""
        a = self.carried @ turned
        z = np.swapaxes(self.X, -1, -2) @ a
        if self.weights is not None:
            weighed = np.swapaxes(self.weights[:, :, None] * self.X, -1, -2)
            z = np.concatenate([z, weighed @ a], axis=1)
        return z, np.swapaxes(a, -1, -2) @ a
