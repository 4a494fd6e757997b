"""Bounds under trends that differ, by hand on made-up contrasts."""

import pandas as pd
import pytest

import peereval as pe
from peereval.results import make_result


def contrasts(*rows):
    """Return differences in change: estimate, low, high at T6, T12 ..."""
    keys = {"group": "treated", "reference": "control", "baseline": "T0", "quantity": "difference in change"}
    visits = ("T6", "T12")
    made = [
        {**keys, "visit": v, "estimate": e, "conf_low": a, "conf_high": b}
        for v, (e, a, b) in zip(visits, rows, strict=False)
    ]
    return make_result("change_contrasts", pd.DataFrame(made), outcome="y")


CHANGES = make_result(
    "changes",
    pd.DataFrame(
        [{"group": "control", "visit": v, "baseline": "T0", "quantity": "change", "estimate": e}
         for v, e in (("T6", -0.1), ("T12", 0.2))]
    ),
)  # fmt: skip


def figures(result, visit, quantity, share=None):
    rows = result.rows
    rows = rows[(rows["visit"] == visit) & (rows["quantity"] == quantity)]
    return rows if share is None else rows[rows["share"] == share]


def test_bounds_are_the_interval_widened_by_the_bias_allowed():
    found = pe.bound_trends(contrasts((-0.3, -0.5, -0.1), (0.2, -0.1, 0.5)), CHANGES, shares=(0.0, 0.5, 2.0))
    at_twelve = figures(found, "T12", "difference in change", 0.5).iloc[0]
    assert (at_twelve["conf_low"], at_twelve["conf_high"]) == pytest.approx((-0.2, 0.6))  # M = 0.5 x 0.2
    at_six = figures(found, "T6", "difference in change", 2.0).iloc[0]
    assert (at_six["conf_low"], at_six["conf_high"]) == pytest.approx((-0.7, 0.1))  # M = 2 x |-0.1|
    none = figures(found, "T6", "difference in change", 0.0).iloc[0]
    assert (none["conf_low"], none["conf_high"]) == (-0.5, -0.1)


def test_the_bias_that_explains_is_the_difference_and_that_of_the_interval_its_near_bound():
    found = pe.bound_trends(contrasts((-0.3, -0.5, -0.1), (0.2, -0.1, 0.5)), CHANGES)
    explains, reaches = "bias that explains the difference", "bias that reaches the interval"
    assert figures(found, "T6", explains)["estimate"].tolist() == [-0.3]
    assert figures(found, "T6", reaches)["estimate"].tolist() == [-0.1]
    assert figures(found, "T12", reaches)["estimate"].tolist() == [0.0]  # 0 is inside


def test_without_the_changes_the_difference_itself_is_the_yardstick():
    found = pe.bound_trends(contrasts((-0.3, -0.5, -0.1)), shares=(1.0,))
    assert figures(found, "T6", "yardstick")["estimate"].tolist() == [-0.3]
    row = figures(found, "T6", "difference in change", 1.0).iloc[0]
    assert (row["conf_low"], row["conf_high"]) == pytest.approx((-0.8, 0.2))


def test_it_takes_differences_in_change_and_shares_of_zero_or_more():
    with pytest.raises(pe.FitError, match="differences in change"):
        pe.bound_trends(CHANGES)
    with pytest.raises(pe.FitError, match="0 or more"):
        pe.bound_trends(contrasts((1.0, 0.5, 1.5)), shares=(-1.0,))
