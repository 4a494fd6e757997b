"""Spatial exponential: correlations that fall with the time between two visits, exp(-d / range)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peereval.model.structures.curved import Curved

Floats = NDArray[np.float64]

FARTHEST = 700.0  # exp(-700) is the smallest double that is not 0


@dataclass(frozen=True, slots=True, eq=False)
class Fading:
    """R = exp(-d / range) with distances (m, T, T); the parameter is the log range."""

    distances: Floats

    @property
    def labels(self) -> tuple[str, ...]:
        """What the parameter is."""
        return ("log range",)

    @property
    def shape(self) -> tuple[int, int]:
        """A class per participant with times of their own, T visits."""
        return self.distances.shape[0], self.distances.shape[1]

    def _ratios(self, phi: Floats) -> Floats:
        ratios = self.distances * np.exp(np.clip(-phi[0], -FARTHEST, 300.0))
        return np.asarray(np.minimum(ratios, FARTHEST))

    def matrices(self, phi: Floats) -> Floats:
        """Return R, (m, T, T)."""
        return np.asarray(np.exp(-self._ratios(phi)))

    def slopes(self, phi: Floats) -> Floats:
        """Return its derivative, (1, m, T, T)."""
        u = self._ratios(phi)
        return np.asarray(u * np.exp(-u))[None]

    def second(self, phi: Floats) -> Floats:
        """Return its second derivative, (1, 1, m, T, T)."""
        u = self._ratios(phi)
        return np.asarray((u**2 - u) * np.exp(-u))[None, None]

    def start(self, correlation: Floats) -> Floats:
        """Return the log range at which the mean correlation lies at the mean distance, (1,)."""
        apart = ~np.eye(len(correlation), dtype=bool)
        mean = float(np.clip(correlation[apart].mean(), 0.1, 0.9))
        return np.array([np.log(self.distances[-1][apart].mean() / -np.log(mean))])


def spatial_exponential(times: Floats) -> Curved:
    """Return one variance and correlations exp(-d / range) on times (m, T)."""
    gaps = np.abs(times[:, :, None] - times[:, None, :])
    return Curved("spatial exponential", Fading(gaps), heterogeneous=False)
