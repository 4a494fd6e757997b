"""Fits without a site, from sums, against fits to the other sites' data: the same optimum, so 1e-8."""

import numpy as np
import pandas as pd
import pytest

import peereval as pe
from peereval.model.refit import without_site
from reference_models import FORMULA, REFERENCE

MODELS = {
    "site and site by visit": ("clustered", {}),
    "unstructured sites": ("clustered", {"site_effects": "unstructured"}),
    "no effects, robust": ("clustered", {"site_effects": "none"}),
    "compound symmetry, ml": ("clustered", {"covariance": "cs", "method": "ml"}),
    "by group": ("balanced", {"covariance_by": "group", "site_effects": "intercept"}),
    "workers": ("workers", {"site_effects": "intercept", "worker": "worker"}),
}


def fit_rows(data, **options):
    fit = pe.fit_mixed(FORMULA, data, participant="participant", visit="visit", site="site", **options)
    return pe.with_variance(fit, "cr2", cluster="site") if options.get("site_effects") == "none" else fit


@pytest.mark.parametrize("name", MODELS)
def test_a_site_less_is_the_fit_to_the_others(name):
    cohort, options = MODELS[name]
    data = pd.read_csv(REFERENCE / f"{cohort}.csv")
    fit = fit_rows(data, **options)
    sites = sorted(set(data["site"]))
    for number in (0, len(sites) // 2, len(sites) - 1):
        mine, direct = without_site(fit, number), fit_rows(data[data["site"] != sites[number]], **options)
        assert mine.n_participants == direct.n_participants
        assert mine.n_sites == direct.n_sites
        assert mine.terms == direct.terms
        assert mine.minus_2_log_likelihood == pytest.approx(direct.minus_2_log_likelihood, rel=1e-9)
        first, second = (pe.coefficients(each).rows for each in (mine, direct))
        assert (np.abs(first["estimate"] - second["estimate"]) < 1e-7 * second["std_error"]).all()
        np.testing.assert_allclose(first["std_error"], second["std_error"], rtol=1e-7)
        np.testing.assert_allclose(first["df"], second["df"], rtol=1e-5)


def test_sites_at_the_boundary_stay_comparable():
    data = pd.read_csv(REFERENCE / "balanced.csv")
    fit = fit_rows(data)
    assert fit.status.boundary
    for number, site in enumerate(sorted(set(data["site"]))):
        mine, direct = without_site(fit, number), fit_rows(data[data["site"] != site])
        assert mine.status.held == direct.status.held
        assert mine.minus_2_log_likelihood == pytest.approx(direct.minus_2_log_likelihood, rel=1e-9)


def test_weights_are_those_of_the_others():
    data = pd.read_csv(REFERENCE / "clustered.csv")
    data["w"] = 1.0 + data["participant"].str[1:].astype(int) % 3
    options = {"site_effects": "none", "weights": "w"}
    mine = without_site(fit_rows(data, **options), 2)
    direct = fit_rows(data[data["site"] != sorted(set(data["site"]))[2]], **options)
    np.testing.assert_allclose(mine.beta, direct.beta, rtol=1e-6)
    np.testing.assert_allclose(pe.coefficients(mine).rows["df"], pe.coefficients(direct).rows["df"], rtol=1e-5)


def test_the_full_fit_is_left_alone():
    fit = fit_rows(pd.read_csv(REFERENCE / "clustered.csv"))
    before = fit.data.sums.tensors.cross.copy(), fit.data.design.extras.copy()
    without_site(fit, 0)
    np.testing.assert_array_equal(fit.data.sums.tensors.cross, before[0])
    pd.testing.assert_frame_equal(fit.data.design.extras, before[1])


def test_no_sites_is_refused(reml_fits):
    with pytest.raises(pe.FitError, match="knows of no sites"):
        without_site(reml_fits["small"], 0)
