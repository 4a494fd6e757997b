"""Negative binomial and proportional odds against MASS and dense matrices; separation.

MASS stops at 1e-11 relative of the deviance (glm.nb) and at what optim's BFGS reaches (polr): 1e-6 of
a standard error.
"""

import numpy as np
import pandas as pd
import pytest

import peereval as pe
from oracle import plain
from peereval.model.marginal.cumulative import CumulativeLogit

KEYS = {"participant": "participant", "visit": "visit", "cluster": "site"}
MEANS = "group + visit + age + sex"
TIGHT = 1e-6


def expect(fit, theirs):
    error = dict(zip([plain(t) for t in fit.terms], np.sqrt(np.diag(fit.covariance)), strict=True))
    ours = dict(zip([plain(t) for t in fit.terms], fit.beta, strict=True))
    assert set(ours) == {plain(name) for name in theirs}
    for name, value in theirs.items():
        assert abs(ours[plain(name)] - value) < TIGHT * error[plain(name)], name


@pytest.mark.parametrize("weights", [None, "w"])
def test_negative_binomial_is_that_of_mass(weights, clustered, reference_marginal):
    them = reference_marginal["glm_nb_weighted" if weights else "glm_nb"]
    fit = pe.fit_marginal(f"count ~ {MEANS}", clustered, **KEYS, family="negative-binomial", weights=weights)
    expect(fit, them["estimate"])
    assert fit.dispersion == pytest.approx(1.0 / them["theta"], rel=1e-8)


@pytest.mark.parametrize("weights", [None, "w"])
def test_proportional_odds_are_those_of_mass(weights, clustered, reference_marginal):
    them = reference_marginal["polr_weighted" if weights else "polr"]
    fit = pe.fit_marginal(f"grade ~ {MEANS}", clustered, **KEYS, family="ordinal", weights=weights)
    expect(fit, {**them["slopes"], **them["thresholds"]})


def test_counts_that_vary_less_than_poisson_have_no_dispersion(clustered):
    data = clustered.assign(few=np.arange(len(clustered)) % 2 + 1.0)
    fits = [pe.fit_marginal(f"few ~ {MEANS}", data, **KEYS, family=name) for name in ("poisson", "negative-binomial")]
    assert fits[1].dispersion == 0.0
    np.testing.assert_allclose(fits[1].covariance, fits[0].covariance, rtol=1e-8)


def test_exposure_makes_rates(clustered):
    """Counts over twice the time are counts at half the rate."""
    twice = pe.fit_marginal(f"count ~ {MEANS}", clustered.assign(t=2.0), **KEYS, family="poisson", exposure="t")
    once = pe.fit_marginal(f"count ~ {MEANS}", clustered, **KEYS, family="poisson")
    rates = [pe.marginal_means(fit, "group").rows["estimate"].to_numpy() for fit in (once, twice)]
    np.testing.assert_allclose(rates[1], rates[0] / 2.0, rtol=1e-10)


@pytest.mark.parametrize("variance", ["cr0", "cr2", "mancl-derouen"])
def test_two_ordered_categories_are_a_logistic_model(variance, clustered):
    options = {**KEYS, "weights": "w", "variance": variance}
    two = pe.fit_marginal(f"high ~ {MEANS}", clustered, family="ordinal", **options)
    one = pe.fit_marginal(f"high ~ {MEANS}", clustered, family="binomial", **options)
    np.testing.assert_allclose(two.beta[1:], one.beta[1:], rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(np.diag(two.covariance), np.diag(one.covariance), rtol=1e-8)
    df = [fit.robust.row_df(np.eye(len(fit.beta))) for fit in (one, two)]
    np.testing.assert_allclose(df[1], df[0], rtol=1e-7)


def test_cumulative_indicators_are_whitened_by_their_covariance():
    """D'V^-1 D and D'V^-1 (z - g) of each row, from dense matrices."""
    rng = np.random.default_rng(1)
    X, y, m = rng.normal(size=(7, 2)), np.array([0.0, 1, 2, 3, 3, 0, 1]), 3
    beta = np.array([-1.0, 0.2, 1.5, 0.4, -0.7])
    working = CumulativeLogit(m).working(X, y, np.zeros(7), beta)
    information, score = np.zeros((5, 5)), np.zeros(5)
    for x, k in zip(X, y, strict=True):
        g = 1.0 / (1.0 + np.exp(beta[:m] - x @ beta[m:]))
        D = (g * (1.0 - g))[:, None] * np.column_stack([-np.eye(m), np.tile(x, (m, 1))])
        V = np.minimum.outer(g, g) - np.outer(g, g)  # g falls with j: the smaller is that of the later
        information += D.T @ np.linalg.solve(V, D)
        score += D.T @ np.linalg.solve(V, (k > np.arange(m)) - g)
    np.testing.assert_allclose(working.X.T @ working.X, information, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(working.X.T @ working.e, score, rtol=1e-10, atol=1e-12)


def test_slopes_of_category_probabilities():
    """Against central differences, which are good to 1e-9 here."""
    family, rng = CumulativeLogit(2), np.random.default_rng(2)
    X = np.column_stack([np.zeros((5, 2)), rng.normal(size=(5, 2))])
    share, beta = np.full(5, 0.2), np.array([-0.5, 1.0, 0.3, -0.2])
    means, slopes = family.average(X, beta, share)
    assert means.sum() == pytest.approx(1.0, abs=1e-14)
    for j, step in enumerate(1e-5 * np.eye(4)):
        up, down = (family.average(X, beta + s, share)[0] for s in (step, -step))
        np.testing.assert_allclose(slopes[:, j], (up - down) / 2e-5, atol=1e-9)


@pytest.mark.parametrize("family", ["binomial", "poisson", "negative-binomial"])
def test_a_cell_without_events_is_left_out_and_said(family, clustered):
    empty = (clustered["group"] == "treated") & (clustered["visit"] == "T12")
    name = "high" if family == "binomial" else "count"
    data = clustered.assign(**{name: clustered[name].where(~empty, 0)})
    formula = f"{name} ~ group * visit + age"
    fit = pe.fit_marginal(formula, data, **KEYS, family=family)
    without = pe.fit_marginal(formula, data[~empty], **KEYS, family=family)
    np.testing.assert_allclose(fit.beta, without.beta, rtol=1e-9)
    np.testing.assert_allclose(fit.covariance, without.covariance, rtol=1e-9)
    assert [n.values["rows"] for n in fit.notes if n.code == "marginal_separated"] == [int(empty.sum())]
    rows = pe.marginal_means(fit, ["group", "visit"]).rows
    gone = rows[(rows["group"] == "treated") & (rows["visit"] == "T12")]
    assert gone["note"].tolist() == ["not estimable"]


def test_a_region_without_events_leaves_the_rest(clustered):
    """Separation by a covariate: nobody of one sex has the event."""
    data = clustered.assign(high=clustered["high"].where(clustered["sex"] == "F", 0))
    fit = pe.fit_marginal("high ~ group * visit + sex", data, **KEYS, family="binomial")
    assert fit.n_observations == int((data["sex"] == "F").sum())
    assert pe.marginal_contrasts(fit, group="group", reference="control", baseline="T0").rows["note"].eq("").any()


@pytest.mark.parametrize(
    ("change", "formula", "family", "said"),
    [
        ({"high": lambda d: (d["sex"] == "F") * 1}, "high ~ sex", "binomial", "without fail"),
        ({"grade": lambda d: pd.Categorical(d["sex"])}, "grade ~ sex", "ordinal", "no finite solution"),
        ({}, "grade ~ 0 + age", "ordinal", "needs the constant"),
        ({}, "site ~ age", "ordinal", "is text"),
        ({"grade": 1.0}, "grade ~ age", "ordinal", "1 categories"),
        ({}, "site ~ age", "poisson", "not a number"),
    ],
)
def test_what_has_no_solution_is_refused(change, formula, family, said, clustered):
    made = {name: make(clustered) if callable(make) else make for name, make in change.items()}
    with pytest.raises(pe.PeerevalError, match=said):
        pe.fit_marginal(formula, clustered.assign(**made), **KEYS, family=family)
