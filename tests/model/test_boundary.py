"""Optima on the edge, and likelihoods without one."""

import numpy as np
import pandas as pd
import pytest
from scipy import optimize

import peereval as pe


def contradictory_pairs():
    """Three visits, each participant seen at two, with correlations no covariance allows together."""
    rng = np.random.default_rng(7)
    rows = []
    for k, (pair, r) in enumerate({("T0", "T6"): 0.9, ("T6", "T12"): 0.9, ("T0", "T12"): -0.5}.items()):
        y = rng.multivariate_normal([0, 0], [[1, r], [r, 1]], size=40)
        rows += [(f"P{k}-{i}", v, y[i, j]) for i in range(40) for j, v in enumerate(pair)]
    return pd.DataFrame(rows, columns=["id", "visit", "y"])


def minus_2_restricted(free, data):
    """-2 restricted log-likelihood written out participant by participant, Sigma = L L'."""
    root = np.zeros((3, 3))
    root[np.tril_indices(3)] = free
    sigma, codes = root @ root.T, {"T0": 0, "T6": 1, "T12": 2}
    information, pull, total, n = np.zeros((3, 3)), np.zeros(3), 0.0, 0
    for _, rows in data.groupby("id"):
        at = [codes[v] for v in rows["visit"]]
        X, y = np.eye(3)[at], rows["y"].to_numpy()
        W = np.linalg.inv(sigma[np.ix_(at, at)])
        information, pull = information + X.T @ W @ X, pull + X.T @ W @ y
        total += np.linalg.slogdet(sigma[np.ix_(at, at)])[1] + y @ W @ y
        n += len(y)
    total += np.linalg.slogdet(information)[1] - pull @ np.linalg.solve(information, pull)
    return total + (n - 3) * np.log(2 * np.pi)


def test_singular_covariance_is_a_named_verdict_at_the_true_optimum():
    data = contradictory_pairs()
    fit = pe.fit_mixed("y ~ 0 + visit", data, participant="id", visit="visit")
    assert fit.status.converged
    assert fit.status.boundary
    assert any("boundary" in note for note in fit.notes)
    assert np.linalg.eigvalsh(fit.residual_covariance)[0] == pytest.approx(0.0, abs=1e-9)
    start = np.linalg.cholesky(np.array([[1, 0.4, 0], [0.4, 1, 0.4], [0, 0.4, 1]]))[np.tril_indices(3)]
    found = optimize.minimize(minus_2_restricted, start, (data,), method="BFGS", options={"gtol": 1e-7})
    # BFGS with numerical derivatives knows the minimum to about 1e-9 relative
    assert fit.minus_2_log_likelihood == pytest.approx(found.fun, rel=1e-8)
    df = pe.coefficients(fit).rows["df"]
    assert ((df > 0) & (df < fit.n_observations)).all()


def test_values_carried_forward_have_no_maximum():
    rng = np.random.default_rng(1)
    y = rng.normal(size=30)
    data = pd.DataFrame({"id": np.tile(np.arange(30), 2), "visit": np.repeat(["T0", "T6"], 30), "y": np.r_[y, y + 1]})
    with pytest.raises(pe.FitError, match="no maximum"):
        pe.fit_mixed("y ~ visit", data, participant="id", visit="visit")


def test_visits_never_seen_together_are_named():
    data = contradictory_pairs()
    data = data[~data["id"].str.startswith("P2")]
    with pytest.raises(pe.FitError, match="T0 and T12"):
        pe.fit_mixed("y ~ visit", data, participant="id", visit="visit")
