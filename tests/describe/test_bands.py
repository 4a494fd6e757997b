"""Bands: which one a score belongs to, and the shares of each."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peereval.describe.bands import band_places, describe_bands
from peereval.score.bands import BandSet
from peereval.score.keyfile import read_instrument

from .conftest import as_read

LEVELS = BandSet(names=("minimal", "mild", "moderate", "severe"), cuts=(2.0, 2.5, 3.0), closed="upper")
ELEVATED = BandSet(names=("not_elevated", "elevated"), cuts=(2.5,), closed="lower")


@pytest.mark.parametrize(
    ("value", "band"),
    [(1.0, 0), (2.0, 0), (2.005, 1), (2.01, 1), (2.5, 1), (2.51, 2), (3.0, 2), (3.01, 3), (4.0, 3), (58 / 29, 0)],
)
def test_printed_bounds_of_the_four_levels(value, band):
    assert band_places(np.array([value]), LEVELS).tolist() == [band]


def test_elevated_begins_at_its_bound():
    assert band_places(np.array([2.4999, 2.5, 60 / 24, np.nan]), ELEVATED).tolist() == [0, 1, 1, -1]


def test_the_last_bits_of_a_rescaled_mean_move_it_to_no_other_band():
    above, below = np.nextafter(2.0, 3.0), np.nextafter(2.5, 2.0)
    assert band_places(np.array([above]), LEVELS).tolist() == [0]
    assert band_places(np.array([below]), ELEVATED).tolist() == [1]


@given(st.integers(1, 29), st.data())
def test_no_mean_of_ismi_items_lies_between_two_printed_bounds(answered, data):
    """So rounding to two decimals first, as the printed bounds suggest, gives the same band."""
    total = data.draw(st.integers(answered, 4 * answered))
    score = np.array([total / answered])
    assert band_places(score, LEVELS) == band_places(np.round(score, 2), LEVELS)


def test_the_key_of_ismi_has_these_bands():
    key = read_instrument("ismi29")
    total, without = key.scores["total"].bands, key.scores["total_without_resistance"].bands
    assert (total["levels"].names, total["levels"].cuts) == (LEVELS.names, LEVELS.cuts)
    assert not total["levels"].verified
    assert list(without) == ["levels", "elevated"]
    assert (without["elevated"].cuts, without["elevated"].closed, without["elevated"].verified) == (
        (2.5,),
        "lower",
        True,
    )


@pytest.fixture
def shares(study):
    values = [1.5, 2.0, 2.2, 3.5, np.nan, 2.6]
    frame = pd.DataFrame({"participant": list("abcdef"), "visit": "T0", "y": values,
                          "group": ["treated"] * 5 + ["control"]})  # fmt: skip
    measure = SimpleNamespace(name="y", bands={"levels": LEVELS, "elevated": ELEVATED})
    (result,) = describe_bands(as_read(frame, study), study, [measure])
    return result.rows.set_index(["bands", "group", "visit", "band", "quantity"])


def test_shares_by_hand(shares):
    counts = [shares.loc[("levels", "treated", "T0", band, "count"), "estimate"] for band in LEVELS.names]
    assert counts == [2.0, 1.0, 0.0, 1.0]
    severe = shares.loc[("levels", "treated", "T0", "severe", "percent")]
    assert severe["estimate"] == 25.0
    # Wilson's interval of 1 in 4 by its formula: centre (p + z2/2n)/(1 + z2/n), z = 1.959963985.
    z, p, n = 1.959963984540054, 0.25, 4
    centre, half = p + z * z / (2 * n), z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    bounds = 100 * (centre - half) / (1 + z * z / n), 100 * (centre + half) / (1 + z * z / n)
    assert (severe["conf_low"], severe["conf_high"]) == pytest.approx(bounds, rel=1e-12)
    assert shares.loc[("elevated", "control", "T0", "elevated", "percent"), "estimate"] == 100.0
    assert ("levels", "control", "T6", "mild", "count") not in shares.index


def test_measures_without_bands_have_no_result(study):
    assert describe_bands(pd.DataFrame(), study, [SimpleNamespace(name="y", bands={})]) == ()
