"""Public data sets against gls(corSymm + varIdent) of nlme, REML and ML.

gls stops early: -2 log-likelihood not above its own by more than 1e-9 relative, estimates within
1e-4 of a standard error, standard errors 5e-5. Under ML gls multiplies the variances of the
coefficients by N / (N - p), which is taken out. `review_gls.R` made the figures.
"""

import json

import numpy as np
import pandas as pd
import pytest

import peereval as pe
from reference_models import REFERENCE

FORMULA = {"bodyweight": "y ~ group + visit"}


@pytest.mark.parametrize("method", ["reml", "ml"])
@pytest.mark.parametrize("name", ["orthodont", "orthodont_missing", "chick", "bodyweight"])
def test_fit_agrees_with_gls(name, method):
    data = pd.read_csv(REFERENCE / f"review_gls_{name}.csv")
    them = json.loads((REFERENCE / "review_gls.json").read_text())[name][method.upper()]
    formula = FORMULA.get(name, "y ~ group * visit")
    fit = pe.fit_mixed(formula, data, participant="id", visit="visit", method=method)
    n, p = fit.n_observations, len(fit.terms)
    ours = pe.coefficients(fit, df_method="satterthwaite").rows
    ours.index = [term.replace("[T.", "").replace("]", "").replace("visit", "v") for term in ours["term"]]
    ours = ours.loc[[term.replace("(Intercept)", "Intercept") for term in them["terms"]]]
    inflated = np.sqrt(n / (n - p)) if method == "ml" else 1.0
    assert fit.minus_2_log_likelihood <= them["minus_2_log_likelihood"] * (1 + 1e-9)
    assert fit.minus_2_log_likelihood == pytest.approx(them["minus_2_log_likelihood"], rel=1e-8)
    assert (np.abs(ours["estimate"] - them["estimate"]) / ours["std_error"]).max() < 1e-4
    np.testing.assert_allclose(ours["std_error"] * inflated, them["std_error"], rtol=5e-5)
