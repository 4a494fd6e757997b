"""Risks of a group standardised over everyone, by logistic regression, for many data sets and samples at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peereval.errors import FitError
from peereval.remarks import Note

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]

MAX_STEPS = 40
SETTLED = 1e-9  # largest move of a predicted risk at which the search stops
RIDGE = 1e-8  # of the information's mean diagonal: keeps steps finite where a category is all or none
BLOCK = 4_000_000  # numbers in the largest array of a block of data sets


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """The columns of the regression in M data sets: own (M, n, a), in_group (M, groups, n, a)."""

    own: Floats
    in_group: Floats

    def part(self, some: slice) -> "Columns":
        """Return those of some data sets."""
        return Columns(self.own[some], self.in_group[some])


@dataclass(frozen=True, slots=True, eq=False)
class Standardised:
    """Risks (M, groups) in every data set, and the covariance of their chance (M, groups, groups)."""

    risks: Floats
    covariance: Floats


def standardise_risks(columns: Columns, y: Floats, clusters: Codes | None) -> Standardised:
    """Return the risks of every group over everyone's covariates, with their covariance.

    Parameters
    ----------
    columns
        With everyone as they are, and as if in each group.
    y (M, n)
        0 or 1.
    clusters (n,)
        Codes of sites, left out in turn: the covariance is the jackknife's, (S - 1) / S times
        the squares about the mean; no site may hold all of a group. None: that of the influence of each participant.

    Raises
    ------
    FitError
        If there are fewer than 3 sites.
    """
    n_sets, n, a = columns.own.shape
    size = max(1, BLOCK // (n * max(a * a, 0 if clusters is None else int(clusters.max()) + 1)))
    parts = [slice(first, first + size) for first in range(0, n_sets, size)]
    done = [_one_block(columns.part(part), y[part], clusters) for part in parts]
    return Standardised(*(np.concatenate([getattr(one, name) for one in done]) for name in ("risks", "covariance")))


def _one_block(columns: Columns, y: Floats, clusters: Codes | None) -> Standardised:
    everyone = np.ones((1, y.shape[1]))
    whole = fit_logistic(columns.own, y, everyone)
    risks = mean_risks(columns, whole, everyone)[:, 0]
    if clusters is None:
        return Standardised(risks, _influence(columns, y, whole[:, 0]))
    left = 1.0 - (clusters == np.arange(int(clusters.max()) + 1)[:, None])
    if len(left) < 3:
        raise FitError(Note("refused_fewer_sites"))
    beta = fit_logistic(columns.own, y, left, start=whole)
    moved = mean_risks(columns, beta, left)
    moved = moved - moved.mean(axis=1, keepdims=True)
    share = (len(left) - 1) / len(left)
    return Standardised(risks, share * np.einsum("msg,msh->mgh", moved, moved))


def fit_logistic(own: Floats, y: Floats, weights: Floats, *, start: Floats | None = None) -> Floats:
    """Return coefficients of logistic regressions, (M, S, a): M data sets, each with S sets of weights.

    Parameters
    ----------
    own (M, n, a), y (M, n)
        Columns and outcomes.
    weights (S, n)
        Of each participant in each sample.
    start (M, 1, a)
        Where the search starts.

    Raises
    ------
    FitError
        If a search does not settle.
    """
    (n_sets, n, a), n_samples = own.shape, len(weights)
    products = (own[..., :, None] * own[..., None, :]).reshape(n_sets, n, a * a)
    beta = np.zeros((n_sets, n_samples, a)) if start is None else np.repeat(start, n_samples, axis=1)
    risk, settled = _risk(own, beta), False
    for _ in range(MAX_STEPS):
        slope = ((y[:, None] - risk) * weights) @ own
        information = ((risk * (1.0 - risk) * weights) @ products).reshape(n_sets, n_samples, a, a)
        diagonal = np.einsum("msaa->ms", information)[..., None, None] / a
        step = np.linalg.solve(information + RIDGE * (diagonal + 1e-12) * np.eye(a), slope[..., None])[..., 0]
        beta = beta + np.clip(step, -5.0, 5.0)  # a logit moves by 5 at most: no step overshoots into all or none
        after = _risk(own, beta)
        settled = bool(np.abs(after - risk).max() < SETTLED)
        risk = after
        if settled:
            return np.asarray(beta)
    raise FitError(Note("refused_responders_unsettled"))


def _risk(own: Floats, beta: Floats) -> Floats:
    """Return predicted risks, (M, S, n)."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(beta @ np.swapaxes(own, -1, -2), -500.0, 500.0))))


def mean_risks(columns: Columns, beta: Floats, weights: Floats) -> Floats:
    """Return the mean predicted risk of the people in each sample as if all in each group, (M, S, groups)."""
    total = weights.sum(axis=1)
    found = [(_risk(columns.in_group[:, g], beta) * weights).sum(axis=-1) / total
             for g in range(columns.in_group.shape[1])]  # fmt: skip
    return np.stack(found, axis=-1)


def _influence(columns: Columns, y: Floats, beta: Floats) -> Floats:
    """Return the covariance of the risks from the influence of each participant, (M, groups, groups)."""
    n = y.shape[1]
    risk = _risk(columns.own, beta[:, None])[:, 0]
    information = np.einsum("mna,mn,mnb->mab", columns.own, risk * (1.0 - risk), columns.own, optimize=True)
    scores = columns.own * (y - risk)[..., None]
    moves = np.linalg.solve(information, np.swapaxes(scores, -1, -2))  # (M, a, n)
    made = []
    for g in range(columns.in_group.shape[1]):
        there = _risk(columns.in_group[:, g], beta[:, None])[:, 0]
        slope = np.einsum("mn,mna->ma", there * (1.0 - there), columns.in_group[:, g]) / n
        made.append((there - there.mean(axis=1, keepdims=True)) / n + np.einsum("ma,man->mn", slope, moves))
    influence = np.stack(made, axis=-1)
    return np.asarray(n / (n - 1.0) * np.einsum("mng,mnh->mgh", influence, influence))
