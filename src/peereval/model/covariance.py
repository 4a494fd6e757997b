"""The covariance of the visits of one participant, and with it the whole covariance model."""

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from peereval.errors import FitError, one_of
from peereval.model.blocks import Block
from peereval.model.clusters import RandomEffects

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]
Mask = NDArray[np.bool_]

STRUCTURES = {"unstructured": "unstructured", "un": "unstructured", "us": "unstructured"}


class Structure(Protocol):
    """Sigma as a function of its parameters, for each of m covariance classes.

    A class is what a covariance may depend on beside the visit set: nothing (m = 1), the
    group, or the times of a participant.
    """

    @property
    def name(self) -> str:
        """The literature's name."""

    @property
    def n_parameters(self) -> int:
        """How many parameters Sigma has, k1."""

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


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """The covariance model: a structure of Sigma, the class of each pattern, random effects.

    theta is the parameters of Sigma, then those of G.
    """

    structure: Structure
    classes: Codes
    random: RandomEffects | None = None
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
        local = theta[: self.n_local]
        n_classes = int(self.classes.max()) + 1
        per_class = np.zeros((n_classes, *adjoint.shape[1:]))
        np.add.at(per_class, self.classes, adjoint)
        return np.pad(self.structure.bend(local, per_class), (0, self.n_random))


@dataclass(frozen=True, slots=True, eq=False)
class Linear:
    """A covariance linear in its parameters: Sigma = sum_h theta_h basis_h, basis (k1, m, T, T).

    parameters (k1,) : (class, row, column) of an element that equals the parameter
    """

    name: str
    basis: Floats
    parameters: tuple[tuple[int, int, int], ...]

    @property
    def n_parameters(self) -> int:
        """Number of parameters."""
        return len(self.basis)

    def matrices(self, theta: Floats) -> Floats:
        """Return Sigma per class, (m, T, T)."""
        return np.asarray(np.tensordot(theta, self.basis, axes=1))

    def slopes(self, _theta: Floats) -> Floats:
        """Return the basis, (k1, m, T, T)."""
        return self.basis

    def bend(self, theta: Floats, _adjoint: Floats) -> Floats:
        """Return zeros: a linear covariance does not bend."""
        return np.zeros((len(theta), len(theta)))

    def start(self, sigma: Floats) -> Floats:
        """Return the parameters of the elements they equal in sigma (T, T), (k1,)."""
        return np.array([sigma[t, s] for _, t, s in self.parameters])

    @property
    def bounded(self) -> Mask:
        """No parameter has a bound of its own: the matrix must be positive definite, (k1,)."""
        return np.zeros(len(self.basis), dtype=bool)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The lower triangle of the matrix of each class."""
        classes, rows, columns = np.array(self.parameters).T
        return tuple(
            Block(np.flatnonzero(classes == m), rows[classes == m], columns[classes == m]) for m in np.unique(classes)
        )


def unstructured(n_visits: int, n_classes: int = 1) -> Linear:
    """Return the covariance with a variance per visit and a covariance per pair of visits.

    Examples
    --------
    >>> unstructured(3).basis.shape
    (6, 1, 3, 3)
    """
    elements = tuple((m, t, s) for m in range(n_classes) for t in range(n_visits) for s in range(t + 1))
    basis = np.zeros((len(elements), n_classes, n_visits, n_visits))
    for h, (m, t, s) in enumerate(elements):
        basis[h, m, t, s] = basis[h, m, s, t] = 1.0
    return Linear("unstructured", basis, elements)


def make_structure(name: str, n_visits: int, n_classes: int = 1) -> Structure:
    """Return the structure of a literature or SAS name.

    Raises
    ------
    FitError
        If no structure has that name.
    """
    if name not in STRUCTURES:
        raise FitError(one_of("covariance", name, STRUCTURES))
    return unstructured(n_visits, n_classes)
