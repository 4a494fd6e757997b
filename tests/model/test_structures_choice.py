"""Names of structures, lists of them, covariances by level, and what the data do not identify."""

import numpy as np
import pandas as pd
import pytest

import peereval as pe
from dense_models import random_frame
from oracle import BASIC, cohort, fitted
from peereval.model.derivatives import evaluate
from peereval.model.structures.catalogue import CATALOGUE

NAMES = {
    "un": "unstructured",
    "us": "unstructured",
    "cs": "compound symmetry",
    "csh": "heterogeneous compound symmetry",
    "ar1": "first-order autoregressive",
    "ar(1)": "first-order autoregressive",
    "ar1h": "heterogeneous first-order autoregressive",
    "arh1": "heterogeneous first-order autoregressive",
    "ARH(1)": "heterogeneous first-order autoregressive",
    "ad": "antedependence",
    "adh": "heterogeneous antedependence",
    "ante1": "heterogeneous antedependence",
    "toep": "Toeplitz",
    "toeph": "heterogeneous Toeplitz",
    "sp_exp": "spatial exponential",
    "random intercept": "random intercept",
    "random_slope": "random intercept and slope",
    "Compound symmetry": "compound symmetry",
    "heterogeneous-toeplitz": "heterogeneous Toeplitz",
}


def fit(data, formula="y ~ visit", **options):
    return pe.fit_mixed(formula, data, participant="id", visit="visit", **options)


def frame(n=40, visits=("T0", "T6", "T12"), keep=lambda *_: True):
    """Return a cohort in which keep(i, t) says whether participant i was seen at visit t."""
    rng = np.random.default_rng(8)
    rows = [
        {"id": f"P{i}", "visit": visit, "group": "ab"[i % 2], "y": own + rng.normal()}
        for i, own in enumerate(rng.normal(size=n))
        for t, visit in enumerate(visits)
        if keep(i, t)
    ]
    return pd.DataFrame(rows)


@pytest.mark.parametrize("name", NAMES)
def test_literature_and_short_names_are_known(name):
    assert fit(frame(), covariance=name).structure_name == NAMES[name]


def test_every_structure_has_a_name_here():
    assert len(set(NAMES.values())) == len(CATALOGUE)


@pytest.mark.parametrize(
    ("name", "nearest"), [("unstructed", "unstructured"), ("toeplitzh", "toeplitz"), ("arh", "arh1")]
)
def test_an_unknown_name_is_answered_with_the_list_and_the_nearest(name, nearest):
    with pytest.raises(pe.FitError, match=r"use one of .*'toeph'.*Did you mean") as caught:
        fit(frame(), covariance=name)
    assert f"Did you mean '{nearest}'" in str(caught.value)


@pytest.mark.parametrize("name", ["ar1", "adh", "toep", "toeph", "sp_exp", "random_slope"])
def test_ordered_structures_need_an_order_of_the_visits(name):
    with pytest.raises(pe.FitError, match="depends on the order of the visits"):
        fit(frame(visits=("first", "second", "third")), covariance=name)


def test_a_declared_order_is_enough_for_lags_but_not_for_times():
    data = frame(visits=("first", "second", "third"))
    data["visit"] = pd.Categorical(data["visit"], ["first", "second", "third"], ordered=True)
    assert fit(data, covariance="toeph").status.converged
    with pytest.raises(pe.FitError, match="needs the times"):
        fit(data, covariance="sp_exp")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"covariance": "us", "time": "month"}, "does not depend on time"),
        ({"covariance": "us", "observation_weights": "weight"}, "has no residual variance"),
        ({"covariance": "sp_exp", "observation_weights": "weight"}, "has no residual variance"),
        ({"covariance": "sp_exp", "time": "site"}, "must hold times"),
        ({"covariance": "sp_exp", "time": "same"}, "the same 'same' at two visits"),
        ({"covariance": "sp_exp", "time": "gaps"}, "rows have no 'gaps'"),
        ({"covariance": "cs", "observation_weights": "zero"}, "0 or less"),
        ({"covariance_by": "visit_group"}, "change 'visit_group'"),
        ({"covariance_by": "same"}, "leave covariance_by out"),
        ({"covariance_by": "holes"}, "rows have no 'holes'"),
        ({"covariance_by": "grup"}, "Did you mean 'group'"),
        ({"covariance": []}, "empty list"),
    ],
)
def test_unusable_options_are_refused_with_what_to_do(options, message):
    data = random_frame(np.random.default_rng(1), n=30).assign(same=1.0, gaps=lambda d: d["month"], zero=0.0)
    data = data.assign(visit_group=data["visit"], holes=data["group"])
    data.loc[data.index[3], ["gaps", "holes"]] = None
    with pytest.raises(pe.PeerevalError, match=message):
        fit(data, **options)


def test_pairs_never_seen_together_are_named_with_what_remains():
    data = frame(keep=lambda i, t: t != (2, 0)[i % 2])  # T0 and T12 never in the same participant
    with pytest.raises(pe.FitError, match="both at T0 and T12") as caught:
        fit(data)
    kept = str(caught.value).split("remain identified: ")[1]
    for name in ("cs", "csh", "ar1", "ar1h", "ad", "adh", "sp_exp", "ri", "ris"):
        assert f"'{name}'" in kept
        assert fit(data, covariance=name).status.converged
    for name in ("us", "toep", "toeph"):
        assert f"'{name}'" not in kept
        with pytest.raises(pe.FitError, match="do not identify"):
            fit(data, covariance=name)


def test_nothing_of_the_covariances_is_identified_when_nobody_was_seen_twice():
    data = frame(n=60, keep=lambda i, t: t == i % 3)
    with pytest.raises(pe.FitError, match="Leave one of these visits out"):
        fit(data, covariance="cs")


def test_of_a_list_the_first_that_can_be_fitted_is_used_and_named():
    data = frame(keep=lambda i, t: t != (2, 0)[i % 2])
    found = fit(data, covariance=["us", "toeph", "adh", "cs"])
    assert found.structure_name == "heterogeneous antedependence"
    note = found.notes[-1]
    assert note == "The covariance un, toeph could not be fitted to these data; adh, next in the list, is used."
    assert "adh" in note.in_language("fr")
    assert fit(frame(), covariance=["us", "cs"]).structure_name == "unstructured"
    assert not any("next in the list" in note for note in fit(frame(), covariance=["us", "cs"]).notes)


def test_a_list_without_a_structure_that_holds_gives_the_first_reason():
    with pytest.raises(pe.FitError, match=r"T0 and T12.*\(unstructured\)"):
        fit(frame(keep=lambda i, t: t != (2, 0)[i % 2]), covariance=["us", "toep"])


def test_a_group_never_seen_at_a_visit_is_pooled_and_named():
    found = fitted("stigma_like", BASIC, covariance_by="group")
    pooled = fitted("stigma_like", BASIC)
    assert found.minus_2_log_likelihood == pooled.minus_2_log_likelihood
    note = found.notes[-1]
    assert note.startswith("group prefollowed was never seen at T0, so its data do not identify")
    assert "prefollowed" in note.in_language("fr")
    assert found.model.levels == ()


def test_a_group_with_a_pair_never_seen_together_is_pooled_and_named():
    data = frame(n=80, keep=lambda i, t: i % 2 == 0 or t != (2, 0)[i // 2 % 2])
    note = fit(data, covariance_by="group").notes[-1]
    assert note.startswith("No participant of group b was seen at both visits of T0–T12")
    held = fit(data, covariance="adh", covariance_by="group")
    assert held.model.levels == ("a", "b")


def test_a_group_too_small_for_a_covariance_is_pooled():
    data = frame(n=40)
    data["group"] = np.where(data["id"] == "P0", "alone", "others")
    found = fit(data, covariance_by="group")
    assert found.notes[-1].startswith("The data do not carry a covariance for each level of group")
    assert found.minus_2_log_likelihood == pytest.approx(fit(data).minus_2_log_likelihood, rel=1e-12)


@pytest.mark.parametrize("structure", ["us", "toeph", "cs", "random_slope"])
def test_levels_with_nothing_in_common_are_fits_of_their_own(structure):
    """group * visit and a Sigma for each group: the likelihood is the sum of two, each estimate its own."""
    data = frame(n=80)
    both = fit(data, "y ~ 0 + group:visit", covariance=structure, covariance_by="group", method="ml")
    apart = [fit(data[data["group"] == g], "y ~ 0 + visit", covariance=structure, method="ml") for g in "ab"]
    assert both.minus_2_log_likelihood == pytest.approx(sum(f.minus_2_log_likelihood for f in apart), rel=1e-11)
    for level, one in zip("ab", apart, strict=True):
        np.testing.assert_allclose(both.residual_covariance.loc[level], one.residual_covariance, rtol=1e-7)


def test_weights_divide_the_residual_variance():
    """Five times the weights and five times the residual variance are the same model."""
    data = frame(n=50)
    rng = np.random.default_rng(2)
    weights = np.where(rng.random(len(data)) < 0.5, 2.0, 1.0)
    light = fit(data.assign(w=weights), covariance="ri", observation_weights="w")
    heavy = fit(data.assign(w=5 * weights), covariance="ri", observation_weights="w")
    values = [f.variance_components.set_index("component")["variance"] for f in (light, heavy)]
    assert values[1]["residual"] == pytest.approx(5 * values[0]["residual"], rel=1e-8)
    assert values[1]["participant"] == pytest.approx(values[0]["participant"], rel=1e-8)
    np.testing.assert_allclose(light.covariance, heavy.covariance, rtol=1e-8)


def test_real_times_matter_and_are_those_of_the_column():
    data = random_frame(np.random.default_rng(4), n=60)
    real, planned = (fit(data, covariance="sp_exp", **more) for more in ({"time": "month"}, {}))
    moved = fit(data.assign(month=data["month"] + 100), covariance="sp_exp", time="month")
    stretched = fit(data.assign(month=data["month"] * 30.4), covariance="sp_exp", time="month")
    assert abs(real.minus_2_log_likelihood - planned.minus_2_log_likelihood) > 1e-3
    for other in (moved, stretched):
        assert other.minus_2_log_likelihood == pytest.approx(real.minus_2_log_likelihood, rel=1e-11)


def test_compound_symmetry_allows_what_a_random_intercept_refuses():
    """Negative correlations: compound symmetry has them, the variance of an intercept stays at 0 and is named."""
    rng = np.random.default_rng(3)
    y = rng.multivariate_normal(np.zeros(3), 1.2 * np.eye(3) - 0.3, 60)
    data = pd.DataFrame({"id": np.repeat(np.arange(60), 3), "visit": np.tile(["T0", "T6", "T12"], 60), "y": y.ravel()})
    free, kept = fit(data, covariance="cs"), fit(data, covariance="random_intercept")
    assert free.variance_components.set_index("component")["variance"]["participant"] < -0.1
    assert kept.status.held == ("participant",)
    assert any("variance of participant is estimated at 0" in note for note in kept.notes)
    assert kept.minus_2_log_likelihood > free.minus_2_log_likelihood + 1
    ols = np.mean([data.loc[data["visit"] == v, "y"].var(ddof=1) for v in ("T0", "T6", "T12")])
    assert kept.variance_components["variance"].tolist() == pytest.approx([0.0, ols], rel=1e-10)


def test_the_data_of_a_cohort_are_not_changed():
    before = cohort("small").copy()
    fitted("small", BASIC, covariance="ad")
    pd.testing.assert_frame_equal(cohort("small"), before)


def test_a_slope_the_data_do_not_need_is_a_boundary_named_and_a_true_optimum():
    """No slopes in the data: D becomes singular, and its gradient is positive semi-definite and orthogonal to D."""
    data = frame(n=40)
    held = []
    for seed in range(8):
        rng = np.random.default_rng(seed)
        own = dict(zip(data["id"].unique(), rng.normal(size=40), strict=True))
        moved = data.assign(y=data["id"].map(own) + rng.normal(size=len(data)))
        found, simple = fit(moved, covariance="random_slope"), fit(moved, covariance="random_intercept")
        assert found.minus_2_log_likelihood <= simple.minus_2_log_likelihood + 1e-9
        held.append(found.status.boundary)
        named = any("random intercept and slope of the participants is singular" in note for note in found.notes)
        assert named == held[-1]
        if held[-1]:
            block, gradient = (
                found.model.blocks[0],
                evaluate(found.theta, found.data.sums, found.model, reml=True).gradient,
            )
            lower = block.matrix(gradient)
            np.testing.assert_allclose(block.symmetric(found.theta) @ (lower + lower.T) / 2, 0.0, atol=1e-4)
            assert np.linalg.eigvalsh(lower + lower.T)[0] > -1e-4
    assert any(held)
