"""Propensity scores, weights and balance against R's glm, and what they must be whatever the data."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import peereval as pe
from peereval.sensitivity.weighting.balancing import (
    balancing_weights,
    effective_size,
    group_weights,
    truncate_weights,
)
from peereval.sensitivity.weighting.propensity import design_propensity
from peereval.sensitivity.weighting.scores import fit_scores
from reference_models import REFERENCE

# Both are at the optimum to rounding: sums of 400 terms in another order.
CLOSE = 1e-10
COVARIATES = ["y", "age", "sex", "diagnosis"]
ASKED = {"participant": "participant", "group": "group", "treated": "treated", "reference": "control"}
R = pd.read_csv(REFERENCE / "propensity.csv").set_index("name")["value"]


@pytest.fixture(scope="module")
def people():
    data = pd.read_csv(REFERENCE / "selected.csv")
    return data[data["visit"] == "T0"].reset_index(drop=True)


@pytest.fixture(scope="module")
def design(people):
    return design_propensity(people, covariates=COVARIATES, site="site", **ASKED)


@pytest.fixture(scope="module", params=["att", "ate", "overlap"])
def weighted(people, request):
    return pe.propensity_weights(people, covariates=COVARIATES, estimand=request.param, truncate=0.95, **ASKED)


def from_r(*names):
    return [R[name] for name in names]


def test_scores_are_those_of_glm(weighted):
    found = weighted.result("propensity").rows
    assert found["estimate"].tolist() == pytest.approx(from_r(*(f"coefficient_{j}" for j in range(6))), abs=CLOSE)
    assert found["std_error"].tolist() == pytest.approx(from_r(*(f"error_{j}" for j in range(6))), rel=CLOSE)
    assert weighted.scores[[0, 99, 299]] == pytest.approx(from_r("score_0", "score_99", "score_299"), rel=CLOSE)


def test_replicates_are_refits_by_glm(design):
    n = design.n_people
    counts = np.array([design.site != 0, (np.arange(1, n + 1) * 7) % 3], dtype=np.float64)
    found = fit_scores(design.X, design.treated, counts)
    assert found.converged.all()
    for row, name in zip(found.coefficients, ("site", "drawn"), strict=True):
        assert row == pytest.approx(from_r(*(f"{name}_coefficient_{j}" for j in range(6))), abs=CLOSE)


def test_scores_are_those_of_statsmodels(design):
    from statsmodels.api import Logit

    found = Logit(design.treated.astype(float), design.X).fit(disp=0, maxiter=50, tol=1e-14)
    own = fit_scores(design.X, design.treated, design.whole)
    assert own.coefficients[0] == pytest.approx(found.params, abs=CLOSE)


def test_weights_are_those_of_r(weighted):
    rows = weighted.result("weights").rows.set_index(["arm", "quantity"])["estimate"]
    for place, arm in enumerate(("control", "treated")):
        for quantity, name in (("effective n", "effective"), ("maximum", "maximum"), ("truncated", "truncated")):
            assert rows[arm, quantity] == pytest.approx(R[f"{weighted.estimand}_{place}_{name}"], rel=CLOSE), name


def test_balance_is_that_of_r(weighted):
    rows = weighted.balance.rows.set_index(["variable", "level", "when", "quantity"])["estimate"]
    for when in ("before", "after"):
        for name in ("y", "age"):
            for quantity, end in (("smd", "smd"), ("variance ratio", "ratio")):
                expected = R[f"{weighted.estimand}_{name}_{end}_{when}"]
                assert rows[name, "", when, quantity] == pytest.approx(expected, rel=CLOSE, abs=CLOSE)
        for level in ("mood", "other", "psychotic"):
            expected = R[f"{weighted.estimand}_{level}_smd_{when}"]
            assert rows["diagnosis", level, when, "smd"] == pytest.approx(expected, rel=CLOSE, abs=CLOSE)
        sizes = rows.xs("smd", level="quantity").xs(when, level="when").abs()
        assert rows["", "", when, "largest smd"] == sizes.max()


def test_a_replicate_that_identifies_less_has_the_scores_of_fewer_columns(design):
    """Without a level, its column is empty among those who are left; the others are as if it were not there."""
    level = design.terms.index("diagnosis[other]")
    counts = (design.X[:, level] == 0.0).astype(np.float64)[None]
    found = fit_scores(design.X, design.treated, counts)
    kept = np.delete(design.X, level, axis=1)
    fewer = fit_scores(kept, design.treated, counts)
    inside = counts[0] > 0.0
    assert found.converged.all()
    assert found.scores[0][inside] == pytest.approx(fewer.scores[0][inside], abs=CLOSE)


def test_att_weights_of_the_treated_are_1(people):
    found = pe.propensity_weights(people, covariates=COVARIATES, **ASKED).rows
    assert (found.loc[found["group"] == "treated", "weight"] == 1.0).all()


def test_overlap_weights_balance_means_exactly(people):
    """The score equations of the logistic regression say so (Li, Morgan and Zaslavsky 2018, theorem 3)."""
    found = pe.propensity_weights(people, covariates=COVARIATES, estimand="overlap", truncate=None, **ASKED)
    rows = found.balance.rows
    after = rows.loc[(rows["when"] == "after") & (rows["quantity"] == "smd"), "estimate"]
    assert np.abs(after).max() < 1e-10  # the score equations hold to the step the search stops at


@settings(max_examples=15, deadline=None)
@given(scale=st.floats(1e-3, 1e3), shift=st.floats(-1e3, 1e3), seed=st.integers(0, 99))
def test_weights_depend_neither_on_units_nor_on_the_order_of_people(people, scale, shift, seed):
    own = pe.propensity_weights(people, covariates=COVARIATES, estimand="ate", **ASKED).rows
    shuffled = people.assign(age=scale * people["age"] + shift).sample(frac=1.0, random_state=seed)
    other = pe.propensity_weights(shuffled, covariates=COVARIATES, estimand="ate", **ASKED).rows
    other = other.set_index("participant").loc[own["participant"]]
    # Up to the digits that scaling and shifting take from age: 1e3 / 1e-3 of 1e-16, and sums in another order.
    assert other["weight"].to_numpy() == pytest.approx(own["weight"].to_numpy(), rel=1e-8)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 1000), quantile=st.floats(0.55, 0.99))
def test_counting_is_repeating(seed, quantile):
    """A person who counts twice is two people: for the score, the quantile, the mean and the effective size."""
    rng = np.random.default_rng(seed)
    X = np.column_stack([np.ones(60), rng.normal(size=(60, 2))])
    treated = np.arange(60) % 2 == 0
    counts = rng.integers(0, 3, (1, 60)).astype(np.float64)
    times = np.repeat(np.arange(60), counts[0].astype(int))
    one, other = fit_scores(X, treated, counts), fit_scores(X[times], treated[times], np.ones((1, len(times))))
    assert one.scores[0][times] == pytest.approx(other.scores[0], abs=1e-9)  # both stop at a step of 1e-6 squared
    counted = group_weights(one.scores, treated, counts, "ate", quantile)
    repeated = group_weights(other.scores, treated[times], np.ones((1, len(times))), "ate", quantile)
    assert counted[0][times] == pytest.approx(repeated[0], rel=1e-7)
    assert effective_size(counted, counts)[0] == pytest.approx(effective_size(repeated[0]), rel=1e-7)


def test_truncation_is_numpys_quantile_of_each_group():
    rng = np.random.default_rng(3)
    weights, treated = rng.exponential(size=(2, 50)), np.arange(50) < 20
    found = truncate_weights(weights, treated, np.ones((2, 50)), 0.9)
    for row, cut in zip(weights, found, strict=True):
        for one in (treated, ~treated):
            assert cut[one].max() == np.quantile(row[one], 0.9)


def test_weights_by_estimand():
    e, treated = np.array([0.2, 0.2]), np.array([True, False])
    assert balancing_weights(e, treated, "ate") == pytest.approx([5.0, 1.25])
    assert balancing_weights(e, treated, "overlap") == pytest.approx([0.8, 0.2])
    assert balancing_weights(e, treated, "att") == pytest.approx([1.0, 0.25])
