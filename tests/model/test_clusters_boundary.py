"""Site and worker effects on the edge: variances at 0, singular covariances of the site effects."""

import numpy as np
import pandas as pd
import pytest
from scipy import optimize

import peereval as pe
from dense_models import Dense, Spec, random_frame
from oracle import BASIC, coefficients, fitted, in_errors, read, table
from peereval.model import boundary
from peereval.model.derivatives import evaluate

COHORTS = ("small", "balanced", "stigma_like", "workers")
UNSTRUCTURED = {"site": "site", "site_effects": "unstructured"}


def site_matrix(fit):
    """Return G in the engine's units."""
    return fit.model.random.block.symmetric(fit.theta[fit.model.n_local :])


def site_gradient(fit):
    """Return the derivative of the criterion by G, (T, T)."""
    at = evaluate(fit.theta, fit.data.sums, fit.model, reml=True)
    lower = fit.model.random.block.matrix(at.gradient[fit.model.n_local :])
    return (lower + lower.T) / 2, at.gradient[: fit.model.n_local]


@pytest.mark.parametrize("structure", ["us", "cs", "ar1h"])
@pytest.mark.parametrize("cohort", COHORTS)
def test_a_singular_covariance_of_sites_is_an_optimum_and_named(cohort, structure):
    """KKT over positive semi-definite G: its gradient is one itself, and orthogonal to G.

    The criterion is settled to 1e-12, so a gradient is known to the square root of it.
    """
    fit = fitted(cohort, BASIC, covariance=structure, **UNSTRUCTURED)
    G, (slope, rest) = site_matrix(fit), site_gradient(fit)
    assert fit.status.converged
    assert fit.status.boundary
    assert any("covariance of the site effects is singular" in note for note in fit.notes)
    assert not any("covariance of the visits is singular" in note for note in fit.notes)
    assert np.linalg.eigvalsh(G)[0] == pytest.approx(0.0, abs=1e-9)
    assert np.linalg.eigvalsh(slope)[0] > -1e-4 * max(1.0, np.abs(slope).max())
    np.testing.assert_allclose(G @ slope, 0.0, atol=1e-5 * max(1.0, np.abs(slope).max()))
    np.testing.assert_allclose(rest, 0.0, atol=1e-4)


@pytest.mark.parametrize("information", ["observed", "expected"])
@pytest.mark.parametrize("cohort", COHORTS)
def test_df_at_a_singular_covariance_are_finite_and_fewer_than_the_data(cohort, information):
    fit = fitted(cohort, BASIC, information=information, **UNSTRUCTURED)
    for method in ("satterthwaite", "kenward-roger"):
        df = coefficients(fit, method)["df"]
        assert ((df > 1.0) & (df < fit.n_observations)).all()


@pytest.mark.parametrize("method", ["satterthwaite", "kenward_roger"])
@pytest.mark.parametrize("cohort", ["small", "balanced", "stigma_like"])
def test_a_singular_covariance_of_sites_agrees_with_lmer(cohort, method):
    """lmerTest leaves the directions that leave the boundary out, pbkrtest keeps them.

    lmer ends within 1e-9 of the criterion: estimates and SE agree to 1e-6, df to 1e-5.
    """
    kept = {"information": "expected", "keep_boundary": True} if method == "kenward_roger" else {}
    fit, them = fitted(cohort, BASIC, covariance="cs", **UNSTRUCTURED, **kept), read("reference_singular")[cohort]
    theirs, rows = table(them[method]), coefficients(fit, method.replace("_", "-"))
    assert fit.status.boundary == them["singular"]
    assert fit.minus_2_log_likelihood == pytest.approx(them["reml_criterion"], rel=1e-9)
    assert in_errors(rows["estimate"], theirs["Estimate"], rows["std_error"]) < 1e-6
    np.testing.assert_allclose(rows["std_error"], theirs["Std. Error"].reindex(rows.index), rtol=1e-6)
    np.testing.assert_allclose(rows["df"], theirs["df"].reindex(rows.index), rtol=1e-5)


def test_a_singular_covariance_of_sites_is_that_of_another_optimiser():
    """BFGS over the factors of Sigma and G on the N x N criterion; it knows the minimum to 1e-8 relative."""
    frame, spec = random_frame(np.random.default_rng(2), n=60), Spec("us", site_effects="unstructured")
    fit = pe.fit_mixed("y ~ visit + group + x", frame, participant="id", visit="visit", **UNSTRUCTURED)
    dense = Dense(frame, spec, fit.data, fit.model)
    lower = np.tril_indices(3)

    def of_factors(free):
        roots = np.zeros((2, 3, 3))
        for root, part in zip(roots, np.split(free, 2), strict=True):
            root[lower] = part
        return dense.criterion(np.concatenate([(root @ root.T)[lower] for root in roots]))

    begin = np.concatenate([np.eye(3)[lower], 0.3 * np.eye(3)[lower]])
    found = optimize.minimize(of_factors, begin, method="BFGS", options={"gtol": 1e-7})
    ours = dense.criterion(fit.theta)
    assert fit.status.boundary
    assert ours == pytest.approx(found.fun, rel=1e-8)


def test_only_the_singular_matrix_is_factored(monkeypatch):
    seen = []
    original = boundary._minimise

    def spy(theta, likelihood, blocks, others):
        seen.append((len(blocks), len(others)))
        return original(theta, likelihood, blocks, others)

    monkeypatch.setattr(boundary, "_minimise", spy)
    frame = random_frame(np.random.default_rng(2), n=60)
    fit = pe.fit_mixed("y ~ visit + group + x", frame, participant="id", visit="visit", **UNSTRUCTURED)
    assert fit.status.boundary
    assert seen == [(1, 1)]  # G, and not Sigma


def test_df_do_not_depend_on_what_is_factored(monkeypatch):
    """Factoring Sigma too changes the parameters of the search, not the answer: 1e-6, the search's own precision."""
    frame = random_frame(np.random.default_rng(2), n=60)
    fit = pe.fit_mixed("y ~ visit + group + x", frame, participant="id", visit="visit", **UNSTRUCTURED)
    monkeypatch.setattr(boundary, "is_nearly_singular", lambda _sigma: True)
    again = pe.fit_mixed("y ~ visit + group + x", frame, participant="id", visit="visit", **UNSTRUCTURED)
    here, there = (pe.coefficients(f, df_method="satterthwaite").rows for f in (fit, again))
    np.testing.assert_allclose(there["std_error"], here["std_error"], rtol=1e-6)
    np.testing.assert_allclose(there["df"], here["df"], rtol=1e-5)


def test_a_worker_variance_at_zero_is_named():
    frame = random_frame(np.random.default_rng(0), n=60)
    held = []
    for seed in range(8, 14):
        moved = frame.assign(y=np.random.default_rng(seed).normal(size=len(frame)))
        fit = pe.fit_mixed("y ~ visit + group", moved, participant="id", visit="visit", worker="worker")
        held.append("worker" in fit.status.held)
        named = any("variance of worker is estimated at 0" in note for note in fit.notes)
        assert named == held[-1] == fit.status.boundary
        plain = pe.fit_mixed("y ~ visit + group", moved, participant="id", visit="visit")
        if held[-1]:  # then it is the model without workers
            assert fit.minus_2_log_likelihood == pytest.approx(plain.minus_2_log_likelihood, rel=1e-10)
            np.testing.assert_allclose(fit.covariance, plain.covariance, rtol=1e-7)
        else:
            assert fit.minus_2_log_likelihood < plain.minus_2_log_likelihood
    assert any(held)
    assert not all(held)


def test_one_worker_column_over_time_is_membership_by_visit():
    """Changing worker between visits: each visit's effect is that of its worker (checked densely elsewhere)."""
    frame = random_frame(np.random.default_rng(9), n=80)
    split = pe.fit_mixed("y ~ visit", frame, participant="id", visit="visit", worker="worker")
    shares = frame.assign(full=1.0)
    weighed = pe.fit_mixed("y ~ visit", shares, participant="id", visit="visit", worker="worker", worker_weights="full")
    assert weighed.minus_2_log_likelihood == split.minus_2_log_likelihood


@pytest.mark.parametrize(
    ("change", "options", "message"),
    [
        (lambda d: d.assign(worker=""), {"worker": "worker"}, "No row has a 'worker'"),
        (lambda d: d.assign(share=-1.0), {"worker": "worker", "worker_weights": "share"}, "0 or more"),
        (lambda d: d, {"worker": ["worker", "second"], "worker_weights": ["share"]}, "give one each"),
        (lambda d: d.assign(site=d["visit"]), {"site": "site"}, "change 'site'"),
        (lambda d: d.assign(site="one"), {"site": "site"}, "leave it out"),
        (lambda d: d.assign(site=None), {"site": "site"}, "rows have no 'site'"),
        (lambda d: d, {"site": "sites"}, "Did you mean 'site'"),
        (lambda d: d, {"site": "site", "site_effects": "intercepts"}, "Did you mean 'intercept'"),
    ],
)
def test_unusable_sites_and_workers_are_refused(change, options, message):
    frame = pd.DataFrame(change(random_frame(np.random.default_rng(1), n=30)))
    with pytest.raises(pe.PeerevalError, match=message):
        pe.fit_mixed("y ~ visit", frame, participant="id", visit="visit", **options)
