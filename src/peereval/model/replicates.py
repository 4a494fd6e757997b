"""Many replicates of the data at once, each without some participants.

What a participant adds to the sums is known from its own rows, so that a replicate is all
sums minus a few rows: nothing is summed anew, and every array has a leading replicate axis.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from peereval.model.patterns import Tensors

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Replicates:
    """All sums, and the rows that each of R replicates does without.

    rows (m, T, q) : [X, y] of the m participants left out, zero where a visit was not seen
    pattern (m,), owner (m,) : the visit pattern of each, and the replicate it is missing from
    basis (k, c, T, T) : derivatives of Sigma per covariance class; classes (G,) of the patterns
    lost (R, G, T, T, q, q) : the sums of these rows, where a replicate does without so many that it pays
    gone (R, G) : how many participants these are, where the sums are given instead of the rows
    """

    tensors: Tensors
    rows: Floats
    pattern: Codes
    owner: Codes
    n_replicates: int
    basis: Floats
    classes: Codes
    reml: bool
    lost: Floats | None = None
    gone: Floats | None = None

    def total(self, values: Floats) -> Floats:
        """Return the sums over the participants left out, (R, ...), of values (m, ...)."""
        if self.owner.size == self.n_replicates and (np.diff(self.owner, prepend=-1) == 1).all():
            return values
        summed = np.zeros((self.n_replicates, *values.shape[1:]))
        if self.owner.size:
            starts = np.flatnonzero(np.diff(self.owner, prepend=-1))
            summed[self.owner[starts]] = np.add.reduceat(values, starts, axis=0)
        return summed

    @property
    def counts(self) -> Floats:
        """Participants of each pattern that are left, (R, G)."""
        if self.gone is not None:
            return np.asarray(self.tensors.counts - self.gone)
        n_patterns, seen = len(self.classes), self.rows.any(axis=(1, 2))
        cell = self.owner * n_patterns + self.pattern
        gone = np.bincount(cell, seen.astype(np.float64), minlength=self.n_replicates * n_patterns)
        return np.asarray(self.tensors.counts - gone.reshape(self.n_replicates, n_patterns))

    def weigh(self, weights: Floats) -> Floats:
        """Return sum_g sum_ts Q_g[t, s] S_g[t, s] of each replicate for Q (R, h, G, T, T), (R, h, q, q)."""
        full = self.tensors.weigh(weights)
        if self.lost is not None:
            flat = weights.reshape(*weights.shape[:2], -1) @ self.lost.reshape(len(weights), -1, full.shape[-1] ** 2)
            return np.asarray(full - flat.reshape(full.shape))
        own = weights[self.owner, :, self.pattern]
        rows = self.rows[:, None]
        return full - self.total(np.swapaxes(rows, -1, -2) @ own @ rows)

    def meet(self, omega: Floats) -> Floats:
        """Return tr(omega S_g[t, s]) of each replicate for symmetric omega (R, q, q), (R, G, T, T)."""
        full = self.tensors.meet(omega)
        if self.lost is not None:
            flat = self.lost.reshape(len(omega), -1, omega.shape[-1] ** 2) @ omega.reshape(len(omega), -1, 1)
            return np.asarray(full - flat.reshape(full.shape))
        np.subtract.at(full, (self.owner, self.pattern), self.rows @ omega[self.owner] @ np.swapaxes(self.rows, -1, -2))
        return full

    def summed(self) -> "Replicates":
        """Return the same with the rows left out summed by replicate and pattern, where that pays."""
        n_visits, q = self.rows.shape[1:]
        cells = self.n_replicates * len(self.classes)
        if self.lost is not None or len(self.rows) <= cells * n_visits:
            return self
        lost = np.zeros((cells, n_visits * q, n_visits * q))
        cell = self.owner * len(self.classes) + self.pattern
        order = np.argsort(cell, kind="stable")
        starts = np.flatnonzero(np.diff(cell[order], prepend=-1))
        for members in np.split(order, starts[1:]):  # over sites and patterns
            flat = self.rows[members].reshape(len(members), -1)
            lost[cell[members[0]]] = flat.T @ flat
        shaped = lost.reshape(self.n_replicates, -1, n_visits, q, n_visits, q).swapaxes(-2, -3)
        return replace(self, lost=np.ascontiguousarray(shaped))

    def matrices(self, theta: Floats) -> Floats:
        """Return Sigma per class, (R, c, T, T), for theta (R, k)."""
        flat = theta @ self.basis.reshape(len(self.basis), -1)
        return np.asarray(flat.reshape(len(theta), *self.basis.shape[1:]))

    def pick(self, chosen: Mask) -> "Replicates":
        """Return some of the replicates, numbered anew."""
        kept = chosen[self.owner]
        number = np.cumsum(chosen) - 1
        return replace(
            self,
            rows=self.rows[kept],
            pattern=self.pattern[kept],
            owner=number[self.owner[kept]],
            n_replicates=int(chosen.sum()),
            lost=None if self.lost is None else self.lost[chosen],
            gone=None if self.gone is None else self.gone[chosen],
        )
