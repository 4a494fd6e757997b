"""Solve independence estimating equations: sum over rows of w (dmu/dbeta)' V^-1 (y - mu) = 0.

Fisher scoring, halving a step that lowers the weighted likelihood of independent rows, whose
optimum the solution is (a pseudo-likelihood; its information is not used).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peereval.model.marginal.family import Family, Working

Floats = NDArray[np.float64]

MAX_STEPS = 100
TIGHT = 1e-18  # Newton decrement, in squared standard errors
LOOSE = 1e-10  # when rounding stops the search this close to the optimum, it has arrived


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """Where the search ended: beta (p,), the equations there, and how it went."""

    beta: Floats
    working: Working
    iterations: int
    decrement: float
    converged: bool


def solve_equations(
    family: Family, X: Floats, y: Floats, *, weights: Floats, offset: Floats, start: Floats | None = None
) -> Solution:
    """Return the solution of the equations for X (N, p), y (N,), row weights (N,) and offsets (N,)."""
    beta = family.start(X, y, offset, weights) if start is None else start
    working = family.working(X, y, offset, beta)
    value, decrement, steps = float(weights @ working.log_likelihood), np.inf, 0
    for steps in range(1, MAX_STEPS + 1):  # noqa: B007  (reported)
        step, decrement = _scoring_step(working, np.repeat(weights, family.repeats))
        if decrement <= TIGHT:
            break
        moved = _halved(family, X, y, offset, weights, beta, step, value)
        if moved is None:
            break
        beta, working, value = moved
    return Solution(beta, working, steps, decrement, decrement <= LOOSE)


def _scoring_step(working: Working, weights: Floats) -> tuple[Floats, float]:
    """Return the Fisher step and its length in squared standard errors of the working model."""
    weighed = weights[:, None] * working.X
    score = weighed.T @ working.e
    step = np.linalg.lstsq(working.X.T @ weighed, score, rcond=1e-15)[0]
    return np.asarray(step), float(score @ step)


def _halved(
    family: Family, X: Floats, y: Floats, offset: Floats, weights: Floats, beta: Floats, step: Floats, value: float
) -> tuple[Floats, Working, float] | None:
    """Return the next point, halving the step until the likelihood does not fall; None where none is found."""
    for halvings in range(30):
        tried = beta + step * 0.5**halvings
        working = family.working(X, y, offset, tried)
        found = float(weights @ working.log_likelihood)
        if np.isfinite(found) and found >= value - 1e-12 * abs(value):
            return tried, working, found
    return None
