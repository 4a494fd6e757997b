"""Newton's method in a trust region whose metric is the expected information.

The metric makes every step, and so every verdict, independent of the unit of the outcome.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from peereval.model.likelihood import Evaluation

Floats = NDArray[np.float64]

DECREMENT = 1e-12  # of the Newton decrement, relative to the criterion
POLISH = 2  # full Newton steps after that: they take the parameters to rounding
MAX_ITERATIONS = 200
SMALLEST_RADIUS = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Optimum:
    """Where the search ended.

    theta (k,), at : the criterion there with its derivatives
    converged : the Newton decrement is within tolerance
    stuck : every step towards the optimum leaves the positive definite matrices
    """

    theta: Floats
    at: Evaluation
    iterations: int
    decrement: float
    converged: bool
    stuck: bool


def newton(theta: Floats, evaluate: Callable[[Floats], Evaluation], criterion: Callable[[Floats], float]) -> Optimum:
    """Minimise `criterion` from `theta`; return the optimum with its history.

    `criterion` is infinite outside the parameter space; `evaluate` gives the derivatives.

    Raises
    ------
    numpy.linalg.LinAlgError
        If the expected information is singular: the data do not identify the parameters.
    """
    at, radius, iteration = evaluate(theta), np.sqrt(len(theta)), 0
    values, axes = _diagonalise(at)
    while not _settled(at, values, axes) and iteration < MAX_ITERATIONS and radius > SMALLEST_RADIUS:
        iteration += 1
        pull = axes.T @ at.gradient
        shift = _shift(pull, values, radius)
        move = -pull / (values + shift)
        predicted = -float(pull @ move + 0.5 * values @ move**2)
        trial = theta + axes @ move
        gain = (at.value - criterion(trial)) / predicted
        length = float(np.linalg.norm(move))
        if gain < 0.25 or not np.isfinite(gain):
            radius = 0.25 * length
        elif gain > 0.75 and length > 0.9 * radius:
            radius = 2.0 * radius
        if gain > 1e-4 or _level(at.value, predicted):
            theta, at = trial, evaluate(trial)
            values, axes = _diagonalise(at)
    decrement = _decrement(at, values, axes)
    converged = _settled(at, values, axes)
    for _ in range(POLISH if converged else 0):
        theta = theta - linalg.solve(at.hessian, at.gradient, assume_a="sym")
        at = evaluate(theta)
    return Optimum(theta, at, iteration, decrement, converged, radius <= SMALLEST_RADIUS)


def _diagonalise(at: Evaluation) -> tuple[Floats, Floats]:
    """Return eigenvalues and axes of the observed Hessian in the metric of the expected one."""
    values, axes = linalg.eigh(at.hessian, at.expected)
    return values, axes


def _decrement(at: Evaluation, values: Floats, axes: Floats) -> float:
    """Return g'H^-1 g, infinite where the Hessian is not positive definite."""
    if values[0] <= 0.0:
        return float("inf")
    return float(np.sum((axes.T @ at.gradient) ** 2 / values))


def _settled(at: Evaluation, values: Floats, axes: Floats) -> bool:
    return _decrement(at, values, axes) <= DECREMENT * max(1.0, abs(at.value))


def _level(value: float, predicted: float) -> bool:
    """Say whether the predicted gain is below what rounding lets the criterion show."""
    return bool(predicted <= 1e-13 * max(1.0, abs(value)))


def _shift(pull: Floats, values: Floats, radius: float) -> float:
    """Return the shift of the eigenvalues that keeps the step within the radius."""
    lowest = float(values[0])
    shift = 0.0 if lowest > 1e-8 else -lowest + 1e-3
    if np.linalg.norm(pull / (values + shift)) <= radius:
        return shift
    low, high = shift, shift + float(np.linalg.norm(pull)) / radius + abs(lowest)
    for _ in range(60):
        middle = 0.5 * (low + high)
        if np.linalg.norm(pull / (values + middle)) > radius:
            low = middle
        else:
            high = middle
    return high
