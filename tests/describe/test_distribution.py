"""How observed scores are spread: counted by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peereval.describe.distribution import choose_bins, describe_distribution, find_gap
from peereval.score.scale import score_scales


@pytest.fixture
def result(few, study):
    scored = score_scales(few, study)
    (found,) = describe_distribution(scored.frame, study, scored.measures)
    return found


def test_shares_by_hand(result):
    shares = result.rows.set_index(["group", "visit", "lower"])["estimate"]
    # Two people, one at each end of 1 to 4; few scores are shared, so bins are round: 3 / 20, rounded up.
    assert result.method["width"] == 0.2
    found = {key[2]: share for key, share in shares.items() if key[:2] == ("treated", "T0")}
    assert found == {"1": 50.0, "3.8": 50.0}


def test_shares_of_a_cell_sum_to_all_measured(result):
    sums = result.rows.groupby(["group", "visit"])["estimate"].sum()
    np.testing.assert_allclose(sums, 100.0, rtol=1e-12)  # sums of a few doubles


@pytest.mark.parametrize(
    ("values", "limits", "edges"),
    [
        ([0, 1, 2, 0, 1, 2], (0, 2), [-0.5, 0.5, 1.5, 2.5]),
        ([1, 1, 50, 50, 77, 77, 78, 78], (1, 100), np.arange(0.5, 101, 5)),
        ([1.0, 1.37, 2.21], (1, 4), np.round(np.arange(1, 4.1, 0.2), 9)),
        ([2.0, 5.0] * 2, (np.nan, np.nan), [0.5, 3.5, 6.5]),
        ([3.0], (np.nan, np.nan), [2.5, 3.5]),
    ],
)
def test_bins_hold_as_many_values_each_and_are_few(values, limits, edges):
    np.testing.assert_allclose(choose_bins(np.array(values, dtype=float), *map(float, limits)).edges, edges, atol=1e-12)


def test_a_few_scores_with_missing_items_do_not_hide_the_grid_of_the_others():
    complete = np.repeat(np.arange(0.0, 101.0, 12.5), 11)
    assert find_gap(np.append(complete, [33.0, 71.2])) == 12.5
    assert find_gap(np.append(complete, np.linspace(1.0, 99.0, 40))) == 0.0


@given(st.lists(st.floats(1, 4), min_size=1, max_size=40))
def test_every_score_is_in_a_bin(values):
    bins = choose_bins(np.array(values), 1.0, 4.0)
    assert bins.number <= 21  # 20, and one more where the grid needs it
    assert bins.edges[0] <= min(values)
    assert bins.edges[-1] >= max(values) - 1e-9


def test_a_measure_without_values_has_no_distribution(study, few):
    scored = score_scales(few, study)
    frame = scored.frame.assign(y=pd.Series(np.nan, index=scored.frame.index))
    assert describe_distribution(frame, study, scored.measures) == ()
