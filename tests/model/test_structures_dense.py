"""Every structure, with and without sites and workers, against the N x N covariance written out.

Gradients by complex step and values agree to 1e-9 of their size (rounding through two
inversions); Hessians by central differences of complex steps to 1e-6 of their largest element.
"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import peereval as pe
from dense_models import Dense, Spec, compressed, random_frame, start
from peereval.model.derivatives import evaluate

PLANNED = ("us", "cs", "csh", "ar1", "ar1h", "ad", "adh", "toep", "toeph", "sp_exp", "ri", "ris")
CHOICES = [
    *(Spec(name) for name in PLANNED),
    *(Spec(name, by=True) for name in ("us", "toeph", "ris")),
    *(Spec(name, time=True) for name in ("sp_exp", "ris")),
    *(Spec(name, weights=True) for name in ("cs", "ri", "ris")),
    Spec("sp_exp", by=True, time=True),
    Spec("ris", by=True, time=True, weights=True),
]
EFFECTS = [("none", 0), ("intercept", 0), ("intercept+visit", 1), ("unstructured", 0), ("none", 1), ("intercept", 2)]


def with_effects(spec, effects):
    return Spec(spec.structure, spec.by, spec.time, spec.weights, *effects)


def move_inside(theta, rng, model):
    """Return theta moved by up to 10 %, less where that would bring a covariance near a singular one."""

    def smallest(at):
        return np.linalg.eigvalsh(model.pattern_matrices(at)).min()

    step = theta * rng.uniform(-0.1, 0.1, theta.size)
    while smallest(theta + step) < 0.5 * smallest(theta):
        step = step / 2
    return theta + step


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1), spec=st.sampled_from(CHOICES), effects=st.sampled_from(EFFECTS),
    n_visits=st.integers(3, 4), reml=st.booleans(),
)  # fmt: skip
def test_derivatives_are_those_of_the_dense_model(seed, spec, effects, n_visits, reml):
    rng, spec = np.random.default_rng(seed), with_effects(spec, effects)
    frame = random_frame(rng, n_visits)
    data, model = compressed(frame, spec)
    dense = Dense(frame, spec, data, model)
    theta = move_inside(start(data, model), rng, model)
    at = evaluate(theta, data.sums, model, reml=reml)
    slope, bend = dense.gradient(theta, reml=reml), dense.hessian(theta, reml=reml)
    assert at.value == pytest.approx(dense.criterion(theta, reml=reml), rel=1e-10)
    np.testing.assert_allclose(at.gradient, slope, atol=1e-9 * max(1.0, np.abs(slope).max()))
    np.testing.assert_allclose(at.hessian, bend, atol=1e-6 * max(1.0, np.abs(bend).max()))
    if reml:
        information = dense.expected(theta)
        np.testing.assert_allclose(at.expected, information, atol=1e-9 * np.abs(information).max())


@pytest.mark.parametrize("effects", [("none", 0), ("intercept+visit", 2)], ids=str)
@pytest.mark.parametrize("spec", CHOICES, ids=str)
def test_fits_are_those_of_the_dense_model(spec, effects):
    """Likelihood, coefficients, K and K_A of a fit, from V at its theta: 1e-8, through N x N inversions."""
    spec = with_effects(spec, effects)
    frame = random_frame(np.random.default_rng(11), n=60)
    fit = pe.fit_mixed(
        "y ~ visit + group + x", frame, participant="id", visit="visit", **options(spec), information="expected"
    )
    dense = Dense(frame, spec, fit.data, fit.model)
    K, WX, *_ = dense.projection(fit.theta)
    back = fit.data.scale * np.linalg.inv(fit.data.basis.root)
    slope = dense.gradient(fit.theta)
    free = np.array([name not in fit.status.held for name in fit.model.names])
    assert fit.status.converged
    assert np.abs(slope[free]).max() < 1e-6 or fit.status.boundary
    assert (slope[~free] > 0).all()
    np.testing.assert_allclose(fit.beta, fit.data.start + back @ (K @ (WX.T @ dense.y)), rtol=1e-8)
    np.testing.assert_allclose(fit.covariance, back @ K @ back.T, rtol=1e-8, atol=1e-12)
    small = fit.small_sample
    if small.adjusted_by != "none":
        adjusted = back @ dense.adjusted(fit.theta, small.adjusted_theta_covariance) @ back.T
        np.testing.assert_allclose(small.adjusted, adjusted, rtol=1e-8, atol=1e-10)


def options(spec):
    """Return the options of fit_mixed that say what a spec says."""
    columns = spec.columns
    found = {"covariance": spec.structure, "covariance_by": columns.by, "time": columns.time}
    found["observation_weights"] = columns.weights
    if spec.site_effects != "none":
        found |= {"site": "site", "site_effects": spec.site_effects}
    if spec.workers:
        found |= {"worker": ("worker", "second")[: spec.workers], "worker_weights": ("share", "other")[: spec.workers]}
    return found


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), spec=st.sampled_from([Spec(n) for n in PLANNED] + CHOICES[-2:]))
def test_order_of_rows_and_names_of_levels_do_not_matter(seed, spec):
    spec = with_effects(spec, ("intercept+visit", 0))
    frame = random_frame(np.random.default_rng(5), n=60)
    shuffled = frame.sample(frac=1.0, random_state=seed)
    renamed = {name: f"Z{k}" for k, name in enumerate(np.random.default_rng(seed).permutation(frame["site"].unique()))}
    shuffled = shuffled.assign(site=shuffled["site"].map(renamed), group=shuffled["group"].map({"a": "z", "b": "c"}))
    shuffled["group"] = pd.Categorical(shuffled["group"], categories=["z", "c"])
    fits = [
        pe.fit_mixed("y ~ visit + group + x", data, participant="id", visit="visit", **options(spec))
        for data in (frame, shuffled)
    ]
    here, there = (pe.coefficients(fit).rows for fit in fits)
    assert fits[1].minus_2_log_likelihood == pytest.approx(fits[0].minus_2_log_likelihood, rel=1e-11)
    np.testing.assert_allclose(there["estimate"], here["estimate"], atol=1e-7 * here["std_error"].max())
    np.testing.assert_allclose(there["std_error"], here["std_error"], rtol=1e-7)
    np.testing.assert_allclose(there["df"], here["df"], rtol=1e-6)
