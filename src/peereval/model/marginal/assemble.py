"""Gather what the estimates need from the solution of the equations of a marginal model."""

import numpy as np
from numpy.typing import NDArray

from peereval.model.design import Design
from peereval.model.marginal.cluster_variance import cluster_variance
from peereval.model.marginal.cumulative import CumulativeLogit
from peereval.model.marginal.family import Count, Family, OneMean
from peereval.model.marginal.fit import MarginalFit
from peereval.model.marginal.outcome import read_clusters
from peereval.model.marginal.solved import Options, Solved, solve_marginal
from peereval.model.robust import Robust
from peereval.remarks import Note

Floats = NDArray[np.float64]
LINKS = {
    "gaussian": "identity",
    "binomial": "logit",
    "poisson": "log",
    "negative-binomial": "log",
    "ordinal": "cumulative logit",
}


def assemble_marginal(
    design: Design, options: Options, *, variance: str, cluster: str, columns: tuple[str, ...]
) -> MarginalFit:
    """Solve the equations and return the fit; `columns` are those of the formula."""
    read_clusters(design.extras[cluster], design.participant)  # said of all rows, before any is left out
    solved = solve_marginal(design, options)
    used, units, solution = solved.design, solved.units, solved.solution
    robust = _robust(solved, variance, cluster)
    return MarginalFit(
        formula=used.formula.text,
        family=options.family,
        link=LINKS[options.family],
        variance=variance,
        columns=units.columns,
        kept=units.kept,
        null_space=units.null_space,
        beta=units.start + units.back @ solution.beta,
        covariance=robust.covariance,
        robust=robust,
        model=solved.model,
        dispersion=_dispersion(solved.model),
        categories=options.categories,
        frame=used.frame,
        rows=used.extras[list(columns)],
        share=_share(used, solved.weights),
        iterations=solution.iterations,
        decrement=solution.decrement,
        converged=solution.converged,
        n_participants=int(used.participant[-1]) + 1,
        n_observations=len(used.y),
        notes=(*design.notes, *_notes(solved, robust)),
        weights=solved.weights,
    )


def _robust(solved: Solved, variance: str, cluster: str) -> Robust:
    m = solved.model.repeats
    codes = np.repeat(read_clusters(solved.design.extras[cluster], solved.design.participant), m)
    weights = None if solved.weights is None else np.repeat(solved.weights, m)
    return cluster_variance(
        solved.solution.working, codes, weights, variance=variance, name=cluster, back=solved.units.back
    )


def _dispersion(model: Family) -> float:
    if isinstance(model, OneMean) and isinstance(model.curve, Count):
        return model.curve.dispersion
    return 0.0


def _notes(solved: Solved, robust: Robust) -> tuple[Note, ...]:
    """Return what must be known of the fit: rows and columns left out, weights, family, variance."""
    units, found = solved.units, []
    dropped = ", ".join(name for j, name in enumerate(units.columns) if j not in set(units.kept.tolist()))
    if solved.separated:
        found.append(Note("marginal_separated", rows=solved.separated))
    if dropped:
        found.append(Note("aliased", columns=dropped))
    if solved.weights is not None:
        found.append(Note("marginal_weights"))
    if isinstance(solved.model, CumulativeLogit):
        found.append(Note("marginal_ordinal"))
    return (*found, Note("marginal_variance", kind=robust.kind, clusters=robust.n_clusters, cluster=robust.cluster))


def _share(design: Design, weights: Floats | None) -> Floats:
    """Return how much each row counts in a mean over everyone, (N,), summing to 1.

    Without weights every participant counts once, however many visits were attended; with
    weights every row counts by its weight, which stands for those not seen.
    """
    if weights is not None:
        return np.asarray(weights / weights.sum())
    visits = np.bincount(design.participant)
    return np.asarray(1.0 / (visits[design.participant] * visits.size))
