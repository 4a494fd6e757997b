"""Verdicts: the usual reading, another one that explains a figure, the choice of n, and why there is none."""

import pytest

from peereval.evidence.recalculated.check import agreement, reading_key
from printed_cells import judged, verdicts

SITES = {"events": [23, 29], "n": [74, 70]}  # West 2011: chi2 1.669, p .196; Yates 1.251, p .263
CBTSQ = {"mean": [50.26, "44.90"], "sd": [8.11, 7.81], "n": [34, 30]}  # PMC10949125: t 2.69 Welch, 2.68 pooled


def explained(kind, figure, **cells):
    """Return the readings under which a figure agrees."""
    return [reading_key(one) for one in judged(kind, **cells)[figure].compared if one.agrees]


@pytest.mark.parametrize(
    ("kind", "cells", "figure", "verdict", "reading"),
    [
        ("counts", {**SITES, "chi2": 1.251}, "chi2", "other-reading", "yates"),
        ("counts", {**SITES, "chi2": 1.251, "correction": "yates"}, "chi2", "consistent", "yates"),
        ("counts", {**SITES, "p": 0.226}, "p", "other-reading", "fisher"),
        ("two_means", {**CBTSQ, "p": 0.0047}, "p", "other-reading", "pooled-one-sided"),
        ("two_means", {**CBTSQ, "p": 0.0047, "sides": "one"}, "p", "consistent", "pooled-one-sided"),
        ("two_means", {**CBTSQ, "df": 61.5}, "df", "other-reading", "welch"),
        ("two_means", {**CBTSQ, "df": 61.5, "test": "welch"}, "df", "consistent", "welch"),
        ("two_means", {**CBTSQ, "d": 0.664}, "d", "other-reading", "hedges"),
        ("two_means", {**CBTSQ, "d_ci": [0.16, 1.17]}, "d_ci", "consistent", "noncentral-t"),
        ("two_means", {**CBTSQ, "t": 2.0, "p": 0.0499}, "p", "other-reading", "printed-t"),
        ("test", {"text": "t(62) = 2.08, p = .021"}, "p", "other-reading", "one-sided"),
        ("test", {"text": "t(62) = 2.08, p = .021", "sides": "one"}, "p", "consistent", "one-sided"),
        ("test", {"text": "F(1, 62) = 4.33, p = .021"}, "p", "other-reading", "half-tail"),
        ("interval", {"estimate": 1.48, "ci": ["1.00", 2.19]}, "estimate", "other-reading", "middle-of-log"),
        ("proportion", {"count": 1, "n": 40, "ci": [0.44, 12.88]}, "percent_ci", "consistent", "wilson"),
        ("proportion", {"count": 1, "n": 40, "ci": [0.06, 13.16]}, "percent_ci", "consistent", "exact"),
    ],
)
def test_a_figure_is_explained_by_the_reading_behind_it(kind, cells, figure, verdict, reading):
    assert verdicts(kind, **cells)[figure] == verdict
    assert reading in explained(kind, figure, **cells)


def test_digits_that_were_cut_off_are_said_to_be():
    """t = 5.5/(8.1 √(2/40)) = 3.0366: 3.04 rounded, 3.03 cut off."""
    cells = {"mean": ["15.500", "10.000"], "sd": ["8.100", "8.100"], "n": [40, 40], "t": 3.03}
    (t,) = judged("two_means", **cells).values()
    assert t.verdict == "other-reading"
    cut = [one for one in t.compared if one.agrees]
    assert [(agreement(one), reading_key(one)) for one in cut] == [("agrees-cut", "pooled: cut")]


def test_a_sign_that_was_left_out_is_no_alarm():
    (t, *_) = judged("two_means", mean=[5.06, 5.23], sd=[4.71, 3.38], n=[34, 30], t=0.17)["t"].compared
    assert (t.agrees, t.turned) == (True, True)


def test_bounds_that_are_possible_one_by_one_and_not_together_are_found():
    """CGI of Cochrane CD010880 by the people analysed: the means leave room for either bound, not for both."""
    cells = {"mean": [4.5, 4.8], "sd": [0.9, 0.85], "n": [61, 42], "test": "welch", "difference_ci": [-0.53, -0.07]}
    found = judged("two_means", **cells)["difference_ci"]
    assert found.verdict == "inconsistent"
    (normal,) = (one for one in found.compared if one.candidate.reading == "welch-z")
    lower, upper = normal.candidate.value
    assert lower.high > -0.535
    assert upper.low < -0.065
    assert normal.outside == pytest.approx((0.098, -0.098), abs=0.001)  # half the width is .333 at least, .235 printed


def test_every_choice_of_n_has_to_agree():
    cells = {"mean": [4.5, 4.8], "sd": [0.9, 0.85], "test": "welch", "difference_ci": [-0.53, -0.07]}
    assert verdicts("two_means", **cells, n={"randomised": [114, 102], "most": [113, 102]}) == {
        "difference_ci": "consistent"
    }
    both = verdicts("two_means", **cells, n={"randomised": [114, 102], "analysed": [61, 42]})
    assert both == {"difference_ci": "choice-decides"}
    assert verdicts("two_means", **cells, n={"a": [61, 42], "b": [60, 41]}) == {"difference_ci": "inconsistent"}


@pytest.mark.parametrize(
    ("kind", "cells", "reason"),
    [
        ("group_by_time", {"mean": [[3.23, 2.49], [2.92, 3.02]], "p": 0.047}, "needs-correlation"),
        ("heterogeneity", {"q": "0.00", "trials": 1, "i2": 0}, "one-trial"),
        ("heterogeneity", {"q": "1.13", "trials": 2, "i2_ci": [0, 70]}, "two-trials"),
        ("counts", {"counts": [[0, 10], [4, 9]], "odds_ratio": 0.1}, "empty-cell"),
        ("combined", {"mean": [1.2, 2.3], "n": [10, 12], "combined_sd": 1.1}, "no-deviations"),
        ("test", {"text": "z = 2.10", "partial_eta2": 0.2}, "other-statistic"),
        ("one_mean", {"mean": 1.2, "sd": 0.3, "n": 1, "ci": [1, 2]}, "one-person"),
        ("grim", {"mean": 3.45, "n": 400}, "no-power"),
        ("grim", {"mean": 3.44, "n": 20, "sd": 1.1}, "mean-impossible"),
    ],
)
def test_what_cannot_be_recomputed_says_why(kind, cells, reason):
    reasons = [one.statistic.reason for one in judged(kind, **cells).values() if one.verdict == "not-recomputable"]
    assert reasons == [reason]


@pytest.mark.parametrize(
    ("cells", "verdict"),
    [  # 0.74 of 40 people: s1 - s2 = .43 gives t 10.9 at r = 1, s1 + s2 = 3.73 gives 1.25 at r = -1
        ({"t": 10.8}, "consistent"),
        ({"t": 1.26}, "consistent"),
        ({"t": 1.1}, "inconsistent"),  # no correlation gives so little
        ({"t": 2.77, "r": "0.60"}, "consistent"),  # .74/√((2.08² + 1.65² - 1.2·2.08·1.65)/40)
        ({"t": 3.4, "r": "0.60"}, "inconsistent"),
        ({"p": 0.0001}, "consistent"),
        ({"p": 0.5}, "inconsistent"),
    ],
)
def test_two_visits_allow_what_some_correlation_gives(cells, verdict):
    visits = {"mean": [3.23, 2.49], "sd": [2.08, 1.65], "n": 40}
    found = verdicts("two_visits", **visits, **cells)
    assert set(found.values()) == {verdict}


@pytest.mark.parametrize(
    ("cells", "verdict"),
    [
        ({"mean": 5.19, "n": 28}, "inconsistent"),  # Brown and Heathers 2017, p. 363: 145/28 = 5.18, 146/28 = 5.21
        ({"mean": 5.18, "n": 28}, "consistent"),
        ({"mean": 5.21, "n": 28}, "consistent"),
        ({"mean": 2.67, "n": 3}, "consistent"),
        ({"mean": 2.67, "n": 4}, "inconsistent"),
        ({"mean": 2.67, "n": 4, "items": 3}, "consistent"),  # 32/12
    ],
)
def test_grim_finds_means_that_no_whole_numbers_have(cells, verdict):
    assert verdicts("grim", **cells) == {"grim_mean": verdict}


def test_grimmer_finds_deviations_that_no_whole_numbers_have():
    """Answers 1, 2, 5 have mean 2.67 and SD 2.08; sums of squares next to their 30 are 26 and 34 (even, as 8 is)."""
    assert verdicts("grim", mean=2.67, n=3, sd=2.08) == {"grim_mean": "consistent", "grim_sd": "consistent"}
    assert verdicts("grim", mean=2.67, n=3, sd=1.73) == {"grim_mean": "consistent", "grim_sd": "inconsistent"}


def test_parts_that_do_not_add_up_are_found():
    """Peer workers in post, other occupation, studying, not working, stopped: 16 + 6 + 3 + 2 + 4 = 31 of 29."""
    assert verdicts("parts", parts=[16, 6, 3, 2, 4], total=29) == {"total": "inconsistent"}
    assert verdicts("parts", parts=[4, 28, 7, 3], total=42) == {"total": "consistent"}


def test_ranges_of_smit_are_those_of_higgins_and_thompson():
    """Smit et al. (Psychological Medicine 53(11)): I2 10 % [0, 44], 43 % [1, 67], 36 % [0, 61] from Q and rows."""
    for q, trials, i2, bounds in ((23.33, 22, 10, [0, 44]), (31.32, 19, 43, [1, 67]), (37.69, 25, 36, [0, 61])):
        assert set(verdicts("heterogeneity", q=q, trials=trials, i2=i2, i2_ci=bounds).values()) == {"consistent"}
