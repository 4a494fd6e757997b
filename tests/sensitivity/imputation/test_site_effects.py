"""Imputation with site effects: the conditional distribution written out with an N x N covariance, and its limits."""

import numpy as np
import pandas as pd
import pytest

import peereval as pe
from peereval.errors import DataError, FitError
from peereval.sensitivity.imputation.analysed import Asked, prepare_analysis
from peereval.sensitivity.imputation.completed import complete_draws, draw_completed
from peereval.sensitivity.imputation.conditional_mean import imputation_maps
from peereval.sensitivity.imputation.jackknife import full_beta
from peereval.sensitivity.imputation.parameters import Parameters
from peereval.sensitivity.imputation.restricted_likelihood import matrices_of
from peereval.sensitivity.imputation.site_effects import condition_effects, read_sites
from reference_models import REFERENCE

FORMULA = "y ~ group * visit + (age + sex) * visit"
ASKED = {"group": "group", "reference": "control"}


def read_cohort(name="small"):
    """Return two groups of a cohort, a site without any value added, every visit a row."""
    data = pd.read_csv(REFERENCE / f"{name}.csv")
    data = data[data["group"] != "prefollowed"]
    who = ["participant", "group", "site", "age", "sex"]
    people = data.drop_duplicates("participant")[who]
    people = pd.concat([people, people.iloc[[0, 1]].assign(participant=["new 1", "new 2"], site="nobody seen")])
    grid = people.merge(pd.DataFrame({"visit": ["T0", "T6", "T12"]}), how="cross")
    return grid.merge(data[["participant", "visit", "y"]], on=["participant", "visit"], how="left")


@pytest.fixture(scope="module")
def cohort():
    return read_cohort()


def fit_cohort(data, effects="intercept+visit", **more):
    return pe.fit_mixed(
        FORMULA, data, participant="participant", visit="visit", site="site", site_effects=effects, **more
    )


def dense_conditional(fit, data):
    """Return the mean and covariance of the missing rows given the others, theta and beta those of the fit."""
    when = pd.Index(fit.visits).get_indexer(data["visit"])
    who, where = data["participant"].to_numpy(), data["site"].to_numpy()
    same, together = who[:, None] == who, where[:, None] == where
    G = fit.data.scale**2 * fit.model.random_matrix(fit.theta)
    own = fit.residual_covariance.to_numpy()
    V = same * own[np.ix_(when, when)] + together * G[np.ix_(when, when)]
    mean = fit.frame.columns_for(data)[:, fit.kept] @ fit.beta
    y = data["y"].to_numpy()
    o, m = ~np.isnan(y), np.isnan(y)
    slope = np.linalg.solve(V[np.ix_(o, o)], V[np.ix_(o, m)]).T
    return mean[m] + slope @ (y[o] - mean[o]), V[np.ix_(m, m)] - slope @ V[np.ix_(o, m)]


def completed_rows(fit, plan, y, data):
    """Return completed values (M, n, T) at the missing rows of the data, in the unit of the outcome, (M, missing)."""
    person = pd.Index(plan.people.labels).get_indexer(data["participant"])
    when = pd.Index(fit.visits).get_indexer(data["visit"])
    missing = data["y"].isna().to_numpy()
    return (y[:, person, when] * fit.data.scale + plan.centre)[:, missing]


@pytest.mark.parametrize("effects", ["intercept+visit", "intercept"])
def test_the_draw_without_noise_is_the_dense_conditional_mean(cohort, effects):
    fit = fit_cohort(cohort, effects)
    plan = prepare_analysis(fit, cohort, Asked(**ASKED, **nothing(site="site")), with_sites=True).plan
    sites = read_sites(fit, plan.people, "site")
    theta, beta = fit.theta[None], full_beta(fit)[None]
    effects = condition_effects(fit, theta, beta, sites.n_sites)
    maps = imputation_maps(matrices_of(theta, fit.model)[0], plan.kinds)
    y = complete_draws(plan.values, maps, beta, effects.mean[:, sites.codes])
    expected = dense_conditional(fit, cohort)[0]
    assert completed_rows(fit, plan, y, cohort)[0] == pytest.approx(expected, abs=1e-10)
    seen = complete_draws(plan.values, maps, beta, effects.mean[:, sites.codes])[0][plan.people.seen]
    assert seen == pytest.approx(plan.values.observed[plan.people.seen], abs=1e-12)


def nothing(**given):
    """Return what is asked of imputation beside the groups, by default nothing."""
    return {
        "strategy": "mar",
        "intercurrent": None,
        "baseline_covariate": None,
        "delta": None,
        "covariates": None,
        "site": None,
        "level": 0.95,
        **given,
    }


def test_draws_have_the_dense_conditional_mean_and_covariance(cohort):
    fit = fit_cohort(cohort)
    plan = prepare_analysis(fit, cohort, Asked(**ASKED, **nothing(site="site")), with_sites=True).plan
    sites = read_sites(fit, plan.people, "site")
    draws, rng = 8000, np.random.default_rng(20150630)
    theta, beta = np.repeat(fit.theta[None], draws, axis=0), np.repeat(full_beta(fit)[None], draws, axis=0)
    effects = condition_effects(fit, theta, beta, sites.n_sites).draw(rng)
    drawn = Parameters(matrices_of(theta, fit.model)[0], beta, effects, sites.codes, ())
    y = np.concatenate(list(draw_completed(plan.values, plan.kinds, drawn, rng)))
    rows = completed_rows(fit, plan, y, cohort)
    mean, covariance = dense_conditional(fit, cohort)
    size = np.sqrt(np.diag(covariance))
    # A mean of 8000 draws is within 4.5 of its standard errors, and so is a covariance in units of the two SDs, whose
    # standard error is below sqrt(2 / 8000): of some thousand figures one in 150 000 is further out by chance.
    assert np.abs((rows.mean(axis=0) - mean) / size).max() < 4.5 / np.sqrt(draws)
    assert np.abs((np.cov(rows.T) - covariance) / np.outer(size, size)).max() < 4.5 * np.sqrt(2.0 / draws)


def test_without_variance_between_sites_it_is_imputation_without_sites(cohort):
    fit = fit_cohort(cohort)
    plan = prepare_analysis(fit, cohort, Asked(**ASKED, **nothing(site="site")), with_sites=True).plan
    sites = read_sites(fit, plan.people, "site")
    theta = np.where(np.arange(fit.theta.size) < fit.model.n_local, fit.theta, 0.0)[None]
    beta = full_beta(fit)[None]
    effects = condition_effects(fit, theta, beta, sites.n_sites)
    assert (effects.mean == 0.0).all()
    assert (effects.draw(np.random.default_rng(1)) == 0.0).all()
    maps = imputation_maps(matrices_of(theta, fit.model)[0], plan.kinds)
    with_sites = complete_draws(plan.values, maps, beta, effects.mean[:, sites.codes])
    np.testing.assert_array_equal(with_sites, complete_draws(plan.values, maps, beta, None))


@pytest.mark.parametrize("draws", ["bootstrap", "bayesian"])
def test_where_sites_hardly_vary_it_agrees_with_imputation_without(draws):
    data = read_cohort("stigma_like")
    data = data.assign(site=np.array([f"S{i % 24:02d}" for i in pd.factorize(data["participant"])[0]]))  # at random
    with_sites, without = fit_cohort(data), fit_cohort(data, "none")
    asked = {**ASKED, "baseline": "T0", "site": "site", "imputations": 200}
    one = pe.multiply_imputed_contrasts(with_sites, data, draws=draws, rng=np.random.default_rng(1), **asked).rows
    two = pe.multiply_imputed_contrasts(without, data, draws="bayesian", rng=np.random.default_rng(2), **asked).rows
    told = (one["quantity"] == "difference in change").to_numpy()
    # Between imputations the spread is below SE sqrt(missing information) = 0.8 SE, over sqrt(200): 0.25 SE are four.
    error = two.loc[told, "std_error"]
    assert (np.abs(one.loc[told, "estimate"] - two.loc[told, "estimate"]) / error).max() < 0.25
    assert np.abs(one.loc[told, "std_error"] / error - 1.0).max() < 0.12


@pytest.mark.parametrize("draws", ["bootstrap", "bayesian"])
def test_the_same_seed_gives_the_same_figures(cohort, draws):
    fit, asked = fit_cohort(cohort), {**ASKED, "baseline": "T0", "site": "site", "imputations": 4, "draws": draws}
    one, other = (
        pe.multiply_imputed_contrasts(fit, cohort, rng=np.random.default_rng(6), **asked).rows for _ in range(2)
    )
    pd.testing.assert_frame_equal(one, other)


def test_it_agrees_with_the_main_model_under_missing_at_random():
    data = read_cohort("clustered")
    fit = fit_cohort(data)
    asked = {**ASKED, "baseline": "T0", "site": "site", "imputations": 200}
    rows = pe.multiply_imputed_contrasts(fit, data, draws="bayesian", rng=np.random.default_rng(4), **asked).rows
    rows = rows[rows["quantity"] == "difference in change"]
    robust = pe.with_variance(fit, "cr2", cluster="site")
    main = pe.change_contrasts(robust, group="group", reference="control", baseline="T0").rows
    main = main.set_index("visit").loc[rows["visit"]].reset_index()
    # Least squares by site weigh the sites by their people, the model by their information: no more than a third of a
    # standard error apart, which are of one size.
    gap = (rows["estimate"].to_numpy() - main["estimate"]) / main["std_error"]
    assert np.abs(gap).max() < 0.35
    assert np.abs(rows["std_error"].to_numpy() / main["std_error"] - 1.0).max() < 0.25


def test_the_column_of_the_sites_is_needed_and_must_be_that_of_the_fit(cohort):
    fit = fit_cohort(cohort)
    asked = {**ASKED, "rng": np.random.default_rng(1), "imputations": 3}
    with pytest.raises(FitError, match="name the column of the sites"):
        pe.multiply_imputed_contrasts(fit, cohort, **asked)
    other = cohort.assign(other=np.where(pd.factorize(cohort["participant"])[0] % 2 == 0, "A", "B"))
    with pytest.raises(DataError, match="not the column of the sites of the fit"):
        pe.multiply_imputed_contrasts(fit, other, site="other", **asked)
    with pytest.raises(FitError, match="'bootstrap', 'bayesian'"):
        pe.multiply_imputed_contrasts(fit, cohort, site="site", draws="gibbs", **asked)
