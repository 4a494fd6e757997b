"""A covariance per level of a grouping: the same structure with parameters of its own for each."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peereval.model.blocks import Block
from peereval.model.covariance import Structure

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class ByLevel:
    """Structures side by side, one per level; the classes of the first level come first."""

    levels: tuple[str, ...]
    parts: tuple[Structure, ...]

    @property
    def name(self) -> str:
        """The literature's name of each."""
        return self.parts[0].name

    @property
    def labels(self) -> tuple[str, ...]:
        """What each parameter is, and of which level."""
        return tuple(
            f"{label}, {level}" for level, part in zip(self.levels, self.parts, strict=True) for label in part.labels
        )

    @property
    def n_parameters(self) -> int:
        """Number of parameters over the levels."""
        return sum(part.n_parameters for part in self.parts)

    @property
    def n_classes(self) -> int:
        """Number of classes over the levels."""
        return sum(part.n_classes for part in self.parts)

    def _split(self, theta: Floats) -> list[Floats]:
        return np.split(theta, np.cumsum([part.n_parameters for part in self.parts])[:-1])

    def matrices(self, theta: Floats) -> Floats:
        """Return Sigma per class, (m, T, T)."""
        return np.concatenate([p.matrices(v) for p, v in zip(self.parts, self._split(theta), strict=True)])

    def slopes(self, theta: Floats) -> Floats:
        """Return its derivatives, (k1, m, T, T), zero outside the classes of a level."""
        each = [part.slopes(v) for part, v in zip(self.parts, self._split(theta), strict=True)]
        whole = np.zeros((self.n_parameters, self.n_classes, *each[0].shape[2:]))
        row = column = 0
        for slopes in each:
            k, m = slopes.shape[:2]
            whole[row : row + k, column : column + m] = slopes
            row, column = row + k, column + m
        return whole

    def bend(self, theta: Floats, adjoint: Floats) -> Floats:
        """Return the second derivatives contracted with adjoint (m, T, T), (k1, k1)."""
        pieces = np.split(adjoint, np.cumsum([part.n_classes for part in self.parts])[:-1])
        whole, row = np.zeros((self.n_parameters,) * 2), 0
        for part, values, piece in zip(self.parts, self._split(theta), pieces, strict=True):
            k = part.n_parameters
            whole[row : row + k, row : row + k] = part.bend(values, piece)
            row += k
        return whole

    def start(self, sigma: Floats) -> Floats:
        """Return for each level parameters near sigma (T, T), (k1,)."""
        return np.concatenate([part.start(sigma) for part in self.parts])

    @property
    def bounded(self) -> Mask:
        """Which parameters are variances kept at 0 or above, (k1,)."""
        return np.concatenate([part.bounded for part in self.parts])

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Parameters that are the lower triangle of a covariance matrix."""
        found: list[Block] = []
        first = 0
        for part in self.parts:
            found += [Block(b.positions + first, b.rows, b.columns) for b in part.blocks]
            first += part.n_parameters
        return tuple(found)

    def components(self, theta: Floats) -> Mapping[str, float]:
        """Return the components of variance, by label and level."""
        return {
            f"{label}, {level}": value
            for level, part, values in zip(self.levels, self.parts, self._split(theta), strict=True)
            for label, value in part.components(values).items()
        }

    def display(self, theta: Floats) -> Floats:
        """Return Sigma of each level at the planned visits, (levels, T, T)."""
        return np.concatenate([p.display(v) for p, v in zip(self.parts, self._split(theta), strict=True)])
