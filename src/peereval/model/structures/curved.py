"""Covariances that are standard deviations times correlations: Sigma = S R S.

The parameters are log standard deviations, one or one per visit, then those of R. Their
second derivatives belong to the observed Hessian: without them degrees of freedom are off
by up to a tenth.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from peereval.model.blocks import Block

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

LARGEST = 300.0  # of a log standard deviation: beyond it the exponential overflows


class Correlation(Protocol):
    """Correlations of the visits as a function of c parameters, for m classes."""

    @property
    def labels(self) -> tuple[str, ...]:
        """What each parameter is, (c,)."""

    @property
    def shape(self) -> tuple[int, int]:
        """How many classes and visits, (m, T)."""

    def matrices(self, phi: Floats) -> Floats:
        """Return R per class, (m, T, T)."""

    def slopes(self, phi: Floats) -> Floats:
        """Return its derivatives, (c, m, T, T)."""

    def second(self, phi: Floats) -> Floats:
        """Return its second derivatives, (c, c, m, T, T)."""

    def start(self, correlation: Floats) -> Floats:
        """Return parameters near a correlation matrix (T, T), (c,)."""


@dataclass(frozen=True, slots=True, eq=False)
class Curved:
    """Sigma = S R S with log standard deviations and the parameters of a correlation.

    heterogeneous : a standard deviation per visit, else one for all
    checked : R can leave the positive definite matrices though every pattern seen stays
    """

    name: str
    correlation: Correlation
    heterogeneous: bool
    checked: bool = False

    @property
    def n_spreads(self) -> int:
        """Number of standard deviations."""
        return self.correlation.shape[1] if self.heterogeneous else 1

    @property
    def labels(self) -> tuple[str, ...]:
        """What each parameter is."""
        spreads = [f"log SD[{t}]" for t in range(self.n_spreads)] if self.heterogeneous else ["log SD"]
        return (*spreads, *self.correlation.labels)

    @property
    def n_parameters(self) -> int:
        """Number of parameters."""
        return self.n_spreads + len(self.correlation.labels)

    @property
    def n_classes(self) -> int:
        """Number of classes, m."""
        return self.correlation.shape[0]

    @property
    def _loads(self) -> Floats:
        """How often each standard deviation multiplies an element, (s, T, T)."""
        uses = np.eye(self.n_spreads) if self.heterogeneous else np.ones((1, self.correlation.shape[1]))
        return uses[:, :, None] + uses[:, None, :]

    def _scales(self, theta: Floats) -> Floats:
        """Return s_t s_s, (T, T)."""
        spreads = np.exp(np.clip(theta[: self.n_spreads], -LARGEST, LARGEST))
        full = np.broadcast_to(spreads, self.correlation.shape[1])
        return np.outer(full, full)

    def matrices(self, theta: Floats) -> Floats:
        """Return Sigma per class, (m, T, T)."""
        r = self.correlation.matrices(theta[self.n_spreads :])
        if self.checked:
            np.linalg.cholesky(r)
        return np.asarray(self._scales(theta) * r)

    def slopes(self, theta: Floats) -> Floats:
        """Return its derivatives, (k1, m, T, T)."""
        phi, scales = theta[self.n_spreads :], self._scales(theta)
        by_spread = self._loads[:, None] * (scales * self.correlation.matrices(phi))
        return np.concatenate([by_spread, scales * self.correlation.slopes(phi)])

    def bend(self, theta: Floats, adjoint: Floats) -> Floats:
        """Return the second derivatives contracted with adjoint (m, T, T), (k1, k1)."""
        phi, weighed, loads = theta[self.n_spreads :], adjoint * self._scales(theta), self._loads
        own = (weighed * self.correlation.matrices(phi)).sum(axis=0)
        turned = (weighed * self.correlation.slopes(phi)).sum(axis=1)
        spreads = np.einsum("ats,bts,ts->ab", loads, loads, own, optimize=True)
        mixed = np.einsum("ats,cts->ac", loads, turned, optimize=True)
        inner = np.einsum("cdmts,mts->cd", self.correlation.second(phi), weighed, optimize=True)
        return np.block([[spreads, mixed], [mixed.T, inner]])

    def start(self, sigma: Floats) -> Floats:
        """Return parameters near a covariance matrix (T, T), (k1,)."""
        variances = np.diag(sigma)
        spread = 0.5 * np.log(variances if self.heterogeneous else variances.mean(keepdims=True))
        phi = self.correlation.start(sigma / np.sqrt(np.outer(variances, variances)))
        while self.checked and np.linalg.eigvalsh(self.correlation.matrices(phi)[-1])[0] < 1e-3:
            phi = 0.75 * phi
        return np.concatenate([spread, phi])

    @property
    def bounded(self) -> Mask:
        """No parameter has a bound, (k1,)."""
        return np.zeros(self.n_parameters, dtype=bool)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """No parameters are elements of a matrix."""
        return ()

    def components(self, _theta: Floats) -> Mapping[str, float]:
        """Return nothing: there are no components of variance."""
        return {}

    def display(self, theta: Floats) -> Floats:
        """Return Sigma at the planned visits, (1, T, T)."""
        return self.matrices(theta)[-1:]
