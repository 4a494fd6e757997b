"""Table 1 against R, and standardised differences against their definitions."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from peereval.describe.baseline import describe_baseline
from peereval.describe.summary import smd_levels, smd_numbers

# Sums in another order than R's: a few units in the last place.
CLOSE = 1e-12
NUMBERS = st.lists(st.integers(-50, 50), min_size=3, max_size=20)


@pytest.fixture(scope="module")
def table(cohort, study):
    rows = describe_baseline(cohort.frame, study, cohort.measures).rows
    return rows.set_index(["variable", "level", "group", "quantity"])["estimate"]


@pytest.mark.parametrize("quantity", ["mean", "sd", "median", "q1", "q3", "smd"])
def test_numbers_against_r(table, reference, quantity):
    assert table["age", "", "treated", quantity] == pytest.approx(reference[f"age_{quantity}"], rel=CLOSE)


def test_levels_against_r(table, reference):
    assert table["diagnosis", "", "treated", "smd"] == pytest.approx(reference["diagnosis_smd"], rel=1e-9)


def test_variables_levels_and_reference(table, cohort, study):
    rows = describe_baseline(cohort.frame, study, cohort.measures).rows
    assert list(dict.fromkeys(rows["variable"])) == ["age", "sex", "diagnosis", "y"]
    levels = rows.loc[rows["variable"] == "diagnosis", "level"]
    assert [level for level in dict.fromkeys(levels) if level] == ["psychotic", "mood", "other"]
    assert not rows.query("group == 'control' and quantity == 'smd'").size
    assert rows["p_value"].isna().all()


def test_everybody_and_the_largest_difference_of_all_pairs(table, cohort):
    first = cohort.frame.drop_duplicates("participant")
    assert table["age", "", "", "mean"] == pytest.approx(first["age"].mean(), rel=CLOSE)
    assert table["age", "", "", "count"] == first["age"].notna().sum()
    ages = {group: first.loc[first["group"] == group, "age"] for group in ("control", "treated", "prefollowed")}
    pairs = [("treated", "control"), ("prefollowed", "control"), ("prefollowed", "treated")]
    largest = max(abs(smd_numbers(ages[one], ages[other])) for one, other in pairs)
    assert table["age", "", "", "largest smd"] == pytest.approx(largest, rel=CLOSE)
    assert ("age", "", "control", "smd") not in table.index


def test_the_share_missing_is_of_all_people(few, study):
    rows = describe_baseline(few, study, ()).rows.set_index(["variable", "level", "group", "quantity"])["estimate"]
    # c and d are pre-followed: c was 40 at the first visit, d's age was not recorded there.
    people = few.drop_duplicates("participant")
    assert rows["age", "", "", "missing"] == people["age"].isna().sum()
    assert rows["age", "", "", "percent missing"] == pytest.approx(100 * people["age"].isna().mean())


def test_two_groups_have_no_largest_difference(few, study):
    two = few[few["group"] != "prefollowed"]
    assert "largest smd" not in set(describe_baseline(two, study, ()).rows["quantity"])


def test_percentages_are_of_those_recorded(few, study):
    frame = few.assign(sex=few["sex"].mask(few["participant"] == "a"))
    rows = describe_baseline(frame, study, ()).rows.set_index(["variable", "level", "group", "quantity"])["estimate"]
    assert rows["sex", "M", "treated", "percent"] == 100.0
    assert rows["sex", "", "treated", "missing"] == 1.0
    assert rows["age", "", "prefollowed", "count"] == 1.0


@given(NUMBERS, NUMBERS, st.floats(0.1, 100), st.floats(-1000, 1000))
def test_unit_and_origin_do_not_matter(one, other, scale, shift):
    first, second = pd.Series(one, dtype=float), pd.Series(other, dtype=float)
    assume(first.var() + second.var() > 0)
    plain = smd_numbers(first, second)
    assert smd_numbers(first * scale + shift, second * scale + shift) == pytest.approx(plain, rel=1e-6, abs=1e-6)
    assert smd_numbers(second, first) == pytest.approx(-plain, rel=1e-12)


@given(st.integers(1, 30), st.integers(1, 30), st.integers(1, 30), st.integers(1, 30))
def test_two_levels_are_the_difference_of_proportions(a, b, c, d):
    one, other = pd.Series(["x"] * a + ["y"] * b), pd.Series(["x"] * c + ["y"] * d)
    p, q = a / (a + b), c / (c + d)
    expected = abs(p - q) / np.sqrt((p * (1 - p) + q * (1 - q)) / 2)
    assert smd_levels(one, other) == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert smd_levels(other, one) == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_no_spread_no_difference():
    same, apart = pd.Series([1.0, 1.0]), pd.Series([2.0, 2.0])
    assert np.isnan(smd_numbers(same, apart))
    assert np.isnan(smd_levels(pd.Series(["x", "x"]), pd.Series(["y", "y"])))
    assert smd_levels(pd.Series(["x"]), pd.Series(["x"])) == 0.0
    assert np.isnan(smd_levels(pd.Series([None, None], dtype=object), pd.Series(["y", "x"])))
