"""Variances with intervals against R on the exact optimum; both are exact, so 1e-7."""

import json

import numpy as np
import pandas as pd
import pytest

import peereval as pe
from peereval.estimate.variance_components import variance_components
from reference_models import REFERENCE

FORMULA = "y ~ group * visit + (age + sex + diagnosis) * visit"


def fit_cohort(name, **options):
    data = pd.read_csv(REFERENCE / f"{name}.csv")
    return pe.fit_mixed(FORMULA, data, participant="participant", visit="visit", site="site", **options)


@pytest.fixture(scope="module")
def clustered():
    return fit_cohort("clustered")


@pytest.fixture(scope="module")
def theirs():
    return json.loads((REFERENCE / "reference_variances.json").read_text())


def agree(mine, them, names):
    for name, other in names.items():
        assert mine[name] == pytest.approx(them[other], rel=1e-7)


def test_variances_are_those_of_r(clustered, theirs):
    rows = variance_components(clustered).rows.set_index(["quantity", "component"]).sort_index()
    names = {"estimate": "estimate", "std_error": "se", "df": "df", "conf_low": "low", "conf_high": "high"}
    for component in ("site", "site:visit"):
        agree(rows.loc[("variance", component)].squeeze(), theirs[component], names)
        deviation = rows.loc[("standard deviation", component)].squeeze()
        assert deviation["conf_high"] == pytest.approx(np.sqrt(theirs[component]["high"]), rel=1e-7)


def test_shares_are_those_of_r(clustered, theirs):
    rows = variance_components(clustered).rows.set_index(["quantity", "visit"]).sort_index()
    names = {"estimate": "estimate", "std_error": "se", "conf_low": "low", "conf_high": "high"}
    for visit, them in theirs["icc"].items():
        agree(rows.loc[("intraclass correlation", visit)].squeeze(), them, names)
    agree(rows.loc[("cluster autocorrelation", "")].squeeze(), theirs["autocorrelation"], names)


def test_the_unit_of_the_outcome_only_scales_variances(clustered):
    data = pd.read_csv(REFERENCE / "clustered.csv")
    large = pe.fit_mixed(
        FORMULA, data.assign(y=100.0 * data["y"]), participant="participant", visit="visit", site="site"
    )
    rows, scaled = variance_components(clustered).rows, variance_components(large).rows
    factor = rows["quantity"].map({"variance": 1e4, "standard deviation": 1e2}).fillna(1.0)
    for name in ("estimate", "std_error", "conf_low", "conf_high"):
        np.testing.assert_allclose(scaled[name], factor * rows[name], rtol=1e-8)


def test_a_variance_at_zero_is_said_and_has_no_interval():
    fit = fit_cohort("balanced")
    rows = variance_components(fit).rows
    assert fit.status.held == ("site", "site:visit")
    assert (rows["note"] == "estimated at 0").all()
    assert rows[["conf_low", "conf_high"]].isna().all(axis=None)
    assert (rows.loc[rows["quantity"] != "cluster autocorrelation", "estimate"] == 0.0).all()
    assert rows.loc[rows["quantity"] == "cluster autocorrelation", "estimate"].isna().all()


def test_workers_have_a_share_too():
    rows = variance_components(fit_cohort("workers", worker="worker", site_effects="intercept")).rows
    icc = rows[rows["quantity"] == "intraclass correlation"].set_index(["component", "visit"])["estimate"]
    variance = rows[rows["quantity"] == "variance"].set_index("component")["estimate"]
    site, worker = variance["site"], variance["worker"]
    rest = site / icc["site", "T12"] - site
    assert icc["worker", "T12"] == pytest.approx(worker / (worker + site + rest), rel=1e-9)
    assert "cluster autocorrelation" not in set(rows["quantity"])


def test_unstructured_sites_have_variances_by_visit(clustered):
    fit = fit_cohort("clustered", site_effects="unstructured")
    rows = variance_components(fit).rows
    assert rows.loc[rows["quantity"] == "variance", "visit"].tolist() == ["T0", "T6", "T12"]
    pairs = rows[rows["quantity"] == "cluster autocorrelation"]
    assert pairs[["visit", "other_visit"]].to_numpy().tolist() == [["T6", "T0"], ["T12", "T0"], ["T12", "T6"]]
    assert pairs["estimate"].between(-1.0, 1.0).all()


def test_a_model_without_random_effects_is_refused(reml_fits):
    with pytest.raises(pe.FitError, match="site or worker"):
        variance_components(reml_fits["small"])
