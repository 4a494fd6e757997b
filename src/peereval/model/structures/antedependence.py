"""First-order antedependence: a correlation per pair of neighbouring visits, products further apart.

Gabriel 1962, doi:10.1214/aoms/1177704724.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peereval.model.structures.curved import Curved
from peereval.model.structures.fisher import correlations, fisher_z

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """R[t, s] = r_t r_{t+1} ... r_{s-1} for t < s, each r = tanh(z)."""

    n_visits: int

    @property
    def labels(self) -> tuple[str, ...]:
        """What each parameter is: Fisher's z of a correlation of neighbours."""
        return tuple(f"z[{t},{t + 1}]" for t in range(self.n_visits - 1))

    @property
    def shape(self) -> tuple[int, int]:
        """One class, T visits."""
        return 1, self.n_visits

    def _products(self, r: Floats) -> Floats:
        """Return the products of links from t to s, 1 at t = s and 0 for s < t, (T, T)."""
        products = np.eye(self.n_visits)
        for s in range(1, self.n_visits):
            products[:s, s] = products[:s, s - 1] * r[s - 1]
        return products

    def matrices(self, phi: Floats) -> Floats:
        """Return R, (1, T, T)."""
        upper = self._products(np.tanh(phi))
        return (upper + upper.T - np.eye(self.n_visits))[None]

    def slopes(self, phi: Floats) -> Floats:
        """Return its derivatives, (c, 1, T, T)."""
        r, slope, _ = correlations(phi)
        return (slope[:, None, None] * self._first(self._products(r)))[:, None]

    def _first(self, products: Floats) -> Floats:
        """Return the derivatives by each r, (c, T, T): the product without that link."""
        upper = products.T[:-1, :, None] * products[1:, None, :]
        return np.asarray(upper + np.swapaxes(upper, -1, -2))

    def second(self, phi: Floats) -> Floats:
        """Return its second derivatives, (c, c, 1, T, T)."""
        r, slope, curve = correlations(phi)
        products, c = self._products(r), len(phi)
        found = np.zeros((c, c, self.n_visits, self.n_visits))
        found[np.arange(c), np.arange(c)] = curve[:, None, None] * self._first(products)
        for a in range(c):
            for b in range(a + 1, c):
                upper = products[a + 1, b] * np.outer(products[:, a], products[b + 1])
                found[a, b] = found[b, a] = slope[a] * slope[b] * (upper + upper.T)
        return found[:, :, None]

    def start(self, correlation: Floats) -> Floats:
        """Return the correlations of neighbouring visits as Fisher's z, (c,)."""
        return fisher_z(np.diagonal(correlation, 1))


def antedependence(n_visits: int) -> Curved:
    """Return antedependence with one variance."""
    return Curved("antedependence", Chain(n_visits), heterogeneous=False)


def heterogeneous_antedependence(n_visits: int) -> Curved:
    """Return antedependence with a variance per visit: what SAS calls ANTE(1)."""
    return Curved("heterogeneous antedependence", Chain(n_visits), heterogeneous=True)
