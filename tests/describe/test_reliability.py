"""Cronbach's alpha against base R, on data that come with R."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peereval.describe.agreement import intraclass_agreement
from peereval.describe.reliability import cronbach_alpha, describe_reliability

# The same formula in another order of operations.
CLOSE = 1e-10


@pytest.fixture(scope="module")
def attitude():
    return pd.read_csv(Path(__file__).parents[1] / "reference" / "attitude.csv").astype(float)


class Survey:
    name, minimum, maximum = "attitude", 0.0, 100.0
    responses = (0.0, 100.0)

    def __init__(self, items):
        self.items = tuple(items)
        self.reversed_items = ("critical",) if "critical" in self.items else ()


def test_alpha_and_its_interval_against_r(attitude, reference):
    found = cronbach_alpha(attitude)
    assert found == pytest.approx([reference[name] for name in ("alpha", "alpha_low", "alpha_high")], rel=CLOSE)


def test_reversed_items_are_turned_and_broken_off_forms_left_out(attitude, reference, study):
    asked = attitude.assign(critical=100 - attitude["critical"], visit="T0")
    broken = pd.DataFrame({name: [50.0] for name in attitude}).assign(visit="T0", raises=np.nan)
    frame = pd.concat([asked, broken], ignore_index=True)
    (result,) = describe_reliability(frame, study, [Survey(attitude.columns)])
    rows = result.rows.query("item == ''").set_index(["visit", "quantity"])
    assert rows.loc[("T0", "alpha"), "estimate"] == pytest.approx(reference["alpha"], rel=CLOSE)
    assert rows.loc[("T0", "count"), "estimate"] == 30.0
    assert rows.loc[("T6", "alpha"), "note"] == "not estimable"


def test_items_against_r(attitude, reference, study):
    turned = Survey(attitude.columns)
    frame = attitude.assign(critical=100 - attitude["critical"], visit="T0")
    rows = describe_reliability(frame, study, [turned])[0].rows.set_index(["visit", "item", "quantity"])["estimate"]
    for name in attitude:
        assert rows["T0", name, "item-rest"] == pytest.approx(reference[f"item_rest_{name}"], rel=CLOSE)
        assert rows["T0", name, "alpha without item"] == pytest.approx(reference[f"alpha_without_{name}"], rel=CLOSE)
    assert rows["T0", "", "icc items"] == pytest.approx(reference["ICC3"], rel=1e-9)


def test_the_correlation_between_visits_is_that_of_the_reference_group(cohort, study):
    (result,) = describe_reliability(cohort.frame, study, cohort.measures)
    rows = result.rows.set_index(["visit", "quantity"])
    controls = cohort.frame[cohort.frame["group"] == "control"]
    wide = controls.pivot(index="participant", columns="visit", values="y").astype(float)
    expected = intraclass_agreement(wide[["T0", "T12"]])
    assert rows.loc[("T12", "icc retest"), "estimate"] == expected.estimate
    assert rows.loc[("T12", "retest count"), "estimate"] == wide[["T0", "T12"]].dropna().shape[0]
    assert set(rows.index.get_level_values("quantity")) == {"icc retest", "retest count"}


def test_two_items_have_no_alpha_of_the_others(attitude, study):
    frame = attitude.assign(visit="T0")
    (result,) = describe_reliability(frame, study, [Survey(["rating", "raises"])])
    rows = result.rows.query("visit == 'T0' and quantity == 'alpha without item'")
    assert list(rows["note"]) == ["not estimable"] * 2


def test_one_item_has_no_alpha(attitude, study):
    assert describe_reliability(attitude.assign(visit="T0"), study, [Survey(["rating"])]) == ()
    assert np.isnan(cronbach_alpha(attitude[["rating"]])[0])


@settings(max_examples=10, deadline=None)
@given(st.floats(0.1, 50), st.floats(-100, 100))
def test_unit_and_origin_do_not_matter(scale, shift):
    items = pd.DataFrame([[1, 2, 1], [2, 2, 3], [4, 3, 4], [5, 4, 4]], dtype=float)
    assert cronbach_alpha(items * scale + shift) == pytest.approx(cronbach_alpha(items), rel=1e-7)
