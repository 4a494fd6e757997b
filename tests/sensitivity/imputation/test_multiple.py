"""Multiple imputation: pooling against mice, draws against refits and strategies written out, what it must give."""

import numpy as np
import pandas as pd
import pytest

import dense_imputation as dense
import peereval as pe
from peereval.errors import FitError
from peereval.model.replicate_search import refit_replicates
from peereval.sensitivity.imputation import bootstrap
from peereval.sensitivity.imputation.bootstrap import sampled_replicates
from peereval.sensitivity.imputation.draws import residual_roots, strategy_covariances
from peereval.sensitivity.imputation.pooling import pool_rubin
from peereval.sensitivity.imputation.strategies import STRATEGIES, Kinds
from reference_models import REFERENCE

ASKED = {"group": "group", "reference": "control", "baseline_covariate": "base"}

# R's mice, as printed in a public course note (in Spanish, on missing data): data = R's airquality,
# pool(with(mice(data, m = 5, maxit = 50, meth = "pmm", seed = 500), lm(Temp ~ Ozone + Solar.R + Wind))), dfcom = 148.
# Columns: ubar, b, then t, df, lambda, fmi. mice computes the last four from unrounded figures, so that the seven
# digits printed are all there is.
MICE = {
    "(Intercept)": (6.595501e00, 0.5750036463, 7.285505e00, 101.97555, 0.0947092, 0.1119569),
    "Ozone": (4.935193e-04, 0.0001610921, 6.868298e-04, 34.09063, 0.2814533, 0.3201987),
    "Solar.R": (4.324896e-05, 0.0000122131, 5.790469e-05, 39.70957, 0.2531008, 0.2880765),
    "Wind": (3.904917e-02, 0.0045108400, 4.446218e-02, 86.94099, 0.1217441, 0.1412737),
}


@pytest.mark.parametrize("name", MICE)
def test_pooling_is_that_of_mice(name):
    within, between, total, df, share, missing = MICE[name]
    shape = np.array([-2.0, -1.0, 0.0, 1.0, 2.0]) / np.sqrt(2.5)  # of variance 1
    found = pool_rubin(3.0 + np.sqrt(between) * shape[:, None], np.full((5, 1), within), 148.0)
    assert found.estimate == pytest.approx(3.0)
    assert found.std_error**2 == pytest.approx(total, rel=1e-6)
    assert found.df == pytest.approx(df, rel=2e-6)
    assert found.share == pytest.approx(share, rel=2e-6)
    assert found.missing_information == pytest.approx(missing, rel=2e-6)


def test_pooling_of_equal_analyses_is_the_complete_one():
    found = pool_rubin(np.full((4, 1), 2.0), np.full((4, 1), 0.25), 30.0)
    assert found.std_error == pytest.approx(0.5)
    assert found.df == pytest.approx(31.0 / 33.0 * 30.0)


def test_fits_to_samples_are_those_of_fit_mixed():
    data = dense.cohort()
    fit = dense.fit(data)
    people = data["id"].unique()
    position = pd.Index(fit.data.design.extras["id"].unique()).get_indexer(people)
    group = data.groupby("id")["group"].first().cat.codes.to_numpy()
    rng = np.random.default_rng(5)
    samples = sampled_replicates(fit, position, group, 3, rng)
    found = refit_replicates(fit.theta, samples, fit.model)
    times = bootstrap._draw(position, group, fit.n_participants, 3, np.random.default_rng(5))
    fitted = pd.Index(fit.data.design.extras["id"].unique())
    for m in range(3):
        drawn = np.repeat(fitted, times[m].astype(int))
        sample = pd.DataFrame({"id": drawn, "copy": [f"C{i}" for i in range(len(drawn))]}).merge(data, on="id")
        direct = pe.fit_mixed(dense.FORMULA, sample, participant="copy", visit="visit")
        beta = fit.data.start + fit.data.scale * np.linalg.solve(fit.data.basis.root, found.beta[m])
        assert np.abs((beta - direct.beta) / np.sqrt(np.diag(direct.covariance))).max() < 1e-7


def test_each_group_keeps_its_size_in_a_sample():
    position, group = np.arange(40), np.repeat([0, 1], [30, 10])
    times = bootstrap._draw(position, group, 40, 25, np.random.default_rng(1))
    assert (times[:, :30].sum(axis=1) == 30.0).all()
    assert (times[:, 30:].sum(axis=1) == 10.0).all()


@pytest.mark.parametrize("code", range(5))
@pytest.mark.parametrize("event", [0, 1, 2])
def test_scatter_is_that_of_the_strategy_written_out(code, event):
    own = np.array([[4.0, 2.0, 1.0], [2.0, 5.0, 2.5], [1.0, 2.5, 6.0]])
    other = np.array([[3.0, 0.5, 0.4], [0.5, 2.0, 1.0], [0.4, 1.0, 7.0]])
    code = 0 if STRATEGIES[code] == "last-mean-carried-forward" and event == 0 else code
    seen = (np.arange(3) < event)[None]
    one = np.ones(1, dtype=int)
    kinds = Kinds(seen, event * one, code * one, one, one, 0 * one)
    sigma = np.stack([other, own])[None]
    zero = np.zeros(3)
    joint = dense.implied(STRATEGIES[code], event, (zero, zero), (own, other))[1]
    assert strategy_covariances(sigma, kinds)[0, 0] == pytest.approx(joint, abs=1e-12)
    root = residual_roots(sigma, kinds)[0, 0]
    o, m = slice(0, event), slice(event, 3)
    left = joint[m, m] - joint[m, o] @ np.linalg.inv(joint[o, o]) @ joint[o, m]
    assert (root @ root.T)[m, m] == pytest.approx(left, abs=1e-12)
    assert (root[o] == 0.0).all()


@pytest.fixture(scope="module")
def trial():
    data = pd.read_csv(REFERENCE / "trial.csv")
    return data, pe.fit_mixed("change ~ (group + base) * visit", data, participant="participant", visit="visit")


@pytest.mark.parametrize("strategy", ["mar", "copy-increments", "jump-to-reference"])
def test_estimates_are_those_of_conditional_means_but_for_chance(trial, strategy):
    data, fit = trial
    rng = np.random.default_rng(11)
    many = pe.multiply_imputed_contrasts(fit, data, strategy=strategy, rng=rng, imputations=400, **ASKED).rows
    mean = pe.reference_based_contrasts(fit, data, strategy=strategy, **ASKED).rows
    drawn = many[many["quantity"] == "difference"]
    # The chance of 400 draws is below SE / sqrt(400) = 0.05 SE: 0.2 SE are four of these.
    assert (np.abs(drawn["estimate"].to_numpy() - mean["estimate"]) / mean["std_error"]).max() < 0.2
    ratio = drawn["std_error"].to_numpy() / mean["std_error"].to_numpy()
    if strategy == "mar":  # two estimates of one variance, each with about 80 degrees of freedom
        assert np.abs(ratio - 1.0).max() < 0.1
    else:  # information-anchored against frequentist: the more is borrowed the further apart
        assert (ratio > 1.05).all()
        assert ratio[2] > ratio[0]
    missing = many.loc[many["quantity"] == "fraction of missing information", "estimate"]
    assert missing.between(0.0, 1.0).all()
    assert missing.is_monotonic_increasing


def test_the_same_seed_gives_the_same_figures(trial):
    data, fit = trial
    one, other = (
        pe.multiply_imputed_contrasts(fit, data, rng=np.random.default_rng(3), imputations=5, baseline="T3", **ASKED)
        for _ in range(2)
    )
    pd.testing.assert_frame_equal(one.rows, other.rows)
    assert one.method["inference"] == "information-anchored"
    assert set(one.rows["quantity"]) == {"difference in change", "fraction of missing information"}
    assert one.keys == ("group", "visit", "reference", "baseline", "strategy")


def test_what_cannot_be_imputed_is_refused(trial, monkeypatch):
    data, fit = trial
    for wrong in (1, 2.5):
        with pytest.raises(FitError, match="2 or more"):
            pe.multiply_imputed_contrasts(fit, data, rng=np.random.default_rng(1), imputations=wrong, **ASKED)
    alone = data.assign(sex=np.where(data["participant"] == "P000", "X", "F"))
    small = pe.fit_mixed("change ~ (group + base + sex) * visit", alone, participant="participant", visit="visit")
    monkeypatch.setattr(bootstrap, "ROUNDS", 1)
    with pytest.raises(FitError, match="keep leaving out"):
        pe.multiply_imputed_contrasts(small, alone, rng=np.random.default_rng(1), imputations=30, **ASKED)
