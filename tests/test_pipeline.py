"""The study door gives what the frame door gives, and says what it left out."""

import numpy as np
import pandas as pd
import pytest

import peereval as pe
from peereval.checks.data import check_data
from peereval.describe.entry import entry_visit, first_attended
from peereval.estimate.cohorts import split_cohorts
from peereval.results import row_keys, stack_results

FORMULA = "stigma ~ group * visit + (age + sex + diagnosis) * visit"


@pytest.fixture(scope="module")
def modelled(example_study):
    """The table of the main model, made by hand from the stages before it."""
    study = pe.read_study(example_study["en"] / "study.yaml")
    frame = check_data(study).scored.frame
    covariates = first_attended(frame, ["age", "sex", "diagnosis"], study)
    return split_cohorts(frame.assign(**covariates.to_dict("series")), study, entry_visit(frame, study))


@pytest.fixture(scope="module")
def fit(modelled):
    return pe.fit_mixed(FORMULA, modelled, participant="participant", visit="visit", site="site")


FIGURES = ["estimate", "std_error", "df", "p_value", "conf_low", "conf_high"]


def same(here, there):
    """Compare the figures of the treated group, row by row."""
    here, there = (rows[rows["group"] == "treated"][FIGURES] for rows in (here, there))
    np.testing.assert_allclose(here, there, rtol=1e-10)


def test_both_doors_give_the_same_numbers(fit, example_analysis):
    analysis = example_analysis["en"]
    options = {"group": "group", "reference": "control", "baseline": "T0"}
    robust = pe.change_contrasts(pe.with_variance(fit, "cr2", cluster="site"), **options)
    same(analysis.result("change_contrasts", "stigma").rows, robust.rows)
    same(analysis.result("change_contrasts_beside", "stigma").rows, pe.change_contrasts(fit, **options).rows)
    test = pe.joint_test(fit, group="group", reference="control", compared=["treated"]).rows
    assert analysis.result("joint_test", "stigma").rows["p_value"][0] == pytest.approx(test["p_value"][0], rel=1e-10)


def test_the_robust_interval_leads_and_both_say_how_they_were_made(example_analysis):
    lead, beside = (example_analysis["en"].result(f"change_contrasts{end}", "stigma").method for end in ("", "_beside"))
    assert (lead["variance"], lead["df_method"], lead["sites"]) == ("cr2 by site", "bell-mccaffrey", 24)
    assert (beside["variance"], beside["df_method"], beside["sites"]) == ("model", "kenward-roger", 24)
    assert example_analysis["en"].result("joint_test", "stigma").method["df_method"] == "kenward-roger"


def test_the_t0_adjusted_model_is_the_one_built_by_hand(modelled, example_analysis):
    start = modelled[modelled["visit"] == "T0"].set_index("participant")["stigma"].dropna()
    later = modelled[(modelled["visit"] != "T0") & modelled["group"].isin(["control", "treated"])]
    later = later.assign(y0=later["participant"].map(start), visit=later["visit"].astype(str))
    later = later.assign(group=later["group"].astype(str)).dropna(subset=["y0", "stigma", "age", "sex", "diagnosis"])
    formula = "stigma ~ group * visit + (y0 + age + sex + diagnosis) * visit"
    fit = pe.fit_mixed(formula, later, participant="participant", visit="visit", site="site")
    robust = pe.level_contrasts(pe.with_variance(fit, "cr2", cluster="site"), group="group", reference="control")
    same(example_analysis["en"].result("t0_adjusted", "stigma").rows, robust.rows)
    model = pe.level_contrasts(fit, group="group", reference="control")
    same(example_analysis["en"].result("t0_adjusted_beside", "stigma").rows, model.rows)


def test_effect_sizes_have_one_raw_denominator(modelled, example_analysis):
    rows = example_analysis["en"].result("effect_size", "stigma").rows
    start = modelled[(modelled["visit"] == "T0") & modelled["group"].isin(["control", "treated"])].dropna(
        subset=["stigma"]
    )
    spread = start.groupby(start["group"].astype(str))["stigma"].agg(["count", "var"])
    pooled = np.sqrt(((spread["count"] - 1) * spread["var"]).sum() / (spread["count"] - 1).sum())
    assert rows.loc[rows["quantity"] == "pooled SD", "estimate"].item() == pytest.approx(pooled, rel=1e-12)
    for kind in ("change_contrasts", "t0_adjusted"):
        contrast = example_analysis["en"].result(kind, "stigma").rows
        contrast = contrast[contrast["group"] == "treated"].set_index("visit")["conf_low"]
        own = rows[rows["contrast"] == kind]
        shares = own[own["quantity"].str.startswith("standardised")].set_index("visit")["conf_low"]
        ratios = own[own["quantity"] == "ratio to the important difference"].set_index("visit")["conf_low"]
        np.testing.assert_allclose(shares, contrast / pooled, rtol=1e-12)
        np.testing.assert_allclose(ratios, contrast / 0.3, rtol=1e-12)


def test_prefollowed_change_comes_from_the_cohort_seen_at_both_visits(fit, example_analysis):
    there = pe.changes(fit, baseline="T6", by="group").rows.set_index(["group", "visit"])
    here = example_analysis["en"].result("changes", "stigma").rows.set_index(["group", "entry", "visit"])
    row = here.loc[("prefollowed", "T6", "T12")]
    assert row["baseline"] == "T6"
    assert row["estimate"] == pytest.approx(there.loc[("prefollowed (T6)", "T12"), "estimate"], rel=1e-10)
    assert list(here.loc["prefollowed"].index) == [("T6", "T12")]


def test_pooled_level_weighs_cohorts_by_the_rows_used(modelled, example_analysis):
    used = modelled.dropna(subset=["stigma", "age", "sex", "diagnosis"])
    counts = used[used["visit"] == "T12"]["group"].value_counts()
    rows = example_analysis["en"].result("adjusted_means", "stigma").rows.set_index(["group", "entry", "visit"])
    mean = {entry: rows.loc[("prefollowed", entry, "T12"), "estimate"] for entry in ("", "T6", "T12")}
    n6, n12 = counts["prefollowed (T6)"], counts["prefollowed (T12)"]
    assert mean[""] == pytest.approx((n6 * mean["T6"] + n12 * mean["T12"]) / (n6 + n12), rel=1e-10)


def test_no_difference_in_change_for_a_group_without_t0(example_analysis):
    rows = example_analysis["en"].result("change_contrasts", "stigma").rows
    assert set(rows[rows["group"] == "prefollowed"]["note"]) == {"not estimable"}
    assert rows[rows["group"] == "treated"]["estimate"].notna().all()


def test_numbers_do_not_depend_on_the_language(example_analysis):
    english, french = (stack_results(example_analysis[language].results) for language in ("en", "fr"))
    pd.testing.assert_frame_equal(english, french)


def test_every_row_has_its_own_stable_key(example_analysis):
    keys = [key for result in example_analysis["en"].results for key in row_keys(result)]
    assert len(keys) == len(set(keys))
    assert "change_contrasts/stigma/treated/T12/control/T0/difference in change" in keys


def test_services_in_the_model_are_no_warning(example_analysis):
    rules = {finding.rule for finding in example_analysis["fr"].findings if finding.severity == "warning"}
    assert not rules & {"sites-confounded", "sites-ignored", "sites-few-by-arm", "sites-unknown"}


def test_cp1252_file_with_decimal_commas_is_numbers_and_accents(example_study):
    study = pe.read_study(example_study["fr"] / "study.yaml")
    raw = (example_study["fr"] / study.sources[0].path).read_bytes()
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    frame = check_data(study).data.frame
    treated = frame[frame["group"] == "treated"]
    assert treated["age"].dtype == float
    assert (treated["age"].dropna() % 1 != 0).any()
    assert "Île-de-France" in set(treated["region"])


def test_outcomes_can_be_chosen(example_study):
    study = pe.read_study(example_study["en"] / "study.yaml")
    analysis = pe.analyze(study, outcomes=["functioning"])
    assert {result.outcome for result in analysis.results} <= {"", "functioning"}
    with pytest.raises(pe.DataError, match="Did you mean 'functioning'"):
        pe.analyze(study, outcomes=["functionning"])


def test_true_effects_lie_within_the_intervals(example_analysis):
    """The effects stated in the simulated study's README, on its own seed: 12 intervals at 95 %."""
    true = {
        "stigma": (-0.13, -0.22),
        "quality_physical": (1.20, 2.40),
        "quality_psychological": (3.60, 5.99),
        "quality_social": (2.41, 4.82),
        "quality_environment": (0.0, 0.0),
        "functioning": (4.0, 6.0),
    }
    inside = 0
    for name, effects in true.items():
        rows = example_analysis["en"].result("change_contrasts", name).rows.set_index(["group", "visit"])
        for visit, effect in zip(("T6", "T12"), effects, strict=True):
            inside += rows.loc[("treated", visit), "conf_low"] < effect < rows.loc[("treated", visit), "conf_high"]
    assert inside >= 10  # of 12; 9 or fewer would happen in about 1 of 50 seeds if coverage were 0.95


def test_leaving_out_a_site_is_the_study_without_its_people(modelled, example_analysis):
    rest = modelled[modelled["site"] != "S01"]
    fit = pe.fit_mixed(FORMULA, rest, participant="participant", visit="visit", site="site")
    fit = pe.with_variance(fit, "cr2", cluster="site")
    there = pe.change_contrasts(fit, group="group", reference="control", baseline="T0").rows
    there = there[(there["group"] == "treated") & (there["visit"] == "T12")]
    result = example_analysis["en"].result("leave_one_site_out", "stigma")
    here = result.rows[result.rows["left_out"] == "S01"]
    np.testing.assert_allclose(here[FIGURES], there[FIGURES], rtol=1e-6)  # two searches end within 1e-6
    assert len(result.rows) == 1 + 24


def test_residuals_and_influence_are_summaries_without_people(modelled, fit, example_analysis):
    table = pe.residuals(fit)
    rows = (
        example_analysis["en"].result("residuals", "stigma").rows.set_index(["plot", "place", "quantity"])["estimate"]
    )
    assert rows["visit", "T12", "count"] == (table["visit"] == "T12").sum()
    assert rows["normal", "50", "scaled residual"] == pytest.approx(np.quantile(table["scaled"], 0.495))
    assert rows["visit", "T0", "sd"] == pytest.approx(table.loc[table["visit"] == "T0", "scaled"].std())
    people = set(modelled["participant"])
    for result in example_analysis["en"].results:
        texts = result.rows.select_dtypes(exclude="number").astype(str).to_numpy().ravel()
        assert not people & set(texts)
    first = example_analysis["en"].result("site_influence", "stigma").rows["site"].iloc[0]
    known = pe.influence(fit, "site").table.set_index("site")["cooks_distance"]
    assert known.idxmax() == first
