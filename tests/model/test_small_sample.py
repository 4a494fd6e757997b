"""Satterthwaite, Fai-Cornelius and Kenward-Roger without site effects, against true values and mmrm.

`exact_robust.json` 1e-8 relative; mmrm stops early: SE 5e-5, df 1e-4, estimates 1e-4 of an SE.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import peereval as pe
from peereval.model.assemble import assemble_fit
from peereval.model.kenward_roger import kenward_roger_test
from peereval.model.optimum import solve
from peereval.model.small_sample import fai_cornelius
from r_terms import EXACT, contrast_row, places, read
from reference_models import COHORTS, FORMULA, REFERENCE

KEYS = {"participant": "participant", "visit": "visit"}


@pytest.fixture(scope="module")
def fits(cohorts, reml_fits):
    expected = {c: pe.fit_mixed(FORMULA, data, **KEYS, information="expected") for c, data in cohorts.items()}
    return {"observed": reml_fits, "expected": expected}


@pytest.mark.parametrize("cohort", COHORTS)
@pytest.mark.parametrize("information", ["observed", "expected"])
@pytest.mark.parametrize("method", ["satterthwaite", "kenward-roger"])
def test_one_row_is_exact(cohort, information, method, fits):
    whole = read("exact_robust.json")[cohort]["us"]
    fit, true = fits[information][cohort], whole[f"{information}_information"]
    name = method.replace("-", "_")
    rows = pe.coefficients(fit, df_method=method).rows.iloc[places(fit, whole["terms"])]
    errors = whole["std_error"] if method == "satterthwaite" else true["kenward_roger_std_error"]
    np.testing.assert_allclose(rows["std_error"], errors, rtol=EXACT)
    np.testing.assert_allclose(rows["df"], true[f"{name}_df"], rtol=EXACT)
    for label, them in true["contrasts"].items():
        row = pe.linear_contrasts(fit, contrast_row(fit, label), df_method=method).rows.iloc[0]
        assert abs(row["estimate"] - them[name]["estimate"]) < EXACT * row["std_error"]
        assert row["std_error"] == pytest.approx(them[name]["std_error"], rel=EXACT)
        assert row["df"] == pytest.approx(them[name]["df"], rel=EXACT)
        assert row["p_value"] == pytest.approx(them[name]["p"], rel=1e-6)
        assert row["conf_low"] == pytest.approx(them[name]["lower"], abs=EXACT)


@pytest.mark.parametrize("cohort", COHORTS)
@pytest.mark.parametrize("information", ["observed", "expected"])
@pytest.mark.parametrize("method", ["satterthwaite", "kenward-roger"])
def test_joint_tests_are_exact(cohort, information, method, fits):
    fit = fits[information][cohort]
    true = read("exact_robust.json")[cohort]["us"][f"{information}_information"]["joint_group_by_visit"]
    rows = np.eye(len(fit.terms))[places(fit, true["terms"])]
    found, them = pe.joint_test(fit, rows, df_method=method).rows.iloc[0], true[method.replace("-", "_")]
    assert found["num_df"] == them["num_df"]
    assert found["df"] == pytest.approx(them["den_df"], rel=EXACT)
    assert found["statistic"] == pytest.approx(them["F"], rel=EXACT)
    assert found["p_value"] == pytest.approx(them["p"], rel=1e-7)


@pytest.mark.parametrize("cohort", COHORTS)
def test_kenward_roger_agrees_with_mmrm(cohort, reml_fits, reference_small_samples):
    fit, them = reml_fits[cohort], reference_small_samples[cohort]
    peer = pd.DataFrame(them["mmrm_us_kenward_roger_linear"])
    rows = pe.coefficients(fit, df_method="kenward-roger").rows.iloc[places(fit, peer["term"])]
    assert (np.abs(rows["estimate"].to_numpy() - peer["Estimate"]) / peer["Std. Error"]).max() < 1e-4
    np.testing.assert_allclose(rows["std_error"], peer["Std. Error"], rtol=5e-5)
    np.testing.assert_allclose(rows["df"], peer["df"], rtol=1e-4)
    joint = pe.joint_test(fit, df_method="kenward-roger").rows.iloc[0]
    assert joint["num_df"] == them["joint"]["num_df"]
    assert joint["statistic"] == pytest.approx(them["joint"]["f_stat"], rel=1e-4)
    assert joint["df"] == pytest.approx(them["joint"]["denom_df"], rel=1e-4)


TABLES = {
    "emmeans": (lambda f: pe.adjusted_means(f, ["group", "visit"]), lambda r: (r["group"], r["visit"])),
    "vs_control": (
        lambda f: pe.level_contrasts(f, group="group", reference="control"),
        lambda r: (r["contrast"].split(" - ")[0], r["visit"]),
    ),
    "difference_in_change": (
        lambda f: pe.change_contrasts(f, group="group", reference="control", baseline="T0"),
        lambda r: (r["group_trt.vs.ctrl"].split(" - ")[0], r["visit_trt.vs.ctrl"].split(" - ")[0]),
    ),
}


@pytest.mark.parametrize("cohort", COHORTS)
@pytest.mark.parametrize("table", TABLES)
def test_kenward_roger_estimates_agree_with_emmeans(cohort, table, reml_fits, reference_small_samples):
    make, key = TABLES[table]
    result = make(reml_fits[cohort])
    assert result.method["df_method"] == "kenward-roger"
    rows, theirs = result.rows.set_index(["group", "visit"]), reference_small_samples[cohort][table]
    assert len(rows) == len(theirs)
    for them in theirs:
        mine, estimate = rows.loc[key(them)], them.get("emmean", them.get("estimate"))
        if estimate is None:
            assert mine["note"] == "not estimable"
            continue
        assert abs(mine["estimate"] - estimate) < 1e-4 * them["SE"]
        assert mine["std_error"] == pytest.approx(them["SE"], rel=5e-5)
        assert mine["df"] == pytest.approx(them["df"], rel=1e-4)


def test_kenward_roger_of_unstructured_sites_is_hotelling():
    """Equal complete sites: the joint F is Hotelling's T-squared of the site-mean changes, computed here."""
    data = pd.read_csv(REFERENCE / "complete.csv")
    fit = pe.fit_mixed("y ~ group * visit", data, **KEYS, site="site", site_effects="unstructured")
    means = data.pivot_table(index=["group", "site"], columns="visit", values="y")
    changes = means[["T6", "T12"]].sub(means["T0"], axis=0)
    control, treated = changes.loc["control"], changes.loc["treated"]
    n, m = len(control), len(treated)
    pooled = ((n - 1) * control.cov() + (m - 1) * treated.cov()) / (n + m - 2)
    gap = treated.mean() - control.mean()
    t_squared = n * m / (n + m) * gap @ np.linalg.solve(pooled, gap)
    row = pe.joint_test(fit, df_method="kenward-roger").rows.iloc[0]
    # 1e-10: an identity of the mathematics, so only rounding remains
    assert row["df"] == pytest.approx(n + m - 3, rel=1e-10)
    assert row["statistic"] == pytest.approx((n + m - 3) / (2 * (n + m - 2)) * t_squared, rel=1e-10)


def test_kenward_roger_joint_test_depends_on_the_hypothesis_only(reml_fits):
    fit = reml_fits["stigma_like"]
    rows = np.eye(len(fit.terms))[-3:]
    turned = np.array([[1.0, 2.0, 0.0], [0.0, 1.0, -1.0], [3.0, 0.0, 1.0]]) @ rows
    for method, same in (("kenward-roger", True), ("satterthwaite", False)):
        one, two = (pe.joint_test(fit, r, df_method=method).rows.iloc[0] for r in (rows, turned))
        assert two["statistic"] == pytest.approx(one["statistic"], rel=1e-9)
        assert (abs(two["df"] / one["df"] - 1.0) < 1e-9) == same


@pytest.mark.parametrize(("signs", "used"), [((1, 1), "observed"), ((-1, 1), "expected"), ((-1, -1), "none")])
def test_an_adjustment_that_would_shrink_the_variance_is_not_used(signs, used, reml_fits, cohorts):
    """A of the wrong sign makes K_A smaller than K: the other information is tried, then none."""
    fit = reml_fits["small"]
    solution = solve(fit.data.sums, fit.model, reml=True)
    turned = replace(
        solution,
        theta_covariance=signs[0] * solution.theta_covariance,
        expected_covariance=signs[1] * solution.expected_covariance,
    )
    made = assemble_fit(fit.data, fit.model, turned, method="reml", information="observed")
    assert made.small_sample.adjusted_by == used
    assert [note.code for note in made.notes if note.code.startswith("kenward")] == (
        [] if used == "observed" else [f"kenward_roger_{used}"]
    )
    df = pe.coefficients(made, df_method="kenward-roger").rows["df"]
    if used == "expected":
        expected = pe.fit_mixed(FORMULA, cohorts["small"], **KEYS, information="expected")
        np.testing.assert_allclose(df, pe.coefficients(expected).rows["df"], rtol=EXACT)
        mine, theirs = (pe.joint_test(f).rows.iloc[0] for f in (made, expected))
        assert mine["df"] == pytest.approx(theirs["df"], rel=EXACT)
        assert mine["statistic"] == pytest.approx(theirs["statistic"], rel=EXACT)
    if used == "none":
        np.testing.assert_array_equal(made.small_sample.adjusted, made.covariance)


def test_guards_of_the_joint_tests():
    """No uncertainty in the variances: the df are infinite and F is the Wald statistic over q."""
    rows, estimate, K = np.eye(2), np.array([1.0, 2.0]), np.diag([1.0, 4.0])
    free = kenward_roger_test(rows, estimate, K, K, np.ones((1, 2, 2)), np.zeros((1, 1)))
    assert np.isinf(free.df)
    assert free.f_value == pytest.approx(1.0, rel=1e-14)
    assert free.p_value == pytest.approx(np.exp(-1.0), rel=1e-12)  # chi-squared of 2 on 2 df
    uneven = np.array([np.diag([1.0, 0.0]), np.diag([0.0, 4.0])])
    low = fai_cornelius(rows, estimate, K, uneven, np.diag([2.0 / 1.5, 2.0 / 8.0]))
    assert low.df == 2.0  # one component has 1.5 df
