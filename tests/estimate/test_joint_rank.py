"""The rank of a joint test is a matter of the rows, not of the units of the covariates."""

import numpy as np
import pytest

import peereval as pe


def joint(data, df_method):
    fit = pe.fit_mixed("y ~ group * visit + age + z", data, participant="participant", visit="visit")
    rows = np.eye(len(fit.terms))[[fit.terms.index("age"), fit.terms.index("z")]]
    return pe.joint_test(fit, rows, df_method=df_method).rows.iloc[0]


@pytest.mark.parametrize("df_method", ["kenward-roger", "satterthwaite", "normal"])
def test_units_of_covariates_do_not_drop_rows(cohorts, df_method):
    data = cohorts["small"].copy()
    data["z"] = np.random.default_rng(3).normal(size=len(data))
    here = joint(data, df_method)
    there = joint(data.assign(age=data["age"] * 1e6, z=data["z"] * 1e-6), df_method)
    assert here["num_df"] == there["num_df"] == 2
    # F and, but for Satterthwaite, its df are invariant; 1e-8 leaves room for the scaling by 1e12
    assert there["statistic"] == pytest.approx(here["statistic"], rel=1e-8)
    if df_method != "satterthwaite":
        assert there["p_value"] == pytest.approx(here["p_value"], rel=1e-8)
