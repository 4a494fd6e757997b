"""Robust variances against true values and against mmrm, lme and clubSandwich.

`exact_*.json`: 1e-8 relative, room for other BLAS (they agree to 1e-14 here). mmrm and lme stop
early: SE 5e-5 and df 1e-4; lme on `small` and on the T0-adjusted model SE 4e-4 and df 2e-4.
"""

import numpy as np
import pandas as pd
import pytest

import peereval as pe
from r_terms import EXACT, contrast_row, places, read
from reference_models import COHORTS, FORMULA, REFERENCE

MAIN = "y ~ group * visit + (age + sex + diagnosis) * visit"
ADJUSTED = "y ~ group * visit + (y_T0 + age + sex + diagnosis) * visit"
ESTIMATORS = {
    "CR0": ("cr0", "whitened"),
    "CR2": ("cr2", "whitened"),
    "CR2_clubSandwich": ("cr2", "clubsandwich"),
    "CR3": ("cr3", "whitened"),
}
KEYS = {"participant": "participant", "visit": "visit", "site": "site"}


def check_robust(fit, true, cluster):
    for name in ESTIMATORS.keys() & true.keys():
        kind, form = ESTIMATORS[name]
        robust, them = pe.with_variance(fit, kind, cluster=cluster, form=form), true[name]
        at = places(robust, true["terms"])
        rows = pe.coefficients(robust).rows.iloc[at]
        np.testing.assert_allclose(rows["std_error"], them["std_error"], rtol=EXACT)
        np.testing.assert_allclose(rows["df"], them["bell_mccaffrey_df"], rtol=EXACT)
        if "vcov" in them:
            size = np.outer(rows["std_error"], rows["std_error"])
            assert np.abs((robust.covariance[np.ix_(at, at)] - them["vcov"]) / size).max() < EXACT
        for label, row in them["contrasts"].items():
            ours = pe.linear_contrasts(robust, contrast_row(robust, label)).rows.iloc[0]
            assert abs(ours["estimate"] - row["estimate"]) < EXACT * row["std_error"]
            assert ours["std_error"] == pytest.approx(row["std_error"], rel=EXACT)
            assert ours["df"] == pytest.approx(row["df"], rel=EXACT)
            assert ours["p_value"] == pytest.approx(row["p"], rel=1e-6)
            assert ours["conf_low"] == pytest.approx(row["lower"], abs=EXACT)
            assert ours["conf_high"] == pytest.approx(row["upper"], abs=EXACT)


@pytest.mark.parametrize("cohort", COHORTS)
@pytest.mark.parametrize("cluster", ["participant", "site"])
def test_robust_variances_without_site_effects_are_exact(cohort, cluster, cohorts):
    true = read("exact_robust.json")[cohort]["us"]
    fit = pe.fit_mixed(FORMULA, cohorts[cohort], **KEYS, site_effects="none")
    check_robust(fit, {**true[f"robust_by_{cluster}"], "terms": true["terms"]}, cluster)


@pytest.mark.parametrize("cohort", COHORTS)
def test_robust_variances_with_a_site_intercept_are_exact(cohort, cohorts, reference_small_samples):
    true = read("exact_site.json")[cohort]["us_site"]
    fit = pe.fit_mixed(FORMULA, cohorts[cohort], **KEYS, site_effects="intercept")
    check_robust(fit, {**true["robust_by_site"], "terms": true["terms"]}, "site")
    them = pd.DataFrame(reference_small_samples[cohort]["lme_cr2_site"])
    robust = pe.with_variance(fit, "cr2", cluster="site", form="clubsandwich")
    rows = pe.coefficients(robust).rows.iloc[places(fit, them["term"].str.removeprefix("X"))]
    np.testing.assert_allclose(rows["std_error"], them["SE"], rtol=4e-4 if cohort == "small" else 5e-5)
    np.testing.assert_allclose(rows["df"], them["df_Satt"], rtol=2e-4 if cohort == "small" else 1e-4)


def test_robust_variances_with_workers_are_exact():
    true = read("exact_workers.json")["us_worker_site"]
    data = pd.read_csv(REFERENCE / "workers.csv")
    fit = pe.fit_mixed(FORMULA, data, **KEYS, site_effects="intercept", worker="worker")
    check_robust(fit, {**true["robust_by_site"], "terms": true["terms"]}, "site")


def main_model_data(cohort, model):
    data = pd.read_csv(REFERENCE / f"{cohort}.csv")
    if not model.endswith("t0_adjusted"):
        return data
    start = data[data["visit"] == "T0"].set_index("participant")["y"]
    later = data[(data["visit"] != "T0") & data["group"].isin(["treated", "control"])]
    return later.assign(y_T0=later["participant"].map(start)).dropna(subset="y_T0")


MODELS = {"us_site_visit": MAIN, "us_site_visit_main_effects": FORMULA, "us_site_visit_t0_adjusted": ADJUSTED}


@pytest.mark.parametrize("cohort", ["stigma_like", "small", "clustered", "complete", "selected", "balanced", "workers"])
@pytest.mark.parametrize("model", MODELS)
def test_robust_variances_of_the_main_model_are_exact(cohort, model):
    true = read("exact_site_visit.json")[cohort][model]
    fit = pe.fit_mixed(MODELS[model], main_model_data(cohort, model), **KEYS)
    assert (fit.n_observations, fit.n_sites) == (true["n_obs"], true["n_sites"])
    check_robust(fit, {**true["robust_by_site"], "terms": true["terms"]}, "site")
    peer = read("reference_site_visit.json")[f"lme_{model}"].get(cohort)
    if peer:
        them = pd.DataFrame(peer["coefficients"])
        robust = pe.with_variance(fit, "cr2", cluster="site", form="clubsandwich")
        rows = pe.coefficients(robust).rows.iloc[places(fit, them["term"])]
        early = cohort == "small" or model.endswith("t0_adjusted")
        np.testing.assert_allclose(rows["std_error"], them["CR2_SE"], rtol=4e-4 if early else 5e-5)
        np.testing.assert_allclose(rows["df"], them["CR2_df"], rtol=2e-4 if early else 1e-4)


@pytest.mark.parametrize("data", ["complete_two_visits", "complete_three_visits_no_covariates"])
@pytest.mark.parametrize("form", ["whitened", "clubsandwich"])
@pytest.mark.parametrize("effects", ["intercept+visit", "unstructured"])
def test_cr2_by_site_is_the_t_test_on_site_mean_changes(data, form, effects):
    complete = pd.read_csv(REFERENCE / "complete.csv")
    used = complete[complete["visit"] != "T6"] if "two" in data else complete
    fit = pe.fit_mixed("y ~ group * visit", used, **KEYS, site_effects=effects)
    rows = pe.change_contrasts(
        pe.with_variance(fit, "cr2", cluster="site", form=form), group="group", reference="control", baseline="T0"
    ).rows
    for row in rows.itertuples():
        true = read("exact_site_visit.json")["complete_t_test_on_site_mean_changes"][
            f"treated - control, {row.visit} - T0"
        ]
        # 1e-10: an identity of the mathematics, so only rounding remains
        assert row.estimate == pytest.approx(true["estimate"], rel=1e-10)
        assert row.std_error == pytest.approx(true["std_error"], rel=1e-10)
        assert row.df == pytest.approx(10.0, rel=1e-10)


@pytest.mark.parametrize("cohort", COHORTS)
@pytest.mark.parametrize("kind", ["Empirical", "Empirical-Bias-Reduced", "Empirical-Jackknife"])
def test_robust_variances_by_participant_agree_with_mmrm(cohort, kind, reml_fits, reference_small_samples):
    them = pd.DataFrame(reference_small_samples[cohort]["mmrm_us_robust"][kind])
    name = {"Empirical": "cr0", "Empirical-Bias-Reduced": "cr2", "Empirical-Jackknife": "cr3"}[kind]
    fit = pe.with_variance(reml_fits[cohort], name)
    rows = pe.coefficients(fit).rows.iloc[places(fit, them["term"])]
    np.testing.assert_allclose(rows["std_error"], them["Std. Error"], rtol=5e-5)
    np.testing.assert_allclose(rows["df"], them["df"], rtol=1e-4)


def test_the_given_fit_stays_as_it_was(reml_fits):
    fit = reml_fits["small"]
    before = fit.covariance.copy()
    robust = pe.with_variance(fit, "cr2")
    assert fit.robust is None
    np.testing.assert_array_equal(fit.covariance, before)
    assert robust.beta is fit.beta
    assert any("60 clusters" in note for note in robust.notes)
    assert pe.adjusted_means(robust, "visit").method["variance"] == "cr2 by participant"
    again = pe.with_variance(pe.with_variance(robust, "cr0"), "cr2")
    np.testing.assert_array_equal(again.covariance, robust.covariance)
    assert sum(note.code == "robust" for note in again.notes) == 1


def test_what_is_not_robust_is_refused(cohorts, reml_fits):
    small = cohorts["small"]
    with_sites = pe.fit_mixed(FORMULA, small, **KEYS)
    for fit, kind, options, message in [
        (reml_fits["small"], "cr1", {}, "kind="),
        (reml_fits["small"], "cr2", {"cluster": "visit"}, "cluster="),
        (reml_fits["small"], "cr2", {"form": "dense"}, "form="),
        (reml_fits["small"], "cr2", {"cluster": "site"}, "knows of no sites"),
        (with_sites, "cr2", {}, "not independent"),
    ]:
        with pytest.raises(pe.FitError, match=message):
            pe.with_variance(fit, kind, **options)
    shared = pd.read_csv(REFERENCE / "workers.csv")
    shared = shared.assign(worker=shared["worker"].replace({"W00": "W09"}))  # one worker in two sites
    fit = pe.fit_mixed(FORMULA, shared, **KEYS, site_effects="none", worker="worker")
    assert fit.variance_components["variance"][0] > 0.0
    with pytest.raises(pe.FitError, match="several sites"):
        pe.with_variance(fit, "cr2", cluster="site")
