"""Effect sizes of trials against metafor's escalc, published tables, and each other."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from peereval.errors import DataError
from peereval.evidence.effect_sizes import (
    difference_from_f,
    difference_from_means,
    difference_from_p,
    difference_from_t,
    small_sample_correction,
)
from peereval.evidence.odds_ratios import odds_from_counts

ROOT = Path(__file__).parents[2]
METAFOR = json.loads((ROOT / "tests" / "reference" / "reference_trials.json").read_text(encoding="utf-8"))
TRIALS = pd.read_csv(ROOT / "src" / "peereval" / "evidence" / "trials" / "peer_support_trials.csv")
COLUMNS = ("mean_peer", "sd_peer", "n_peer", "mean_control", "sd_control", "n_control")
SIZES = st.integers(2, 400)


def test_differences_are_those_of_metafor():
    part = TRIALS.dropna(subset=["mean_peer"])
    found = difference_from_means(*(part[name] for name in COLUMNS))
    assert part["row"].tolist() == METAFOR["smd/row"]
    np.testing.assert_allclose(found.d, METAFOR["smd/d"], rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(found.std_error_d, METAFOR["smd/se_d"], rtol=1e-12)
    # metafor takes the ratio of gamma functions, Smit et al. and this package Hedges' approximation of it
    np.testing.assert_allclose(found.correction, METAFOR["smd/j_exact"], atol=2e-4)
    np.testing.assert_allclose(found.g, found.correction * found.d, rtol=1e-15)
    np.testing.assert_allclose(found.std_error, found.correction * found.std_error_d, rtol=1e-15)


def test_odds_ratios_are_those_of_metafor():
    found = odds_from_counts([23, 12, 0, 30, 5], [74, 29, 20, 30, 40], [29, 40, 3, 25, 5], [70, 115, 22, 31, 40])
    np.testing.assert_allclose(found.log_odds_ratio, METAFOR["OR/yi"], rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(found.std_error, METAFOR["OR/sei"], rtol=1e-12)
    np.testing.assert_allclose(found.d, METAFOR["OR2DL/yi"], rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(found.std_error_d, METAFOR["OR2DL/sei"], rtol=1e-12)
    assert found.halved.tolist() == [False, False, True, True, False]


def test_nobody_and_everybody_have_no_odds_ratio():
    found = odds_from_counts([0, 10], [10, 10], [0, 12], [12, 12])
    assert np.isnan(found.log_odds_ratio).all()
    assert not found.halved.any()


# PMC10949125, Table 3 (34 v 30): CBTSQ d 0.67, t 2.69, p .009; BNSG d 0.52, t 2.08, p .04
@pytest.mark.parametrize(
    ("figures", "d", "t", "p"),
    [((50.26, 8.11, 44.90, 7.81), 0.67, 2.69, 0.009), ((66.91, 8.11, 62.3, 9.64), 0.52, 2.08, 0.04)],
)
def test_one_difference_from_means_t_f_and_p(figures, d, t, p):
    mean_1, sd_1, mean_2, sd_2 = figures
    from_means = difference_from_means(mean_1, sd_1, 34, mean_2, sd_2, 30)
    assert round(float(from_means.d), 2) == d
    exact_t = float(from_means.d) / np.sqrt(1 / 34 + 1 / 30)
    assert exact_t == pytest.approx(t, abs=0.01)  # means and SDs printed to 0.005 leave t about 0.006 of room
    assert round(2 * stats.t.sf(exact_t, 62), 2 if p == 0.04 else 3) == p
    for other in (
        difference_from_t(exact_t, 34, 30),
        difference_from_f(exact_t**2, 34, 30, sign=1),
        difference_from_p(2 * stats.t.sf(exact_t, 62), 34, 30, sign=1),
    ):
        assert float(other.g) == pytest.approx(float(from_means.g), rel=1e-10)
        assert float(other.std_error) == pytest.approx(float(from_means.std_error), rel=1e-10)


@given(st.floats(-50, 50), st.floats(0.1, 20), SIZES, st.floats(-50, 50), st.floats(0.1, 20), SIZES,
       st.floats(-1e3, 1e3), st.floats(0.01, 100))  # fmt: skip
def test_the_unit_and_the_origin_do_not_matter(mean_1, sd_1, n_1, mean_2, sd_2, n_2, shift, scale):  # noqa: PLR0917
    found = difference_from_means(mean_1, sd_1, n_1, mean_2, sd_2, n_2)
    moved = difference_from_means(scale * mean_1 + shift, scale * sd_1, n_1, scale * mean_2 + shift, scale * sd_2, n_2)
    swapped = difference_from_means(mean_2, sd_2, n_2, mean_1, sd_1, n_1)
    room = 1e-9 + 1e-12 * abs(shift) / (scale * min(sd_1, sd_2))  # what the shift takes off the digits of the means
    assert float(moved.g) == pytest.approx(float(found.g), rel=1e-9, abs=room)
    assert float(swapped.g) == pytest.approx(-float(found.g), rel=1e-12)
    assert float(swapped.std_error) == pytest.approx(float(found.std_error), rel=1e-12)


def test_missing_figures_stay_missing():
    found = difference_from_means([1.0, np.nan], [1.0, np.nan], [20, np.nan], [0.5, 1.0], [1.0, 1.0], [20, 20])
    assert np.isnan(found.g).tolist() == [False, True]


def test_the_correction_of_smit():
    assert float(small_sample_correction(62)) == 1 - 3 / (4 * 62 - 1)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: difference_from_means(1, 0, 10, 2, 1, 10), "sd_1 holds a standard deviation that is not above 0"),
        (lambda: difference_from_means(1, 1, 1, 2, 1, 10), "fewer than two people"),
        (lambda: difference_from_f(-1, 10, 10, sign=1), "never below 0"),
        (lambda: difference_from_f(1, 10, 10, sign=0), "sign is 1"),
        (lambda: difference_from_p(0.0, 10, 10, sign=1), "0.000"),
        (lambda: difference_from_p(1.2, 10, 10, sign=1), "above 0 and up to 1"),
        (lambda: odds_from_counts(11, 10, 2, 10), "from 0 to the size"),
        (lambda: odds_from_counts(-1, 10, 2, 10), "from 0 to the size"),
    ],
)
def test_impossible_figures_are_refused(call, said):
    with pytest.raises(DataError, match=said):
        call()
