"""The covariance of the visits of one participant, and with it the whole covariance model."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from peereval.model.blocks import Block
from peereval.model.clusters import RandomEffects

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]
Mask = NDArray[np.bool_]


class Structure(Protocol):
    """Sigma as a function of its parameters, for each of m covariance classes.

    A class is what a covariance may depend on beside the visit set: nothing (m = 1), the
    group, or the times and weights of a participant. The last class of each level is that
    of the planned visits, by which a covariance is shown.
    """

    @property
    def name(self) -> str:
        """The literature's name."""

    @property
    def labels(self) -> tuple[str, ...]:
        """What each parameter is, (k1,)."""

    @property
    def n_parameters(self) -> int:
        """How many parameters Sigma has, k1."""

    @property
    def n_classes(self) -> int:
        """How many covariance classes there are, m."""

    def matrices(self, theta: Floats) -> Floats:
        """Return Sigma per class, (m, T, T), for parameters (k1,)."""

    def slopes(self, theta: Floats) -> Floats:
        """Return its derivatives, (k1, m, T, T)."""

    def bend(self, theta: Floats, adjoint: Floats) -> Floats:
        """Return the second derivatives contracted with adjoint (m, T, T), (k1, k1)."""

    def start(self, sigma: Floats) -> Floats:
        """Return parameters near a covariance matrix (T, T), (k1,)."""

    @property
    def bounded(self) -> Mask:
        """Which parameters are variances kept at 0 or above, (k1,)."""

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Parameters that are the lower triangle of a covariance matrix."""

    def components(self, theta: Floats) -> Mapping[str, float]:
        """Return the components of variance by name; empty where there are none."""

    def display(self, theta: Floats) -> Floats:
        """Return Sigma of each level at the planned visits, (levels, T, T)."""


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """The covariance model: a structure of Sigma, the class of each pattern, random effects.

    theta is the parameters of Sigma, then those of G. `levels` are those of a grouping with a
    covariance of its own for each, empty without one.
    """

    structure: Structure
    classes: Codes
    random: RandomEffects | None = None
    levels: tuple[str, ...] = ()
    _empty: Floats = field(default_factory=lambda: np.zeros((0, 0, 0)))

    @property
    def n_local(self) -> int:
        """Number of parameters of Sigma."""
        return self.structure.n_parameters

    @property
    def n_random(self) -> int:
        """Number of parameters of G."""
        return len(self.random.names) if self.random else 0

    @property
    def names(self) -> tuple[str, ...]:
        """What each parameter is, (k,)."""
        return (*self.structure.labels, *(self.random.names if self.random else ()))

    @property
    def random_basis(self) -> Floats:
        """The basis of G, (k2, r, r)."""
        return self.random.basis if self.random else self._empty

    def pattern_matrices(self, theta: Floats) -> Floats:
        """Return Sigma per pattern, (G, T, T)."""
        return self.structure.matrices(theta[: self.n_local])[self.classes]

    def pattern_slopes(self, theta: Floats) -> Floats:
        """Return the derivatives of Sigma per pattern, (k1, G, T, T)."""
        return self.structure.slopes(theta[: self.n_local])[:, self.classes]

    def random_matrix(self, theta: Floats) -> Floats:
        """Return G, (r, r)."""
        return self.random.matrix(theta[self.n_local :]) if self.random else self._empty[0]

    @property
    def bounded(self) -> Mask:
        """Which parameters are variances kept at 0 or above, (k,)."""
        local = self.structure.bounded
        return np.concatenate([local, self.random.bounded]) if self.random else local

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Parameters that are the lower triangle of a covariance matrix, of Sigma or of G."""
        if self.random is None or self.random.block is None:
            return self.structure.blocks
        block = self.random.block
        shifted = Block(block.positions + self.n_local, block.rows, block.columns)
        return (*self.structure.blocks, shifted)

    def start(self, sigma: Floats) -> Floats:
        """Return where the search starts: moments of the residuals (T, T), a little of them given to G."""
        if self.random is None:
            return self.structure.start(sigma)
        share = 0.05 * float(np.diag(sigma).mean())
        return np.concatenate([self.structure.start(0.9 * sigma), share * self.random.start])

    def bend(self, theta: Floats, adjoint: Floats) -> Floats:
        """Return the second derivatives of Sigma contracted with adjoint (G, T, T), (k, k)."""
        k1, n_classes = self.n_local, self.structure.n_classes
        per_class = np.zeros((n_classes, *adjoint.shape[1:]))
        if n_classes == 1:
            per_class[0] = adjoint.sum(axis=0)
        else:
            np.add.at(per_class, self.classes, adjoint)
        bent = np.zeros((len(theta), len(theta)))
        bent[:k1, :k1] = self.structure.bend(theta[:k1], per_class)
        return bent
