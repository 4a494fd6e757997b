"""Observed scores: counted by hand."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(-100, 100))
def test_a_shift_moves_the_middle_and_not_the_spread(few, study, shift):
    tables = []
    for frame in (few, few.assign(y=few["y"] + shift).sample(frac=1, random_state=1)):
        (result,) = describe_observed(frame, study, score_scales(few, study).measures)
        tables.append(result.rows.set_index(["group", "entry", "visit", "quantity"])["estimate"].unstack())
    plain, moved = tables
    for name in ("mean", "median", "q1", "q3"):
        assert (moved[name] - shift).to_numpy() == pytest.approx(plain[name].to_numpy(), abs=1e-9, nan_ok=True)
    for name in ("sd", "count", "missing"):
        assert moved[name].to_numpy() == pytest.approx(plain[name].to_numpy(), abs=1e-9, nan_ok=True)
