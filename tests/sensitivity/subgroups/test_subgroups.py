"""Subgroups against lme4, pbkrtest and emmeans; what relabelling and order must not change; refusals."""

import json

import numpy as np
import pandas as pd
import pytest

import peereval as pe
from peereval.errors import FitError
from reference_models import REFERENCE

ASKED = {"moderator": "diagnosis", "group": "group", "reference": "control", "baseline": "T0"}
FORMULA = "y ~ group * visit * diagnosis + (age + sex) * visit"
LEVELS = ("psychotic", "mood", "other")
# lme4's optimum is good to about 1e-6 of a variance; estimates and figures made of it to 1e-6 of themselves.
CLOSE = 2e-6


def fit_categories(data, formula=FORMULA, **options):
    chosen = {"covariance": "random_intercept", "information": "expected", **options}
    return pe.fit_mixed(formula, data, participant="participant", visit="visit", site="site", **chosen)


@pytest.fixture(scope="module")
def people():
    data = pd.read_csv(REFERENCE / "clustered.csv")
    data = data[data["group"] != "prefollowed"]
    return data.assign(diagnosis=pd.Categorical(data["diagnosis"], LEVELS))


@pytest.fixture(scope="module")
def fit(people):
    return fit_categories(people)


@pytest.fixture(scope="module")
def theirs():
    return json.loads((REFERENCE / "reference_subgroups.json").read_text())


def plain(result, adjust="none"):
    return result.rows[result.rows["adjust"] == adjust]


def test_joint_tests_agree_with_pbkrtest(fit, theirs):
    rows = pe.subgroup_joint_test(fit, **ASKED).rows.set_index("visit")
    for visit, one in zip(("", "T6", "T12"), ("all", "T6", "T12"), strict=True):
        their = theirs["joint"][one]
        assert rows.loc[visit, "num_df"] == their["num_df"]
        assert rows.loc[visit, "df"] == pytest.approx(their["df"], rel=CLOSE)
        assert rows.loc[visit, "statistic"] == pytest.approx(their["F"], rel=CLOSE)
        assert rows.loc[visit, "p_value"] == pytest.approx(their["p"], rel=CLOSE)


@pytest.mark.parametrize("which", ["within", "pairs"])
def test_contrasts_agree_with_emmeans(which, fit, theirs):
    ask = pe.subgroup_contrasts if which == "within" else pe.subgroup_differences
    rows = plain(ask(fit, **ASKED))
    name = rows["category"] if which == "within" else rows["category"] + " - " + rows["against"]
    rows = rows.set_index([name, rows["visit"]])
    assert len(rows) == len(theirs[which])
    for one in theirs[which]:
        row = rows.loc[(one["category"], one["visit"])]
        columns = {"std_error": "SE", "df": "df", "p_value": "p"}
        for mine, their in columns.items():
            assert row[mine] == pytest.approx(one[their], rel=CLOSE)
        for mine, their in {"estimate": "estimate", "conf_low": "lower", "conf_high": "upper"}.items():
            assert row[mine] == pytest.approx(one[their], abs=CLOSE * one["SE"])


def test_holm_within_each_visit_agrees_with_p_adjust(fit, theirs):
    rows = plain(pe.subgroup_contrasts(fit, **ASKED), "holm")
    for visit, p_values in theirs["holm"].items():
        own = rows[rows["visit"] == visit].set_index("category").loc[list(LEVELS), "p_value"]
        assert own.tolist() == pytest.approx(p_values, rel=CLOSE)
    assert rows["conf_low"].isna().all()


def test_bonferroni_intervals_hold_one_third_of_the_error_each(fit):
    whole = plain(pe.subgroup_contrasts(fit, **ASKED, adjust="bonferroni"), "bonferroni")
    alone = plain(pe.subgroup_contrasts(fit, **ASKED, level=1 - 0.05 / 3))
    assert whole["conf_low"].tolist() == pytest.approx(alone["conf_low"].tolist())


def test_names_and_order_of_categories_change_nothing_else(people, fit):
    named = {"psychotic": "z", "mood": "a b", "other": "1"}
    other = people.assign(diagnosis=pd.Categorical(people["diagnosis"].map(named).astype(str), ["1", "a b", "z"]))
    turned = fit_categories(other)
    here, there = (pe.subgroup_joint_test(one, **ASKED).rows for one in (fit, turned))
    # the same optimum reached from other columns: the search stops within 1e-8
    assert there["statistic"].tolist() == pytest.approx(here["statistic"].tolist(), rel=1e-6)
    mine = plain(pe.subgroup_contrasts(fit, **ASKED)).set_index(["category", "visit"])["estimate"]
    moved = plain(pe.subgroup_contrasts(turned, **ASKED)).set_index(["category", "visit"])["estimate"]
    for (category, visit), value in mine.items():
        assert moved[named[category], visit] == pytest.approx(value, abs=1e-7)


def test_differences_are_those_of_the_contrasts_and_robust_tests_are_htz(fit):
    robust = pe.with_variance(fit, "cr2", cluster="site")
    within = plain(pe.subgroup_contrasts(robust, **ASKED)).set_index(["category", "visit"])["estimate"]
    between = plain(pe.subgroup_differences(robust, **ASKED))
    for row in between.itertuples():
        apart = within[row.category, row.visit] - within[row.against, row.visit]
        assert row.estimate == pytest.approx(apart, abs=1e-12)
    test = pe.subgroup_joint_test(robust, **ASKED)
    assert test.method["df_method"] == "bell-mccaffrey"
    assert any(note.code == "joint_htz" for note in test.notes)


def test_with_two_categories_the_joint_test_of_one_visit_is_the_square_of_the_t_test(people):
    merged = people.assign(diagnosis=np.where(people["diagnosis"] == "psychotic", "psychotic", "rest"))
    two = fit_categories(merged)
    test = pe.subgroup_joint_test(two, **ASKED).rows.set_index("visit")
    pair = plain(pe.subgroup_differences(two, **ASKED)).set_index("visit")
    for visit in ("T6", "T12"):
        assert test.loc[visit, "statistic"] == pytest.approx(pair.loc[visit, "statistic"] ** 2, rel=1e-9)
        assert test.loc[visit, "p_value"] == pytest.approx(pair.loc[visit, "p_value"], rel=1e-6)


def test_number_as_moderator_tests_its_slope(people):
    fit = fit_categories(people, "y ~ group * visit * age + (diagnosis + sex) * visit")
    asked = ASKED | {"moderator": "age"}
    test = pe.subgroup_joint_test(fit, **asked, at=[30, 40, 50]).rows
    assert test["num_df"].tolist() == [2, 1, 1]
    slope = pe.subgroup_differences(fit, **asked, at=[30, 40]).rows
    term = pe.coefficients(fit).rows.set_index("term")["estimate"]
    assert slope["estimate"].tolist() == pytest.approx([
        10 * term[f"group[T.treated]:visit[T.{visit}]:age"] for visit in ("T6", "T12")
    ])  # fmt: skip
    assert set(slope["adjust"]) == {"none"}
    assert plain(pe.subgroup_contrasts(fit, **asked, at=[30, 50]))["category"].tolist() == ["30"] * 2 + ["50"] * 2


def test_categories_of_the_exposed_alone_are_each_set_against_all_controls(people):
    """Dense check: the same model with one group a category gives the same contrasts by their own names."""
    sex = np.where(people["group"] == "control", "control", people["sex"])
    data = people.assign(worker=pd.Categorical(sex, ["control", "F", "M"]))
    fit = fit_categories(data, "y ~ worker * visit + (age + diagnosis) * visit")
    asked = {"group": "worker", "reference": "control", "baseline": "T0"}
    found = plain(pe.subgroup_contrasts(fit, moderator=None, **asked))
    whole = pe.change_contrasts(fit, **asked).rows
    assert found["estimate"].tolist() == pytest.approx(whole["estimate"].tolist(), abs=1e-12)
    assert found["category"].tolist() == ["F", "F", "M", "M"]
    test = pe.subgroup_joint_test(fit, moderator=None, **asked).rows
    assert test["num_df"].tolist() == [2, 1, 1]


def test_category_with_nobody_in_a_group_is_not_estimable_and_named(people):
    data = people[~((people["diagnosis"] == "other") & (people["group"] == "treated"))]
    fit = fit_categories(data)
    rows = plain(pe.subgroup_contrasts(fit, **ASKED)).set_index("category")
    assert (rows.loc["other", "note"] == "not estimable").all()
    assert rows.loc["other", "estimate"].isna().all()
    assert rows.loc["mood", "estimate"].notna().all()
    test = pe.subgroup_joint_test(fit, **ASKED)
    assert test.rows["num_df"].tolist() == [2, 1, 1]
    assert any("other" in note for note in test.notes if note.code == "subgroup_not_estimable")


def test_category_of_two_people_is_refused_and_of_few_is_marked(people):
    seen = people[(people["diagnosis"] == "other") & (people["group"] == "treated") & (people["visit"] == "T12")]
    few = people.drop(seen.index[2:])
    fit = fit_categories(few)
    with pytest.raises(FitError, match="'other' of 'diagnosis' has fewer than 3 people in the group 'treated' at T12"):
        pe.subgroup_contrasts(fit, **ASKED)
    rows = plain(pe.subgroup_contrasts(fit, **ASKED, fewest=1)).set_index(["category", "visit"])
    assert rows.loc[("other", "T12"), "note"] == "few people"
    assert rows.loc[("psychotic", "T12"), "note"] == ""


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"moderator": "diagnosi"}, "Did you mean 'diagnosis'"),
        ({"moderator": "visit"}, "is the group or the visit"),
        ({"moderator": "age"}, "give at least two of its values"),
        ({"at": [1, 2]}, "is no number in the formula"),
        ({"reference": "controls"}, "Did you mean 'control'"),
        ({"compared": ["control"]}, "A group is compared with another one"),
        ({"adjust": "holms"}, "Did you mean 'holm'"),
    ],
)
def test_refusals_say_what_to_do(fit, changed, said):
    with pytest.raises(FitError, match=said):
        pe.subgroup_contrasts(fit, **(ASKED | changed))


def test_counts_add_up_to_the_people(people):
    counts = pe.subgroup_counts(people, "y", moderator="diagnosis", group="group", visit="visit").rows
    seen = counts[(counts["quantity"] == "measured") & (counts["visit"] == "T12")]
    assert seen["estimate"].sum() == ((people["visit"] == "T12") & people["y"].notna()).sum()
