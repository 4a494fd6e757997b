"""The structures of Sigma against true optima and against mmrm.

`exact_structures.json` holds true optima: agreement 1e-8, estimates 1e-8 of a standard
error. mmrm stops early: its -2RLL may be above ours, never below by more than 1e-9
relative; estimates within 1e-4 of an SE, SE 5e-5, df and Sigma 1e-4.
"""

import numpy as np
import pytest

from oracle import BASIC, EXACT, coefficients, exact_table, fitted, in_errors, read, table
from peereval.model.likelihood import criterion

NAMES = ("ar1", "ar1h", "cs", "csh", "ad", "adh", "toep", "toeph")
pytestmark = pytest.mark.parametrize("structure", NAMES)
exact_cohorts = pytest.mark.parametrize("cohort", ["stigma_like", "small"])
peer_cohorts = pytest.mark.parametrize("cohort", ["stigma_like", "small", "balanced"])


@exact_cohorts
def test_criterion_and_estimates_are_those_of_the_true_optimum(cohort, structure):
    fit, true = fitted(cohort, BASIC, covariance=structure), read("exact_structures")[cohort][structure]
    rows = coefficients(fit, "satterthwaite")
    assert fit.minus_2_log_likelihood == pytest.approx(true["minus_2_reml"], rel=EXACT)
    assert in_errors(rows["estimate"], exact_table(true)["estimate"], rows["std_error"]) < EXACT
    np.testing.assert_allclose(rows["std_error"], exact_table(true)["std_error"].reindex(rows.index), rtol=EXACT)


@exact_cohorts
def test_sigma_is_that_of_the_true_optimum(cohort, structure):
    fit, true = fitted(cohort, BASIC, covariance=structure), read("exact_structures")[cohort][structure]
    np.testing.assert_allclose(fit.residual_covariance, true["Sigma"], rtol=EXACT)
    assert len(fit.theta) == len(true["theta"])


@exact_cohorts
@pytest.mark.parametrize("information", ["observed", "expected"])
def test_satterthwaite_df_follow_the_whole_hessian(cohort, structure, information):
    fit = fitted(cohort, BASIC, covariance=structure, information=information)
    true = read("exact_structures")[cohort][structure]
    there = true if information == "observed" else true["expected_information"]
    theirs = exact_table(true, df=there["satterthwaite_df"])["df"]
    rows = coefficients(fit, "satterthwaite")
    np.testing.assert_allclose(rows["df"], theirs.reindex(rows.index), rtol=EXACT)


@exact_cohorts
@pytest.mark.parametrize("information", ["observed", "expected"])
def test_kenward_roger_does_not_depend_on_the_parameters(cohort, structure, information):
    """The reference has SDs and correlations as parameters, the fit has log SDs and Fisher's z."""
    fit = fitted(cohort, BASIC, covariance=structure, information=information)
    true = read("exact_structures")[cohort][structure]
    there = true if information == "observed" else true["expected_information"]
    theirs = exact_table(true, adjusted=there["kenward_roger_std_error"], df=there["satterthwaite_df"])
    rows = coefficients(fit, "kenward-roger")
    np.testing.assert_allclose(rows["std_error"], theirs["adjusted"].reindex(rows.index), rtol=EXACT)
    np.testing.assert_allclose(rows["df"], theirs["df"].reindex(rows.index), rtol=EXACT)


@peer_cohorts
def test_fit_agrees_with_mmrm(cohort, structure):
    fit = fitted(cohort, BASIC, covariance=structure)
    them = read("reference_structures")[cohort]["mmrm_reml_satterthwaite"][structure]
    theirs, rows = table(them["coefficients"]), coefficients(fit, "satterthwaite")
    assert fit.minus_2_log_likelihood <= -2 * them["logLik"] * (1 + 1e-9)
    assert in_errors(rows["estimate"], theirs["Estimate"], rows["std_error"]) < 1e-4
    np.testing.assert_allclose(rows["std_error"], theirs["Std. Error"].reindex(rows.index), rtol=5e-5)
    np.testing.assert_allclose(rows["df"], theirs["df"].reindex(rows.index), rtol=1e-4)
    np.testing.assert_allclose(fit.residual_covariance, them["covariance"], rtol=1e-4)
    assert (len(fit.theta), fit.aic) == (them["n_theta"], pytest.approx(them["aic"], rel=1e-8))


@peer_cohorts
def test_maximum_likelihood_has_no_smaller_likelihood_than_at_the_restricted_optimum(cohort, structure):
    """The ML criterion, written out at both optima: its own optimum is the lower one."""
    restricted, full = (fitted(cohort, BASIC, covariance=structure, method=m) for m in ("reml", "ml"))
    there, here = (criterion(f.theta, full.data.sums, full.model, reml=False) for f in (restricted, full))
    assert here < there
