"""Solve the equations of a marginal model and gather what its estimates need."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peereval.errors import FitError
from peereval.model.design import Design
from peereval.model.marginal.cluster_variance import cluster_variance
from peereval.model.marginal.equations import Solution, solve_equations
from peereval.model.marginal.family import Binomial, Count, Family, Gaussian, OneMean
from peereval.model.marginal.fit import MarginalFit
from peereval.model.marginal.outcome import read_clusters, read_positive
from peereval.model.marginal.units import Units, mean_units
from peereval.results import Note

Floats = NDArray[np.float64]
LINKS = {"gaussian": "identity", "binomial": "logit", "poisson": "log"}
_MODELS: dict[str, Family] = {
    "gaussian": OneMean(Gaussian()),
    "binomial": OneMean(Binomial()),
    "poisson": OneMean(Count()),
}


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What `fit_marginal` asks of a design: see its parameters."""

    design: Design
    family: str
    variance: str
    cluster: str
    weights: str | None
    exposure: str | None
    categories: tuple[object, ...]
    columns: tuple[str, ...]


def assemble_marginal(asked: Asked) -> MarginalFit:
    """Solve the equations and gather what the estimates need."""
    design = asked.design
    if np.ptp(design.y) == 0.0:
        raise FitError(f"The outcome '{design.formula.outcome}' has the same value in every row.")
    clusters = read_clusters(design.extras[asked.cluster], design.participant)
    weights = None if asked.weights is None else read_positive(design.extras[asked.weights], "weights")
    weights = None if weights is None else weights / weights.mean()
    units, model = mean_units(design, asked.family), _MODELS[asked.family]
    solution = _solve(asked, units, model, weights)
    robust = cluster_variance(
        solution.working, clusters, weights, variance=asked.variance, name=asked.cluster, back=units.back
    )
    return MarginalFit(
        formula=design.formula.text,
        family=asked.family,
        link=LINKS[asked.family],
        variance=asked.variance,
        columns=units.columns,
        kept=units.kept,
        null_space=units.null_space,
        beta=units.start + units.back @ solution.beta,
        covariance=robust.covariance,
        robust=robust,
        model=model,
        dispersion=0.0,
        categories=asked.categories,
        frame=design.frame,
        rows=design.extras[list(asked.columns)],
        share=_share(design, weights),
        iterations=solution.iterations,
        decrement=solution.decrement,
        converged=solution.converged,
        n_participants=int(design.participant[-1]) + 1,
        n_observations=len(design.y),
        notes=(*design.notes, *_notes(asked, units, robust.n_clusters)),
        weights=weights,
    )


def _solve(asked: Asked, units: Units, model: Family, weights: Floats | None) -> Solution:
    n = len(units.y)
    offset = np.zeros(n)
    if asked.exposure is not None:
        offset = np.log(read_positive(asked.design.extras[asked.exposure], "exposure times"))
    ones = np.ones(n) if weights is None else weights
    return solve_equations(model, units.X, units.y, weights=ones, offset=offset)


def _notes(asked: Asked, units: Units, n_clusters: int) -> tuple[Note, ...]:
    """Return what must be known of the fit: columns left out, weights, variance."""
    dropped = ", ".join(name for j, name in enumerate(units.columns) if j not in set(units.kept.tolist()))
    return (
        *((Note("aliased", columns=dropped),) if dropped else ()),
        *((Note("marginal_weights"),) if asked.weights is not None else ()),
        Note("marginal_variance", kind=asked.variance, clusters=n_clusters, cluster=asked.cluster),
    )


def _share(design: Design, weights: Floats | None) -> Floats:
    """Return how much each row counts in a mean over everyone, (N,), summing to 1.

    Without weights every participant counts once, however many visits were attended; with
    weights every row counts by its weight, which stands for those not seen.
    """
    if weights is not None:
        return np.asarray(weights / weights.sum())
    visits = np.bincount(design.participant)
    return np.asarray(1.0 / (visits[design.participant] * visits.size))
