"""Inverse probability tilting: odds that make the controls exactly like the treated in every column."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

_STEPS, _HALVINGS = 60, 30
_DECREMENT = 1e-20  # of the Newton step, per treated person: Newton's next step would change nothing in double
_NULL = 1e-10
_BALANCED = 1e-9  # of the sums of the treated: what may be left between the two groups
_EXPONENT = 50.0  # odds of e^50 are those of a search that runs away: no weights balance the columns


@dataclass(frozen=True, slots=True, eq=False)
class Tilted:
    """odds (R, n) of being treated, for the controls to be weighted by; converged (R,)."""

    odds: Floats
    converged: Mask


def tilt_controls(X: Floats, treated: Mask, counts: Floats) -> Tilted:
    """Maximise sum over the treated of X g minus sum over the controls of exp(X g), once for each replicate.

    At the maximum the controls, weighted by exp(X g), have the sums of the treated in every
    column, the constant included. Newton's method, the step halved while the objective falls.

    Parameters
    ----------
    X
        Columns with a constant, (n, p), numbers standardised.
    treated
        (n,).
    counts
        How often each person counts in each replicate, (R, n).

    Returns
    -------
    Tilted
        Not `converged` where no weights above 0 balance the columns.

    References
    ----------
    Graham, Pinto and Egel 2012, doi:10.1093/restud/rdr047; Sant'Anna and Zhao 2020,
    doi:10.1016/j.jeconom.2020.06.003, equation (3.1).

    Examples
    --------
    >>> X = np.column_stack([np.ones(5), [0.0, 1.0, 1.0, 0.0, 1.0]])
    >>> found = tilt_controls(X, np.array([False, False, False, True, True]), np.ones((1, 5)))
    >>> found.odds.round(6)[0, :3].tolist()
    [1.0, 0.5, 0.5]
    """
    own, other = counts * treated, counts * ~treated
    n_treated = own.sum(axis=1)
    basis = _orthonormal(other, X)
    target = np.einsum("rpj,rp->rj", basis, own @ X)
    start = np.log(n_treated / other.sum(axis=1))
    inner = np.einsum("rpj,rp->rj", basis, np.einsum("rn,np->rp", other * start[:, None], X))
    search = _Search(X, other, basis, target)
    converged = np.zeros(len(counts), dtype=np.bool_)
    for _ in range(_STEPS):
        step, decrement = search.step(inner)
        inner = inner + np.where(converged[:, None], 0.0, search.halve(inner, step))
        converged = converged | (decrement < _DECREMENT * n_treated)
        if converged.all():
            break
    odds = np.exp(search.linear(inner))
    off = np.abs(own @ X - (other * odds) @ X)
    return Tilted(odds, (off < _BALANCED * (own @ np.abs(X) + n_treated[:, None])).all(axis=1))


@dataclass(frozen=True, slots=True, eq=False)
class _Search:
    """The objective of every replicate in columns made orthonormal among its controls."""

    X: Floats
    controls: Floats
    basis: Floats
    target: Floats

    def linear(self, inner: Floats) -> Floats:
        """Return X g, (R, n), kept where its exponential is finite."""
        return np.asarray(np.minimum(np.einsum("rpj,rj->rp", self.basis, inner) @ self.X.T, _EXPONENT))

    def slope(self, inner: Floats) -> Floats:
        """Return the gradient, (R, p)."""
        odds = self.controls * np.exp(self.linear(inner))
        return np.asarray(self.target - np.einsum("rpj,rp->rj", self.basis, odds @ self.X))

    def objective(self, inner: Floats) -> Floats:
        """Return the objective, (R,)."""
        spent = (self.controls * np.exp(self.linear(inner))).sum(axis=1)
        return np.asarray((self.target * inner).sum(axis=1) - spent)

    def step(self, inner: Floats) -> tuple[Floats, Floats]:
        """Return Newton's step, (R, p), and its decrement, (R,)."""
        odds = self.controls * np.exp(self.linear(inner))
        products = (self.X[:, :, None] * self.X[:, None, :]).reshape(len(self.X), -1)
        gram = (odds @ products).reshape(len(odds), self.X.shape[1], -1)
        curved = np.swapaxes(self.basis, 1, 2) @ gram @ self.basis
        size = np.einsum("rjj->r", curved)[:, None, None]
        slope = self.slope(inner)
        empty = np.asarray(~self.basis.any(axis=1))
        curved = curved + np.eye(curved.shape[1]) * (empty[:, None, :] + 1e-14 * size)
        step = np.linalg.solve(curved, slope[..., None])[..., 0]
        return step, np.asarray((step * slope).sum(axis=1))

    def halve(self, inner: Floats, step: Floats) -> Floats:
        """Return the step, halved while it lowers the objective."""
        now, share = self.objective(inner), np.ones(len(step))
        for _ in range(_HALVINGS):
            worse = ~(self.objective(inner + share[:, None] * step) >= now - 1e-12 * (1.0 + np.abs(now)))
            if not worse.any():
                break
            share = np.where(worse, 0.5 * share, share)
        return share[:, None] * step


def _orthonormal(weights: Floats, X: Floats) -> Floats:
    """Return B with B'(X'WX)B = I, (R, p, p), zero in directions in which the controls do not differ."""
    products = (X[:, :, None] * X[:, None, :]).reshape(len(X), -1)
    values, vectors = np.linalg.eigh((weights @ products).reshape(len(weights), X.shape[1], -1))
    known = values > _NULL * values[:, -1:]
    roots = np.where(known, 1.0 / np.sqrt(np.where(known, values, 1.0)), 0.0)
    return np.asarray(vectors * roots[:, None, :])
