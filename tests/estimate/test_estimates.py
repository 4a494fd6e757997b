"""Means, contrasts and joint tests against mmrm + emmeans; tolerances as in tests/model/test_fit.py."""

import numpy as np
import pytest

import peereval as pe
from reference_models import COHORTS

TABLES = {
    "emmeans": (
        lambda fit: pe.adjusted_means(fit, ["group", "visit"], df_method="satterthwaite"),
        lambda r: (r["group"], r["visit"]),
    ),
    "vs_control": (
        lambda fit: pe.level_contrasts(fit, group="group", reference="control", df_method="satterthwaite"),
        lambda r: (r["contrast"].split(" - ")[0], r["visit"]),
    ),
    "difference_in_change": (
        lambda fit: pe.change_contrasts(
            fit, group="group", reference="control", baseline="T0", df_method="satterthwaite"
        ),
        lambda r: (r["group_trt.vs.ctrl"].split(" - ")[0], r["visit_trt.vs.ctrl"].split(" - ")[0]),
    ),
}


@pytest.mark.parametrize("cohort", COHORTS)
@pytest.mark.parametrize("table", TABLES)
def test_estimates_agree_with_emmeans(cohort, table, reml_fits, reference):
    make, key = TABLES[table]
    rows = make(reml_fits[cohort]).rows.set_index(["group", "visit"])
    theirs = reference[cohort][table]["Satterthwaite"]
    assert len(rows) == len(theirs)
    for row in theirs:
        mine, estimate = rows.loc[key(row)], row.get("emmean", row.get("estimate"))
        if estimate is None:
            assert mine["note"] == "not estimable"
            assert mine.drop(["quantity", "note", "reference", "baseline"], errors="ignore").isna().all()
            continue
        assert abs(mine["estimate"] - estimate) < 1e-4 * row["SE"]
        assert mine["std_error"] == pytest.approx(row["SE"], rel=5e-5)
        assert mine["df"] == pytest.approx(row["df"], rel=1e-4)
        if "lower.CL" in row:
            assert mine["conf_low"] == pytest.approx(row["lower.CL"], abs=1e-4)
            assert mine["conf_high"] == pytest.approx(row["upper.CL"], abs=1e-4)
        else:
            assert mine["p_value"] == pytest.approx(row["p.value"], rel=1e-3)


@pytest.mark.parametrize("cohort", COHORTS)
def test_joint_test_agrees_with_mmrm(cohort, reml_fits, reference):
    row = pe.joint_test(reml_fits[cohort], df_method="satterthwaite").rows.iloc[0]
    them = reference[cohort]["joint"]["Satterthwaite"]
    assert row["num_df"] == them["num_df"]
    assert row["df"] == pytest.approx(them["denom_df"], rel=1e-4)
    assert row["statistic"] == pytest.approx(them["f_stat"], rel=1e-4)
    assert row["p_value"] == pytest.approx(them["p_val"], rel=1e-3)


def test_change_contrasts_are_differences_of_changes(reml_fits):
    fit = reml_fits["small"]
    change = pe.changes(fit, baseline="T0", by="group").rows.set_index(["group", "visit"])["estimate"]
    contrast = pe.change_contrasts(fit, group="group", reference="control", baseline="T0").rows
    for row in contrast.itertuples():
        assert row.estimate == pytest.approx(change[row.group, row.visit] - change["control", row.visit], abs=1e-12)


def test_change_contrast_is_the_interaction_coefficient(reml_fits):
    fit = reml_fits["small"]
    direct = pe.coefficients(fit).rows.set_index("term").loc["group[T.treated]:visit[T.T12]"]
    row = pe.change_contrasts(fit, group="group", reference="control", baseline="T0").rows.iloc[-1]
    for name in ("estimate", "std_error", "df", "p_value"):
        assert row[name] == pytest.approx(direct[name], rel=1e-9)


def test_observed_weights_are_the_shares_of_the_rows_used(cohorts, reml_fits):
    fit, data = reml_fits["small"], cohorts["small"]
    shares = data.groupby(["diagnosis", "sex"]).size() / len(data)
    cells = pe.adjusted_means(fit, ["group", "visit", "diagnosis", "sex"]).rows
    wanted = cells.assign(w=[shares[key] for key in zip(cells["diagnosis"], cells["sex"], strict=True)])
    wanted = (wanted["estimate"] * wanted["w"]).groupby([wanted["group"], wanted["visit"]], sort=False).sum()
    found = pe.adjusted_means(fit, ["group", "visit"], weights="observed").rows
    np.testing.assert_allclose(found["estimate"], wanted, rtol=1e-12)
    assert not np.allclose(found["estimate"], pe.adjusted_means(fit, ["group", "visit"]).rows["estimate"], rtol=1e-6)


def test_linear_contrasts_on_kept_and_on_all_columns(reml_fits):
    fit = reml_fits["stigma_like"]
    kept = pe.linear_contrasts(fit, np.eye(len(fit.terms))[[10]], names=["T6"]).rows.iloc[0]
    every = pe.linear_contrasts(fit, np.eye(len(fit.columns))[[fit.columns.index("group[T.treated]:visit[T.T6]")]])
    assert kept["estimate"] == every.rows["estimate"][0]
    alias = pe.linear_contrasts(fit, np.eye(len(fit.columns))[[fit.columns.index(fit.aliased[0])]]).rows.iloc[0]
    assert alias["note"] == "not estimable"
    assert np.isnan(alias["estimate"])


def test_joint_test_of_one_row_is_its_t_test_squared(reml_fits):
    fit = reml_fits["small"]
    row = np.eye(len(fit.terms))[[-1]]
    single, joint = pe.linear_contrasts(fit, row).rows.iloc[0], pe.joint_test(fit, row).rows.iloc[0]
    assert joint["statistic"] == pytest.approx(single["statistic"] ** 2, rel=1e-10)
    assert joint["df"] == pytest.approx(single["df"], rel=1e-10)
    assert joint["p_value"] == pytest.approx(single["p_value"], rel=1e-9)


def test_rows_are_a_copy_and_method_is_named(reml_fits):
    result = pe.adjusted_means(reml_fits["small"], "visit")
    rows = result.rows
    rows["estimate"] = 0.0
    assert result.rows["estimate"].abs().min() > 1.0
    assert result.method["df_method"] == "kenward-roger"
    assert "kenward-roger" in repr(result)
    assert "<table" in result._repr_html_()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda f: pe.adjusted_means(f, ["grup"]), "Did you mean 'group'"),
        (lambda f: pe.adjusted_means(f, ["age"]), r"write C\(age\)"),
        (lambda f: pe.adjusted_means(f, 5), "by is the name"),
        (lambda f: pe.linear_contrasts(f, [["a"] * 10]), "must hold numbers"),
        (lambda f: pe.adjusted_means(f, ["group"], weights="flat"), "weights="),
        (lambda f: pe.adjusted_means(f, ["group"], df_method="kenward"), "df_method="),
        (lambda f: pe.adjusted_means(f, ["group"], level=95), "level"),
        (lambda f: pe.adjusted_means(f, ["group", "group"]), "twice"),
        (lambda f: pe.change_contrasts(f, group="group", reference="contrl", baseline="T0"), "Did you mean 'control'"),
        (lambda f: pe.change_contrasts(f, group="group", reference="control", baseline="T1"), "baseline="),
        (lambda f: pe.linear_contrasts(f, [[1.0, 2.0]]), "columns, one per coefficient"),
        (lambda f: pe.linear_contrasts(f, np.eye(10)[:2], names=["a"]), "1 names for 2 rows"),
        (lambda f: pe.linear_contrasts(f, np.full((1, 10), np.nan)), "not finite"),
        (lambda f: pe.joint_test(f, np.zeros((1, 10))), "all zero"),
    ],
)
def test_what_does_not_exist_is_refused(reml_fits, call, message):
    with pytest.raises(pe.FitError, match=message):
        call(reml_fits["small"])
