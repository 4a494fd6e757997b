"""Logistic regression by Newton's method, for many sets of weights of the rows at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from peereval.errors import FitError
from peereval.model.basis import orthonormal_basis
from peereval.remarks import Note

Floats = NDArray[np.float64]

STEPS = 60
SETTLED = 1e-10  # change of the deviance, of its size
RIDGE = 1e-12  # of the information at probability 1/2: keeps a step finite where probabilities reach 0 or 1
LARGEST = 30.0  # of the linear predictor: a probability within 1e-13 of 0 or 1


@dataclass(frozen=True, slots=True, eq=False)
class Logistic:
    """Fitted probabilities (R, n) of R replicates; kept (p,) columns of the design, and slopes (R, p) on them."""

    probability: Floats
    kept: NDArray[np.intp]
    slopes: Floats


def fit_logistic(X: Floats, y: Floats, counted: Floats) -> Logistic:
    """Return maximum-likelihood logistic regressions of y (n,) on X (n, columns).

    `counted` (R, n) is how much each row counts in each replicate: 0 for those left out.
    Columns that depend on those before them are dropped. Where a combination of columns tells
    apart who is 1 (separation), coefficients grow without bound but probabilities settle at 0
    and 1: whoever uses them must look at these.

    Raises
    ------
    FitError
        If the search does not settle.

    Examples
    --------
    >>> X = np.column_stack([np.ones(4), [0.0, 0.0, 1.0, 1.0]])
    >>> fit_logistic(X, np.array([0.0, 1.0, 1.0, 1.0]), np.ones((1, 4))).probability.round(6)
    array([[0.5, 0.5, 1. , 1. ]])
    """
    basis = orthonormal_basis(X)
    Q = basis.Q * np.sqrt(len(X))
    beta = np.zeros((len(counted), Q.shape[1]))
    deviance = _deviance(Q, y, counted, beta)
    scale = RIDGE * counted.sum(axis=1)[:, None, None] * np.eye(Q.shape[1])
    for _ in range(STEPS):
        p = _probability(Q, beta)
        score = (counted * (y - p)) @ Q
        spread = counted * p * (1.0 - p)
        information = np.einsum("np,rn,nq->rpq", Q, spread, Q, optimize=True)
        step = np.linalg.solve(information + scale, score[..., None])[..., 0]
        beta, found = _climb(Q, y, counted, beta, step, deviance)
        settled = np.abs(deviance - found) <= SETTLED * (1.0 + found)
        deviance = found
        if settled.all():
            slopes = np.linalg.solve(basis.root / np.sqrt(len(X)), beta.T).T
            return Logistic(_probability(Q, beta), basis.kept, slopes)
    raise FitError(Note("refused_attendance_unsettled"))


def _climb(
    Q: Floats, y: Floats, counted: Floats, beta: Floats, step: Floats, deviance: Floats
) -> tuple[Floats, Floats]:
    """Return the next coefficients and their deviance, the step halved where it would raise it."""
    length = np.ones(len(beta))
    for _ in range(30):
        tried = beta + length[:, None] * step
        found = _deviance(Q, y, counted, tried)
        worse = found > deviance * (1.0 + 1e-12)
        if not worse.any():
            break
        length = np.where(worse, length / 2.0, length)
    better = (found <= deviance)[:, None]
    return np.where(better, tried, beta), np.minimum(found, deviance)


def _probability(Q: Floats, beta: Floats) -> Floats:
    return np.asarray(expit(np.clip(beta @ Q.T, -LARGEST, LARGEST)))


def _deviance(Q: Floats, y: Floats, counted: Floats, beta: Floats) -> Floats:
    """Return -2 log-likelihood of each replicate, (R,)."""
    eta = np.clip(beta @ Q.T, -LARGEST, LARGEST)
    return np.asarray(2.0 * (counted * np.logaddexp(0.0, np.where(y > 0.5, -eta, eta))).sum(axis=1))
