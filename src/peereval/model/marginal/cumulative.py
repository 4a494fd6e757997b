"""The proportional-odds family: log odds of a category above each threshold, with common slopes.

logit P(Y > j) = x'b - zeta_j. An observation is m cumulative indicators z_j = [Y > j] with means
g_j and Cov(z_j, z_k) = g_k (1 - g_j) for j <= k; their covariance is that of a Markov chain, so
z_j - g_j - (g_j / g_(j-1)) (z_(j-1) - g_(j-1)) has variance g_j p_j / g_(j-1), p_j = P(Y = j), and
these m residuals are uncorrelated: the whitening is bidiagonal.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from peereval.model.marginal.family import LARGEST, Working

Floats = NDArray[np.float64]
SMALLEST = 1e-300  # keeps the logarithm of a probability finite


@dataclass(frozen=True, slots=True)
class CumulativeLogit:
    """Categories coded 0 ... m; the coefficients are m thresholds, then the slopes of X."""

    m: int

    @property
    def repeats(self) -> int:
        """Return m."""
        return self.m

    def start(self, X: Floats, y: Floats, offset: Floats, weights: Floats) -> Floats:  # noqa: ARG002  (no offset)
        """Return the thresholds of the pooled shares, and slopes of 0."""
        above = np.array([float(weights @ (y > j)) for j in range(self.m)])
        return np.concatenate([np.log((weights.sum() - above) / above), np.zeros(X.shape[1])])

    def _above(self, X: Floats, beta: Floats) -> Floats:
        """Return P(Y > j), (N, m)."""
        eta = (X @ beta[self.m :])[:, None] - beta[: self.m]
        return np.asarray(expit(np.clip(eta, -LARGEST, LARGEST)))

    def working(self, X: Floats, y: Floats, offset: Floats, beta: Floats) -> Working:  # noqa: ARG002  (no offset)
        """Return the equations at beta, m rows an observation."""
        above = self._above(X, beta)
        before = np.column_stack([np.ones(len(above)), above[:, :-1]])
        share = np.column_stack([before - above, above[:, -1]])
        likelihood = share[np.arange(len(y)), y.astype(np.intp)]
        safe = np.maximum(share[:, :-1], SMALLEST)
        factor = np.sqrt(before / (above * safe))
        carried = above / before
        slope = above * (1.0 - above)
        residual = (y[:, None] > np.arange(self.m)) - above
        rows = np.zeros((len(y), self.m, self.m + X.shape[1]))
        at = np.arange(self.m)
        rows[:, at, at] = -slope * factor
        rows[:, at[1:], at[:-1]] = (carried * factor)[:, 1:] * slope[:, :-1]
        rows[:, :, self.m :] = (factor * (slope - carried * _shifted(slope)))[:, :, None] * X[:, None, :]
        e = factor * (residual - carried * _shifted(residual))
        with np.errstate(divide="ignore", invalid="ignore"):
            log_likelihood = np.log(likelihood)
        return Working(rows.reshape(-1, rows.shape[-1]), e.reshape(-1), log_likelihood)

    def average(self, X: Floats, beta: Floats, share: Floats) -> tuple[Floats, Floats]:
        """Return the probability of each category averaged with shares, (m + 1,), and its slopes.

        X (N, p) has a column for each threshold before those of the slopes.
        """
        above = self._above(X[:, self.m :], beta)
        slope = share[:, None] * above * (1.0 - above)
        turned = np.column_stack([-np.diag(slope.sum(axis=0)), slope.T @ X[:, self.m :]])
        whole, none = np.zeros((1, turned.shape[1])), np.zeros((1, turned.shape[1]))
        means = np.concatenate([[share.sum()], share @ above, [0.0]])
        slopes = np.concatenate([whole, turned, none])
        return means[:-1] - means[1:], slopes[:-1] - slopes[1:]

    def extreme(self, X: Floats, offset: Floats, beta: Floats) -> bool:  # noqa: ARG002  (no offset)
        """Say whether a probability beyond a threshold is within 1e-6 of 0 or 1."""
        above = self._above(X, beta)
        return bool(np.minimum(above, 1.0 - above).min() < 1e-6)


def _shifted(columns: Floats) -> Floats:
    """Return columns moved one to the right, the first 0."""
    return np.column_stack([np.zeros(len(columns)), columns[:, :-1]])
