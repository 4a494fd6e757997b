"""Which degrees of freedom go with which variance, and those that are counted."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import peereval as pe
from peereval.model.between import between_within
from reference_models import FORMULA, REFERENCE

KEYS = {"participant": "participant", "visit": "visit"}


@pytest.fixture(scope="module")
def small_with_sites(cohorts):
    return pe.fit_mixed(FORMULA, cohorts["small"], **KEYS, site="site")


@pytest.fixture(scope="module")
def weighted_fit(cohorts):
    data = cohorts["small"].assign(weight=lambda rows: 1.0 + rows.groupby("participant").ngroup() % 3)
    fitted = {"site": "site", "site_effects": "none", "weights": "weight"}
    return pe.fit_mixed("y ~ group * visit", data, **KEYS, **fitted)


def trial(n_subjects, n_rows, seed=3):
    """Return four visits of a trial with as many participants and rows as asked for."""
    rng = np.random.default_rng(seed)
    rows = pd.DataFrame(
        {"id": np.repeat(np.arange(n_subjects), 4), "visit": np.tile(["V1", "V2", "V3", "V4"], n_subjects)}
    )
    for name, levels in (("race", ["a", "b", "c"]), ("sex", ["f", "m"]), ("arm", ["pbo", "trt"])):
        rows[name] = np.repeat(rng.choice(levels, n_subjects), 4)
    rows["y"] = np.repeat(rng.normal(0, 3, n_subjects), 4) + rng.normal(0, 5, len(rows))
    extra = rng.permutation(np.flatnonzero(rows["visit"] != "V1"))[: n_rows - n_subjects]
    return rows.loc[np.sort(np.concatenate([np.flatnonzero(rows["visit"] == "V1"), extra]))]


def test_between_within_counts_as_documented_by_mmrm():
    """197 participants, 537 rows, 4 columns between and 6 within: 197 - (1 + 4) and 537 - (197 + 6)."""
    fit = pe.fit_mixed("y ~ race + sex + arm * visit", trial(197, 537), participant="id", visit="visit")
    rows = pe.coefficients(fit, df_method="between-within").rows.set_index("term")
    between = ["race[T.b]", "race[T.c]", "sex[T.m]", "arm[T.trt]"]
    assert (rows.loc[between, "df"] == 192).all()
    assert (rows.drop(between)["df"] == 334).all()
    assert (rows["std_error"] == pe.coefficients(fit, df_method="satterthwaite").rows["std_error"].to_numpy()).all()
    means = pe.adjusted_means(fit, ["arm", "visit"], df_method="between-within").rows
    assert (means["df"] == 192).all()  # the smallest among the coefficients of the row
    mixed = pe.joint_test(fit, np.eye(len(fit.terms))[[1, -1]], df_method="between-within").rows.iloc[0]
    assert mixed["df"] == 192


def test_between_within_without_an_intercept():
    fit = pe.fit_mixed("y ~ 0 + visit", trial(20, 60), participant="id", visit="visit")
    found = between_within(fit)
    assert (found.between, found.within) == (20, 60 - 20 - 4)
    assert found.is_within.all()


def test_between_site_is_sites_minus_what_is_constant_within_them():
    data = pd.read_csv(REFERENCE / "complete.csv")
    fit = pe.fit_mixed("y ~ group * visit + age", data, **KEYS, site="site")
    rows = pe.coefficients(fit, df_method="between-site").rows
    assert (rows["df"] == 12 - 2).all()  # 12 sites; intercept and group
    recoded = pe.fit_mixed("y ~ 0 + group + group:visit + age", data, **KEYS, site="site")
    assert (pe.coefficients(recoded, df_method="between-site").rows["df"] == 10).all()


def test_group_within_sites_leaves_sites_minus_one(small_with_sites, cohorts):
    data = cohorts["small"].assign(group=cohorts["small"]["sex"])
    fit = pe.fit_mixed("y ~ group * visit", data, **KEYS, site="site")
    assert (pe.coefficients(fit, df_method="between-site").rows["df"] == 5).all()


def test_normal_is_the_z_test_and_its_joint_test_chi_squared(reml_fits):
    fit = reml_fits["small"]
    row = pe.coefficients(fit, df_method="normal").rows.iloc[1]
    assert np.isinf(row["df"])
    assert row["p_value"] == pytest.approx(2 * stats.norm.sf(abs(row["statistic"])), rel=1e-12)
    assert row["conf_high"] - row["estimate"] == pytest.approx(stats.norm.ppf(0.975) * row["std_error"], rel=1e-12)
    rows = np.eye(len(fit.terms))[-2:]
    joint = pe.joint_test(fit, rows, df_method="normal").rows.iloc[0]
    value = rows @ fit.beta
    wald = value @ np.linalg.solve(rows @ fit.covariance @ rows.T, value)
    assert joint["statistic"] == pytest.approx(wald / 2, rel=1e-12)
    assert joint["p_value"] == pytest.approx(stats.chi2.sf(wald, 2), rel=1e-12)


def test_the_joint_test_of_one_row_is_its_t_test_squared_by_every_method(reml_fits, small_with_sites):
    models = [(reml_fits["small"], m) for m in ("kenward-roger", "satterthwaite", "between-within", "normal")]
    robust = pe.with_variance(small_with_sites, "cr2", cluster="site")
    models += [(small_with_sites, "between-site"), (robust, "bell-mccaffrey"), (robust, "between-site")]
    for fit, method in models:
        row = np.eye(len(fit.terms))[[-1]]
        single = pe.linear_contrasts(fit, row, df_method=method).rows.iloc[0]
        joint = pe.joint_test(fit, row, df_method=method)
        assert joint.rows["statistic"][0] == pytest.approx(single["statistic"] ** 2, rel=1e-9)
        assert joint.rows["df"][0] == pytest.approx(single["df"], rel=1e-9)
        assert joint.rows["p_value"][0] == pytest.approx(single["p_value"], rel=1e-8)
        assert joint.method["df_method"] == method


def test_auto_is_named(reml_fits, ml_fits):
    reml, ml, robust = reml_fits["small"], ml_fits["small"], pe.with_variance(reml_fits["small"], "cr2")
    said = [pe.coefficients(fit).method for fit in (reml, ml, robust)]
    assert [m["df_method"] for m in said] == ["kenward-roger", "satterthwaite", "bell-mccaffrey"]
    assert [m["variance"] for m in said] == ["model", "model", "cr2 by participant"]
    assert (said[0]["information"], said[0]["adjusted_by"]) == ("observed", "observed")
    assert said[1]["information"] == "observed"
    assert "information" not in said[2]


def test_joint_notes_name_the_test(reml_fits, small_with_sites):
    fit, robust = small_with_sites, pe.with_variance(reml_fits["small"], "cr2")
    codes = {
        m: pe.joint_test(fit, df_method=m).notes[-1].code for m in ("kenward-roger", "satterthwaite", "between-site")
    }
    assert codes == {
        "kenward-roger": "joint_kenward_roger",
        "satterthwaite": "joint_rows",
        "between-site": "joint_wald",
    }
    assert pe.joint_test(robust).notes[-1].code == "joint_htz"


def test_too_few_clusters_for_a_joint_test_give_no_figure(small_with_sites):
    robust = pe.with_variance(small_with_sites, "cr2", cluster="site")
    joint = pe.joint_test(robust, np.eye(len(robust.terms))[2:]).rows.iloc[0]  # 8 rows, 6 sites
    assert joint["note"] == "not estimable"
    assert np.isnan(joint[["statistic", "df", "p_value"]].astype(float)).all()


@pytest.mark.parametrize(
    ("which", "method", "reason"),
    [
        ("ml", "kenward-roger", "derived for REML"),
        ("reml", "bell-mccaffrey", "for a robust variance"),
        ("robust", "kenward-roger", "for the model variance"),
        ("robust", "satterthwaite", "for the model variance"),
        ("reml", "between-site", "knows of no sites"),
        ("reml", "kenward", "Did you mean 'kenward-roger'|df_method="),
    ],
)
def test_what_does_not_go_together_is_refused(which, method, reason, reml_fits, ml_fits):
    fits = {"ml": ml_fits["small"], "reml": reml_fits["small"], "robust": pe.with_variance(reml_fits["small"], "cr2")}
    for ask in (pe.coefficients, pe.joint_test, lambda f, **o: pe.adjusted_means(f, "visit", **o)):
        with pytest.raises(pe.FitError, match=reason):
            ask(fits[which], df_method=method)


@pytest.mark.parametrize("df_method", ["kenward-roger", "satterthwaite", "auto", "normal", "between-within"])
def test_a_weighted_likelihood_has_no_variance_of_its_own(weighted_fit, df_method):
    with pytest.raises(pe.FitError, match=r"pseudo-likelihood.* use with_variance"):
        pe.change_contrasts(weighted_fit, group="group", reference="control", baseline="T0", df_method=df_method)


@pytest.mark.parametrize("df_method", ["kenward-roger", "satterthwaite"])
def test_kenward_roger_is_refused_beside_weights_even_after_a_robust_variance(weighted_fit, df_method):
    robust = pe.with_variance(weighted_fit, "cr2", cluster="site")
    with pytest.raises(
        pe.FitError, match=f"df_method='{df_method}'.*pseudo-likelihood.*use df_method='bell-mccaffrey'"
    ):
        pe.change_contrasts(robust, group="group", reference="control", baseline="T0", df_method=df_method)
    assert pe.change_contrasts(robust, group="group", reference="control", baseline="T0").method["df_method"] == (
        "bell-mccaffrey"
    )
