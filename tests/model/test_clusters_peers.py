"""Site and worker effects against lme4 + lmerTest + pbkrtest (compound symmetry) and nlme (unstructured).

lmer at tight tolerance: 1e-6, its criterion to 1e-9. lme stops early: -2RLL not above its own by
more than 1e-9 relative, estimates 1e-4 of an SE and SE 5e-5; on `small`, and with the outcome
adjusted for T0, 5e-4 and 4e-4.
"""

import numpy as np
import pytest

from oracle import ADJUSTED, BASIC, MAIN, PLAIN, change_rows, coefficients, fitted, in_errors, joint, read, table

TESTS = {"satterthwaite": "observed", "kenward_roger": "expected"}
LMER = {
    "clustered": ("clustered", MAIN),
    "selected": ("selected", MAIN),
    "complete": ("complete", MAIN),
    "complete_three_visits_no_covariates": ("complete", PLAIN),
    "complete_two_visits": ("complete:T0-T12", PLAIN),
}
LME = {
    "lme_us_site_visit": ("", MAIN),
    "lme_us_site_visit_main_effects": ("", BASIC),
    "lme_us_site_visit_t0_adjusted": (":adjusted", ADJUSTED),
}
WORKERS = {
    "lmer_cs_worker_site": {"worker": "worker", "site": "site", "site_effects": "intercept"},
    "lmer_cs_worker": {"worker": "worker"},
}


@pytest.mark.parametrize("method", TESTS)
@pytest.mark.parametrize("model", LMER)
def test_coefficients_agree_with_lmer(model, method):
    name, formula = LMER[model]
    fit = fitted(name, formula, covariance="cs", site="site", information=TESTS[method])
    _agrees_with_lmer(fit, read("reference_site_visit")["lmer_cs_site_visit"][model], method)


@pytest.mark.parametrize("method", TESTS)
@pytest.mark.parametrize("model", WORKERS)
def test_worker_effects_agree_with_lmer(model, method):
    fit = fitted("workers", BASIC, covariance="cs", information=TESTS[method], **WORKERS[model])
    _agrees_with_lmer(fit, read("exact_workers")["peers"][model], method)


def _agrees_with_lmer(fit, them, method):
    theirs, rows = table(them[method]), coefficients(fit, method.replace("_", "-"))
    assert fit.minus_2_log_likelihood == pytest.approx(them["reml_criterion"], rel=1e-9)
    assert in_errors(rows["estimate"], theirs["Estimate"], rows["std_error"]) < 1e-6
    np.testing.assert_allclose(rows["std_error"], theirs["Std. Error"].reindex(rows.index), rtol=1e-6)
    np.testing.assert_allclose(rows["df"], theirs["df"].reindex(rows.index), rtol=1e-6)


@pytest.mark.parametrize("method", TESTS)
@pytest.mark.parametrize("model", [name for name in LMER if name != "complete_two_visits"])
def test_joint_tests_agree_with_lmertest_and_pbkrtest(model, method):
    name, formula = LMER[model]
    fit = fitted(name, formula, covariance="cs", site="site", information=TESTS[method])
    them = read("reference_site_visit")["lmer_cs_site_visit"][model]
    wanted = [coefficients(fit, "satterthwaite").index.get_loc(term) for term in them["joint_rows"]]
    found, theirs = joint(fit, np.eye(len(fit.beta))[wanted], method), them["joint"][method]
    assert found.f_value == pytest.approx(theirs["F value"], rel=1e-6)
    assert found.df == pytest.approx(theirs["DenDF"], rel=1e-6)
    if method == "kenward_roger":
        assert found.scaling == pytest.approx(them["pbkrtest"]["F.scaling"], rel=1e-6)
        again = joint(fit, change_rows(fit), method)  # Kenward and Roger's does not depend on the rows
        assert again.df == pytest.approx(found.df, rel=1e-8)


@pytest.mark.parametrize("cohort", ["clustered", "selected", "complete", "stigma_like", "small"])
@pytest.mark.parametrize("model", LME)
def test_unstructured_with_site_effects_agrees_with_lme(cohort, model):
    part, formula = LME[model]
    fit, them = fitted(cohort + part, formula, site="site"), read("reference_site_visit")[model][cohort]
    theirs, rows = table(them["coefficients"]), coefficients(fit, "satterthwaite")
    loose = cohort == "small" or "t0_adjusted" in model
    assert fit.minus_2_log_likelihood <= -2 * them["logLik_reml"] * (1 + 1e-9)
    assert in_errors(rows["estimate"], theirs["Estimate"], rows["std_error"]) < (5e-4 if loose else 1e-4)
    np.testing.assert_allclose(rows["std_error"], theirs["SE"].reindex(rows.index), rtol=4e-4 if loose else 5e-5)


@pytest.mark.parametrize("cohort", ["stigma_like", "small", "balanced"])
def test_unstructured_with_a_site_intercept_agrees_with_lme(cohort):
    fit = fitted(cohort, BASIC, site="site", site_effects="intercept")
    _agrees_with_lme(fit, read("reference_structures")[cohort]["lme_site_us"], loose=cohort == "small")


def test_unstructured_with_workers_and_sites_agrees_with_lme():
    fit = fitted("workers", BASIC, worker="worker", site="site", site_effects="intercept")
    _agrees_with_lme(fit, read("exact_workers")["peers"]["lme_us_worker_site"], loose=False)


def _agrees_with_lme(fit, them, *, loose):
    theirs, rows = table(them["coefficients"]), coefficients(fit, "satterthwaite")
    theirs.index = [term.removeprefix("X") for term in theirs.index]
    assert fit.minus_2_log_likelihood <= -2 * them["logLik_reml"] * (1 + 1e-9)
    assert in_errors(rows["estimate"], theirs["Value"], rows["std_error"]) < (5e-4 if loose else 1e-4)
    np.testing.assert_allclose(rows["std_error"], theirs["Std.Error"].reindex(rows.index), rtol=4e-4 if loose else 5e-5)


@pytest.mark.parametrize("cohort", ["small", "balanced"])
def test_a_covariance_per_group_agrees_with_mmrm(cohort):
    """mmrm stops at a -2RLL 7e-7 above ours in `balanced`, which moves one df by 1.03e-4: 2e-4 here."""
    fit = fitted(cohort, BASIC, covariance_by="group")
    them = read("reference_structures")[cohort]["mmrm_us_by_group"]
    theirs, rows = table(them["coefficients"]), coefficients(fit, "satterthwaite")
    assert fit.minus_2_log_likelihood <= -2 * them["logLik"] * (1 + 1e-9)
    assert in_errors(rows["estimate"], theirs["Estimate"], rows["std_error"]) < 1e-4
    np.testing.assert_allclose(rows["std_error"], theirs["Std. Error"].reindex(rows.index), rtol=5e-5)
    np.testing.assert_allclose(rows["df"], theirs["df"].reindex(rows.index), rtol=2e-4)
    for group, sigma in them["covariance"].items():
        np.testing.assert_allclose(fit.residual_covariance.loc[group], sigma, rtol=2e-4)
