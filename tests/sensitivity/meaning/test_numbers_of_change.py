"""Thresholds of change, numbers needed and E-values against the numbers of their papers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import peereval as pe
from peereval.errors import FitError
from peereval.estimate.effect_size import Deviation

SD = Deviation(10.0, 98, 100, "raw SD")


def test_reliable_change_is_that_of_jacobson_and_truax():
    # Their example (1991, page 14): SD 10, reliability .80, S_diff 6.32; from 47.5 to 32.5 is 2.37 of them.
    rows = pe.change_thresholds(SD, reliability=0.80).rows.set_index("threshold")["estimate"]
    difference_error = rows["reliable change"] / 1.96
    assert difference_error == pytest.approx(6.32, abs=0.005)  # printed to 2 decimals
    assert (47.5 - 32.5) / difference_error == pytest.approx(2.37, abs=0.005)
    assert rows["half a standard deviation"] == 5.0


def test_each_threshold_says_what_it_rests_on():
    made = pe.change_thresholds(SD, important_difference=3.0, reliability=0.9, reliability_of="alpha")
    assert made.rows["threshold"].tolist() == ["important difference", "reliable change", "half a standard deviation"]
    assert made.method["reliability"], made.method["reliability_of"] == (0.9, "alpha")
    assert pe.change_thresholds(important_difference=3.0).rows["threshold"].tolist() == ["important difference"]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({}, "important_difference, a deviation"),
        ({"important_difference": 0.0}, "above 0"),
        ({"deviation": SD, "reliability": 1.0}, "below 1"),
        ({"important_difference": 1.0, "reliability": 0.8}, "needs a standard deviation"),
    ],
)
def test_thresholds_that_cannot_be_are_refused(asked, words):
    with pytest.raises(FitError, match=words):
        pe.change_thresholds(**asked)


# Altman 1998: a difference of 10 % with an interval from -5 % to 25 % is NNTB 10 (NNTB 4 to infinity to NNTH 20).
@pytest.mark.parametrize(
    ("difference", "interval", "text"),
    [
        (0.10, (-0.05, 0.25), "NNTB 10 (NNTB 4 to infinity to NNTH 20)"),
        (0.10, (0.05, 0.15), "NNTB 10 (NNTB 7 to NNTB 20)"),
        (-0.10, (-0.25, 0.05), "NNTH 10 (NNTH 4 to infinity to NNTB 20)"),
        (-0.10, (-0.20, -0.05), "NNTH 10 (NNTH 5 to NNTH 20)"),
        (0.125, (np.nan, np.nan), "NNTB 8"),
        (0.0, (-0.1, 0.1), "∞ (NNTH 10 to infinity to NNTB 10)"),
    ],
)
def test_numbers_needed_are_written_as_altman_writes_them(difference, interval, text):
    made = pe.number_needed(difference, *interval)
    assert str(made.notes[0]) == text
    row = made.rows.iloc[0]
    with np.errstate(divide="ignore"):
        assert row["estimate"] == 1.0 / np.float64(difference)
        assert np.array_equal([row["conf_high"], row["conf_low"]], 1.0 / np.array(interval), equal_nan=True)


def test_a_number_needed_in_french():
    note = pe.number_needed(0.10, -0.05, 0.25).notes[0]
    assert note.in_language("fr") == "NNTB 10 (NNTB 4 à l’infini à NNTH 20)"


@pytest.mark.parametrize(("asked", "words"), [((10.0,), "from -1 to 1"), ((0.1, 0.2, 0.3), "does not hold")])
def test_differences_that_are_none_are_refused(asked, words):
    with pytest.raises(FitError, match=words):
        pe.number_needed(*asked)


# VanderWeele and Ding 2017, and the examples of the R package EValue 4.1.3 (evalues.RR, its vignette).
@pytest.mark.parametrize(
    ("ratio", "interval", "expected"),
    [
        (3.9, (1.8, 8.7), (7.26, 3.00)),
        (10.73, (8.02, 14.36), (20.95, 15.52)),
        (0.80, (0.71, 0.91), (1.81, 1.43)),
        (1.2, (0.9, 1.6), (1.69, 1.00)),
    ],
)
def test_e_values_are_those_published(ratio, interval, expected):
    rows = pe.e_value(ratio, *interval).rows.set_index("quantity")["estimate"]
    assert rows["E-value"] == pytest.approx(expected[0], abs=0.006)  # two decimals
    assert rows["E-value of the limit"] == pytest.approx(expected[1], abs=0.006)


def test_a_standardised_difference_is_a_risk_ratio_first():
    # EValue::evalues.MD(0.5, 0.25): exp(.91 d) and exp(.91 d -+ 1.78 se), 1.78 being 1.96 times .91 rounded.
    rows = pe.e_value(0.5, 0.5 - 1.96 * 0.25, 0.5 + 1.96 * 0.25, scale="standardised difference").rows
    ratio = rows[rows["quantity"] == "risk ratio"].iloc[0]
    assert ratio["estimate"] == pytest.approx(np.exp(0.455))
    assert ratio["conf_low"] == pytest.approx(np.exp(0.455 - 1.78 * 0.25), rel=2e-3)
    assert rows["estimate"].iloc[1] == pytest.approx(np.exp(0.455) + np.sqrt(np.exp(0.455) * (np.exp(0.455) - 1)))


@given(st.floats(-3.0, 3.0), st.floats(0.01, 1.0))
def test_an_e_value_does_not_depend_on_the_direction(d, half):
    here, there = (
        pe.e_value(sign * d, sign * d - half, sign * d + half, scale="standardised difference").rows["estimate"]
        for sign in (1.0, -1.0)
    )
    # near 1 an E-value is the root of what a risk ratio has above 1: rounding of 1e-16 shows as 1e-8
    assert here.iloc[1:].to_numpy() == pytest.approx(there.iloc[1:].to_numpy(), rel=1e-9, abs=1e-7)
    assert (here.iloc[1:] >= 1.0).all()
    assert here.iloc[2] <= here.iloc[1]


def test_e_values_of_nothing_are_refused():
    with pytest.raises(FitError, match="not an option"):
        pe.e_value(1.5, scale="odds")
    with pytest.raises(FitError, match="above 0"):
        pe.e_value(-0.2)
    assert set(pe.e_value(1.5).rows["quantity"]) == {"risk ratio", "E-value"}
