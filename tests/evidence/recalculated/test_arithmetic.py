"""The arithmetic is written out with the printed figures and the result, in both languages."""

import pytest

from peereval.evidence.recalculated.arithmetic import write_arithmetic
from printed_cells import judged

GROUPS = {"mean": [50.06, 52.32], "sd": [9.08, 7.14], "n": [34, 30]}
THREE = {"mean": [1.2, 2.3, 3.4], "sd": [1.1, 1.2, 1.3], "n": [9, 9, 9]}
VISITS = {"mean": [3.23, 2.49], "sd": [2.08, 1.65], "n": 40}
EVERY = [
    ("two_means", {**GROUPS, "difference": -2.26, "difference_ci": [-6.4, 1.8], "t": 1.48, "df": 62, "p": 0.16}),
    ("two_means", {**GROUPS, "d": 0.27, "d_ci": [-0.2, 0.8], "g": 0.27, "g_ci": [-0.2, 0.8]}),
    ("two_visits", {**VISITS, "difference": 0.74, "difference_ci": [0.2, 1.3], "sd_difference": 1.7}),
    ("two_visits", {**VISITS, "r": 0.6, "t": 2.7, "p": 0.01, "d": 0.43}),
    ("several_means", {**THREE, "F": 5, "df": [2, 24], "p": 0.01, "eta2": 0.4}),
    ("one_mean", {"mean": 5.1, "sd": 1.2, "n": 20, "se": 0.27, "ci": [4.5, 5.7]}),
    ("combined", {**GROUPS, "combined_n": 64, "combined_mean": 51.1, "combined_sd": 8.3}),
    ("test", {"text": "F(2, 90) = 87.89, p < .001, ηp² = .66"}),
    ("test", {"text": "t(62) = 2.08, p = .04, d = 0.53", "partial_eta2": 0.07}),
    ("test", {"text": "χ2(1, N = 144) = 1.67, p = .20", "phi": 0.11}),
    ("test", {"text": "z = 2.10, p = .036"}),
    ("test", {"text": "r(62) = .30, p = .016", "r2": 0.09, "ci": [0.06, 0.51]}),
    ("counts", {"events": [23, 29], "n": [74, 70], "percents": [31, 41], "chi2": 1.67, "df": 1, "p": 0.2, "phi": 0.11}),
    ("counts", {"counts": [[23, 51], [29, 41]], "odds_ratio": 0.64, "odds_ratio_ci": [0.3, 1.3]}),
    ("counts", {"counts": [[23, 51], [29, 41]], "risk_ratio": 0.75, "risk_ratio_ci": [0.5, 1.2]}),
    ("proportion", {"count": 52, "n": 144, "percent": 36.1, "ci": [28.7, 44.2]}),
    ("parts", {"parts": [4, 28, 7, 3], "total": 42, "percents": [9.5, 66.7, 16.7, 7.1]}),
    ("interval", {"estimate": -0.24, "ci": ["-0.40", -0.08], "se": 0.08, "z": -2.9, "p": 0.003}),
    ("interval", {"estimate": 1.5, "ci": [1.0, 2.2], "scale": "log", "se": 0.2, "z": 2, "p": 0.05, "df": 40}),
    ("heterogeneity", {"q": 23.33, "trials": 22, "p": 0.33, "i2": 10, "i2_ci": [0, 44]}),
    ("grim", {"mean": 3.45, "n": 20, "sd": 1.1}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "cells"), EVERY, ids=[f"{kind}-{place}" for place, (kind, _) in enumerate(EVERY)])
def test_every_formula_is_written_with_all_its_numbers(kind, cells):
    for one in judged(kind, **cells).values():
        assert one.compared or one.statistic.reason
        for compared in one.compared:
            for language in ("en", "fr"):
                said = write_arithmetic(compared, language)
                assert not set("{}") & set(said)
                assert "Range" not in said
                assert "Figure" not in said


def test_the_arithmetic_of_t_reads_as_on_paper():
    (pooled, *_) = judged("two_means", **GROUPS, t=1.48)["t"].compared
    assert write_arithmetic(pooled, "en") == "(50.06 − 52.32) / (8.23 × √(1/34 + 1/30)) = −1.096"
    assert write_arithmetic(pooled, "fr") == "(50,06 − 52,32) / (8,23 × √(1/34 + 1/30)) = −1,096"


def test_sums_and_products_are_written_out():
    cells = {"mean": [20.24, 21.35], "sd": [2.87, 6.62], "n": [63, 55], "combined_mean": 20.76}
    (weighted, *_) = judged("combined", **cells)["combined_mean"].compared
    assert write_arithmetic(weighted, "en") == "(63 × 20.24 + 55 × 21.35) / 118 = 20.76"
    (total,) = judged("parts", parts=[4, 28, 7, 3], total=42)["total"].compared
    assert write_arithmetic(total, "en") == "4 + 28 + 7 + 3 = 42"
