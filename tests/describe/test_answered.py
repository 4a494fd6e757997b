"""Questionnaires complete, prorated, refused, blank: counted by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peereval.describe.answered import describe_answered
from peereval.score.scale import score_scales
from peereval.study import read_study

from .conftest import CODEBOOK, STUDY, as_read

OUTCOMES = """outcomes:
  quality: {instrument: whoqol_bref, items: "q{item}", scores: [social]}
  egf: {instrument: gaf, column: egf}
"""


@pytest.fixture(scope="module")
def scales(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scales")
    (folder / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    (folder / "study.yaml").write_text(STUDY.replace("outcomes: {y: {column: y}}\n", OUTCOMES), encoding="utf-8")
    return read_study(folder / "study.yaml")


def described(study, answers):
    """One treated person a row at T0, each with the WHOQOL-BREF items given."""
    people = {"participant": range(len(answers)), "group": "treated", "visit": "T0", "egf": 50.0}
    frame = as_read(answers.assign(**people), study)
    scored = score_scales(frame, study)
    return describe_answered(scored.frame, study, scored.measures)


def test_states_by_hand(scales):
    answers = pd.DataFrame(3.0, index=range(6), columns=[f"q{item}" for item in range(1, 27)])
    answers.loc[1, "q20"] = np.nan  # two of the three social items: prorated
    answers.loc[2, ["q20", "q21"]] = np.nan  # one: refused
    answers.loc[3, ["q20", "q21", "q22"]] = np.nan  # none
    answers.loc[4, [f"q{item}" for item in range(1, 7)]] = np.nan  # social complete, but 6 of 26 items blank
    (result,) = described(scales, answers)
    assert (result.kind, result.outcome, result.method["items"]) == ("answered", "quality", 3)
    rows = result.rows.set_index(["group", "visit", "quantity"])["estimate"]
    assert rows.to_dict() == {
        ("treated", "T0", "complete"): 2.0, ("treated", "T0", "prorated"): 1.0,
        ("treated", "T0", "refused"): 2.0, ("treated", "T0", "unanswered"): 1.0,
    }  # fmt: skip


@given(st.lists(st.sets(st.integers(1, 26)), min_size=1, max_size=8))
def test_states_add_up_to_the_visits_attended(scales, blanks):
    answers = pd.DataFrame(3.0, index=range(len(blanks)), columns=[f"q{item}" for item in range(1, 27)])
    for row, items in enumerate(blanks):
        answers.loc[row, [f"q{item}" for item in items]] = np.nan
    (result,) = described(scales, answers)
    assert result.rows["estimate"].sum() == len(blanks)
