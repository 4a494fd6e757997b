"""One instrument from a data frame, without a study file."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import peereval as pe

ITEMS = [f"w{item}" for item in range(1, 13)]


@pytest.fixture
def whodas():
    data = pd.DataFrame([[2] * 12, [4] * 12, [0] * 12], columns=ITEMS, index=["x", "y", "z"])
    return data.assign(w12=["2", "4", None], other="text")


def test_scores_stand_on_the_index_of_the_data(whodas):
    before = whodas.copy()
    scored = pe.score_instrument(whodas, "whodas12", "w{item}")
    assert list(scored.index) == ["x", "y", "z"]
    assert scored["total"].tolist()[:2] == [24.0, 48.0]
    assert np.isnan(scored.loc["z", "total"])
    assert scored["total_answered"].tolist() == [12, 12, 11]
    pd.testing.assert_frame_equal(whodas, before)


def test_columns_key_and_missing_codes_may_be_given(whodas):
    key = pe.read_instrument("whodas12")
    coded = whodas.assign(w12=[2, 4, 9])
    scored = pe.score_instrument(coded, key, ITEMS, missing=[9], answered=False)
    assert list(scored) == ["total"]
    assert scored["total"].isna().tolist() == [False, False, True]
    rating = pe.score_instrument(pd.DataFrame({"egf": [0, 55]}), "gaf", "egf")
    assert rating["rating"].tolist()[1] == 55.0
    assert rating["rating_answered"].tolist() == [0, 1]


SECRET = 77


@pytest.mark.parametrize(
    ("change", "items", "found"),
    [
        ({"w3": [SECRET, 1, 1]}, "w{item}", "not a response that its key allows, 0 to 4 (columns w3)"),
        ({"w3": ["souvent", "1", "1"]}, "w{item}", "is text where a number is needed (columns w3)"),
        ({}, "w_{item}", "the column 'w_1' is not in the data. Did you mean 'w1'?"),
        ({}, "w1", "give a pattern such as"),
        ({}, ITEMS[:11], "'items' gives 11 columns"),
        ({}, [*ITEMS[:11], "w1"], "the column 'w1' is there, or is named, more than once"),
    ],
)
def test_what_cannot_be_scored_is_refused(whodas, change, items, found):
    with pytest.raises(pe.DataError) as refused:
        pe.score_instrument(whodas.assign(**change), "whodas12", items)
    assert found in str(refused.value)
    assert str(SECRET) not in str(refused.value)
    assert "souvent" not in str(refused.value)


def test_templates_and_unknown_scores_are_refused(whodas):
    with pytest.raises(pe.ScoringError, match="is a template"):
        pe.score_instrument(whodas, "sqol18", "w{item}")
    with pytest.raises(pe.ScoringError, match=r"no score 'totl'.*Did you mean 'total'"):
        pe.score_instrument(whodas, "whodas12", "w{item}", scores=["totl"])


@given(st.permutations(range(6)))
def test_rows_are_scored_one_by_one(order):
    rows = pd.DataFrame(np.arange(72).reshape(6, 12) % 5, columns=ITEMS)
    scored = pe.score_instrument(rows, "whodas12", "w{item}")
    moved = pe.score_instrument(rows.iloc[order], "whodas12", "w{item}")
    pd.testing.assert_frame_equal(moved.sort_index(), scored)


def test_the_catalogue_says_what_there_is():
    listed = pe.instruments().set_index("name")
    assert listed.loc["ismi29", ["domain", "items", "higher_is", "verified"]].tolist() == ["stigma", 29, "worse", False]
    assert listed.index[listed["template"]].tolist() == ["sqol18"]
    assert "total_without_resistance" in listed.loc["ismi29", "scores"]
    french = pe.instruments("fr").set_index("name")
    assert french.loc["psp", "label"] == "Échelle de fonctionnement personnel et social (PSP)"
    assert (french["label"] != french.index).all()
