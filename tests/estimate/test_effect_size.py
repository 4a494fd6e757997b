"""Effect sizes by hand from the contrasts they divide."""

import numpy as np
import pandas as pd
import pingouin
import pytest
from hypothesis import given
from hypothesis import strategies as st

import peereval as pe
from peereval.estimate.effect_size import effect_sizes, pooled_deviation
from peereval.results import make_result

SD = {"outcome": "y", "group": "group", "groups": ["treated", "control"], "visit": "visit", "at": "T0"}


@pytest.fixture(scope="module")
def contrasts(reml_fits):
    return pe.change_contrasts(reml_fits["small"], group="group", reference="control", baseline="T0")


def test_the_denominator_is_that_of_cohens_d(cohorts):
    data = cohorts["stigma_like"]
    treated, control = (data.loc[(data["visit"] == "T0") & (data["group"] == g), "y"] for g in ("treated", "control"))
    d = pingouin.compute_effsize(treated, control, eftype="cohen")
    found = pooled_deviation(data, **SD)
    assert found.value == pytest.approx((treated.mean() - control.mean()) / d, rel=1e-12)
    assert found.df == len(treated) + len(control) - 2


def test_fixed_intervals_are_divided(cohorts, contrasts):
    deviation = pooled_deviation(cohorts["small"], **SD)
    sizes = effect_sizes(contrasts, deviation, important_difference=0.3)
    rows, raw = sizes.rows, contrasts.rows
    standard, ratio = (
        rows[rows["quantity"].str.startswith("standardised")],
        rows[rows["quantity"].str.startswith("ratio")],
    )
    for name in ("estimate", "std_error", "conf_low", "conf_high"):
        np.testing.assert_allclose(standard[name], raw[name] / deviation.value, rtol=1e-14)
        np.testing.assert_allclose(ratio[name], raw[name] / 0.3, rtol=1e-14)
    assert standard["p_value"].tolist() == raw["p_value"].tolist()
    assert sizes.keys == contrasts.keys
    assert sizes.method["denominator"] == "raw SD of y at T0, pooled within treated, control"


def test_delta_is_the_large_sample_variance_of_d():
    rng = np.random.default_rng(1)
    data = pd.DataFrame({"y": rng.normal(size=80), "g": np.repeat(["a", "b"], 40), "v": "T0"})
    deviation = pooled_deviation(data, outcome="y", group="g", groups=["a", "b"], visit="v", at="T0")
    a, b = data["y"][:40], data["y"][40:]
    d, se = float(a.mean() - b.mean()), deviation.value * np.sqrt(2 / 40)
    rows = pd.DataFrame({"g": ["a"], "quantity": "difference", "estimate": d, "std_error": se, "df": 78.0})
    found = effect_sizes(make_result("level_contrasts", rows), deviation, interval="delta").rows.iloc[0]
    size = d / deviation.value
    assert found["std_error"] == pytest.approx(np.sqrt(2 / 40 + size**2 / (2 * 78)), rel=1e-12)  # Hedges and Olkin


@given(st.floats(0.01, 100.0))
def test_the_unit_does_not_matter(factor):
    rows = pd.DataFrame({"quantity": ["change"], "estimate": [0.4], "std_error": [0.1], "df": [30.0]})
    data = pd.DataFrame({"y": [1.0, 2.0, 4.0, 3.0, 3.5, 1.0], "g": list("aaabbb"), "v": "T0"})
    options = {"outcome": "y", "group": "g", "groups": ["a", "b"], "visit": "v", "at": "T0"}
    both = []
    for c in (1.0, factor):
        scaled = rows.assign(estimate=c * rows["estimate"], std_error=c * rows["std_error"])
        deviation = pooled_deviation(data.assign(y=c * data["y"]), **options)
        both.append(effect_sizes(make_result("changes", scaled), deviation, interval="delta").rows)
    np.testing.assert_allclose(both[0]["conf_high"], both[1]["conf_high"], rtol=1e-10)


def test_not_estimable_rows_stay_so(reml_fits, cohorts):
    result = pe.change_contrasts(reml_fits["stigma_like"], group="group", reference="control", baseline="T0")
    rows = effect_sizes(result, pooled_deviation(cohorts["stigma_like"], **SD), interval="delta").rows
    lost = rows["note"] == "not estimable"
    assert lost.any()
    assert rows.loc[lost, ["estimate", "conf_low"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda r, _d: effect_sizes(r), "Give a deviation"),
        (lambda r, _d: effect_sizes(r, important_difference=0.0), "above 0"),
        (lambda r, _d: effect_sizes(r, important_difference=1.0, interval="exact"), "interval="),
        (lambda r, _d: effect_sizes(effect_sizes(r, important_difference=1.0), important_difference=1.0), "kind"),
        (lambda _r, d: pooled_deviation(d, **{**SD, "at": "T1"}), "'T1' is not in column 'visit'"),
        (lambda _r, d: pooled_deviation(d, **{**SD, "groups": ["treted"]}), "Did you mean 'treated'"),
        (lambda _r, d: pooled_deviation(d, **{**SD, "outcome": "z"}), "not a column"),
        (lambda _r, d: pooled_deviation(d.assign(y=1.0), **SD), "too few different values"),
    ],
)
def test_what_cannot_be_divided_is_refused(contrasts, cohorts, call, message):
    with pytest.raises(pe.PeerevalError, match=message):
        call(contrasts, cohorts["small"])
