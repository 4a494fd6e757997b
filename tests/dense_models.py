"""Mixed models written out as one N x N covariance, in code of its own, for comparison with the engine.

Everything takes complex parameters, so that complex steps give derivatives to rounding.
"""

import itertools
from dataclasses import dataclass

import numpy as np
import pandas as pd

from peereval.model.choice import covariance_model
from peereval.model.classes import Columns, read_classes
from peereval.model.compress import compress, prepare
from peereval.model.design import build_design
from peereval.model.membership import read_membership
from peereval.model.optimum import moments
from peereval.model.structures.catalogue import structure_name

MONTHS = {"T0": 0.0, "T4": 4.0, "T9": 9.0, "T12": 12.0}


def random_frame(rng, n_visits=3, n=18):
    """Return a random cohort: drop-out, sites, workers with weights, real times, weights of observations."""
    visits = list(MONTHS)[:n_visits]
    site, group, x = rng.integers(4, size=n), np.arange(n) % 2, rng.normal(size=n)
    own = rng.normal(size=n)
    rows = []
    for i in range(n):
        seen = np.ones(n_visits, bool) if i < 6 else rng.random(n_visits) < 0.6
        seen[rng.integers(n_visits)] = True
        for t in np.flatnonzero(seen):
            exposed = group[i] == 1 and t > 0
            rows.append(
                {
                    "id": f"P{i}", "visit": visits[t], "site": f"S{site[i]}", "group": "ab"[group[i]], "x": x[i],
                    "worker": f"W{rng.integers(3)}" if exposed else "",
                    "second": f"W{rng.integers(3)}" if exposed and rng.random() < 0.4 else "",
                    "share": 0.7, "other": 0.3, "weight": rng.uniform(0.5, 2.0),
                    "month": MONTHS[visits[t]] + rng.uniform(-1, 1),
                    "y": own[i] + 0.3 * site[i] + rng.normal(),
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


@dataclass(frozen=True)
class Spec:
    """What is modelled: the structure, and on what it depends."""

    structure: str
    by: bool = False
    time: bool = False
    weights: bool = False
    site_effects: str = "none"
    workers: int = 0

    @property
    def columns(self):
        """The columns the covariance depends on."""
        return Columns("group" if self.by else None, "month" if self.time else None, "weight" if self.weights else None)


def compressed(frame, spec):
    """Return what the engine makes of a frame: the compressed data and the covariance model."""
    workers, shares = [("worker", "second")[: spec.workers], ("share", "other")[: spec.workers]]
    extras = {name: name for name in ("site", *workers, *shares, *spec.columns.asked.values())}
    design = build_design("y ~ visit + group + x", frame, participant="id", visit="visit", extras=extras)
    member, sites = read_membership(
        design, site="site", worker=workers, worker_weights=shares, site_effects=spec.site_effects != "none"
    )
    classes = read_classes(design, spec.columns)
    data = compress(prepare(design), member, sites, classes.classes)
    return data, covariance_model(data, classes, structure_name(spec.structure), spec.site_effects)


def start(data, model):
    """Return parameters well inside the space."""
    return model.start(moments(data.sums.tensors) + 0.3 * np.eye(data.n_visits))


def sigma(name, theta, times, unit, weights):
    """Return Sigma (T, T) of one participant at parameters theta."""
    T = len(times)
    lag = np.abs(np.subtract.outer(np.arange(T), np.arange(T)))
    if name == "unstructured":
        found = np.zeros((T, T), theta.dtype)
        for value, t, s in zip(theta, *np.tril_indices(T), strict=True):
            found[t, s] = found[s, t] = value
        return found
    if name in ("compound_symmetry", "random_intercept"):
        return theta[0] + np.diag(theta[1] / weights)
    if name == "random_slope":
        z = np.column_stack([np.ones(T), times / unit])
        return z @ np.array([[theta[0], theta[1]], [theta[1], theta[2]]]) @ z.T + np.diag(theta[3] / weights)
    if name == "toeplitz":
        return theta[lag]
    hetero = name.startswith("heterogeneous_")
    spread = np.exp(theta[:T] if hetero else np.repeat(theta[:1], T))
    rest = theta[T if hetero else 1 :]
    kind = name.removeprefix("heterogeneous_")
    if kind == "spatial_exponential":
        r = np.exp(-np.abs(np.subtract.outer(times, times)) / np.exp(rest[0]))
    elif kind == "autoregressive":
        r = np.tanh(rest[0]) ** lag
    elif kind == "antedependence":
        r = np.array([[np.prod(np.tanh(rest[min(t, s) : max(t, s)])) for s in range(T)] for t in range(T)])
    else:  # compound symmetry, Toeplitz
        bands = np.concatenate([[1.0], np.tanh(rest)])
        r = bands[np.minimum(lag, len(rest))]
    return np.outer(spread, spread) * r


class Dense:
    """The whole model in N x N: V, the criterion, its derivatives, Kenward and Roger's covariance."""

    def __init__(self, frame, spec, data, model):
        design = data.design
        self.name, self.spec = structure_name(spec.structure), spec
        order = frame.assign(
            visit=pd.Categorical(frame["visit"], categories=list(design.visits)), code=pd.factorize(frame["id"])[0]
        ).sort_values(["code", "visit"])
        self.rows = order.reset_index(drop=True)
        self.visit, self.T = design.visit, len(design.visits)
        self.X, self.y = data.columns[:, :-1], data.columns[:, -1]
        self.n_local, self.levels = model.n_local, sorted(frame["group"].unique()) if spec.by else [None]
        self.usual = self._usual()
        self.people = [self._person(rows) for _, rows in self.rows.groupby("code")]
        site = self.rows["site"].to_numpy()
        self.same_site = np.equal.outer(site, site)
        self.same_visit = np.equal.outer(self.visit, self.visit)
        self.shared = self._workers()

    def _person(self, rows):
        which = self.levels.index(rows["group"].iloc[0]) if self.spec.by else 0
        return rows.index.to_numpy(), rows["visit"].cat.codes.to_numpy(), which, *self._profile(rows, self.usual)

    def _workers(self):
        """Return for each pair of rows the sum of products of the shares of common workers."""
        pairs = [("worker", "share"), ("second", "other")][: self.spec.workers]
        found = np.zeros((len(self.y),) * 2)
        for (a, wa), (b, wb) in itertools.product(pairs, pairs):
            first, second = self.rows[a].to_numpy(), self.rows[b].to_numpy()
            found += np.equal.outer(first, second) * (first != "")[:, None] * np.outer(self.rows[wa], self.rows[wb])
        return found

    def _profile(self, rows, usual):
        times, weights = usual.copy(), np.ones(self.T)
        at = rows["visit"].cat.codes.to_numpy()
        if self.spec.time:
            times[at] = rows["month"]
        if self.spec.weights:
            weights[at] = rows["weight"]
        return times, weights

    def _usual(self):
        """Return the planned times, or of real ones the medians per visit in the cohort."""
        if not self.spec.time:
            return np.array([MONTHS[v] for v in self.rows["visit"].cat.categories])
        return self.rows.groupby("visit", observed=True)["month"].median().to_numpy()

    def V(self, theta):  # noqa: N802
        """Return the covariance of all rows, (N, N)."""
        whole = np.zeros((len(self.y),) * 2, theta.dtype)
        per, unit = self.n_local // len(self.levels), np.abs(self.usual).max()
        for index, at, which, times, weights in self.people:
            own = sigma(self.name, theta[which * per : (which + 1) * per], times, unit, weights)
            whole[np.ix_(index, index)] = own[np.ix_(at, at)]
        return whole + self._effects(theta[self.n_local :])

    def _effects(self, theta):
        """Return the part of sites and workers, pair of rows by pair of rows."""
        values, found = list(theta), np.zeros((len(self.y),) * 2, theta.dtype)
        if self.spec.site_effects in ("intercept", "intercept+visit"):
            found = found + values.pop(0) * self.same_site
        if self.spec.site_effects == "intercept+visit":
            found = found + values.pop(0) * (self.same_site & self.same_visit)
        if self.spec.site_effects == "unstructured":
            G = np.zeros((self.T, self.T), theta.dtype)
            for t, s in zip(*np.tril_indices(self.T), strict=True):
                G[t, s] = G[s, t] = values.pop(0)
            found = found + G[np.ix_(self.visit, self.visit)] * self.same_site
        return found + values.pop(0) * self.shared if self.spec.workers else found

    def criterion(self, theta, *, reml=True):
        """Return log|V| + log|X'V^-1X| + y'Py, without the second under ML."""
        V = self.V(theta)
        both = np.linalg.solve(V, np.column_stack([self.X, self.y]))
        N = np.column_stack([self.X, self.y]).T @ both
        beta = np.linalg.solve(N[:-1, :-1], N[:-1, -1])
        value = _log_det(V) + N[-1, -1] - N[-1, :-1] @ beta
        return value + _log_det(N[:-1, :-1]) if reml else value

    def gradient(self, theta, *, reml=True):
        """Return the derivatives of the criterion by complex steps of 1e-30."""
        steps = 1e-30j * np.eye(len(theta))
        return np.array([self.criterion(theta + step, reml=reml).imag for step in steps]) / 1e-30

    def hessian(self, theta, *, reml=True):
        """Return central differences of the gradient."""
        step = 1e-5
        return np.array(
            [
                (self.gradient(theta + step * e, reml=reml) - self.gradient(theta - step * e, reml=reml)) / (2 * step)
                for e in np.eye(len(theta))
            ]
        )

    def projection(self, theta):
        """Return K, V^-1X, P and the derivatives of V by theta."""
        W = np.linalg.inv(self.V(theta))
        slopes = [self.V(theta + 1e-30j * e).imag / 1e-30 for e in np.eye(len(theta))]
        WX = W @ self.X
        K = np.linalg.inv(self.X.T @ WX)
        return K, WX, W - WX @ K @ WX.T, W, slopes

    def expected(self, theta):
        """Return tr(P V_h P V_j)."""
        _, _, P, _, slopes = self.projection(theta)
        turned = [P @ slope for slope in slopes]
        return np.array([[np.sum(a * b.T) for b in turned] for a in turned])

    def adjusted(self, theta, A):
        """Return Kenward and Roger's covariance for a covariance A of theta, R = 0."""
        K, WX, _, W, slopes = self.projection(theta)
        P = [-WX.T @ slope @ WX for slope in slopes]
        total = np.zeros_like(K)
        for h, j in itertools.product(range(len(theta)), repeat=2):
            total += A[h, j] * (WX.T @ slopes[h] @ W @ slopes[j] @ WX - P[h] @ K @ P[j])
        return K + K @ (total + total.T) @ K


def _log_det(matrix):
    sign, value = np.linalg.slogdet(matrix)
    return value + 1j * np.angle(sign) if np.iscomplexobj(matrix) else value
