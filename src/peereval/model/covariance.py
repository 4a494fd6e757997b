"""Covariance structures of the visits of one participant."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peereval.errors import FitError, one_of

Floats = NDArray[np.float64]

STRUCTURES = {"unstructured": "unstructured", "un": "unstructured", "us": "unstructured"}


@dataclass(frozen=True, slots=True, eq=False)
class Structure:
    """A covariance that is linear in its parameters: Sigma(theta) = sum_h theta_h basis_h.

    name : the literature's name
    basis : (k, T, T), symmetric
    parameters : (k,) pairs of visit codes (row, column) each parameter stands for
    """

    name: str
    basis: Floats
    parameters: tuple[tuple[int, int], ...]

    def matrix(self, theta: Floats) -> Floats:
        """Return Sigma, (T, T), for parameters (k,)."""
        return np.asarray(np.tensordot(theta, self.basis, axes=1), dtype=np.float64)

    def project(self, sigma: Floats) -> Floats:
        """Return the parameters, (k,), that give a matrix of this structure."""
        rows, columns = np.array(self.parameters).T
        return np.asarray(sigma[rows, columns])


def unstructured(n_visits: int) -> Structure:
    """Return the covariance with a variance per visit and a covariance per pair of visits.

    Examples
    --------
    >>> unstructured(3).basis.shape
    (6, 3, 3)
    """
    pairs = tuple((t, s) for t in range(n_visits) for s in range(t + 1))
    basis = np.zeros((len(pairs), n_visits, n_visits))
    for h, (t, s) in enumerate(pairs):
        basis[h, t, s] = basis[h, s, t] = 1.0
    return Structure("unstructured", basis, pairs)


def make_structure(name: str, n_visits: int) -> Structure:
    """Return the structure of a literature or SAS name.

    Raises
    ------
    FitError
        If no structure has that name.
    """
    if name not in STRUCTURES:
        raise FitError(one_of("covariance", name, STRUCTURES))
    return unstructured(n_visits)
