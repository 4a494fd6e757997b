"""Compound symmetry and Toeplitz: elements equal along bands."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peereval.model.structures.curved import Curved
from peereval.model.structures.fisher import correlations, fisher_z
from peereval.model.structures.linear import Linear, residual_part

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Banded:
    """One correlation per band: bands (T, T) says which, 0 on the diagonal, 1 to c beside it."""

    bands: Codes

    @property
    def labels(self) -> tuple[str, ...]:
        """What each parameter is: Fisher's z of a correlation."""
        return tuple(f"z[{c}]" for c in range(1, int(self.bands.max()) + 1))

    @property
    def shape(self) -> tuple[int, int]:
        """One class, T visits."""
        return 1, len(self.bands)

    @property
    def _where(self) -> Floats:
        """Indicators of the bands, (c, T, T)."""
        numbers = np.arange(1, int(self.bands.max()) + 1)
        return np.asarray(self.bands == numbers[:, None, None], dtype=np.float64)

    def matrices(self, phi: Floats) -> Floats:
        """Return R, (1, T, T)."""
        return (np.eye(len(self.bands)) + np.tensordot(correlations(phi)[0], self._where, axes=1))[None]

    def slopes(self, phi: Floats) -> Floats:
        """Return its derivatives, (c, 1, T, T)."""
        return (correlations(phi)[1][:, None, None] * self._where)[:, None]

    def second(self, phi: Floats) -> Floats:
        """Return its second derivatives, (c, c, 1, T, T)."""
        each = correlations(phi)[2][:, None, None] * self._where
        return (np.eye(len(phi))[:, :, None, None] * each)[:, :, None]

    def start(self, correlation: Floats) -> Floats:
        """Return the mean correlation of each band as Fisher's z, (c,)."""
        where = self._where
        return fisher_z(np.tensordot(where, correlation, axes=2) / where.sum(axis=(1, 2)))


def _lags(n_visits: int) -> Codes:
    at = np.arange(n_visits)
    return np.asarray(np.abs(at[:, None] - at))


def compound_symmetry(n_visits: int, weights: Floats | None = None) -> Linear:
    """Return one variance and one covariance, which may be negative; parameters participant and residual.

    weights (m, T) divide the residual variance.
    """
    residual = residual_part(n_visits, weights)
    basis = np.stack([np.ones_like(residual), residual])
    free = np.array([False, True])
    return Linear("compound symmetry", ("participant", "residual"), basis, free, checked=True, units=(1.0, 1.0))


def heterogeneous_compound_symmetry(n_visits: int) -> Curved:
    """Return a variance per visit and one correlation."""
    return Curved(
        "heterogeneous compound symmetry", Banded(np.minimum(_lags(n_visits), 1)), heterogeneous=True, checked=True
    )


def toeplitz(n_visits: int) -> Linear:
    """Return one variance and a covariance per lag."""
    basis = (_lags(n_visits) == np.arange(n_visits)[:, None, None]).astype(np.float64)[:, None]
    labels = tuple(f"covariance[lag {lag}]" for lag in range(n_visits))
    return Linear("Toeplitz", labels, basis, np.zeros(n_visits, dtype=bool), checked=True)


def heterogeneous_toeplitz(n_visits: int) -> Curved:
    """Return a variance per visit and a correlation per lag."""
    return Curved("heterogeneous Toeplitz", Banded(_lags(n_visits)), heterogeneous=True, checked=True)
