"""Covariances linear in their parameters: Sigma = sum_h theta_h basis_h."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peereval.model.blocks import Block

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Linear:
    """A covariance linear in its parameters, basis (k1, m, T, T) for m classes.

    labels (k1,) : what each parameter is
    bounded (k1,) : parameters that are variances kept at 0 or above
    blocks : parameters that are the lower triangle of a covariance matrix
    checked : the matrix can leave the positive definite ones though every pattern seen stays
    units (k1,) : what turns a parameter that is a component into the user's unit of time; empty
        where the parameters are no components of variance
    """

    name: str
    labels: tuple[str, ...]
    basis: Floats
    bounded: Mask
    blocks: tuple[Block, ...] = ()
    checked: bool = False
    units: tuple[float, ...] = ()

    @property
    def n_parameters(self) -> int:
        """Number of parameters."""
        return len(self.basis)

    @property
    def n_classes(self) -> int:
        """Number of classes, m."""
        return int(self.basis.shape[1])

    def matrices(self, theta: Floats) -> Floats:
        """Return Sigma per class, (m, T, T)."""
        sigma = (theta @ self.basis.reshape(len(theta), -1)).reshape(self.basis.shape[1:])
        if self.checked:
            np.linalg.cholesky(sigma)
        return sigma

    def slopes(self, _theta: Floats) -> Floats:
        """Return the basis, (k1, m, T, T)."""
        return self.basis

    def bend(self, theta: Floats, _adjoint: Floats) -> Floats:
        """Return zeros: a linear covariance does not bend."""
        return np.zeros((len(theta), len(theta)))

    def start(self, sigma: Floats) -> Floats:
        """Return the parameters that come nearest to sigma (T, T), made admissible, (k1,)."""
        flat = self.basis[:, -1].reshape(len(self.basis), -1)
        nearest = np.linalg.lstsq(flat.T, sigma.ravel(), rcond=None)[0]
        size = float(np.diag(sigma).mean())
        plain = np.linalg.lstsq(flat.T, size * np.eye(len(sigma)).ravel(), rcond=None)[0]
        return next(
            theta
            for theta in (self._mended((1.0 - w) * nearest + w * plain, size) for w in (0.0, 0.25, 0.5, 0.75, 0.9, 1.0))
            if self._admits(theta)
        )

    def _mended(self, theta: Floats, size: float) -> Floats:
        """Return parameters with variances and blocks a little above the edge."""
        mended = np.where(self.bounded, np.maximum(theta, 0.02 * size), theta)
        for block in self.blocks:
            values, axes = np.linalg.eigh(block.symmetric(mended))
            if values[0] < 1e-3 * size:
                lifted = (axes * np.maximum(values, 0.02 * size)) @ axes.T
                mended[block.positions] = lifted[block.rows, block.columns]
        return np.asarray(mended)

    def _admits(self, theta: Floats) -> bool:
        sigma = np.tensordot(theta, self.basis[:, -1], axes=1)
        return bool(np.linalg.eigvalsh(sigma)[0] > 0.0)

    def components(self, theta: Floats) -> Mapping[str, float]:
        """Return the components of variance by their label, in the unit of theta."""
        return {label: float(v * unit) for label, v, unit in zip(self.labels, theta, self.units, strict=False)}

    def display(self, theta: Floats) -> Floats:
        """Return Sigma at the planned visits, (1, T, T)."""
        return self.matrices(theta)[-1:]


def unstructured(n_visits: int) -> Linear:
    """Return the covariance with a variance per visit and a covariance per pair of visits.

    Examples
    --------
    >>> unstructured(3).basis.shape
    (6, 1, 3, 3)
    """
    rows, columns = np.tril_indices(n_visits)
    basis = np.zeros((rows.size, 1, n_visits, n_visits))
    at = np.arange(rows.size)
    basis[at, 0, rows, columns] = basis[at, 0, columns, rows] = 1.0
    labels = tuple(f"covariance[{t},{s}]" for t, s in zip(rows, columns, strict=True))
    return Linear("unstructured", labels, basis, np.zeros(rows.size, dtype=bool), (Block(at, rows, columns),))


def residual_part(n_visits: int, weights: Floats | None) -> Floats:
    """Return the residual part per class, (m, T, T): the identity divided by weights (m, T)."""
    return np.asarray(np.eye(n_visits) / (np.ones((1, 1, n_visits)) if weights is None else weights[:, None, :]))
