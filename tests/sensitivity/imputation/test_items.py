"""Items imputed within questionnaires: what is filled, from what, and how well against what was lost."""

import numpy as np
import pandas as pd
import pytest

import peereval as pe
from peereval.errors import DataError, FitError

ITEMS = [f"Q{j}" for j in range(1, 7)]
ASKED = {"participant": "id", "visit": "visit", "group": "group"}


def questionnaires(n=150, seed=4):
    """Return answers 1-4 of six items at two visits, an eighth of them lost, and what they were."""
    rng = np.random.default_rng(seed)
    person, site = rng.normal(size=n), np.arange(n) % 10
    data = pd.DataFrame({"id": np.repeat(np.arange(n), 2), "visit": np.tile(["T0", "T6"], n)})
    data = data.assign(group=np.where(data["id"] % 2, "treated", "control"), site=site[data["id"]])
    trait = np.repeat(person, 2)[:, None] + 0.3 * rng.normal(size=(2 * n, 1)) + np.linspace(-0.5, 0.5, 6)
    answers = np.clip(np.round(2.5 + 0.8 * trait + 0.5 * rng.normal(size=(2 * n, 6))), 1, 4)
    whole = data.assign(**dict(zip(ITEMS, answers.T, strict=True)))
    gone = rng.random(answers.shape) < 0.125
    gone[rng.random(2 * n) < 0.2] = True  # questionnaires not answered at all
    lost = whole.copy()
    lost[ITEMS] = lost[ITEMS].mask(gone)
    return lost, whole


@pytest.fixture(scope="module")
def made():
    lost, whole = questionnaires()
    options = {"site": "site", "imputations": 5, "rng": np.random.default_rng(1)}
    return lost, whole, pe.impute_items(lost, ITEMS, **ASKED, **options)


def test_only_questionnaires_answered_in_part_are_filled(made):
    lost, _, completed = made
    partly = lost[ITEMS].notna().any(axis=1)
    for one in completed:
        assert one.loc[partly, ITEMS].notna().all().all()
        assert one.loc[~partly, ITEMS].isna().all().all()
        assert one[ITEMS].where(lost[ITEMS].notna()).equals(lost[ITEMS])
        assert set(np.unique(one.loc[partly, ITEMS])) == {1.0, 2.0, 3.0, 4.0}


def test_imputed_answers_follow_the_person_and_keep_the_spread(made):
    lost, whole, completed = made
    gap = lost[ITEMS].isna() & lost[ITEMS].notna().any(axis=1).to_numpy()[:, None]
    truth = whole[ITEMS].to_numpy()[gap.to_numpy()]
    drawn = np.array([one[ITEMS].to_numpy()[gap.to_numpy()] for one in completed])
    assert np.corrcoef(drawn.mean(axis=0), truth)[0, 1] > 0.7  # five other answers of one trait
    # Some 180 answers of SD 0.9: means to 0.07, spreads to a twentieth.
    assert abs(drawn.mean() - truth.mean()) < 0.15
    assert drawn.std(axis=1) == pytest.approx(truth.std(), rel=0.12)


def test_scores_of_completed_items_pool_to_those_of_all_items(made):
    lost, whole, completed = made
    answered = lost[ITEMS].notna().any(axis=1)
    truth = whole.loc[answered, ITEMS].mean(axis=1)
    scores = np.mean([one.loc[answered, ITEMS].mean(axis=1) for one in completed], axis=0)
    assert np.abs(scores - truth).mean() < 0.07
    assert abs((scores - truth).mean()) < 0.02


def test_the_same_chance_gives_the_same_answers(made):
    lost, _, completed = made
    options = {"site": "site", "imputations": 5, "rng": np.random.default_rng(1)}
    pd.testing.assert_frame_equal(pe.impute_items(lost, ITEMS, **ASKED, **options)[4], completed[4])


def test_covariates_predict_and_stay_as_they_were():
    lost, _ = questionnaires(n=80)
    lost["age"] = np.where(lost["id"] < 3, np.nan, 30.0 + lost["id"] % 17)
    options = {"covariates": ["age"], "by_group": True, "imputations": 2, "rng": np.random.default_rng(1)}
    one = pe.impute_items(lost, ITEMS, **ASKED, **options)[0]
    pd.testing.assert_series_equal(one["age"], lost["age"])


def test_what_cannot_be_imputed_is_refused():
    lost, _ = questionnaires(n=40)
    rng = np.random.default_rng(1)
    with pytest.raises(DataError, match="Did you mean 'Q1'"):
        pe.impute_items(lost, ["Q1", "q1"], **ASKED, rng=rng)
    with pytest.raises(DataError, match="'Q2' is not a number"):
        pe.impute_items(lost.assign(Q2="often"), ITEMS, **ASKED, rng=rng)
    with pytest.raises(DataError, match="two rows at the same"):
        pe.impute_items(pd.concat([lost, lost.iloc[[0]]]), ITEMS, **ASKED, rng=rng)
    with pytest.raises(DataError, match="1 rows have no 'group'"):
        pe.impute_items(lost.assign(group=lost["group"].mask(lost.index == 0)), ITEMS, **ASKED, rng=rng)
    with pytest.raises(FitError, match="too few for"):
        pe.impute_items(lost[lost["id"] < 16], ITEMS, **ASKED, rng=rng)
