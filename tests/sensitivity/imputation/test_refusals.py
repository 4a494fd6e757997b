"""What imputation refuses, and the sentence that says so."""

import numpy as np
import pandas as pd
import pytest

import peereval as pe
from peereval.errors import DataError, FitError
from reference_models import REFERENCE

ASKED = {"group": "group", "reference": "control"}


@pytest.fixture(scope="module")
def trial():
    data = pd.read_csv(REFERENCE / "trial.csv")
    return data.assign(site=np.arange(len(data)) // 3 % 8)


def fit_trial(data, formula="change ~ (group + base) * visit", **options):
    return pe.fit_mixed(formula, data, participant="participant", visit="visit", **options)


@pytest.fixture(scope="module")
def fit(trial):
    return fit_trial(trial)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"strategy": "jump-to-refrence"}, "Did you mean 'jump-to-reference'"),
        ({"strategy": {"control": "copy-increments"}}, "takes 'control' itself as its reference"),
        ({"strategy": {"trated": "mar"}}, "strategy names 'trated', which is not a group.*Did you mean 'treated'"),
        ({"strategy": "jump-to-reference"}, "people who started elsewhere"),
        ({"strategy": "copy-reference", "baseline_covariate": "group"}, "no numeric covariate"),
        ({"reference": "nobody"}, "reference='nobody' is not a level"),
        ({"group": "visits"}, "Did you mean 'visit'"),
        ({"delta": {"treated": {"T3": 1.0}}}, "a visit that nobody of that group missed"),
        ({"delta": {"treated": {"T9": 1.0}}}, "'T9', which is not a visit"),
        ({"delta": {"nobody": 1.0}}, "which is not a group"),
        ({"delta": {"treated": float("nan")}}, "not a number"),
        ({"level": 95}, "between 0 and 1"),
    ],
)
def test_what_was_asked_is_refused(trial, asked, sentence):
    seen = trial[(trial["visit"] != "T3") | (trial["group"] == "control") | trial["change"].notna()]
    whole = seen.groupby("participant")["visit"].transform("count") == 3
    kept = seen[whole]
    with pytest.raises(FitError, match=sentence):
        pe.reference_based_contrasts(fit_trial(kept), kept, **{**ASKED, **asked})


def test_nobody_missing_is_refused(trial):
    whole = trial[trial.groupby("participant")["change"].transform("count") == 3]
    with pytest.raises(FitError, match="Nobody missed a visit"):
        pe.reference_based_contrasts(fit_trial(whole), whole, **ASKED)


def test_a_group_without_missed_visits_has_nothing_to_move(trial):
    lost = (trial["group"] == "treated") & (trial.groupby("participant")["change"].transform("count") < 3)
    kept = trial[~lost]
    with pytest.raises(FitError, match="nobody of that group missed a visit"):
        pe.reference_based_contrasts(fit_trial(kept), kept, delta={"treated": 1.0}, **ASKED)
    with pytest.raises(FitError, match="use 'mar'"):
        pe.reference_based_contrasts(fit_trial(kept), kept, strategy="copy-increments", **ASKED)


def test_models_that_cannot_be_imputed_from_are_refused(trial):
    with pytest.raises(FitError, match="covariance='unstructured'"):
        pe.reference_based_contrasts(fit_trial(trial, covariance="cs"), trial, **ASKED)
    with pytest.raises(FitError, match="site_effects='none'"):
        pe.reference_based_contrasts(fit_trial(trial, site="site"), trial, **ASKED)
    weighted = trial.assign(w=1.0)
    with pytest.raises(FitError, match="participant weights"):
        pe.reference_based_contrasts(fit_trial(weighted, weights="w"), weighted, **ASKED)
    split = trial.assign(half=np.where(trial["site"] < 4, "a", "b"))
    with pytest.raises(FitError, match="covariance_by='group'"):
        pe.reference_based_contrasts(fit_trial(split, covariance_by="half"), split, **ASKED)


def test_a_column_named_like_one_of_the_results_is_refused(trial):
    named = trial.rename(columns={"group": "strategy"})
    fit = fit_trial(named, "change ~ (strategy + base) * visit")
    with pytest.raises(FitError, match="name of a column of the results"):
        pe.reference_based_contrasts(fit, named, group="strategy", reference="control")


def test_another_frame_is_refused(trial, fit):
    with pytest.raises(DataError, match="not those of the fit"):
        pe.reference_based_contrasts(fit, trial[trial["participant"] != "P001"], **ASKED)
    with pytest.raises(DataError, match="not those of the fit"):
        pe.reference_based_contrasts(fit, trial.assign(change=trial["change"].fillna(0.0)), **ASKED)
    with pytest.raises(DataError, match="a visit that the model does not hold"):
        pe.reference_based_contrasts(fit, trial.assign(visit=trial["visit"].replace("T3", "T0")), **ASKED)
    with pytest.raises(DataError, match="two rows"):
        pe.reference_based_contrasts(fit, pd.concat([trial, trial.iloc[[0]]]), **ASKED)


def test_a_column_that_is_not_there_is_named_by_its_option(trial, fit):
    for option, named in (("site", "sit"), ("intercurrent", "sit"), ("covariates", ["base", "sit"])):
        with pytest.raises(DataError, match=rf"{option}.*='sit' is not a column of the data. Did you mean 'site'"):
            pe.reference_based_contrasts(fit, trial, **{**ASKED, option: named})


def test_what_changes_between_visits_is_refused(trial, fit):
    moved = trial.assign(moved=np.arange(len(trial)))
    with pytest.raises(DataError, match="'moved' changes between the visits"):
        pe.reference_based_contrasts(fit, moved, covariates=["base", "moved"], **ASKED)


def test_values_after_the_event_are_refused(trial, fit):
    early = trial.assign(event="T3")
    with pytest.raises(FitError, match="values after their intercurrent event"):
        pe.reference_based_contrasts(fit, early, intercurrent="event", strategy="copy-increments", **ASKED)
    with pytest.raises(DataError, match="that is no visit of the model"):
        pe.reference_based_contrasts(fit, trial.assign(event="later"), intercurrent="event", **ASKED)


def test_a_group_never_seen_at_a_visit_is_refused(trial):
    lost = (trial["group"] == "treated") & (trial["visit"] == "T3")
    data = trial.assign(change=trial["change"].mask(lost))
    with pytest.raises(FitError, match="does not determine the mean"):
        pe.reference_based_contrasts(fit_trial(data), data, **ASKED)


def test_a_missing_covariate_leaves_a_participant_out_and_says_so(trial):
    data = trial.assign(base=trial["base"].mask(trial["participant"] == "P001"))
    result = pe.reference_based_contrasts(fit_trial(data), data, **ASKED)
    without = data[data["participant"] != "P001"]
    direct = pe.reference_based_contrasts(fit_trial(without), without, **ASKED)
    pd.testing.assert_frame_equal(result.rows, direct.rows)
    assert [note.values for note in result.notes if note.code == "imputation_left_out"] == [{"participants": 1}]


def test_dependent_covariates_of_the_analysis_are_refused(trial, fit):
    twice = trial.assign(double=2.0 * trial["base"])
    with pytest.raises(FitError, match="depend on each other"):
        pe.reference_based_contrasts(fit, twice, covariates=["base", "double"], **ASKED)
