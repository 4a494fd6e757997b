"""The band over people no longer followed, against its formula and against data that hold them."""

import numpy as np
import pandas as pd
import pytest

import peereval as pe
from peereval.results import make_result

MEANS = make_result(
    "adjusted_means",
    pd.DataFrame(
        [
            {"group": "late", "visit": "T0", "quantity": "adjusted mean", "estimate": np.nan, "note": "not estimable"},
            {"group": "late", "visit": "T6", "quantity": "adjusted mean", "estimate": 2.0, "conf_low": 1.8,
             "conf_high": 2.2, "note": ""},
            {"group": "control", "visit": "T6", "quantity": "adjusted mean", "estimate": 3.0, "note": ""},
        ]
    ),
)  # fmt: skip


def test_the_mean_moves_by_the_share_lost_times_the_difference():
    rows = pe.survivor_band(MEANS, ["late"], shares=[1.0, 0.6], deltas=[0.0, 0.5]).rows
    found = rows.set_index(["share", "delta"])[["estimate", "conf_low", "conf_high"]]
    assert found.loc[(0.6, 0.5)].tolist() == pytest.approx([2.2, 2.0, 2.4])
    assert found.loc[(1.0, 0.5)].tolist() == pytest.approx([2.0, 1.8, 2.2])
    assert set(rows["visit"]) == {"T6"}  # nothing is said of a visit without a mean


def test_the_formula_is_the_mean_of_everyone():
    rng = np.random.default_rng(2)
    stayed, left = rng.normal(2.0, 1.0, 60), rng.normal(2.7, 1.0, 40)
    means = make_result(
        "m", pd.DataFrame({"group": ["g"], "visit": ["T6"], "quantity": ["adjusted mean"], "estimate": [stayed.mean()]})
    )
    found = pe.survivor_band(means, ["g"], shares=[0.6], deltas=[left.mean() - stayed.mean()]).rows["estimate"].iloc[0]
    assert found == pytest.approx(np.concatenate([stayed, left]).mean(), rel=1e-12)


@pytest.mark.parametrize(
    ("groups", "shares", "deltas", "said"),
    [
        (["later"], [0.5], [0.0], "not a group"),
        (["late"], [], [0.0], "at least one"),
        (["late"], [0.0], [0.0], "above 0"),
        (["late"], [1.2], [0.0], "at most 1"),
        (["late"], [0.5], [np.inf], "finite"),
    ],
)
def test_what_cannot_be_assumed_is_refused(groups, shares, deltas, said):
    with pytest.raises(pe.FitError, match=said):
        pe.survivor_band(MEANS, groups, shares=shares, deltas=deltas)
