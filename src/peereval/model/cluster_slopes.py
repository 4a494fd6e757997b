"""How the clusters change with the parameters: derivatives of N and the curvature.

For a parameter h of Sigma, dB_h and dc_h are the derivatives of B and c, and u_h = dc_h -
dB_h M c; J'u_h is the derivative of Z'V^-1[X, y]. For one of G the derivative of V is Z G_h Z'.
All is free of the second derivatives of B and c, which meet `fold`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peereval.model.clusters import Table
from peereval.model.collapse import Collapsed, symmetric

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Moved:
    """The clusters with their derivatives, columns turned; k1 parameters of Sigma, k2 of G.

    B_slopes dB (k1, S, r, r), u (k1, S, r, q), Mc (S, r, q)
    carried (S, r, q) = Z'V^-1[X, y], inside (S, r, r) = Z'V^-1Z, pulled (k2, S, r, q) = G_j carried
    """

    at: Collapsed
    B_slopes: Floats
    u: Floats
    Mc: Floats
    carried: Floats
    inside: Floats
    pulled: Floats
    basis: Floats

    @property
    def normal(self) -> Floats:
        """The derivatives of what N gains from the clusters, (k, q, q)."""
        q = self.Mc.shape[-1]
        half = self.u + 0.5 * (self.B_slopes @ self.Mc)
        Mc, carried = self.Mc.reshape(-1, q), self.carried.reshape(-1, q)
        local = np.swapaxes(half.reshape(len(half), -1, q), -1, -2) @ Mc
        random = np.swapaxes(self.pulled.reshape(len(self.pulled), -1, q), -1, -2) @ carried
        return np.concatenate([-(local + np.swapaxes(local, -1, -2)), -random])

    @property
    def random_first(self) -> Floats:
        """The derivatives of log|I + B G| by the parameters of G, (k2,)."""
        return np.asarray(self.basis.reshape(len(self.basis), -1) @ self.inside.sum(axis=0).ravel())

    @property
    def log_det_second(self) -> Floats:
        """The second derivatives of log|I + B G|, (k, k)."""
        k1, k2 = len(self.B_slopes), len(self.basis)
        turned = self.B_slopes @ self.at.M
        local = -_paired(turned, np.swapaxes(turned, -1, -2))
        dM = self.at.J @ self.basis[:, None] @ np.swapaxes(self.at.J, -1, -2)
        mixed = _paired(self.B_slopes, dM)
        inside = self.inside @ self.basis[:, None]
        random = -_paired(inside, np.swapaxes(inside, -1, -2))
        return _blocks(local, mixed, random, k1, k2)

    def quadratic_second(self, column: slice) -> Floats:
        """Return the second derivatives of -c'M c, traced over these columns, (k, k)."""
        k1, k2 = len(self.u), len(self.basis)
        u, pulled = self.u[..., column], self.pulled[..., column]
        local = -2.0 * _paired(u, self.at.M @ u)
        mixed = -2.0 * _paired(u, self.at.J @ pulled)
        random = 2.0 * _paired(pulled, self.inside @ pulled)
        return _blocks(local, mixed, random, k1, k2)

    def contracted(self, spread: Floats) -> Floats:
        """Return the second derivatives of -c'M c contracted with A (k, k), (q, q)."""
        k1, q = len(self.u), self.Mc.shape[-1]
        blocks = (
            (-2.0, self.u, spread[:k1, :k1], self.at.M @ self.u),
            (-4.0, self.u, spread[:k1, k1:], self.at.J @ self.pulled),
            (2.0, self.pulled, spread[k1:, k1:], self.inside @ self.pulled),
        )
        total = np.zeros((q, q))
        for factor, left, A, right in blocks:
            by_A = A @ right.reshape(len(right), -1)
            total += factor * left.reshape(-1, q).T @ by_A.reshape(-1, q)
        return symmetric(total)


def move(table: Table, at: Collapsed, moved: Floats, basis: Floats, turn: Floats) -> Moved:
    """Return the derivatives of the clusters.

    moved (k1, G, T, T) : W E_h W; basis (k2, r, r) of G; the columns are turned by `turn` (q, q).
    """
    k1, (n_clusters, r, q) = len(moved), at.c.shape
    half = np.swapaxes(table.loadings, -1, -2) @ moved[:, table.pattern]
    dB = -table.weigh((half @ table.loadings).transpose(1, 0, 2, 3))
    rows = half.transpose(1, 0, 2, 3).reshape(len(table.pattern), k1 * r, -1)
    u = -table.project(rows) - dB.reshape(n_clusters, k1 * r, r) @ at.Mc
    u = (u.reshape(-1, q) @ turn).reshape(n_clusters, k1, r, q)
    carried, Mc = at.carried @ turn, at.Mc @ turn
    return Moved(
        at,
        np.ascontiguousarray(dB.transpose(1, 0, 2, 3)),
        np.ascontiguousarray(u.transpose(1, 0, 2, 3)),
        Mc,
        carried,
        at.inside,
        basis[:, None] @ carried,
        basis,
    )


def _paired(left: Floats, right: Floats) -> Floats:
    """Return the sums of products of elements, (h, j), of (h, S, a, b) and (j, S, a, b)."""
    return np.asarray(left.reshape(len(left), -1) @ right.reshape(len(right), -1).T)


def _blocks(local: Floats, mixed: Floats, random: Floats, k1: int, k2: int) -> Floats:
    whole = np.empty((k1 + k2, k1 + k2))
    whole[:k1, :k1], whole[:k1, k1:], whole[k1:, :k1], whole[k1:, k1:] = local, mixed, mixed.T, random
    return whole
