"""Adjustments against emmeans, multcomp, mvtnorm and p.adjust."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from peereval.errors import FitError
from peereval.estimate.multiplicity import (
    adjust_p_values,
    max_t_p_values,
    max_t_quantile,
    tukey_p_values,
    tukey_quantiles,
)
from reference_models import REFERENCE

P_VALUES = st.lists(st.floats(1e-9, 1.0), min_size=1, max_size=8)


@pytest.fixture(scope="module")
def theirs():
    return json.loads((REFERENCE / "reference_means.json").read_text())


@pytest.mark.parametrize("adjust", ["holm", "hochberg", "benjamini-hochberg", "bonferroni"])
def test_adjustments_by_p_value_are_those_of_p_adjust(theirs, adjust):
    raw = [row["p.value"] for row in theirs["one_visit"]["raw"]]
    np.testing.assert_allclose(adjust_p_values(raw, adjust), theirs["one_visit"]["by_p"][adjust], rtol=1e-12)


def test_missing_p_values_are_not_in_the_family():
    adjusted = adjust_p_values([0.01, np.nan, 0.04], "bonferroni")
    assert adjusted[[0, 2]].tolist() == [0.02, 0.08]
    assert np.isnan(adjusted[1])


def test_tukey_is_ptukey(theirs):
    for row in theirs["tukey"]:  # R's ptukey is good to about 1e-9
        mine = tukey_p_values([row["q"] / np.sqrt(2.0)], row["k"], [row["df"]])[0]
        assert mine == pytest.approx(row["p"], abs=1e-8)


def test_tukey_pairs_are_those_of_emmeans(theirs):
    raw, tukey = theirs["one_visit"]["raw"], theirs["one_visit"]["adjusted"]["tukey"]
    t, df, error = (np.array([row[name] for row in raw]) for name in ("t.ratio", "df", "SE"))
    np.testing.assert_allclose(tukey_p_values(t, 3, df), tukey["p"], atol=1e-8)
    low = np.array([row["estimate"] for row in raw]) - tukey_quantiles(0.95, 3, df) * error
    np.testing.assert_allclose(low, [row["lower.CL"] for row in tukey["interval"]], atol=1e-4)  # qtukey's 1e-4


def test_dunnett_is_mvtnorm(theirs):
    them = theirs["one_visit"]["dunnett"]
    mine = max_t_p_values(them["statistic"], them["correlation"], them["df"])
    np.testing.assert_allclose(mine, them["p"], atol=5e-6)  # both integrate by quasi-random points
    np.testing.assert_allclose(mine, them["p_multcomp"], atol=5e-4)  # multcomp's default precision
    assert max_t_quantile(0.95, them["correlation"], them["df"]) == pytest.approx(them["quantile"], abs=1e-4)
    assert (max_t_p_values(them["statistic"], them["correlation"], them["df"]) == mine).all()


def test_the_quantile_is_where_the_p_value_is_the_level():
    R = np.array([[1.0, 0.5, 0.3], [0.5, 1.0, 0.4], [0.3, 0.4, 1.0]])
    for df in (6.5, np.inf):
        edge = max_t_quantile(0.9, R, df)
        np.testing.assert_allclose(max_t_p_values([edge] * 3, R, df), 0.1, atol=1e-6)


def test_one_comparison_is_a_t_test():
    assert max_t_p_values([2.0], [[1.0]], 11.0)[0] == pytest.approx(2.0 * stats.t.sf(2.0, 11.0), rel=1e-12)
    assert max_t_quantile(0.95, [[1.0]], 11.0) == pytest.approx(stats.t.ppf(0.975, 11.0), rel=1e-12)
    assert tukey_p_values([2.0], 2, [11.0])[0] == pytest.approx(2.0 * stats.t.sf(2.0, 11.0), rel=1e-6)


def test_perfectly_correlated_tests_count_once():
    assert max_t_p_values([2.0, 2.0], np.ones((2, 2)), 11.0)[0] == pytest.approx(2.0 * stats.t.sf(2.0, 11.0), abs=1e-5)


def test_dependent_tests_are_integrated_too():
    pairs = np.array([[1.0, 0.5, -0.5], [0.5, 1.0, 0.5], [-0.5, 0.5, 1.0]])  # all pairs of three equal means: Tukey's
    assert max_t_p_values([2.3] * 3, pairs, 20.0)[0] == pytest.approx(tukey_p_values([2.3], 3, [20.0])[0], abs=1e-3)


@settings(max_examples=30, deadline=None)
@given(P_VALUES)
def test_adjustments_are_ordered(p_values):
    raw = np.array(p_values)
    holm, hochberg, bonferroni = (adjust_p_values(raw, name) for name in ("holm", "hochberg", "bonferroni"))
    false_discovery = adjust_p_values(raw, "benjamini-hochberg")
    slack = 1e-12
    assert (raw <= false_discovery + slack).all()
    assert (false_discovery <= hochberg + slack).all()
    assert (hochberg <= holm + slack).all()
    assert (holm <= bonferroni + slack).all()


def test_an_adjustment_that_needs_more_is_refused():
    with pytest.raises(FitError, match="adjust='tukey'"):
        adjust_p_values([0.1], "tukey")
