"""The derivatives of the covariance within participant, contracted with matrices per pattern.

Where all patterns share one Sigma, contractions are made once and not per pattern.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peereval.model.covariance import Model

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Slopes:
    """E_h = dSigma/dtheta_h: (k1, 1, T, T) when all patterns share it, else (k1, G, T, T)."""

    matrices: Floats

    @property
    def shared(self) -> bool:
        """Whether one matrix stands for all patterns."""
        return bool(self.matrices.shape[1] == 1)

    def first(self, adjoint: Floats) -> Floats:
        """Return sum_g tr(E_h Q_g) for symmetric Q (G, T, T), (k1,)."""
        met = adjoint.sum(axis=0) if self.shared else adjoint
        return np.asarray(self.matrices.reshape(len(self.matrices), -1) @ met.ravel())

    def pairs(self, weights: Floats, adjoint: Floats) -> Floats:
        """Return sum_g tr(E_h W_g E_j Q_g) for W and Q (G, T, T), (k1, k1)."""
        E = self.matrices
        k1, n_visits = len(E), weights.shape[-1]
        if not self.shared:
            left = np.swapaxes(adjoint @ E, -1, -2).reshape(k1, -1)
            return np.asarray(left @ (weights @ E).reshape(k1, -1).T)
        flat = weights.reshape(-1, n_visits**2).T @ adjoint.reshape(-1, n_visits**2)
        square = flat.reshape((n_visits,) * 4).transpose(3, 0, 1, 2).reshape(n_visits**2, n_visits**2)
        E = E.reshape(k1, -1)
        return np.asarray(E @ square @ E.T)

    def moved(self, weights: Floats) -> Floats:
        """Return W_g E_h W_g, (k1, G, T, T)."""
        E, k1, n_visits = self.matrices, len(self.matrices), weights.shape[-1]
        if not self.shared or n_visits > 6:  # the Kronecker products would outgrow the cache
            return np.asarray(weights @ E @ weights)
        both = weights[:, :, None, :, None] * weights[:, None, :, None, :]
        return np.asarray((E.reshape(k1, -1) @ both.reshape(-1, n_visits**2).T).reshape(k1, *weights.shape))

    def contracted(self, weights: Floats, spread: Floats) -> Floats:
        """Return sum_hj A_hj W E_h W E_j W, (G, T, T), for A (k1, k1)."""
        E, n_visits = self.matrices, weights.shape[-1]
        k1 = len(E)
        other = (spread @ E.reshape(k1, -1)).reshape(E.shape)
        if not self.shared:
            return np.asarray((weights @ E @ weights @ other).sum(axis=0) @ weights)
        outer = E.reshape(k1, -1).T @ other.reshape(k1, -1)
        outer = outer.reshape((n_visits,) * 4).transpose(1, 2, 0, 3).reshape(n_visits**2, n_visits**2)
        inner = (weights.reshape(-1, n_visits**2) @ outer).reshape(weights.shape)
        return np.asarray(weights @ inner @ weights)


def local_slopes(theta: Floats, model: Model) -> Slopes:
    """Return the derivatives of Sigma at theta."""
    per_class = model.structure.slopes(theta[: model.n_local])
    first = model.classes[:1]
    return Slopes(per_class[:, first if (model.classes == first).all() else model.classes])
