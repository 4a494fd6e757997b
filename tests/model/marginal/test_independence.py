"""Independence estimating equations against geepack and clubSandwich, and against dense matrices.

R's iterations stop at 1e-11 or so relative: estimates to 1e-8 of a standard error, standard errors
to 1e-8 relative, which is the room other BLAS need as well.
"""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import peereval as pe
from oracle import plain
from reference_models import REFERENCE

EXACT = 1e-8
KEYS = {"participant": "participant", "visit": "visit"}
MEANS = "group + visit + age + sex"


def columns(fit, df_method="auto"):
    rows = pe.marginal_coefficients(fit, df_method=df_method).rows
    return rows.assign(term=[plain(term) for term in rows["term"]]).set_index("term")


def expect(ours, theirs, *, df=False):
    theirs = pd.DataFrame(theirs).assign(term=lambda t: [plain(name) for name in t["term"]]).set_index("term")
    ours = ours.reindex(theirs.index)
    assert (np.abs(ours["estimate"] - theirs["estimate"]) / theirs["std_error"]).max() < EXACT
    np.testing.assert_allclose(ours["std_error"], theirs["std_error"], rtol=EXACT)
    if df:
        np.testing.assert_allclose(ours["df"], theirs["df"], rtol=EXACT)


@pytest.mark.parametrize("cluster", ["site", "participant"])
def test_weighted_cr2_is_that_of_clubsandwich(cluster, clustered, reference_marginal):
    fit = pe.fit_marginal("y ~ group * visit + age + sex", clustered, **KEYS, cluster=cluster, weights="w")
    expect(columns(fit), reference_marginal["weighted_cr2"][cluster], df=True)


@pytest.mark.parametrize("outcome", ["high", "high_weighted", "count", "count_weighted"])
def test_uncorrected_standard_errors_are_those_of_geepack(outcome, clustered, reference_marginal):
    name, _, weighted = outcome.partition("_")
    fit = pe.fit_marginal(
        f"{name} ~ {MEANS}",
        clustered,
        **KEYS,
        cluster="site",
        family={"high": "binomial", "count": "poisson"}[name],
        weights="w" if weighted else None,
        variance="cr0",
    )
    expect(columns(fit), reference_marginal["geeglm"][outcome])


@pytest.mark.parametrize("cohort", ["stigma_like", "small", "balanced"])
def test_logistic_equations_by_participant_are_those_of_the_oracle(cohort):
    them = json.loads((REFERENCE / "reference_gee_binomial.json").read_text())[cohort]["independence"]
    data = pd.read_csv(REFERENCE / f"{cohort}.csv").assign(high=lambda d: (d["y"] > 2.5).astype(int))
    fit = pe.fit_marginal(f"high ~ {MEANS}", data, **KEYS, cluster="participant", family="binomial", variance="cr0")
    theirs = [{"term": t["term"], "estimate": t["Estimate"], "std_error": t["Std.err"]} for t in them]
    expect(columns(fit), theirs)


def test_mancl_derouen_is_that_of_statsmodels(clustered):
    """Unweighted: with weights statsmodels has no such variance."""
    from statsmodels.genmod.cov_struct import Independence
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.generalized_estimating_equations import GEE

    fit = pe.fit_marginal(
        f"high ~ {MEANS}", clustered, **KEYS, cluster="site", family="binomial", variance="mancl-derouen"
    )
    X = fit.rows_for(clustered)
    model = GEE(clustered["high"], X, groups=clustered["site"], family=Binomial(), cov_struct=Independence())
    theirs = model.fit(cov_type="bias_reduced", ctol=1e-10, maxiter=200)
    np.testing.assert_allclose(fit.beta, theirs.params, rtol=1e-6)  # it stops there
    np.testing.assert_allclose(np.sqrt(np.diag(fit.covariance)), theirs.bse, rtol=1e-6)


def dense_variance(fit, data, variance, weights):
    """Return covariance and df of each coefficient by n x n matrices, from the definitions."""
    X = fit.rows_for(data)[:, fit.kept]
    mu = 1.0 / (1.0 + np.exp(-X @ fit.beta))
    V = mu * (1.0 - mu)
    root = np.sqrt(V)
    D = root[:, None] * X
    e = (data["high"].to_numpy() - mu) / root
    W = np.diag(weights)
    K = np.linalg.inv(D.T @ W @ D)
    left = np.eye(len(D)) - D @ K @ D.T @ W
    spread = left @ left.T
    meat, sent = np.zeros_like(K), []
    for site in data["site"].unique():
        own = np.flatnonzero(data["site"] == site)
        part = spread[np.ix_(own, own)]
        if variance == "cr2":
            values, axes = np.linalg.eigh(part)
            kept = values > 1e-10
            A = (axes[:, kept] / np.sqrt(values[kept])) @ axes[:, kept].T
        else:
            A = np.linalg.inv(left[np.ix_(own, own)])
        a = A.T @ W[np.ix_(own, own)] @ D[own]
        score = a.T @ e[own]
        meat += np.outer(score, score)
        spot = np.zeros_like(D)
        spot[own] = a
        sent.append(spot @ K)
    df = []
    for j in range(len(K)):
        P = np.array([one[:, j] for one in sent])
        G = P @ spread @ P.T
        df.append(np.trace(G) ** 2 / np.trace(G @ G))
    return K @ meat @ K, np.array(df)


@pytest.mark.parametrize("variance", ["cr2", "mancl-derouen"])
@pytest.mark.parametrize("weighted", [True, False])
@pytest.mark.parametrize("cluster", ["few", "many"])
def test_corrected_variances_are_those_of_their_definitions(variance, weighted, cluster, clustered):
    data = clustered[clustered["site"].isin(clustered["site"].unique()[:: 4 if cluster == "many" else 2])]
    if cluster == "many":  # clusters small enough to be padded and computed at once
        data = data.groupby("site").head(30)
    data = data.sort_values(["participant", "visit"]).reset_index(drop=True)
    fit = pe.fit_marginal(
        "high ~ group + visit + age",
        data,
        **KEYS,
        cluster="site",
        family="binomial",
        weights="w" if weighted else None,
        variance=variance,
    )
    weights = data["w"].to_numpy() / data["w"].mean() if weighted else np.ones(len(data))
    covariance, df = dense_variance(fit, data, variance, weights)
    size = np.sqrt(np.outer(np.diag(covariance), np.diag(covariance)))
    assert np.abs((fit.covariance - covariance) / size).max() < EXACT
    np.testing.assert_allclose(columns(fit)["df"], df, rtol=1e-7)  # squares of figures good to 1e-8


@settings(max_examples=10, deadline=None)
@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e3), st.floats(0.1, 10.0), st.integers(0, 1000))
def test_units_and_the_order_of_rows_do_not_matter(shift, scale, weight, seed):
    data = pd.read_csv(REFERENCE / "small.csv").assign(w=lambda d: 0.5 + d.index % 3)
    moved = data.assign(y=scale * data["y"] + shift, w=weight * data["w"]).sample(frac=1.0, random_state=seed)
    formula = "y ~ group * visit + age"
    here, there = (
        columns(pe.fit_marginal(formula, d, **KEYS, cluster="site", weights="w")).drop("(Intercept)")
        for d in (data, moved)
    )
    # the doubles of y + 1e6 in units of 1e-3 are good to 1e-7 of what is left
    np.testing.assert_allclose(there["estimate"] / scale, here["estimate"], atol=1e-6)
    np.testing.assert_allclose(there["std_error"] / scale, here["std_error"], rtol=1e-6)
    np.testing.assert_allclose(there["df"], here["df"], rtol=1e-6)


def test_one_visit_is_enough_and_gives_least_squares(clustered):
    one = clustered[clustered["visit"] == "T0"]
    fit = pe.fit_marginal("y ~ group + age", one, **KEYS, cluster="participant", variance="cr0")
    X = fit.rows_for(one)[:, fit.kept]
    np.testing.assert_allclose(fit.beta, np.linalg.lstsq(X, one["y"], rcond=None)[0], rtol=1e-10)


@pytest.mark.parametrize(
    ("change", "options", "said"),
    [
        ({}, {"family": "binomail"}, "binomial"),
        ({}, {"variance": "cr3"}, "mancl-derouen"),
        ({}, {"cluster": "place"}, "place"),
        ({}, {"family": "binomial"}, "must be 1"),
        ({}, {"family": "poisson"}, "counts"),
        ({}, {"exposure": "w"}, "gaussian"),
        ({"w": 0.0}, {"weights": "w"}, "weights above 0"),
        ({"site": "one"}, {}, "several clusters"),
        ({"site": None}, {}, "have no 'site'"),
        ({"y": 1.0}, {}, "same value"),
    ],
)
def test_what_cannot_be_fitted_is_refused(change, options, said, clustered):
    asked = {"cluster": "site", **options}
    with pytest.raises(pe.PeerevalError, match=said):
        pe.fit_marginal("y ~ group * visit", clustered.assign(**change), **KEYS, **asked)


def test_a_participant_who_changes_cluster_is_refused(clustered):
    moved = clustered.assign(site=np.where(clustered["visit"] == "T0", "A", "B"))
    with pytest.raises(pe.DataError, match="change 'site'"):
        pe.fit_marginal("y ~ group * visit", moved, **KEYS, cluster="site")
