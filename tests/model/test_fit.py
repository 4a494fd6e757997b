"""The fit against true optima, mmrm, and identities.

Against `exact_unstructured.json` (true optima, rounded to double) agreement is 1e-8 relative,
estimates 1e-8 of a standard error: the optimum is known to about 1e-12, and 1e-8 leaves
room for other BLAS. Against mmrm, which stops early: -2RLL not above its own by more than
1e-9 relative, estimates 1e-4 of an SE, SE 5e-5, df 1e-4.
"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import peereval as pe
from peereval.model.small_sample import satterthwaite_df
from reference_models import COHORTS, FORMULA

EXACT = 1e-8
CONTRASTS = {"group": "group", "reference": "control", "baseline": "T0"}


def term_in_r(term):
    """Return R's name of a coefficient: 'group[T.treated]:visit[T.T6]' is grouptreated:visitT6."""
    return term.replace("[T.", "").replace("]", "").replace("Intercept", "(Intercept)")


@pytest.mark.parametrize("cohort", COHORTS)
def test_reml_fit_is_the_true_optimum(cohort, reml_fits, exact):
    fit, true = reml_fits[cohort], exact[cohort]
    rows = pe.coefficients(fit, df_method="satterthwaite").rows
    assert [term_in_r(term) for term in rows["term"]] == true["terms"]
    assert fit.minus_2_log_likelihood == pytest.approx(true["minus_2_reml"], rel=EXACT)
    assert (np.abs(rows["estimate"] - true["estimate"]) / rows["std_error"]).max() < EXACT
    np.testing.assert_allclose(rows["std_error"], true["std_error"], rtol=EXACT)
    np.testing.assert_allclose(rows["df"], true["satterthwaite_df"], rtol=EXACT)
    np.testing.assert_allclose(fit.residual_covariance, true["covariance"], rtol=EXACT)
    adjusted = pe.coefficients(fit, df_method="kenward-roger").rows["std_error"]
    np.testing.assert_allclose(adjusted, true["kenward_roger_std_error"], rtol=EXACT)


@pytest.mark.parametrize("cohort", COHORTS)
@pytest.mark.parametrize("method", ["reml", "ml"])
def test_fit_agrees_with_mmrm(cohort, method, reml_fits, ml_fits, reference):
    fit = (reml_fits if method == "reml" else ml_fits)[cohort]
    them = reference[cohort]["mmrm_reml_satterthwaite"]["us"] if method == "reml" else reference[cohort]["mmrm_ml_us"]
    kept = pd.DataFrame([row for row in them["coefficients"] if isinstance(row["Estimate"], float)])
    ours = pe.coefficients(fit, df_method="satterthwaite").rows
    assert [term_in_r(term) for term in ours["term"]] == kept["term"].tolist()
    assert fit.minus_2_log_likelihood <= -2 * them["logLik"] * (1 + 1e-9)
    assert fit.aic == pytest.approx(them["aic"], rel=1e-8)
    assert fit.bic == pytest.approx(them["bic"], rel=1e-8)
    assert (np.abs(ours["estimate"] - kept["Estimate"]) / kept["Std. Error"]).max() < 1e-4
    np.testing.assert_allclose(ours["std_error"], kept["Std. Error"], rtol=5e-5)
    np.testing.assert_allclose(ours["df"], kept["df"], rtol=1e-4)
    np.testing.assert_allclose(fit.residual_covariance, them["covariance"], rtol=1e-4)
    assert (fit.n_participants, fit.n_observations) == (reference[cohort]["n_participants"], reference[cohort]["n_obs"])
    assert len(fit.theta) == them["n_theta"]


def test_aliased_columns_are_those_last_in_formula_order(reml_fits):
    assert reml_fits["stigma_like"].aliased == ("group[T.prefollowed]:visit[T.T12]",)
    assert any("group[T.prefollowed]:visit[T.T12]" in note for note in reml_fits["stigma_like"].notes)


def test_two_visits_without_covariates_give_the_paired_t_test():
    rng = np.random.default_rng(4)
    before = rng.normal(2, 1, 11)
    after = before * 0.4 + rng.normal(1, 0.7, 11)
    data = pd.DataFrame(
        {"id": np.tile(np.arange(11), 2), "visit": np.repeat(["T0", "T6"], 11), "y": np.r_[before, after]}
    )
    row = pe.coefficients(pe.fit_mixed("y ~ visit", data, participant="id", visit="visit")).rows.iloc[1]
    difference = after - before
    error = difference.std(ddof=1) / np.sqrt(11)
    # 1e-10: an identity of the mathematics, so only rounding remains
    assert row["std_error"] == pytest.approx(error, rel=1e-10)
    assert row["df"] == pytest.approx(10, rel=1e-10)
    assert row["statistic"] == pytest.approx(difference.mean() / error, rel=1e-10)


def test_complete_data_give_the_df_of_the_cell_means_model(cohorts):
    """Complete data, group * visit only: every contrast has n - groups df, exactly."""
    data = cohorts["balanced"]
    complete = data[data.groupby("participant")["visit"].transform("size") == 3]
    fit = pe.fit_mixed("y ~ group * visit", complete, participant="participant", visit="visit")
    rows = pe.change_contrasts(fit, **CONTRASTS).rows
    np.testing.assert_allclose(rows["df"], complete["participant"].nunique() - 3, rtol=1e-10)


def test_adding_a_large_constant_moves_almost_nothing(cohorts, reml_fits):
    """The data lose 8 digits when 1e8 is added: contrasts 1e-7 of an SE, means 1e-6, df 1e-8."""
    for cohort, data in cohorts.items():
        fit = reml_fits[cohort]
        moved = pe.fit_mixed(FORMULA, data.assign(y=data["y"] + 1e8), participant="participant", visit="visit")
        here, there = pe.coefficients(fit).rows, pe.coefficients(moved).rows
        shift = np.abs(there["estimate"] - here["estimate"]) / here["std_error"]
        assert shift[1:].max() < 1e-7
        assert abs(there["estimate"][0] - 1e8 - here["estimate"][0]) / here["std_error"][0] < 1e-6
        np.testing.assert_allclose(there["df"], here["df"], rtol=1e-8)
        means = [pe.adjusted_means(f, ["group", "visit"]).rows for f in (fit, moved)]
        assert (np.abs(means[1]["estimate"] - 1e8 - means[0]["estimate"]) / means[0]["std_error"]).max() < 1e-6


@settings(max_examples=8, deadline=None)
@given(scale=st.floats(1e-6, 1e6), shuffle=st.integers(0, 2**32 - 1))
def test_unit_and_row_order_do_not_matter(cohorts, reml_fits, scale, shuffle):
    data = cohorts["small"].sample(frac=1.0, random_state=shuffle)
    fit = pe.fit_mixed(FORMULA, data.assign(y=data["y"] * scale), participant="participant", visit="visit")
    here, there = pe.coefficients(reml_fits["small"]).rows, pe.coefficients(fit).rows
    # 1e-10: what engine rounding leaves after the last Newton steps
    np.testing.assert_allclose(there["estimate"] / there["std_error"], here["statistic"], rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(there["std_error"] / scale, here["std_error"], rtol=1e-10)
    np.testing.assert_allclose(there["df"], here["df"], rtol=1e-10)


def test_y_times_1000_scales_estimates_and_keeps_df(cohorts, reml_fits):
    for cohort, data in cohorts.items():
        fit = pe.fit_mixed(FORMULA, data.assign(y=data["y"] * 1000), participant="participant", visit="visit")
        here, there = pe.coefficients(reml_fits[cohort]).rows, pe.coefficients(fit).rows
        np.testing.assert_allclose(there["std_error"], 1000 * here["std_error"], rtol=1e-10)
        assert (np.abs(there["estimate"] - 1000 * here["estimate"]) / there["std_error"]).max() < 1e-10
        np.testing.assert_allclose(there["df"], here["df"], rtol=1e-10)


def test_every_participant_twice_halves_the_variance_under_ml(cohorts, ml_fits):
    data = cohorts["small"]
    twice = pd.concat([data, data.assign(participant=data["participant"] + "bis")])
    fit = pe.fit_mixed(FORMULA, twice, participant="participant", visit="visit", method="ml")
    np.testing.assert_allclose(fit.beta, ml_fits["small"].beta, rtol=1e-8)
    np.testing.assert_allclose(fit.covariance, ml_fits["small"].covariance / 2, rtol=1e-8)
    assert fit.minus_2_log_likelihood == pytest.approx(2 * ml_fits["small"].minus_2_log_likelihood, rel=1e-12)


def test_satterthwaite_df_of_one_variance_is_its_own():
    """Var = theta l'l with A = 2 theta^2 / nu has nu df, whatever the row."""
    theta, nu = 3.0, 17.0
    found = satterthwaite_df(
        np.array([[1.0, 2.0]]), theta * np.eye(2), np.eye(2)[None], np.array([[2 * theta**2 / nu]])
    )
    assert found[0] == pytest.approx(nu, rel=1e-14)
