"""The recomputed figures against base R and effectsize (tests/reference/recalculation.R).

Both compute the same closed forms in double precision, so 1e-9 (relative) leaves room for the order of
additions; bounds that R finds by search (noncentral t, exact shares) agree to its stopping rule.
"""

import json
from pathlib import Path

import pytest

from printed_cells import recomputed

EXACT = 1e-9
SEARCHED = 2e-5  # optim and uniroot of effectsize stop at about 1e-5 of d
R = json.loads((Path(__file__).parents[2] / "reference" / "recalculation.json").read_text(encoding="utf-8"))
CBTSQ = {"mean": [50.26, "44.90"], "sd": [8.11, 7.81], "n": [34, 30]}
SITES = {"counts": [[23, 51], [29, 41]]}


@pytest.mark.parametrize(
    ("statistic", "reading", "printed", "name", "tolerance"),
    [
        ("t", "pooled", 2.69, "pooled_t", EXACT),
        ("t", "welch", 2.69, "welch_t", EXACT),
        ("df", "welch", 61.5, "welch_df", EXACT),
        ("p", "pooled", 0.009, "pooled_p", EXACT),
        ("p", "welch", 0.009, "welch_p", EXACT),
        ("difference_ci", "pooled", [1.4, 9.4], "pooled_ci", EXACT),
        ("difference_ci", "welch", [1.4, 9.3], "welch_ci", EXACT),
        ("d", "pooled", 0.67, "d", EXACT),
        ("d_ci", "noncentral-t", [0.16, 1.17], "d_ci", SEARCHED),
        ("g", "hedges-exact", 0.66, "g", EXACT),
    ],
)
def test_two_means_are_those_of_r(statistic, reading, printed, name, tolerance):
    found = recomputed("two_means", statistic, reading, **CBTSQ, **{statistic: printed})
    assert found == pytest.approx(R["two_means"][name], rel=tolerance)


@pytest.mark.parametrize(
    ("statistic", "reading", "name"),
    [
        ("chi2", "uncorrected", "raw"),
        ("chi2", "yates", "yates"),
        ("chi2", "likelihood-ratio", "likelihood"),
        ("p", "uncorrected", "raw_p"),
        ("p", "yates", "yates_p"),
        ("p", "fisher", "fisher_p"),
    ],
)
def test_counts_are_those_of_r(statistic, reading, name):
    found = recomputed("counts", statistic, reading, **SITES, **{statistic: 0.5})
    assert found == pytest.approx(R["chi2"][name], rel=EXACT)


def test_a_larger_table_is_that_of_r():
    counts = [[12, 7, 9], [5, 14, 11]]
    assert recomputed("counts", "chi2", "uncorrected", counts=counts, chi2=5.35) == pytest.approx(
        R["chi2"]["larger"], rel=EXACT
    )


@pytest.mark.parametrize(
    ("reading", "name"), [("wilson", "wilson"), ("wilson-corrected", "wilson_corrected"), ("exact", "exact")]
)
def test_the_intervals_of_a_share_are_those_of_r(reading, name):
    found = recomputed("proportion", "percent_ci", reading, count=52, n=144, ci=[28.7, 44.2])
    assert found == pytest.approx([100 * bound for bound in R["share"][name]], rel=EXACT)


def test_groups_combine_as_in_r():
    cells = {"mean": [20.24, 21.35], "sd": [2.87, 6.62], "n": [63, 55], "combined_mean": 20.76, "combined_sd": 4.99}
    assert recomputed("combined", "combined_mean", "weighted", **cells) == pytest.approx(
        R["combined"]["mean"], rel=EXACT
    )
    assert recomputed("combined", "combined_sd", "all-people", **cells) == pytest.approx(R["combined"]["sd"], rel=EXACT)


@pytest.mark.parametrize(("statistic", "printed"), [("F", 1.92), ("p", 0.15), ("eta2", 0.02)])
def test_several_means_are_those_of_r(statistic, printed):
    cells = {"mean": [20.24, 21.35, "22.10"], "sd": [2.87, 6.62, "4.40"], "n": [63, 55, 40], statistic: printed}
    assert recomputed("several_means", statistic, "one-factor", **cells) == pytest.approx(
        R["one_way"][statistic], rel=EXACT
    )


@pytest.mark.parametrize(("reading", "name"), [("eta", "eta2"), ("omega", "omega2"), ("epsilon", "epsilon2")])
def test_effect_sizes_of_f_are_those_of_effectsize(reading, name):
    cells = {"statistic": "F", "value": 40.24, "df": [2, 48], "partial_eta2": 0.63}
    assert recomputed("test", "partial_eta2", reading, **cells) == pytest.approx(R["f"][name], rel=EXACT)


def test_p_of_f_t_and_r_are_those_of_r():
    f = recomputed("test", "p", "upper-tail", text="F(2, 90) = 35.19, p < .001")
    t = recomputed("test", "p", "two-sided", text="t(62) = 2.08, p = .04")
    r = recomputed("test", "p", "two-sided", text="r(62) = .30, p = .016")
    assert [f, t, r] == pytest.approx([R["f"]["p"], R["t"]["p"], R["correlation"]["p"]], rel=EXACT)


def test_d_of_t_and_the_interval_of_r_are_those_of_r():
    d = recomputed("test", "d", "equal-groups-df", text="t(62) = 2.08, d = 0.53")
    bounds = recomputed("test", "ci", "fisher-z", text="r(62) = .30", ci=[0.06, 0.51])
    assert [d, *bounds] == pytest.approx([R["t"]["d"], *R["correlation"]["ci"]], rel=EXACT)
