"""Newton's method in a trust region whose metric is the expected information.

The metric makes every step, and so every verdict, independent of the unit of the outcome.
Variances are kept at 0 or above: one at 0 whose gradient is positive is held there (KKT).
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from peereval.model.derivatives import Evaluation

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

DECREMENT = 1e-12  # of the Newton decrement, relative to the criterion
MAX_ITERATIONS = 200
SMALLEST_RADIUS = 1e-9
ROUNDING = 1e-10  # of the criterion, relative: a predicted gain below it cannot be seen in the criterion


class Surface(Protocol):
    """What is minimised, and its derivatives."""

    def value(self, theta: Floats) -> float:
        """Return the criterion, infinite outside the parameter space."""

    def gradient(self, theta: Floats) -> Floats:
        """Return the gradient alone, (k,)."""

    def evaluate(self, theta: Floats) -> Evaluation:
        """Return the criterion with all its derivatives."""


@dataclass(frozen=True, slots=True, eq=False)
class Optimum:
    """Where the search ended.

    theta (k,), at : the criterion there with its derivatives
    free (k,) : parameters that are not held at a bound
    converged : the Newton decrement of the free parameters is within tolerance
    stuck : every step towards the optimum leaves the parameter space
    """

    theta: Floats
    at: Evaluation
    free: Mask
    iterations: int
    decrement: float
    converged: bool
    stuck: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Local:
    """The quadratic at one theta in the metric of the expected information, free parameters only."""

    free: Mask
    values: Floats
    axes: Floats
    pull: Floats

    @property
    def decrement(self) -> float:
        """The Newton decrement: infinite where the curvature is not positive."""
        if self.values.size == 0:
            return 0.0
        return float(np.sum(self.pull**2 / self.values)) if self.values[0] > 0.0 else float("inf")


def newton(theta: Floats, surface: Surface, bounded: Mask) -> Optimum:
    """Minimise from `theta`; return the optimum with its history.

    `bounded` (k,) marks parameters kept at 0 or above.

    Raises
    ------
    numpy.linalg.LinAlgError
        If the expected information is singular: the data do not identify the parameters.
    """
    at, radius, iteration = surface.evaluate(theta), float(np.sqrt(len(theta))), 0
    local = _localise(at, _free(theta, at, bounded))
    while not _settled(at, local) and iteration < MAX_ITERATIONS and radius > SMALLEST_RADIUS:
        iteration += 1
        trial, length = _step(theta, local, bounded, radius)
        predicted = _predicted(at, trial - theta)
        gain = (at.value - surface.value(trial)) / predicted if predicted > 0.0 else -np.inf
        if gain < 0.25 or not np.isfinite(gain):
            radius = 0.25 * min(length, radius)
        elif gain > 0.75 and length > 0.9 * radius:
            radius = 2.0 * radius
        if gain > 1e-4 or (np.isfinite(gain) and 0.0 < predicted <= ROUNDING * max(1.0, abs(at.value))):
            theta, at = trial, surface.evaluate(trial)
            local = _localise(at, _free(theta, at, bounded))
    converged, decrement = _settled(at, local), local.decrement
    if converged:
        theta, at = _polish(theta, at, local, bounded, surface)
    return Optimum(theta, at, local.free, iteration, decrement, converged, radius <= SMALLEST_RADIUS)


def _free(theta: Floats, at: Evaluation, bounded: Mask) -> Mask:
    """Return the parameters that are not held at 0 by a positive gradient."""
    return np.asarray(~(bounded & (theta <= 0.0) & (at.gradient > 0.0)))


def _localise(at: Evaluation, free: Mask) -> _Local:
    inner = np.ix_(free, free)
    if not free.any():
        return _Local(free, np.zeros(0), np.zeros((0, 0)), np.zeros(0))
    root = np.linalg.inv(np.linalg.cholesky(at.expected[inner]))
    values, turned = np.linalg.eigh(root @ at.hessian[inner] @ root.T)
    axes = root.T @ turned
    return _Local(free, values, axes, axes.T @ at.gradient[free])


def _settled(at: Evaluation, local: _Local) -> bool:
    return local.decrement <= DECREMENT * max(1.0, abs(at.value))


def _predicted(at: Evaluation, step: Floats) -> float:
    """Return the gain that the quadratic predicts of a step."""
    return -float(at.gradient @ step + 0.5 * step @ at.hessian @ step)


def _step(theta: Floats, local: _Local, bounded: Mask, radius: float) -> tuple[Floats, float]:
    """Return the trial point, bounds kept, and the length of the step before that."""
    move = -local.pull / (local.values + _shift(local.pull, local.values, radius))
    trial = theta.copy()
    trial[local.free] += local.axes @ move
    trial[bounded] = np.maximum(trial[bounded], 0.0)
    return trial, float(np.linalg.norm(move))


def _polish(theta: Floats, at: Evaluation, local: _Local, bounded: Mask, surface: Surface) -> tuple[Floats, Evaluation]:
    """Take two full Newton steps of the free parameters with one Hessian: they reach rounding.

    None is taken that would leave the space.
    """
    if not local.free.any():
        return theta, at
    first = _full_step(theta, at.gradient, local, bounded)
    if first is None or not np.isfinite(surface.value(first)):
        return theta, at
    second = _full_step(first, surface.gradient(first), local, bounded)
    best = first if second is None or not np.isfinite(surface.value(second)) else second
    return best, surface.evaluate(best)


def _full_step(theta: Floats, gradient: Floats, local: _Local, bounded: Mask) -> Floats | None:
    trial = theta.copy()
    trial[local.free] -= local.axes @ ((local.axes.T @ gradient[local.free]) / local.values)
    return None if (trial[bounded] < 0.0).any() else trial


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
