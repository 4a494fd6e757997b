"""The dispersion of the negative binomial, by weighted maximum likelihood with the means held."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import digamma

from peereval.model.marginal.equations import Solution, solve_equations
from peereval.model.marginal.family import Count, OneMean

Floats = NDArray[np.float64]
ROUNDS = 100
LARGEST_SIZE = 1e8  # of 1 / dispersion, where the variance is Poisson's to eight digits


def solve_negative_binomial(X: Floats, y: Floats, *, weights: Floats, offset: Floats) -> tuple[OneMean, Solution]:
    """Return the family with its dispersion and the solution, alternating between the two.

    The coefficients and the dispersion are orthogonal, so that this converges fast and the
    variance of the coefficients may take the dispersion as known. Counts that vary no more
    than Poisson's give a dispersion of 0.
    """
    family = OneMean(Count())
    solution = solve_equations(family, X, y, weights=weights, offset=offset)
    size = np.inf
    for _ in range(ROUNDS):
        mu = family.curve.mean(X @ solution.beta + offset)
        before, size = size, _size(y, mu, weights)
        family = OneMean(Count(0.0 if np.isinf(size) else 1.0 / size))
        solution = solve_equations(family, X, y, weights=weights, offset=offset, start=solution.beta)
        if size == before or abs(size - before) <= 1e-12 * min(size, before):
            break
    return family, solution


def _size(y: Floats, mu: Floats, weights: Floats) -> float:
    """Return 1 / dispersion at the optimum of the likelihood, infinite for Poisson's variance."""
    if float(weights @ ((y - mu) ** 2 - y)) <= 0.0:  # the slope of the likelihood at dispersion 0
        return np.inf

    def slope(log_size: float) -> float:
        """Return the slope of the log-likelihood by the size."""
        s = float(np.exp(log_size))
        return float(weights @ (digamma(y + s) - digamma(s) + log_size + 1.0 - np.log(s + mu) - (y + s) / (s + mu)))

    low, high = np.log(1e-8), np.log(LARGEST_SIZE)
    if slope(high) >= 0.0:
        return np.inf
    return float(np.exp(brentq(slope, low, high, xtol=1e-13, rtol=1e-14)))
