"""Robust variances, df and joint tests against N x N matrices, to rounding (1e-9: eigenvalues of dense roots)."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import peereval as pe
from dense_robust import Dense

VISITS = ("T0", "T6", "T12")
CASES = [("cr0", "whitened"), ("cr2", "whitened"), ("cr2", "clubsandwich"), ("cr3", "whitened")]
KEYS = {"participant": "id", "visit": "visit", "site": "site"}


def draw(seed, n=24, n_sites=6):
    """Return data with drop-out, a group that changes within sites, and weights."""
    rng = np.random.default_rng(seed)
    site = rng.permutation(np.arange(n) % n_sites)
    level = rng.normal(0, 0.6, n_sites)[site] + rng.normal(0, 1, n)
    rows = pd.DataFrame(
        {
            "id": np.repeat(np.arange(n), 3),
            "visit": np.tile(VISITS, n),
            "site": np.repeat(site, 3),
            "group": np.repeat(rng.permutation(np.arange(n) % 2), 3).astype(str),
            "age": np.repeat(rng.normal(40, 8, n), 3),
            "weight": np.repeat(rng.uniform(0.4, 2.5, n), 3),
            "y": np.repeat(level, 3) + rng.normal(0, 0.7, 3 * n),
        }
    )
    seen = rng.uniform(size=len(rows)) < 0.85
    seen[::3] = True
    return rows[seen]


def check(fit, dense, cluster, case, *, tolerance=1e-9):
    kind, form = case
    robust = pe.with_variance(fit, kind, cluster=cluster, form=form)
    np.testing.assert_allclose(robust.covariance, dense.covariance(kind, form), rtol=tolerance, atol=tolerance)
    p = len(fit.beta)
    rows = np.vstack([np.eye(p)[-1], np.linspace(-1, 1, p)])
    df = pe.linear_contrasts(robust, rows).rows["df"]
    np.testing.assert_allclose(df, [dense.df(kind, form, row) for row in rows], rtol=tolerance)
    eta = dense.eta(kind, form, rows)
    joint = pe.joint_test(robust, rows).rows.iloc[0]
    value = rows @ fit.beta
    wald = value @ np.linalg.solve(rows @ robust.covariance @ rows.T, value)
    assert joint["df"] == pytest.approx(eta - 1.0, rel=10 * tolerance)
    assert joint["statistic"] == pytest.approx((eta - 1.0) / (2.0 * eta) * wald, rel=10 * tolerance)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("cluster", ["participant", "site"])
@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_without_random_effects(seed, case, cluster):
    data = draw(seed)
    fit = pe.fit_mixed("y ~ group * visit + age", data, **KEYS, site_effects="none")
    codes = fit.data.design.participant if cluster == "participant" else fit.data.sites[fit.data.design.participant]
    check(fit, Dense(fit, codes), cluster, case)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("effects", ["intercept", "intercept+visit"])
@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_with_site_effects(seed, case, effects):
    data = draw(seed)
    fit = pe.fit_mixed("y ~ group * visit + age", data, **KEYS, site_effects=effects)
    site = fit.data.sites[fit.data.design.participant]
    check(fit, Dense(fit, site, site=site), "site", case)


@pytest.mark.parametrize("case", CASES)
@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_with_two_workers_in_each_site(seed, case):
    """Participants of the second group have a worker; the sites have no effect of their own."""
    data = draw(seed, n=36)
    helped = data["group"] == "1"
    data["worker"] = np.where(helped, data["site"].astype(str) + (data["id"] % 12 // 6).astype(str), "")
    fit = pe.fit_mixed("y ~ group * visit + age", data, **KEYS, site_effects="none", worker="worker")
    held = fit.data.design.extras["worker"]
    codes = np.where(held == "", -1, pd.factorize(held)[0])
    site = fit.data.sites[fit.data.design.participant]
    check(fit, Dense(fit, site, worker=codes), "site", case)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("cluster", ["participant", "site"])
@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_with_participant_weights(seed, case, cluster):
    kind, form = case
    if cluster == "site":
        form = "whitened"
    data = draw(seed)
    fit = pe.fit_mixed("y ~ group * visit + age", data, **KEYS, site_effects="none", weights="weight")
    person = fit.data.design.participant
    codes = person if cluster == "participant" else fit.data.sites[person]
    dense = Dense(fit, codes, weights=fit.weights[person])
    weighed = dense.w[:, None] * dense.Xw
    np.testing.assert_allclose(weighed.T @ dense.ew, 0.0, atol=1e-8 * np.abs(weighed).sum())
    # by site, weights that are nearly equal within one cost half the digits
    check(fit, dense, cluster, (kind, form), tolerance=1e-7 if cluster == "site" else 1e-9)


def test_equal_weights_change_nothing():
    data = draw(5)
    plain = pe.fit_mixed("y ~ group * visit + age", data, **KEYS, site_effects="none")
    equal = pe.fit_mixed("y ~ group * visit + age", data.assign(w=3.0), **KEYS, site_effects="none", weights="w")
    for cluster in ("participant", "site"):
        one, two = (pe.coefficients(pe.with_variance(f, "cr2", cluster=cluster)).rows for f in (plain, equal))
        # 1e-8: two searches end in the same optimum
        np.testing.assert_allclose(
            one[["estimate", "std_error", "df"]], two[["estimate", "std_error", "df"]], rtol=1e-8
        )


def test_a_participant_alone_at_a_level_is_handled_by_the_pseudo_inverse():
    """I - H is singular there; the variance stays finite and is that of the dense computation."""
    data = draw(7)
    data = data.assign(alone=(data["id"] == 3).map({True: "yes", False: "no"}))
    fit = pe.fit_mixed("y ~ group * visit + alone", data, **KEYS, site_effects="none")
    dense = Dense(fit, fit.data.design.participant)
    for kind, form in CASES[:3]:
        robust = pe.with_variance(fit, kind, form=form)
        np.testing.assert_allclose(robust.covariance, dense.covariance(kind, form), rtol=1e-7, atol=1e-12)
    assert np.isfinite(pe.with_variance(fit, "cr3").covariance).all()


@pytest.mark.parametrize(
    ("column", "error", "message"),
    [("low", pe.DataError, "weights above 0"), ("moving", pe.DataError, "changes between the visits")],
)
def test_weights_that_are_none_are_refused(column, error, message):
    data = draw(1)
    data = data.assign(low=0.0, moving=np.arange(len(data)) + 1.0)
    with pytest.raises(error, match=message):
        pe.fit_mixed("y ~ group * visit", data, participant="id", visit="visit", weights=column)


def test_weights_go_with_robust_variances_only():
    data = draw(2)
    fit = pe.fit_mixed("y ~ group * visit", data, participant="id", visit="visit", weights="weight")
    with pytest.raises(pe.FitError, match="model variance does not hold"):
        pe.coefficients(fit)
    with pytest.raises(pe.FitError, match="random effects"):
        pe.fit_mixed("y ~ group * visit", data, **KEYS, weights="weight")
