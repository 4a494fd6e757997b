"""Bring an optimum back to the units of the data: the frozen fit."""

import numpy as np
from numpy.typing import NDArray

from peereval.model.basis import null_space
from peereval.model.boundary import is_nearly_singular
from peereval.model.compress import Compressed
from peereval.model.covariance import Model
from peereval.model.fit import Fit, FitStatus, Information, Method, SmallSample
from peereval.model.kenward_roger import adjusted_covariance, contracted_second, is_no_smaller
from peereval.model.likelihood import locate
from peereval.model.optimum import Solution
from peereval.remarks import Note

Floats = NDArray[np.float64]


def assemble_fit(
    data: Compressed,
    model: Model,
    solution: Solution,
    *,
    method: Method,
    information: Information,
    weights: Floats | None = None,
) -> Fit:
    """Return the fit in the units of the data: coefficients, K, K_A, A and dK."""
    at = solution.optimum.at
    back = np.asarray(data.scale * np.linalg.inv(data.basis.root), dtype=np.float64)
    small = _small_sample(data, model, solution, back, method=method, information=information)
    status = _status(model, solution)
    design = data.design
    return Fit(
        formula=design.formula.text,
        method=method,
        information=information,
        model=model,
        columns=design.names,
        kept=data.basis.kept,
        null_space=null_space(data.basis),
        beta=data.start + back @ at.beta,
        covariance=back @ at.inverse @ back.T,
        theta=solution.optimum.theta,
        small_sample=small,
        minus_2_log_likelihood=at.value + _constant(data, method),
        visits=design.visits,
        frame=design.frame,
        data=data,
        status=status,
        notes=(
            *design.notes,
            *_aliased_note(data),
            *status.messages,
            *_variance_note(small, method, information, weights),
        ),
        weights=weights,
    )


def _small_sample(
    data: Compressed, model: Model, solution: Solution, back: Floats, *, method: Method, information: Information
) -> SmallSample:
    """Return K_A and what degrees of freedom need; K_A with the guard against shrinking K."""
    at, A = solution.optimum.at, solution.theta_covariance
    slopes = back @ at.inverse @ at.slopes @ at.inverse @ back.T
    if method == "ml":
        plain = back @ at.inverse @ back.T
        return SmallSample(slopes, A, plain, A, "none")
    point = locate(solution.optimum.theta, data.sums, model)
    tried = [(information, A)]
    if information == "observed":
        tried.append(("expected", solution.expected_covariance))
    for name, spread in tried:
        second = contracted_second(point, data.sums, model, spread)
        adjusted = adjusted_covariance(at.inverse, at.slopes, second, spread)
        if is_no_smaller(adjusted, at.inverse):
            return SmallSample(slopes, A, back @ adjusted @ back.T, spread, name)
    return SmallSample(slopes, A, back @ at.inverse @ back.T, A, "none")


def _status(model: Model, solution: Solution) -> FitStatus:
    held = tuple(name for name, out in zip(model.names, solution.held, strict=True) if out)
    messages = [Note("variance_zero", component=name) for name in held]
    messages += [Note(code) for code in dict.fromkeys(_edges(model, solution))]
    optimum = solution.optimum
    edge = solution.singular or bool(held)
    return FitStatus(optimum.converged, edge, held, optimum.iterations, optimum.decrement, tuple(messages))


def _edges(model: Model, solution: Solution) -> list[str]:
    """Return which matrices are singular at the optimum, by the code of the note that says so."""
    if not solution.singular:
        return []
    singular = [is_nearly_singular(block.symmetric(solution.optimum.theta)) for block in model.blocks]
    own = len(model.structure.blocks)
    own_code = "boundary_effects" if model.structure.components(solution.optimum.theta) else "boundary"
    codes = [own_code] * any(singular[:own]) + ["boundary_sites"] * any(singular[own:])
    return codes or [own_code]


def _constant(data: Compressed, method: Method) -> float:
    """Return what the criterion on scaled, orthonormal data lacks to be -2 log-likelihood.

    There is no + log|X'X|: the constant of SAS, mmrm, lmer and gls.
    """
    n, p = len(data.design.y), len(data.basis.kept)
    if method == "ml":
        return float(n * np.log(2.0 * np.pi * data.scale**2))
    log_root = float(np.log(np.abs(np.diag(data.basis.root))).sum())
    return float((n - p) * np.log(2.0 * np.pi * data.scale**2)) + 2.0 * log_root


def _aliased_note(data: Compressed) -> tuple[Note, ...]:
    dropped = ", ".join(data.design.names[j] for j in data.basis.aliased)
    return (Note("aliased", columns=dropped),) if dropped else ()


def _variance_note(
    small: SmallSample, method: Method, information: Information, weights: Floats | None
) -> tuple[Note, ...]:
    """Say that a weighted fit has robust variances only, or that K_A is not the one asked for."""
    if weights is not None:
        return (Note("participant_weights"),)
    if method == "ml" or small.adjusted_by == information:
        return ()
    return (Note(f"kenward_roger_{small.adjusted_by}"),)
