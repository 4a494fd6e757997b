"""Intraclass correlations against psych and pingouin."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peereval.describe.agreement import intraclass_agreement, intraclass_consistency

# Sums in another order than R's.
CLOSE = 1e-9
KINDS = {"ICC2": intraclass_agreement, "ICC3": intraclass_consistency}


@pytest.fixture(scope="module")
def attitude():
    return pd.read_csv(Path(__file__).parents[1] / "reference" / "attitude.csv").astype(float)


@pytest.mark.parametrize("kind", KINDS)
def test_estimate_and_interval_against_psych(kind, attitude, reference):
    found = KINDS[kind](attitude)
    figures = [found.estimate, found.conf_low, found.conf_high]
    assert figures == pytest.approx([reference[name] for name in (kind, f"{kind}_low", f"{kind}_high")], rel=CLOSE)
    assert found.count == 30


@pytest.mark.filterwarnings("ignore::Warning")  # of the other package
def test_estimates_against_pingouin(attitude):
    from pingouin import intraclass_corr

    long = attitude.reset_index().melt("index", var_name="rater", value_name="score")
    theirs = intraclass_corr(data=long, targets="index", raters="rater", ratings="score")["ICC"].to_numpy()
    assert [function(attitude).estimate for function in KINDS.values()] == pytest.approx(theirs[1:3], abs=1e-6)


@settings(max_examples=25, deadline=None)
@given(st.floats(0.1, 50), st.floats(-100, 100), st.permutations(range(8)))
def test_unit_origin_and_order_do_not_matter(scale, shift, order):
    table = pd.DataFrame([[1, 2], [2, 2], [4, 3], [5, 4], [2, 5], [6, 6], [3, 1], [7, 5]], dtype=float)
    for function in KINDS.values():
        plain, other = function(table), function(table.iloc[list(order)] * scale + shift)
        ours, theirs = ([f.estimate, f.conf_low, f.conf_high] for f in (plain, other))
        assert theirs == pytest.approx(ours, rel=1e-6, abs=1e-9)


def test_a_shift_lowers_agreement_and_not_consistency(attitude):
    table = attitude[["rating", "complaints"]]
    moved = table.assign(complaints=table["complaints"] + 10)
    assert intraclass_consistency(moved).estimate == pytest.approx(intraclass_consistency(table).estimate, rel=CLOSE)
    assert intraclass_agreement(moved).estimate < intraclass_agreement(table).estimate


def test_rows_with_a_gap_are_left_out(attitude):
    gap = pd.concat([attitude, attitude.head(1).assign(rating=np.nan)])
    assert intraclass_consistency(gap).estimate == intraclass_consistency(attitude).estimate


@pytest.mark.parametrize("table", [[[1.0, 2.0]], [[1.0, 1.0], [1.0, 1.0]], [[1.0], [2.0]]])
def test_without_spread_there_is_none(table):
    for function in KINDS.values():
        assert np.isnan(function(pd.DataFrame(table)).estimate)


def test_a_perfect_fit_has_no_interval():
    found = intraclass_consistency(pd.DataFrame([[1.0, 4.0], [2.0, 5.0], [3.0, 6.0]]))
    assert found.estimate == 1.0
    assert np.isnan(found.conf_low)
