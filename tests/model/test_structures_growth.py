"""Random intercepts and slopes of the participant against lme4 + lmerTest + pbkrtest.

lmer was run at tight tolerance: estimates, SE and df agree to 1e-6, the criterion to 1e-9.
lmerTest's Satterthwaite rests on the observed information, pbkrtest on the expected one, a
variance at 0 kept.
"""

import numpy as np
import pytest

import peereval as pe
from oracle import BASIC, coefficients, fitted, in_errors, read, table
from oracle import cohort as read_cohort

MODELS = {
    "lmer_participant": {"covariance": "random_intercept"},
    "lmer_participant_slope": {"covariance": "random_slope"},
    "lmer_participant_site": {"covariance": "random_intercept", "site": "site", "site_effects": "intercept"},
}
TESTS = {
    "satterthwaite": {"information": "observed"},
    "kenward_roger": {"information": "expected", "keep_boundary": True},
}
pytestmark = [
    pytest.mark.parametrize("cohort", ["stigma_like", "small", "balanced"]),
    pytest.mark.parametrize("model", MODELS),
]


@pytest.mark.parametrize("method", TESTS)
def test_coefficients_agree_with_lmer(cohort, model, method):
    fit, them = fitted(cohort, BASIC, **MODELS[model], **TESTS[method]), read("reference_structures")[cohort][model]
    theirs, rows = table(them[method]), coefficients(fit, method.replace("_", "-"))
    assert fit.minus_2_log_likelihood == pytest.approx(them["reml_criterion"], rel=1e-9)
    assert in_errors(rows["estimate"], theirs["Estimate"], rows["std_error"]) < 1e-6
    np.testing.assert_allclose(rows["std_error"], theirs["Std. Error"].reindex(rows.index), rtol=1e-6)
    np.testing.assert_allclose(rows["df"], theirs["df"].reindex(rows.index), rtol=1e-6)


def test_components_agree_with_lmer(cohort, model):
    """Variances are known to about the square root of the criterion's precision: 1e-5."""
    fit, them = fitted(cohort, BASIC, **MODELS[model]), read("reference_structures")[cohort][model]
    ours = fit.variance_components.set_index("component")["variance"]
    names = {("participant", None): "participant:slope covariance", ("participant", "month"): "participant:slope"}
    for part in them["varcomp"]:
        if part["var2"]:
            name = names["participant", None]
        else:
            name = names.get((part["grp"], part["var1"]), part["grp"].lower())
        assert ours[name] == pytest.approx(part["vcov"], rel=1e-5, abs=1e-9)
    assert fit.status.boundary == them["singular"]


def test_times_and_weights_that_say_nothing_new_change_nothing(cohort, model):
    """T0, T6 and T12 are at months 0, 6 and 12, and all weights are 1: the same fit, to rounding."""
    plain = fitted(cohort, BASIC, **MODELS[model])
    timed = {"time": "month"} if "slope" in model else {}
    data = read_cohort(cohort).assign(one=1.0)
    options = {**MODELS[model], **timed, "observation_weights": "one"}
    fit = pe.fit_mixed(BASIC, data, participant="participant", visit="visit", **options)
    assert fit.minus_2_log_likelihood == pytest.approx(plain.minus_2_log_likelihood, rel=1e-12)
    ours, theirs = (coefficients(f, "kenward-roger") for f in (fit, plain))
    np.testing.assert_allclose(ours["std_error"], theirs["std_error"], rtol=1e-9)
    np.testing.assert_allclose(ours["df"], theirs["df"], rtol=1e-9)
