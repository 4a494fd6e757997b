"""Newton's method for many replicates at once, started at the optimum of all data.

A replicate without one participant, or one site, lies so near all data that two or three full
steps reach its optimum. One that does not get there (a step leaves the positive definite
matrices, or does not descend) is finished on its own by the engine's search.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from peereval.model.covariance import Model
from peereval.model.likelihood import Sums
from peereval.model.optimise import DECREMENT, ROUNDING
from peereval.model.optimum import solve
from peereval.model.patterns import Tensors
from peereval.model.replicates import Replicates, derive_replicates, locate_replicates

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

MAX_STEPS = 12  # full steps: what has not settled by then is no neighbour of all data
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
    parts = [_refit_block(theta, block, model) for block in split_replicates(data)]
    return Refitted(
        np.concatenate([part.theta for part in parts]),
        np.concatenate([part.beta for part in parts]),
        sum(part.alone for part in parts),
    )


def split_replicates(data: Replicates) -> Iterator[Replicates]:
    """Return blocks of replicates whose arrays stay small, in order."""
    width = len(data.basis) * max(data.rows.shape[-1] ** 2, data.tensors.seen.size * data.tensors.seen.shape[1])
    size = max(1, BLOCK // width)
    number = np.arange(data.n_replicates) // size
    return (data.pick(number == block) for block in range(int(number[-1]) + 1))


def _refit_block(theta: Floats, whole: Replicates, model: Model) -> Refitted:
    data = whole.summed()
    found, settled = _newton(np.tile(theta, (data.n_replicates, 1)), data)
    beta = np.zeros((data.n_replicates, data.rows.shape[-1] - 1))
    if settled.any():
        beta[settled] = locate_replicates(found[settled], data.pick(settled)).beta
    others = np.flatnonzero(~settled)
    for number in others:
        found[number], beta[number] = _refit_alone(data.pick(np.arange(data.n_replicates) == number), model)
    return Refitted(found, beta, len(others))


def _newton(theta: Floats, data: Replicates) -> tuple[Floats, Mask]:
    """Return where full steps lead, (R, k), and which replicates settled there, (R,)."""
    settled = np.zeros(data.n_replicates, dtype=bool)
    running, last = np.arange(data.n_replicates), np.full(data.n_replicates, np.inf)
    for _ in range(MAX_STEPS):
        running = running[_is_inside(theta[running], data)]
        if not running.size:
            break
        chosen = np.zeros(data.n_replicates, dtype=bool)
        chosen[running] = True
        part = data.pick(chosen)
        slopes = derive_replicates(locate_replicates(theta[running], part), part)
        step, decrement = _step(slopes.gradient, slopes.hessian)
        size = np.maximum(1.0, np.abs(slopes.values))
        good = (slopes.values <= last[running] + ROUNDING * size) & np.isfinite(decrement)
        done = good & (decrement <= DECREMENT * size)
        theta[running[good]] -= step[good]
        last[running] = slopes.values
        settled[running[done]] = True
        running = running[good & ~done]
    settled[settled] = _is_inside(theta[settled], data)
    return theta, settled


def _step(gradient: Floats, hessian: Floats) -> tuple[Floats, Floats]:
    """Return the Newton steps, (R, k), and their decrements, infinite where the Hessian is not positive definite."""
    values, axes = np.linalg.eigh(hessian)
    regular = values[:, 0] > 1e-12 * values[:, -1]
    pull = np.einsum("rkj,rk->rj", axes, gradient)
    scaled = pull / np.where(regular[:, None], values, 1.0)
    return np.einsum("rkj,rj->rk", axes, scaled), np.where(regular, (pull * scaled).sum(axis=1), np.inf)


def _is_inside(theta: Floats, data: Replicates) -> Mask:
    """Say of each theta whether all its matrices are positive definite, (R,)."""
    lowest = np.linalg.eigvalsh(data.matrices(theta))[..., 0]
    return np.asarray((lowest > 0.0).all(axis=1))


def _refit_alone(data: Replicates, model: Model) -> tuple[Floats, Floats]:
    """Return theta (k,) and beta (p,) of one replicate by the engine's own search."""
    tensors = data.tensors
    cross = tensors.cross.copy()
    if data.lost is not None:
        cross -= data.lost[0]
    else:
        np.subtract.at(cross, data.pattern, np.einsum("mtp,msq->mtspq", data.rows, data.rows))
    counts = data.counts[0]
    left = counts > 0.5
    sums = Sums(Tensors(tensors.seen[left], counts[left], cross[left]))
    at = solve(sums, replace(model, classes=model.classes[left]), reml=data.reml).optimum
    return at.theta, at.at.beta
