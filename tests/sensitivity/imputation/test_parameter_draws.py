"""Draws of the parameters: against closed forms, against a random walk, and against refits of samples of sites."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import peereval as pe
from peereval.errors import FitError
from peereval.model.likelihood import criterion
from peereval.sensitivity.imputation import posterior, site_samples, strata
from peereval.sensitivity.imputation.posterior import _weighed, draw_posterior, is_regular, make_proposal
from peereval.sensitivity.imputation.restricted_likelihood import locate_draws, matrices_of
from reference_models import REFERENCE


@pytest.fixture(scope="module")
def clustered():
    data = pd.read_csv(REFERENCE / "clustered.csv")
    return data[data["group"] != "prefollowed"]


def fit(data, formula="y ~ group * visit + age * visit", effects="intercept+visit", **more):
    options = {"participant": "participant", "visit": "visit", "site": "site", "site_effects": effects}
    return pe.fit_mixed(formula, data, **{**options, **more})


@pytest.mark.parametrize("effects", ["intercept+visit", "intercept", "none"])
def test_the_likelihood_of_many_draws_is_that_of_each(clustered, effects):
    one = fit(clustered, effects=effects)
    proposal = make_proposal(one)
    theta = proposal.scale.backward(proposal.draw(12, np.random.default_rng(1)))
    found = locate_draws(theta, one.data.sums, one.model, reml=True)
    alone = [criterion(at, one.data.sums, one.model, reml=True) for at in theta]
    assert found.values == pytest.approx(alone, rel=1e-12)


def test_the_unbounded_scale_goes_there_and_back(clustered):
    one = fit(clustered)
    scale = make_proposal(one).scale
    phi = scale.forward(one.theta)
    assert scale.backward(phi[None])[0] == pytest.approx(one.theta, rel=1e-12)
    step = 1e-6
    moved = [(scale.backward((phi + step * e)[None]) - scale.backward((phi - step * e)[None]))[0] for e in np.eye(8)]
    slopes = np.array(moved).T / (2.0 * step)
    assert scale.rates(phi, np.full(8, 1e-12)) @ slopes == pytest.approx(np.eye(8), abs=1e-6)  # rounding of the step


def test_proposals_without_an_inverse_do_not_count(clustered):
    one = fit(clustered)
    proposal = make_proposal(one)
    wide = replace(proposal, root=100.0 * proposal.root)
    theta = wide.scale.backward(wide.draw(300, np.random.default_rng(2)))
    good = is_regular(matrices_of(theta, one.model), matrices_of(one.theta[None], one.model))
    assert 0 < good.sum() < 300
    singular = np.ones((1, 1, 3, 3)), np.zeros((1, 0, 0))
    assert not is_regular(singular, singular)[0]
    _, log_weight, _ = _weighed(one, wide, 300, np.random.default_rng(2))
    assert not np.isfinite(log_weight[~good]).any()
    assert 0 < np.isfinite(log_weight[good]).sum() <= good.sum()
    assert not np.isnan(log_weight).any()


def test_variances_that_nothing_determines_are_refused(clustered, monkeypatch):
    one = fit(clustered)
    whole = make_proposal(one)
    monkeypatch.setattr(posterior, "make_proposal", lambda _: replace(whole, root=40.0 * whole.root))
    with pytest.raises(FitError, match="so little determined"):
        draw_posterior(one, 40, np.random.default_rng(1))


def test_of_complete_data_sigma_is_inverse_wishart_and_beta_normal_given_it():
    """With the same columns at every visit, Jeffreys' prior gives Sigma ~ IW(n - a, S) and beta its t about the OLS."""
    data = pd.read_csv(REFERENCE / "complete.csv")
    one = fit(data, "y ~ (group + age) * visit", "none")
    draws = 4000
    found = draw_posterior(one, draws, np.random.default_rng(7))
    sigma = one.data.scale**2 * matrices_of(found.theta, one.model)[0][:, 0]
    wide = data.pivot(index="participant", columns="visit", values="y")[list(one.visits)]
    people = data.drop_duplicates("participant").set_index("participant").loc[wide.index]
    A = np.column_stack([np.ones(len(wide)), people["group"] == "treated", people["age"]]).astype(float)
    b = np.linalg.lstsq(A, wide.to_numpy(), rcond=None)[0]
    rest = wide.to_numpy() - A @ b
    S, nu = rest.T @ rest, len(wide) - A.shape[1]
    mean = S / (nu - 4)
    d, m = np.diag(S), nu - 3
    variance = ((m + 1) * S**2 + (m - 1) * np.outer(d, d)) / (m * (m - 1) ** 2 * (m - 3))
    # Draws are weighted proposals, two thirds of which count: standard errors below those of 2000 independent ones.
    assert np.abs((sigma.mean(axis=0) - mean) / np.sqrt(variance)).max() < 4.0 / np.sqrt(2000.0)
    assert sigma.var(axis=0) == pytest.approx(variance, rel=0.2)  # of 2000 draws with tails: a tenth each
    beta = one.data.start + one.data.scale * np.linalg.solve(one.data.basis.root, found.beta.T).T
    spread = np.sqrt(np.diag(one.covariance) * nu / (nu - 4.0))  # E Sigma = S / (nu - T - 1), K has S / nu
    assert np.abs((beta.mean(axis=0) - one.beta) / spread).max() < 4.0 / np.sqrt(2000.0)
    assert beta.std(axis=0, ddof=1) == pytest.approx(spread, rel=0.08)


def test_with_sites_it_is_what_a_random_walk_finds(clustered):
    """Metropolis steps on Sigma and the standard deviations, the prior written on that scale; two visits."""
    data = clustered[clustered["visit"] != "T6"]
    one = fit(data, "y ~ group * visit")
    found = draw_posterior(one, 1000, np.random.default_rng(3)).theta
    rng, chains, steps = np.random.default_rng(4), 120, 190
    theta = np.repeat(one.theta[None], chains, axis=0)
    size = 0.6 * np.sqrt(np.diag(one.small_sample.theta_covariance))
    size[-2:] /= 2.0 * np.sqrt(np.maximum(one.theta[-2:], size[-2:]))
    value, kept = log_posterior(one, theta), []
    for step in range(steps):
        moved = theta + rng.normal(size=theta.shape) * size
        moved[:, -2:] = (np.sqrt(theta[:, -2:]) + rng.normal(size=(chains, 2)) * size[-2:]) ** 2  # signs say nothing
        new = log_posterior(one, moved)
        taken = np.log(rng.random(chains)) < new - value
        theta[taken], value[taken] = moved[taken], new[taken]
        if step >= 100 and step % 10 == 0:
            kept.append(theta.copy())
    walk = np.concatenate(kept)
    for transform in (lambda t: t, np.sqrt):
        mine, theirs = transform(np.abs(found)), transform(np.abs(walk))
        # 120 chains of 9 dependent points: a mean is good to about a fifteenth of an SD, an SD to that too.
        assert np.abs((mine.mean(axis=0) - theirs.mean(axis=0)) / theirs.std(axis=0)).max() < 0.2
        assert mine.std(axis=0) == pytest.approx(theirs.std(axis=0), rel=0.2)


def log_posterior(one, theta):
    """Return it on the scale of Sigma (Jeffreys: |Sigma|^-1.5 of two visits) and the sites' standard deviations."""
    determinant = theta[:, 0] * theta[:, 2] - theta[:, 1] ** 2
    good = (determinant > 0.0) & (theta[:, 0] > 0.0)
    safe = np.where(good[:, None], theta, one.theta)
    value = -0.5 * locate_draws(safe, one.data.sums, one.model, reml=True).values
    return np.where(good, value - 1.5 * np.log(np.where(good, determinant, 1.0)), -np.inf)


def test_a_sample_of_sites_is_fitted_as_fit_mixed_would(clustered):
    one = fit(clustered)
    sites = clustered["site"].drop_duplicates().sort_values().tolist()
    group = clustered.drop_duplicates("site").sort_values("site")["group"].to_numpy()
    codes = np.unique(group, return_inverse=True)[1]
    theta, beta = site_samples.fit_site_samples(one, codes, 2, np.random.default_rng(5))
    times = strata.draw_sites(codes, 2, np.random.default_rng(5))
    for m in range(2):
        copies = [
            clustered[clustered["site"] == site].assign(
                site=f"{site} {k}", participant=lambda d, k=k: d["participant"] + f" {k}"
            )
            for site, n in zip(sites, times[m], strict=True)
            for k in range(n)
        ]
        direct = fit(pd.concat(copies))
        mine = one.data.start + one.data.scale * np.linalg.solve(one.data.basis.root, beta[m])
        assert np.abs((mine - direct.beta) / np.sqrt(np.diag(direct.covariance))).max() < 1e-6
        assert one.data.scale**2 * theta[m] == pytest.approx(direct.data.scale**2 * direct.theta, rel=1e-5, abs=1e-7)


def test_samples_that_never_determine_the_model_are_refused(clustered, monkeypatch):
    rare = clustered.assign(rare=np.where(clustered["site"] == clustered["site"].iloc[0], "yes", "no"))
    one = fit(rare, "y ~ (group + rare) * visit")
    monkeypatch.setattr(site_samples, "ROUNDS", 1)
    codes = np.zeros(one.n_sites, dtype=np.intp)
    with pytest.raises(FitError, match="Samples of the sites keep leaving out"):
        site_samples.fit_site_samples(one, codes, 20, np.random.default_rng(1))
    with pytest.raises(FitError, match="No two sites hold the same groups"):
        strata.draw_sites(np.arange(3), 2, np.random.default_rng(1))


def test_whole_sites_are_drawn_for_a_fit_without_site_effects_too(clustered):
    one = fit(clustered, effects="none")
    asked = {"group": "group", "reference": "control", "baseline": "T0", "site": "site", "imputations": 10}
    found = pe.multiply_imputed_contrasts(one, clustered, rng=np.random.default_rng(2), **asked)
    assert "imputation_draws_sites" in {note.code for note in found.notes}
    assert np.isfinite(found.rows["estimate"]).all()
