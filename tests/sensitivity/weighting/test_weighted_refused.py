"""What weighted contrasts refuse, and what they say of figures that do not exist."""

import numpy as np
import pandas as pd
import pytest

import peereval as pe
from peereval.errors import DataError, FitError
from peereval.sensitivity.weighting.doubly_robust_did import ESTIMATORS
from reference_models import REFERENCE

ASKED = {
    "participant": "participant",
    "visit": "visit",
    "group": "group",
    "reference": "control",
    "baseline": "T0",
    "site": "site",
    "propensity_covariates": ["y", "age"],
}
DID = {name: value for name, value in ASKED.items() if name != "propensity_covariates"} | {"covariates": ["y", "age"]}
RNG = np.random.default_rng(1)


@pytest.fixture(scope="module")
def people():
    return pd.read_csv(REFERENCE / "selected.csv")


def ask(data, **more):
    return pe.weighted_contrasts(data, "y", **{**ASKED, **more})


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"treated": "control"}, FitError, "cannot be compared with itself"),
        ({"treated": "treatd"}, FitError, "Did you mean 'treated'"),
        ({"reference": "controls"}, FitError, "Did you mean 'control'"),
        ({"baseline": "T12"}, FitError, "the last visit"),
        ({"baseline": "T1"}, FitError, "use one of 'T0', 'T6', 'T12'"),
        ({"propensity_covariates": []}, FitError, "No covariate is named"),
        ({"propensity_covariates": ["agee"]}, DataError, "Did you mean 'age'"),
        ({"estimand": "atc"}, FitError, "'att', 'overlap', 'ate'"),
        ({"truncate": 0.2}, FitError, "truncate=0.2"),
        ({"inference": "sandwich"}, FitError, "'jackknife', 'bootstrap', 'cr2'"),
        ({"inference": "bootstrap"}, FitError, "source of chance"),
        ({"inference": "bootstrap", "rng": RNG, "replicates": 1}, DataError, "two at the least"),
        ({"inference": "bootstrap", "rng": RNG, "site": None}, FitError, "draws sites"),
        ({"level": 95}, FitError, "between 0 and 1"),
    ],
)
def test_options_that_make_no_sense_are_refused(people, options, error, words):
    with pytest.raises(error, match=words):
        ask(people, **options)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (lambda d: pd.concat([d, d.iloc[:1]]), DataError, "two rows at the same 'visit'"),
        (lambda d: d.assign(y=d["y"].astype(str)), DataError, "not a number"),
        (lambda d: d.assign(y=d["y"].replace(d["y"].iloc[0], np.inf)), DataError, "infinite"),
        (lambda d: d.assign(group=d["group"].where(d.index != 0)), DataError, "1 rows have no participant, group"),
        (
            lambda d: d.assign(group=d["group"].where(d.index != 1, "control")),
            DataError,
            "1 participants change 'group'",
        ),
        (lambda d: d.assign(site=d["site"].where(d.index != 1, "S01")), DataError, "1 participants change 'site'"),
        (lambda d: d[(d["visit"] != "T0") | (d["group"] == "control")], DataError, "Nobody of the group 'treated'"),
        (lambda d: d.assign(group=d["group"].where(d["site"] != "S14", "third")), FitError, "Say which"),
    ],
)
def test_tables_that_cannot_be_compared_are_refused(people, change, error, words):
    with pytest.raises(error, match=words):
        ask(change(people))


@pytest.mark.parametrize("inference", ["jackknife", "bootstrap", "cr2"])
def test_a_group_in_one_site_cannot_be_left_out(people, inference):
    alone = people.assign(site=people["site"].where(people["group"] == "control", "the only one"))
    with pytest.raises(DataError, match=r"treated group is in one site only.*site=None"):
        ask(alone, inference=inference, rng=RNG)
    assert np.isfinite(ask(alone, site=None).rows["std_error"]).all()


def test_the_influence_function_needs_two_sites_in_each_group(people):
    alone = people.assign(site=people["site"].where(people["group"] == "treated", "the only one"))
    with pytest.raises(DataError, match="reference group is in one site only"):
        pe.doubly_robust_did(alone, "y", **{**DID, "inference": "influence"})


def test_covariates_that_separate_the_groups_are_refused_by_name(people):
    apart = people.assign(ward=people["group"].str[:1])
    for asked in (ask, lambda d, **more: pe.doubly_robust_contrasts(d, "y", **{**ASKED, **more})):
        with pytest.raises(FitError, match=r"told apart without error.*'ward'"):
            asked(apart, propensity_covariates=["ward"])
    for estimator in ESTIMATORS:
        with pytest.raises(FitError, match="'ward'"):
            pe.doubly_robust_did(apart, "y", **{**DID, "covariates": ["ward"], "estimator": estimator})


def test_replicates_that_separate_the_groups_are_counted(people):
    # Of the category "rare" the treated are in one site only: without it nobody treated is left there.
    first = people["site"][people["group"] == "treated"].iloc[0]
    rare = (people["site"] == first) | ((people["group"] == "control") & (people["age"] > 60))
    marked = people.assign(rare=np.where(rare, "rare", "common"))
    with pytest.raises(FitError, match="In 1 of the 24 replicates of the jackknife by site"):
        ask(marked, propensity_covariates=["rare"])
    with pytest.raises(FitError, match=r"In \d+ of the 200 replicates of the bootstrap by site"):
        ask(marked, propensity_covariates=["rare"], inference="bootstrap", replicates=200, rng=RNG)


def test_a_bootstrap_goes_on_without_a_few_replicates_and_counts_them(people):
    # Treated in "rare" in four sites: in about (8/12)^12 = 0.8 % of the draws none of them is drawn.
    treated = sorted(people["site"][people["group"] == "treated"].unique())
    rare = people["site"].isin(treated[:4]) | ((people["group"] == "control") & (people["age"] > 60))
    marked = people.assign(rare=np.where(rare, "rare", "common"))
    asked = {"propensity_covariates": ["rare"], "inference": "bootstrap", "replicates": 500}
    result = ask(marked, rng=np.random.default_rng(2), **asked)
    assert any("replicates are left out" in note for note in result.notes)
    assert np.isfinite(result.rows["std_error"]).all()


def test_means_out_of_reach_of_the_controls_are_refused_by_tilting_only(people):
    # Ages overlap, so scores exist; but weights above 0 cannot move the mean of the controls beyond their oldest.
    old = people.assign(age=people["age"].where(people["group"] == "control", people["age"] + 38.0))
    controls = old.loc[old["group"] == "control", "age"]
    assert old.loc[old["group"] == "treated", "age"].mean() > controls.max()
    asked = {**DID, "covariates": ["age"]}
    with pytest.raises(FitError, match="estimator='traditional'"):
        pe.doubly_robust_did(old, "y", **asked)
    assert np.isfinite(pe.doubly_robust_did(old, "y", **{**asked, "estimator": "traditional"}).rows["estimate"]).all()


@pytest.mark.parametrize("inference", ["jackknife", "cr2", "influence"])
def test_a_visit_nobody_of_a_group_came_to_is_not_estimable(people, inference):
    gone = people[(people["visit"] != "T12") | (people["group"] == "control")]
    if inference == "influence":
        rows = pe.doubly_robust_did(gone, "y", **{**DID, "inference": inference}).rows
    else:
        rows = ask(gone, inference=inference).rows
    assert rows["note"].tolist() == ["", "not estimable"]
    assert rows.loc[1, ["estimate", "std_error", "df", "p_value", "conf_low"]].isna().all()
    assert np.isfinite(rows.loc[0, "std_error"])


@pytest.mark.parametrize("function", ["doubly_robust_contrasts", "doubly_robust_did"])
def test_so_it_is_for_the_doubly_robust(people, function):
    gone = people[(people["visit"] != "T12") | (people["group"] == "control")]
    asked = ASKED if function == "doubly_robust_contrasts" else DID
    rows = getattr(pe, function)(gone, "y", **asked).rows
    assert rows["note"].tolist() == ["", "not estimable"]
    assert rows["estimate"].isna().tolist() == [False, True]


def test_people_left_out_are_counted(people):
    first = people["participant"].unique()
    late = people[~((people["participant"] == first[0]) & (people["visit"] == "T0"))]
    late = late.assign(age=late["age"].where(~late["participant"].isin(first[1:3])))
    notes = " ".join(ask(late).notes)
    assert "1 participants have no row at T0" in notes
    assert "2 participants lack a covariate" in notes


def test_a_contrast_that_rests_on_one_site_has_no_jackknife(people):
    first = people["site"][people["group"] == "treated"].iloc[0]
    gone = people[(people["visit"] != "T12") | (people["group"] == "control") | (people["site"] == first)]
    result = ask(gone)
    assert result.rows["note"].tolist() == ["", "not estimable"]
    assert "Without one of the sites" in " ".join(result.notes)
    with pytest.raises(FitError, match="of the 50 replicates of the bootstrap"):
        ask(gone, inference="bootstrap", replicates=50, rng=RNG)
