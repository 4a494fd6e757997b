"""Residuals, leverage and influence against N x N matrices and refits with V held; both are exact, so 1e-8."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import peereval as pe
from dense_model import write_out
from peereval.model.diagnostics import residuals
from peereval.model.diagnostics_influence import influence
from reference_models import FORMULA, REFERENCE

MODELS = {
    "independent": ("small", {}),
    "sites": ("clustered", {"site": "site"}),
    "sites without effects": ("clustered", {"site": "site", "site_effects": "none"}),
    "workers of several sites": ("workers", {"site": "site", "site_effects": "intercept", "worker": "worker"}),
}


@pytest.fixture(scope="module", params=MODELS)
def pair(request):
    cohort, options = MODELS[request.param]
    data = pd.read_csv(REFERENCE / f"{cohort}.csv")
    if cohort == "clustered":
        data = data[data["site"] < "S13"]
    fit = pe.fit_mixed(FORMULA, data, participant="participant", visit="visit", **options)
    return fit, write_out(fit, data, worker=options.get("worker"))


def test_raw_and_pearson_residuals(pair):
    fit, dense = pair
    beta, _ = dense.fit()
    found = residuals(fit)
    np.testing.assert_allclose(found["raw"], dense.y - dense.X @ beta, atol=1e-9)
    np.testing.assert_allclose(found["fitted"], dense.X @ beta, atol=1e-9)
    np.testing.assert_allclose(found["pearson"], found["raw"] / np.sqrt(np.diag(dense.V)), atol=1e-9)


def test_scaled_residuals_are_those_of_the_cholesky_factor(pair):
    fit, dense = pair
    found = residuals(fit)
    clusters = dense.people if fit.data.member is None else linked(dense)
    for cluster in np.unique(clusters):
        at = clusters == cluster
        root = np.linalg.cholesky(dense.V[np.ix_(at, at)])
        np.testing.assert_allclose(found["scaled"][at], np.linalg.solve(root, found["raw"][at]), atol=1e-8)
    total = found["raw"] @ np.linalg.solve(dense.V, found["raw"])
    assert (found["scaled"] ** 2).sum() == pytest.approx(total, rel=1e-9)


def linked(dense):
    """Return which rows are joined by V, directly or through others."""
    label = np.arange(len(dense.y))
    for _ in range(20):
        label = np.where(dense.V != 0.0, label, len(label)).min(axis=1)
    return label


def test_leverage_is_the_diagonal_of_the_hat_matrix(pair):
    fit, dense = pair
    _, K = dense.fit()
    hat = dense.X @ K @ dense.X.T @ np.linalg.inv(dense.V)
    found = residuals(fit)["leverage"]
    np.testing.assert_allclose(found, np.diag(hat), atol=1e-9)
    assert found.sum() == pytest.approx(len(fit.terms), rel=1e-9)


@pytest.mark.parametrize("by", ["participant", "site"])
def test_influence_is_a_refit_without_the_unit(pair, by):
    fit, dense = pair
    if by == "site" and fit.n_sites == 0:
        with pytest.raises(pe.FitError, match="knows of no sites"):
            influence(fit, by="site")
        return
    found = influence(fit, by=by)
    units = dense.people if by == "participant" else pd.factorize(dense.site, sort=True)[0]
    beta, K = dense.fit()
    spread = np.sqrt(np.diag(K))
    chosen = range(0, units.max() + 1, 17) if by == "participant" else range(units.max() + 1)
    for unit in chosen:
        change = dense.fit(units != unit)[0] - beta
        np.testing.assert_allclose(found.change[unit] / spread, change / spread, atol=1e-8)
        distance = change @ np.linalg.solve(K, change) / len(beta)
        assert found.cooks_distance[unit] == pytest.approx(distance, rel=1e-6, abs=1e-12)
    assert found.leverage.sum() == pytest.approx(len(fit.terms), rel=1e-9)
    assert found.observations.sum() == fit.n_observations


def test_units_have_their_labels(cohorts):
    data = cohorts["small"].iloc[::-1]
    fit = pe.fit_mixed(FORMULA, data, participant="participant", visit="visit", site="site")
    table = influence(fit).table
    assert set(table["participant"]) == set(data["participant"])
    assert (
        dict(zip(table["participant"], table["observations"], strict=True))
        == data["participant"].value_counts().to_dict()
    )
    assert influence(fit, by="site").labels == tuple(sorted(set(data["site"])))
    rows = residuals(fit).merge(data, on=["participant", "visit"])
    np.testing.assert_allclose(rows["fitted"] + rows["raw"], rows["y"], atol=1e-12)


def test_a_unit_that_alone_determines_a_coefficient_is_said(cohorts):
    data = cohorts["small"].assign(odd=lambda d: (d["participant"] == d["participant"].iloc[0]).astype(float))
    fit = pe.fit_mixed("y ~ group * visit + odd", data, participant="participant", visit="visit", site="site")
    found = influence(fit)
    assert np.isnan(found.cooks_distance).sum() == 1
    assert np.isnan(found.cooks_distance[found.labels.index(data["participant"].iloc[0])])
    assert [note.code for note in found.notes] == ["influence_alone"]
    assert np.isnan(influence(fit, by="site").change).all(axis=1).sum() == 1


def test_the_unit_of_the_outcome_does_not_matter(cohorts):
    data = cohorts["small"]
    first, second = (
        pe.fit_mixed(FORMULA, d, participant="participant", visit="visit", site="site")
        for d in (data, data.assign(y=1e3 * data["y"] + 5.0))
    )
    np.testing.assert_allclose(residuals(first)["scaled"], residuals(second)["scaled"], atol=1e-7)
    np.testing.assert_allclose(influence(first).cooks_distance, influence(second).cooks_distance, atol=1e-8)
    np.testing.assert_allclose(1e3 * influence(first, "site").change, influence(second, "site").change, atol=1e-5)


def test_what_does_not_exist_is_refused(reml_fits):
    with pytest.raises(pe.FitError, match="by='sites'"):
        influence(reml_fits["small"], by="sites")


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_random_designs_agree_with_dense_algebra(seed):
    rng = np.random.default_rng(seed)
    n, sites = 40, rng.integers(4, 7)
    people = pd.DataFrame({"participant": [f"P{i}" for i in range(n)], "site": rng.integers(0, sites, n).astype(str)})
    people["x"], people["own"] = rng.normal(size=n), rng.normal(size=n)
    data = people.merge(pd.DataFrame({"visit": ["T0", "T6", "T12"]}), how="cross")
    shared = rng.normal(size=(sites, 3))[data["site"].astype(int), np.arange(len(data)) % 3]
    data["y"] = data["own"] + 0.5 * shared + rng.normal(size=len(data))
    data = data[(rng.random(len(data)) > 0.25) | (data["visit"] == "T0")]
    fit = pe.fit_mixed("y ~ visit * x", data, participant="participant", visit="visit", site="site", covariance="cs")
    dense = write_out(fit, data)
    beta, K = dense.fit()
    gone = int(rng.integers(n))
    change = dense.fit(dense.people != gone)[0] - beta
    np.testing.assert_allclose(influence(fit).change[gone], change, atol=1e-7 * np.sqrt(np.diag(K)).max())
    found = residuals(fit)
    total = found["raw"] @ np.linalg.solve(dense.V, found["raw"])
    assert (found["scaled"] ** 2).sum() == pytest.approx(total, rel=1e-8)
