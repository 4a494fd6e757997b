"""Real times, weights of observations and ML against nlme and lme4 + lmerTest (`reference_times.R`).

gls stops early: -2 log-likelihood not above its own by more than 1e-9 relative, estimates
1e-4 of an SE, SE 5e-5. lmer at tight tolerance: 1e-6, its criterion 1e-9. gls multiplies the
covariance of ML by N / (N - p) in its standard errors, which is taken out here.
"""

from functools import lru_cache

import numpy as np
import pytest

import peereval as pe
from oracle import BASIC, coefficients, in_errors, read, table
from oracle import cohort as read_cohort

GLS = {
    "gls_sp_exp": {"covariance": "sp_exp", "time": "real"},
    "gls_us": {"covariance": "us"},
    "gls_ar1h": {"covariance": "ar1h"},
    "gls_csh": {"covariance": "csh"},
}
LMER = {
    "lmer_weights": {"covariance": "random_intercept", "observation_weights": "w"},
    "lmer_real": {"covariance": "random_slope", "time": "real"},
    "lmer_real_weights": {"covariance": "random_slope", "time": "real", "observation_weights": "w"},
}
pytestmark = [
    pytest.mark.parametrize("cohort", ["small", "balanced"]),
    pytest.mark.parametrize("method", ["reml", "ml"]),
]


@lru_cache
def fitted(cohort, **options):
    data = read_cohort(cohort)
    row = np.arange(len(data))
    data = data.assign(real=data["month"] + 0.4 * ((7 * row) % 5 - 2), w=0.5 + (row % 4) / 2)
    return pe.fit_mixed(BASIC, data, participant="participant", visit="visit", **options)


@pytest.mark.parametrize("model", GLS)
def test_fit_agrees_with_gls(cohort, method, model):
    fit, them = fitted(cohort, method=method, **GLS[model]), read("reference_times")[cohort][model][method.upper()]
    theirs, rows = table(them["coefficients"]), coefficients(fit, "satterthwaite")
    assert fit.minus_2_log_likelihood <= -2 * them["logLik"] * (1 + 1e-9)
    assert fit.minus_2_log_likelihood == pytest.approx(-2 * them["logLik"], rel=1e-6)
    assert in_errors(rows["estimate"], theirs["Value"], rows["std_error"]) < 1e-4
    n, p = fit.n_observations, len(fit.beta)
    inflated = np.sqrt(n / (n - p)) if method == "ml" else 1.0
    np.testing.assert_allclose(rows["std_error"], theirs["Std.Error"].reindex(rows.index) / inflated, rtol=5e-5)


def test_range_of_the_correlations_agrees_with_gls(cohort, method):
    """The range is in the unit of the times; it is known less well than the likelihood: 1e-4."""
    fit = fitted(cohort, method=method, **GLS["gls_sp_exp"])
    them = read("reference_times")[cohort]["gls_sp_exp"][method.upper()]
    assert np.exp(fit.theta[1:]) == pytest.approx(np.ravel(them["corr"]), rel=1e-4)


@pytest.mark.parametrize("model", LMER)
def test_fit_agrees_with_lmer(cohort, method, model):
    fit, them = fitted(cohort, method=method, **LMER[model]), read("reference_times")[cohort][model][method]
    theirs, rows = table(them["satterthwaite"]), coefficients(fit, "satterthwaite")
    assert fit.minus_2_log_likelihood == pytest.approx(them["minus_2"], rel=1e-9)
    assert in_errors(rows["estimate"], theirs["Estimate"], rows["std_error"]) < 1e-6
    np.testing.assert_allclose(rows["std_error"], theirs["Std. Error"].reindex(rows.index), rtol=1e-6)
    np.testing.assert_allclose(rows["df"], theirs["df"].reindex(rows.index), rtol=1e-6)


@pytest.mark.parametrize("model", LMER)
def test_components_agree_with_lmer(cohort, method, model):
    fit, them = fitted(cohort, method=method, **LMER[model]), read("reference_times")[cohort][model][method]
    ours = fit.variance_components.set_index("component")["variance"]
    names = {"(Intercept)": "participant", "real": "participant:slope", None: "residual"}
    for part in them["varcomp"]:
        name = "participant:slope covariance" if part["var2"] else names[part["var1"]]
        assert ours[name] == pytest.approx(part["vcov"], rel=1e-5, abs=1e-8)
