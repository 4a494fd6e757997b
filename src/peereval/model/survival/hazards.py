"""Proportional hazards: Cox's partial likelihood, for everybody and for many samples at once."""

import warnings
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from peereval.errors import FitError
from peereval.remarks import Note

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Ties = Literal["efron", "breslow"]
TIES = ("efron", "breslow")

MAX_STEPS = 30
SETTLED = 1e-14  # decrement, in squared standard errors, at which a replicate's search stops
NOT_SETTLED = "refused_hazards_unsettled"


@dataclass(frozen=True, slots=True, eq=False)
class Hazards:
    """Log hazard ratios (p,) with the inverse of the information (p, p)."""

    beta: Floats
    covariance: Floats


def fit_hazards(time: Floats, event: Mask, columns: Floats, *, ties: Ties) -> Hazards:
    """Return the fit of proportional hazards to columns (n, p).

    Raises
    ------
    FitError
        If there is no finite solution.
    """
    from statsmodels.duration.hazard_regression import PHReg  # noqa: PLC0415  (slow to import)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            found = PHReg(time, columns, status=event.astype(np.float64), ties=ties).fit(disp=0)
            beta = np.asarray(found.params, dtype=np.float64)
            covariance = np.asarray(found.cov_params(), dtype=np.float64)
        except (ArithmeticError, ValueError, RuntimeWarning, UserWarning, np.linalg.LinAlgError):
            raise FitError(Note(NOT_SETTLED)) from None
    if not (np.isfinite(beta).all() and np.isfinite(covariance).all() and (np.diag(covariance) > 0.0).all()):
        raise FitError(Note(NOT_SETTLED))
    # statsmodels stops where the slope is small, short of the digits that the jackknife's differences need
    polished = replicate_hazards(time, event, columns, np.ones((1, len(time))), beta, ties=ties)[0]
    return Hazards(polished, covariance)


def replicate_hazards(
    time: Floats, event: Mask, columns: Floats, weights: Floats, start: Floats, *, ties: Ties
) -> Floats:
    """Return the log hazard ratios of S samples, (S, p), by Newton's method for all at once.

    Parameters
    ----------
    time, event (n,), columns (n, p)
        Of everybody.
    weights (S, n)
        Whether each person is in each sample, 0 or 1.
    start (p,)
        The solution of everybody, where the searches start.

    Raises
    ------
    FitError
        If a sample has no finite solution.
    """
    order = np.argsort(time, kind="stable")
    sorted_parts = _Sorted.of(time[order], event[order], columns[order], weights[:, order].T, ties)
    beta = np.tile(start, (len(weights), 1))
    for _ in range(MAX_STEPS):
        slope, information = sorted_parts.derive(beta)
        try:
            step = np.linalg.solve(information, slope[..., None])[..., 0]
        except np.linalg.LinAlgError:
            raise FitError(Note(NOT_SETTLED)) from None
        beta = beta + np.clip(step, -2.0, 2.0)
        if float(np.einsum("sp,sp->s", step, slope).max()) < SETTLED:
            return np.asarray(beta)
    raise FitError(Note(NOT_SETTLED))


@dataclass(frozen=True, slots=True, eq=False)
class _Sorted:
    """People sorted by time, with what their E events need.

    columns (n, p) ; weights (n, S) ; moments (n, 1 + p + p^2) : 1, x and x x'
    deaths (E,) : the people with an event ; first (E,) : where the people at risk begin
    tie (E,) : the number of its time ; part (E, S) : share of the tied events that have gone before, Efron's
    """

    columns: Floats
    weights: Floats
    moments: Floats
    deaths: NDArray[np.intp]
    first: NDArray[np.intp]
    tie: NDArray[np.intp]
    part: Floats

    @classmethod
    def of(cls, time: Floats, event: Mask, columns: Floats, weights: Floats, ties: Ties) -> "_Sorted":
        """Return the records in the order of their times, with the sums of those at risk."""
        n, p = columns.shape
        moments = np.column_stack([np.ones(n), columns, (columns[:, :, None] * columns[:, None, :]).reshape(n, p * p)])
        deaths = np.flatnonzero(event)
        _, begin, tie = np.unique(time[deaths], return_index=True, return_inverse=True)
        drawn = weights[deaths]
        total = np.add.reduceat(drawn, begin, axis=0)[tie]
        running = np.cumsum(drawn, axis=0)
        gone = running - drawn - (running - drawn)[begin][tie]
        part = np.divide(gone, total, out=np.zeros_like(gone), where=total > 0.0) * (ties == "efron")
        first = np.searchsorted(time, time[deaths], side="left")
        return cls(columns, weights, moments, deaths, first.astype(np.intp), tie.astype(np.intp), part)

    def derive(self, beta: Floats) -> tuple[Floats, Floats]:
        """Return the slope (S, p) and the information (S, p, p) of the log partial likelihood."""
        p = self.columns.shape[1]
        hazard = self.weights * np.exp(np.clip(self.columns @ beta.T, -300.0, 300.0))
        each = hazard[:, :, None] * self.moments[:, None, :]
        risk = np.cumsum(each[::-1], axis=0)[::-1][self.first]
        begin = np.flatnonzero(np.diff(self.tie, prepend=-1))
        tied = np.add.reduceat(each[self.deaths], begin, axis=0)[self.tie]
        left = risk - self.part[..., None] * tied
        counts = self.weights[self.deaths]
        total = np.where(left[..., 0] > 0.0, left[..., 0], 1.0)
        mean = left[..., 1 : p + 1] / total[..., None]
        second = left[..., p + 1 :].reshape(*left.shape[:2], p, p) / total[..., None, None]
        spread = second - mean[..., :, None] * mean[..., None, :]
        slope = np.einsum("es,esp->sp", counts, self.columns[self.deaths][:, None] - mean)
        return slope, np.einsum("es,espq->spq", counts, spread)
