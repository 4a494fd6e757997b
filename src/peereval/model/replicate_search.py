"""The search for many replicates at once, started at the optimum of all data.

A replicate without one participant, or one site, lies so near all data that steps with the
Hessian of all data, which need gradients only, reach its optimum: each takes off all but
about the share of the data left out. One that does not get there takes full Newton steps of its
own, and one that these do not bring there either is finished on its own by the engine's search.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from peereval.model.covariance import Model
from peereval.model.derivatives import evaluate
from peereval.model.likelihood import Sums
from peereval.model.optimise import DECREMENT, ROUNDING
from peereval.model.optimum import solve
from peereval.model.patterns import Tensors
from peereval.model.replicate_slopes import derive_replicates, locate_replicates, slope_replicates
from peereval.model.replicates import Replicates

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

MAX_STEPS = 12  # what has not settled by then is no neighbour of all data
FIXED = 1e-6  # of the decrement at which Newton stops: steps with a fixed Hessian gain less after it
BLOCK = 2_000_000  # numbers in the largest array of a block of replicates, to stay near the cache


@dataclass(frozen=True, slots=True, eq=False)
class Refitted:
    """The optimum of each replicate: theta (R, k), beta (R, p), and whether all were found in one batch.

    alone : how many replicates were finished on their own
    """

    theta: Floats
    beta: Floats
    alone: int


def refit_replicates(theta: Floats, data: Replicates, model: Model) -> Refitted:
    """Return the optimum of every replicate to the engine's tolerance, from theta (k,) of all data.

    Raises
    ------
    FitError
        If a replicate has no optimum, or does not identify the model.
    """
    at = evaluate(theta, Sums(data.tensors), model, reml=data.reml)
    fixed = np.asarray(np.linalg.inv(at.hessian), dtype=np.float64)
    parts = [_refit_block(theta, block.summed(), model, fixed) for block in split_replicates(data)]
    return Refitted(
        np.concatenate([part.theta for part in parts]),
        np.concatenate([part.beta for part in parts]),
        sum(part.alone for part in parts),
    )


def split_replicates(data: Replicates, *, hessians: bool = False) -> Iterator[Replicates]:
    """Return blocks of replicates whose arrays stay small, in order; `hessians` take k times as much."""
    width = max(data.rows.shape[-1] ** 2, data.tensors.seen.size * data.tensors.seen.shape[1])
    size = max(1, BLOCK // (width * (len(data.basis) if hessians else 1)))
    number = np.arange(data.n_replicates) // size
    return (data.pick(number == block) for block in range(int(number[-1]) + 1))


def _refit_block(theta: Floats, data: Replicates, model: Model, fixed: Floats) -> Refitted:
    found, settled = _descend(np.tile(theta, (data.n_replicates, 1)), data, fixed)
    alone = 0
    if not settled.all():
        apart = data.pick(~settled)
        parts = [_newton(theta, block, model) for block in split_replicates(apart, hessians=True)]
        found[~settled] = np.concatenate([part[0] for part in parts])
        alone = sum(part[1] for part in parts)
    return Refitted(found, locate_replicates(found, data).beta, alone)


def _newton(theta: Floats, data: Replicates, model: Model) -> tuple[Floats, int]:
    """Return the optima by Newton steps of each replicate's own, (R, k), and how many the engine had to find."""
    found, settled = _descend(np.tile(theta, (data.n_replicates, 1)), data, None)
    others = np.flatnonzero(~settled)
    for number in others:
        found[number] = _refit_alone(data.pick(np.arange(data.n_replicates) == number), model)
    return found, len(others)


def _descend(theta: Floats, data: Replicates, fixed: Floats | None) -> tuple[Floats, Mask]:
    """Return where steps lead, (R, k), and which replicates settled there, (R,).

    `fixed` (k, k) is the inverse Hessian of all steps; without it each replicate's own is used.
    """
    settled = np.zeros(data.n_replicates, dtype=bool)
    running, last = np.arange(data.n_replicates), np.full(data.n_replicates, np.inf)
    limit = DECREMENT * (1.0 if fixed is None else FIXED)
    for _ in range(MAX_STEPS):
        running = running[_is_inside(theta[running], data)]
        if not running.size:
            break
        chosen = np.zeros(data.n_replicates, dtype=bool)
        chosen[running] = True
        values, step, decrement = _step(theta[running], data.pick(chosen), fixed)
        size = np.maximum(1.0, np.abs(values))
        good = (values <= last[running] + ROUNDING * size) & np.isfinite(decrement)
        done = good & (decrement <= limit * size)
        theta[running[good]] -= step[good]
        last[running] = values
        settled[running[done]] = True
        running = running[good & ~done]
    settled[settled] = _is_inside(theta[settled], data)
    return theta, settled


def _step(theta: Floats, data: Replicates, fixed: Floats | None) -> tuple[Floats, Floats, Floats]:
    """Return the criterion (R,), the steps (R, k), and their decrements (R,), infinite where there is no descent."""
    points = locate_replicates(theta, data)
    if fixed is not None:
        gradient = slope_replicates(points, data)
        step = gradient @ fixed
        return points.values, step, (gradient * step).sum(axis=1)
    slopes = derive_replicates(points, data)
    values, axes = np.linalg.eigh(slopes.hessian)
    regular = values[:, 0] > 1e-12 * values[:, -1]
    pull = np.einsum("rkj,rk->rj", axes, slopes.gradient)
    scaled = pull / np.where(regular[:, None], values, 1.0)
    return points.values, np.einsum("rkj,rj->rk", axes, scaled), np.where(regular, (pull * scaled).sum(axis=1), np.inf)


def _is_inside(theta: Floats, data: Replicates) -> Mask:
    """Say of each theta whether all its matrices are positive definite, (R,)."""
    lowest = np.linalg.eigvalsh(data.matrices(theta))[..., 0]
    return np.asarray((lowest > 0.0).all(axis=1))


def _refit_alone(data: Replicates, model: Model) -> Floats:
    """Return theta (k,) of one replicate by the engine's own search."""
    tensors = data.tensors
    cross = tensors.cross.copy()
    if data.lost is not None:
        cross -= data.lost[0]
    else:
        np.subtract.at(cross, data.pattern, np.einsum("mtp,msq->mtspq", data.rows, data.rows))
    counts = data.counts[0]
    left = counts > 0.5
    sums = Sums(Tensors(tensors.seen[left], counts[left], cross[left]))
    return solve(sums, replace(model, classes=model.classes[left]), reml=data.reml).optimum.theta
