"""Solve the equations of a marginal model on the rows that have a finite solution."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from peereval.errors import FitError
from peereval.model.design import Design
from peereval.model.marginal.cumulative import CumulativeLogit
from peereval.model.marginal.dispersion import solve_negative_binomial
from peereval.model.marginal.equations import Solution, solve_equations
from peereval.model.marginal.family import Binomial, Count, Family, Gaussian, OneMean
from peereval.model.marginal.outcome import read_positive
from peereval.model.marginal.separation import separated_rows
from peereval.model.marginal.units import Units, mean_units, threshold_units
from peereval.remarks import Note

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
_MODELS: dict[str, Family] = {
    "gaussian": OneMean(Gaussian()),
    "binomial": OneMean(Binomial()),
    "poisson": OneMean(Count()),
}
FLAT = 1e-10  # smallest eigenvalue of the information, in columns of size 1, by the largest


@dataclass(frozen=True, slots=True, eq=False)
class Options:
    """What is asked of a design: the family, the columns of weights and exposure, the categories."""

    family: str
    weights: str | None
    exposure: str | None
    categories: tuple[object, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """A solution with what it was found on: the design's rows, units, family, weights with mean 1.

    `separated` rows were left out of the design: their outcome is told without fail.
    """

    design: Design
    units: Units
    model: Family
    solution: Solution
    weights: Floats | None
    separated: int


def solve_marginal(design: Design, options: Options) -> Solved:
    """Return the solution of the equations, without rows that would send a coefficient to infinity.

    Raises
    ------
    FitError
        If the outcome does not vary, or no finite solution is found.
    """
    separated = 0
    while True:
        if np.ptp(design.y) == 0.0:
            raise FitError(_constant(design.formula.outcome, separated))
        found = _solve_rows(design, options)
        suspect = not found.solution.converged or found.model.extreme(found.units.X, _offset(design, options),
                                                                      found.solution.beta)  # fmt: skip
        told = _separated(found, options.family) if suspect else np.zeros(len(design.y), dtype=bool)
        if not told.any():
            break
        separated += int(told.sum())
        design = _without(design, told)
    if not found.solution.converged or _flat(found):
        raise FitError(Note("refused_equations_unsettled", outcome=design.formula.outcome))
    return replace(found, separated=separated)


def _solve_rows(design: Design, options: Options) -> Solved:
    weights = None if options.weights is None else read_positive(design.extras[options.weights], "weights")
    weights = None if weights is None else weights / weights.mean()
    counted = np.ones(len(design.y)) if weights is None else weights
    offset = _offset(design, options)
    ordinal = options.family == "ordinal"
    units = threshold_units(design, options.categories) if ordinal else mean_units(design, options.family)
    model: Family
    if options.family == "negative-binomial":
        model, solution = solve_negative_binomial(units.X, units.y, weights=counted, offset=offset)
    else:
        model = CumulativeLogit(len(options.categories) - 1) if ordinal else _MODELS[options.family]
        solution = solve_equations(model, units.X, units.y, weights=counted, offset=offset)
    return Solved(design, units, model, solution, weights, 0)


def _flat(found: Solved) -> bool:
    """Say whether a direction of the coefficients is left without information: it goes to infinity."""
    X = found.solution.working.X
    weights = 1.0 if found.weights is None else np.repeat(found.weights, found.model.repeats)[:, None]
    values = np.linalg.eigvalsh(X.T @ (weights * X))
    return bool(values[0] <= FLAT * values[-1])


def _offset(design: Design, options: Options) -> Floats:
    if options.exposure is None:
        return np.zeros(len(design.y))
    return np.log(read_positive(design.extras[options.exposure], "exposure times"))


def _separated(found: Solved, family: str) -> Mask:
    """Return the rows told without fail, (N,); an ordinal outcome has no rows to do without."""
    if family in ("gaussian", "ordinal"):
        return np.zeros(len(found.units.y), dtype=bool)
    return separated_rows(found.units.X, found.units.y, family)


def _without(design: Design, told: Mask) -> Design:
    """Return the design without some rows."""
    kept = ~told
    if not kept.any():
        raise FitError(_constant(design.formula.outcome, int(told.sum())))
    participant = np.unique(design.participant[kept], return_inverse=True)[1].astype(np.intp)
    extras = design.extras[kept].reset_index(drop=True)
    return replace(
        design, X=design.X[kept], y=design.y[kept], participant=participant, visit=design.visit[kept], extras=extras
    )


def _constant(outcome: str, separated: int) -> Note:
    return Note("refused_separated" if separated else "refused_constant", outcome=outcome)
