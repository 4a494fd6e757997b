"""First-order autoregression: correlations that are powers of one, by the lag between visits."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peereval.model.structures.curved import Curved
from peereval.model.structures.fisher import correlations, fisher_z

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Powers:
    """R[t, s] = r^|t - s| over T visits, r = tanh(z)."""

    n_visits: int

    @property
    def labels(self) -> tuple[str, ...]:
        """What the parameter is."""
        return ("z",)

    @property
    def shape(self) -> tuple[int, int]:
        """One class, T visits."""
        return 1, self.n_visits

    @property
    def _lags(self) -> Floats:
        at = np.arange(self.n_visits, dtype=np.float64)
        return np.abs(at[:, None] - at)

    def matrices(self, phi: Floats) -> Floats:
        """Return R, (1, T, T)."""
        return np.asarray(np.tanh(phi[0]) ** self._lags)[None]

    def slopes(self, phi: Floats) -> Floats:
        """Return its derivative, (1, 1, T, T)."""
        r, slope, _ = correlations(phi[0])
        return np.asarray(slope * self._first(float(r)))[None, None]

    def second(self, phi: Floats) -> Floats:
        """Return its second derivative, (1, 1, 1, T, T)."""
        r, slope, curve = correlations(phi[0])
        lags = self._lags
        twice = lags * (lags - 1.0) * float(r) ** np.maximum(lags - 2.0, 0.0)
        return np.asarray(slope**2 * twice + curve * self._first(float(r)))[None, None, None]

    def _first(self, r: float) -> Floats:
        """Return the derivative of r^lag by r, (T, T)."""
        return np.asarray(self._lags * r ** np.maximum(self._lags - 1.0, 0.0))

    def start(self, correlation: Floats) -> Floats:
        """Return the mean correlation of neighbouring visits as Fisher's z, (1,)."""
        return fisher_z(np.diagonal(correlation, 1).mean(keepdims=True))


def autoregressive(n_visits: int) -> Curved:
    """Return AR(1): one variance, correlations r^lag."""
    return Curved("first-order autoregressive", Powers(n_visits), heterogeneous=False)


def heterogeneous_autoregressive(n_visits: int) -> Curved:
    """Return AR(1) with a variance per visit."""
    return Curved("heterogeneous first-order autoregressive", Powers(n_visits), heterogeneous=True)
