"""Observed scores: counted by hand."""

import pytest

from peereval.describe.observed import describe_observed
from peereval.score.scale import score_scales


@pytest.fixture
def table(few, study):
    scored = score_scales(few, study)
    (result,) = describe_observed(scored.frame, study, scored.measures)
    return result.rows.set_index(["group", "entry", "visit", "quantity"])["estimate"]


def test_groups_and_entry_cohorts(table):
    cells = list(dict.fromkeys(key[:3] for key in table.index))
    assert cells == [
        ("control", "", "T0"), ("control", "", "T12"),
        ("treated", "", "T0"), ("treated", "", "T6"), ("treated", "", "T12"),
        ("prefollowed", "", "T6"), ("prefollowed", "", "T12"),
        ("prefollowed", "T6", "T6"), ("prefollowed", "T6", "T12"), ("prefollowed", "T12", "T12"),
    ]  # fmt: skip


def test_figures_by_hand(table):
    assert table["treated", "", "T0", "mean"] == 2.5  # 1 and 4
    assert table["treated", "", "T0", "sd"] == pytest.approx(4.5**0.5, rel=1e-15)
    assert table["treated", "", "T0", "floor percent"] == 50.0
    assert table["treated", "", "T0", "ceiling percent"] == 50.0
    assert table["treated", "", "T12", "count"] == 1.0
    assert table["treated", "", "T12", "missing"] == 1.0
    assert table["prefollowed", "", "T12", "mean"] == 2.75  # 3 and 2.5
    assert table["prefollowed", "T6", "T12", "mean"] == 3.0


def test_without_known_limits_there_is_no_floor(few, study):
    scored = score_scales(few, study)

    class Unlimited:
        name, minimum, maximum, items = "y", float("nan"), float("nan"), ()

    (result,) = describe_observed(scored.frame, study, [Unlimited()])
    assert "floor percent" not in set(result.rows["quantity"])
    assert "mean" in set(result.rows["quantity"])
