"""Fit a mixed model for repeated measures: design, one pass over the data, optimum, result."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import DataError, FitError, one_of
from peereval.model.basis import Basis, least_squares, orthonormal_basis
from peereval.model.covariance import Structure, make_structure
from peereval.model.design import Design, build_design
from peereval.model.fit import Fit, FitStatus, Method
from peereval.model.optimum import Solution, solve
from peereval.model.patterns import Tensors, build_tensors
from peereval.results import Note

Floats = NDArray[np.float64]
METHODS = ("reml", "ml")


def fit_mixed(
    formula: str,
    data: pd.DataFrame,
    *,
    participant: str,
    visit: str,
    covariance: str = "unstructured",
    method: Method = "reml",
) -> Fit:
    """Fit a mixed model for repeated measures (MMRM).

    Use it for an outcome measured at planned visits, with drop-out: every observed value
    counts, and estimates hold when what is missing depends only on what was observed.

    Parameters
    ----------
    formula
        ``outcome ~ group * visit + (age + sex) * visit``: columns, and log, sqrt, center,
        scale, poly, bs or C of a column. It is parsed, never evaluated.
    data
        One row per participant and visit. Categoricals keep their declared order; other text
        is sorted. Rows without the outcome or a covariate are left out and counted in `notes`.
    participant, visit
        The columns that say whose row it is and at which visit. Text visits are ordered by
        the number in them (T0, T6, T12).
    covariance
        Of the visits within a participant: ``"unstructured"`` (``"un"``, ``"us"``).
    method
        ``"reml"`` or ``"ml"``.

    Returns
    -------
    Fit
        Frozen; give it to `adjusted_means`, `change_contrasts` and the others.

    Raises
    ------
    DataError
        If a column is missing, a participant has two rows at a visit, or there is one visit only.
    FitError
        If the formula is refused, the outcome does not vary, or the data do not identify the model.

    References
    ----------
    Jennrich and Schluchter 1986, doi:10.2307/2530695; Mallinckrodt et al. 2001,
    doi:10.1081/BIP-100104194.

    Examples
    --------
    >>> import pandas as pd
    >>> data = pd.DataFrame({
    ...     "id": list("aabbccdd"), "visit": ["T0", "T6"] * 4, "y": [2.0, 1.8, 2.5, 2.6, 1.9, 1.2, 2.2, 2.1]})
    >>> fit_mixed("y ~ visit", data, participant="id", visit="visit").n_participants
    4
    """
    if method not in METHODS:
        raise FitError(one_of("method", method, METHODS))
    design = build_design(formula, data, participant=participant, visit=visit)
    structure = make_structure(covariance, len(design.visits))
    _refuse_unusable(design)
    basis = orthonormal_basis(design.X)
    start, residuals = least_squares(basis, design.y)
    scale = float(np.sqrt(np.mean(residuals**2)))
    n_participants = int(design.participant[-1]) + 1
    _refuse_exact(design, basis, scale, n_participants)
    columns = np.column_stack([basis.Q, residuals / scale])
    tensors = build_tensors(columns, design.participant, design.visit, len(design.visits))
    _refuse_unseen_pairs(tensors, design)
    solution = solve(tensors, structure, reml=method == "reml")
    return _assemble(design, structure, basis, start, scale, solution, method, n_participants)


def _assemble(
    design: Design,
    structure: Structure,
    basis: Basis,
    start: Floats,
    scale: float,
    solution: Solution,
    method: Method,
    n_participants: int,
) -> Fit:
    """Return the fit in the units of the data: coefficients, K, A and dK."""
    optimum = solution.optimum
    at = optimum.at
    back = np.linalg.inv(basis.root)
    turned = back @ at.inverse
    messages = (Note("boundary"),) if solution.boundary else ()
    return Fit(
        formula=design.formula.text,
        method=method,
        structure=structure,
        columns=design.names,
        kept=basis.kept,
        null_space=_null_space(basis),
        beta=start + scale * (back @ at.beta),
        covariance=scale**2 * turned @ back.T,
        theta=scale**2 * optimum.theta,
        theta_covariance=scale**4 * solution.theta_covariance,
        slopes=turned @ at.slopes @ turned.T,
        minus_2_log_likelihood=at.value + _constant(len(design.y), basis, scale, method),
        visits=design.visits,
        frame=design.frame,
        n_participants=n_participants,
        n_observations=len(design.y),
        status=FitStatus(optimum.converged, solution.boundary, optimum.iterations, optimum.decrement, messages),
        notes=(*design.notes, *_aliased_note(design, basis), *messages),
    )


def _constant(n: int, basis: Basis, scale: float, method: Method) -> float:
    """Return what the criterion on scaled, orthonormal data lacks to be -2 log-likelihood.

    There is no + log|X'X|: the constant of SAS, mmrm, lmer and gls.
    """
    if method == "ml":
        return float(n * np.log(2.0 * np.pi * scale**2))
    log_root = float(np.log(np.abs(np.diag(basis.root))).sum())
    return float((n - len(basis.kept)) * np.log(2.0 * np.pi * scale**2)) + 2.0 * log_root


def _null_space(basis: Basis) -> Floats:
    """Return the directions of the columns in which the data say nothing, (columns, aliased)."""
    directions = np.zeros((len(basis.kept) + len(basis.aliased), len(basis.aliased)))
    directions[basis.kept] = -basis.combination
    directions[basis.aliased] = np.eye(len(basis.aliased))
    return directions


def _aliased_note(design: Design, basis: Basis) -> tuple[Note, ...]:
    dropped = ", ".join(design.names[j] for j in basis.aliased)
    return (Note("aliased", columns=dropped),) if dropped else ()


def _refuse_unusable(design: Design) -> None:
    if len(design.visits) < 2:
        raise DataError("The rows used have one visit only; a model of repeated measures needs two or more.")
    if np.ptp(design.y) == 0.0:
        raise FitError(f"The outcome '{design.formula.outcome}' has the same value in every row: no variance to model.")


def _refuse_exact(design: Design, basis: Basis, scale: float, n_participants: int) -> None:
    p = len(basis.kept)
    if n_participants <= p - len(design.visits) + 1 or len(design.y) <= p:
        raise FitError(
            f"There are fewer participants ({n_participants}) than the model needs for its {p} coefficients and "
            f"{len(design.visits)} visits. Use fewer covariates, or fewer groups."
        )
    if scale <= 1e-10 * float(np.abs(design.y - np.median(design.y)).max()):
        raise FitError(f"The terms explain '{design.formula.outcome}' exactly: no residual variance is left to model.")


def _refuse_unseen_pairs(tensors: Tensors, design: Design) -> None:
    """Refuse an unstructured covariance when two visits were never seen in the same person."""
    both = (tensors.seen[:, :, None] & tensors.seen[:, None, :]).any(axis=0)
    missing = [f"{design.visits[s]} and {design.visits[t]}" for t, s in zip(*np.nonzero(np.tril(~both)), strict=True)]
    if missing:
        raise FitError(
            f"No participant was seen both at {'; nor at '.join(missing)}, so the data do not identify an "
            "unstructured covariance. Leave one of these visits out."
        )
