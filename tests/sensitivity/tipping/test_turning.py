"""The tipping point against reference_based_contrasts at single deltas, its solution, and what it refuses."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dense_imputation as dense
import peereval as pe
from peereval.errors import FitError
from peereval.results import row_keys

# The plane and the single deltas are the same sums in another order: rounding only.
EXACT = 1e-10
FIGURES = ["estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high"]
ASKED = {"group": "group", "reference": "control"}
PAIRS = [(0.0, 0.0), (3.0, 0.0), (0.0, -4.0), (2.5, 7.0), (-1.0, 0.5)]


@pytest.fixture(scope="module")
def cohort():
    data = dense.cohort()
    return data, dense.fit(data)


@pytest.mark.parametrize("site", [None, "site"])
@pytest.mark.parametrize("higher_is", ["worse", "better"])
def test_every_point_of_the_plane_is_the_contrast_with_that_delta(cohort, site, higher_is):
    data, fit = cohort
    grid = sorted({own for own, _ in PAIRS}), sorted({other for _, other in PAIRS})
    found = pe.tipping_point(
        fit, data, visit="T12", baseline="T3", site=site, higher_is=higher_is, compared="other",
        strategy="copy-increments", intercurrent="event", deltas=grid[0], deltas_reference=grid[1], **ASKED
    ).rows.set_index(["delta", "delta_reference"])  # fmt: skip
    sign = -1.0 if higher_is == "better" else 1.0
    for own, other in PAIRS:
        delta = {"other": {"T12": sign * own}, "control": {"T12": sign * other}}
        alone = pe.reference_based_contrasts(
            fit, data, baseline="T3", site=site, delta=delta, strategy="copy-increments", intercurrent="event", **ASKED
        ).rows
        alone = alone[(alone["group"] == "other") & (alone["visit"] == "T12")].iloc[0]
        ours = found.loc[(own, other)]
        assert ours["quantity"] == alone["quantity"] == "difference in change"
        assert ours[FIGURES].to_numpy(float) == pytest.approx(alone[FIGURES].to_numpy(float), rel=EXACT, abs=EXACT)


def test_a_limit_is_zero_where_the_conclusion_turns(cohort):
    data, fit = cohort
    found = pe.tipping_point(fit, data, visit="T12", site="site", **ASKED).rows
    turning = found[
        found["quantity"].isin(["turning delta above 0", "turning delta below 0"]) & found["estimate"].notna()
    ]
    assert set(turning["group"]) == {"treated", "other"}
    for _, row in turning.iterrows():
        moved = row["group"] if np.isnan(row["delta"]) else "control"
        delta = {moved: {"T12": float(row["estimate"])}}
        there = pe.reference_based_contrasts(fit, data, site="site", delta=delta, **ASKED).rows
        there = there[(there["group"] == row["group"]) & (there["visit"] == "T12")].iloc[0]
        nearest = min(abs(there["conf_low"]), abs(there["conf_high"]))
        assert nearest / there["std_error"] == pytest.approx(0.0, abs=1e-8)  # a root of a quadratic of order 1
        assert (row["estimate"] > 0.0) == row["quantity"].endswith("above 0")


@given(factor=st.floats(0.01, 100.0), shift=st.floats(-50.0, 50.0))
@settings(max_examples=5, deadline=None)
def test_deltas_are_in_the_unit_of_the_outcome(cohort, factor, shift):
    data, fit = cohort
    asked = {**ASKED, "visit": "T12", "site": "site", "compared": "treated"}
    steps = [-8.0, -4.0, 4.0, 8.0]
    plain = pe.tipping_point(fit, data, deltas=steps, **asked).rows
    moved = data.assign(y=factor * data["y"] + shift)
    scaled = [factor * step for step in steps]
    again = pe.tipping_point(dense.fit(moved), moved, deltas=scaled, **asked).rows["estimate"].to_numpy()
    unit = np.where(plain["quantity"].str.endswith("in SD"), 1.0, factor)
    # Two searches for the same optimum, each to a decrement of 1e-12.
    assert again / unit == pytest.approx(plain["estimate"].to_numpy(), rel=1e-5, abs=1e-5, nan_ok=True)


def test_a_group_that_missed_nothing_has_no_axis():
    data = dense.cohort()
    whole = data.groupby("id")["y"].transform("count") == 3
    kept = data[(data["group"] != "control") | whole]
    found = pe.tipping_point(dense.fit(kept), kept, visit="T12", compared="treated", **ASKED).rows
    stays = found[found["quantity"].str.startswith("turning") & (found["delta"] == 0.0)]
    assert list(stays["note"]) == ["does not turn"] * 4
    same = found[found["delta"] == 0.0].dropna(subset=["delta_reference"])
    assert np.ptp(same["estimate"]) == pytest.approx(0.0, abs=1e-12)  # sums of about 50 in another order


def test_the_default_deltas_reach_a_standard_deviation(cohort):
    data, fit = cohort
    found = pe.tipping_point(fit, data, visit="T12", compared="other", **ASKED).rows
    reach = found["delta"].max() / np.sqrt(np.asarray(fit.residual_covariance)[2, 2])
    assert min(abs(reach - 1.0), abs(reach - 2.0)) < 0.005  # the deviation is taken to three digits
    assert found["delta"].nunique() == found["delta_reference"].nunique() == 9


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"visit": "T9"}, "visit='T9' is not a visit of the model"),
        ({"visit": "T3", "baseline": "T3"}, "is the baseline"),
        ({"compared": "control"}, "'control' is its own reference"),
        ({"compared": "trated"}, "compared='trated' is not a level.*Did you mean 'treated'"),
        ({"reference": "nobody"}, "reference='nobody' is not a level"),
        ({"higher_is": "good"}, "higher_is"),
        ({"deltas": [0.1, float("inf")]}, "not a number"),
        ({"deltas": ["0.1"]}, "not a number"),
        ({"level": 95}, "between 0 and 1"),
        ({"imputations": 1}, "2 or more"),
        ({"imputations": 20}, "give the source of chance"),
    ],
)
def test_what_was_asked_is_refused(cohort, asked, sentence):
    data, fit = cohort
    with pytest.raises(FitError, match=sentence):
        pe.tipping_point(fit, data, **{**ASKED, "visit": "T12", **asked})


def test_a_visit_that_nobody_of_the_group_missed_is_refused(cohort):
    data, _ = cohort
    whole = data.groupby("id")["y"].transform("count") == 3
    kept = data[(data["group"] != "treated") | whole]
    with pytest.raises(FitError, match="Nobody of 'treated' missed 'T12': there is nothing to move"):
        pe.tipping_point(dense.fit(kept), kept, visit="T12", compared="treated", **ASKED)


def test_data_of_another_fit_are_refused(cohort):
    data, fit = cohort
    with pytest.raises(pe.DataError, match="not those of the fit"):
        pe.tipping_point(fit, data[data["id"] != "P000"], visit="T12", **ASKED)
    assert isinstance(data, pd.DataFrame)


@pytest.mark.parametrize("sites", [True, False])
def test_every_point_of_the_plane_is_the_multiple_imputation_with_that_delta(cohort, sites):
    data, fit = cohort
    asked = {**ASKED, "baseline": "T3", "imputations": 20, "site": "site" if sites else None}
    if sites:
        fit = dense.fit(data, site="site", site_effects="intercept")
        asked["draws"] = "bayesian"
    found = pe.tipping_point(
        fit, data, visit="T12", compared="other", rng=np.random.default_rng(4),
        deltas=[-1.0, 2.5, 3.0], deltas_reference=[-4.0, 0.5, 7.0], **asked
    ).rows.set_index(["delta", "delta_reference"])  # fmt: skip
    for own, other in [(0.0, 0.0), (2.5, 7.0), (-1.0, 0.5), (3.0, -4.0)]:
        delta = {"other": {"T12": own}, "control": {"T12": other}}
        alone = pe.multiply_imputed_contrasts(fit, data, rng=np.random.default_rng(4), delta=delta, **asked).rows
        alone = alone[(alone["group"] == "other") & (alone["visit"] == "T12")].iloc[0]
        # A quadratic in deltas of about 5 from values at one standard deviation, about 9.
        ours = found.loc[(own, other)]
        assert ours[FIGURES].to_numpy(float) == pytest.approx(alone[FIGURES].to_numpy(float), rel=1e-9, abs=1e-12)


def test_a_limit_of_multiple_imputation_is_zero_where_the_conclusion_turns(cohort):
    data, fit = cohort
    asked = {**ASKED, "visit": "T12", "imputations": 10}
    found = pe.tipping_point(fit, data, rng=np.random.default_rng(4), **asked).rows
    turning = found[found["quantity"].isin(["turning delta above 0", "turning delta below 0"])]
    known = turning[turning["estimate"].notna()]
    assert len(known) >= 2
    for _, row in known.iterrows():
        own = [row["estimate"]] if np.isnan(row["delta"]) else [0.0]
        other = [0.0] if np.isnan(row["delta"]) else [row["estimate"]]
        there = pe.tipping_point(
            fit, data, rng=np.random.default_rng(4), compared=row["group"], deltas=own, deltas_reference=other, **asked
        ).rows
        there = there[(there["delta"] == own[0]) & (there["delta_reference"] == other[0])].iloc[0]
        # The t quantile settles to 1e-12.
        assert min(abs(there["conf_low"]), abs(there["conf_high"])) / there["std_error"] < 1e-8


def test_every_row_has_a_key_of_its_own(cohort):
    data, fit = cohort
    found = pe.tipping_point(fit, data, visit="T12", baseline="T3", **ASKED)
    keys = row_keys(found)
    assert len(keys) == len(set(keys)) == 2 * (81 + 8)
    moved = found.rows.loc[found.rows["moved"] != "", ["group", "moved"]].drop_duplicates().to_numpy().tolist()
    assert sorted(moved) == [["other", "control"], ["other", "other"], ["treated", "control"], ["treated", "treated"]]
