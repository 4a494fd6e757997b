"""Fits without one participant, all at once, against fits to the others' rows."""

import numpy as np
import pytest

import peereval as pe
from peereval.model import replicate_search
from peereval.model.replicate_search import refit_replicates, split_replicates
from peereval.model.replicate_slopes import derive_replicates, locate_replicates, slope_replicates
from peereval.model.replicates import Replicates
from peereval.model.surface import Likelihood
from reference_models import FORMULA

CLOSE = 1e-8  # of a standard error: both are Newton to rounding


def replicates(fit, left_out):
    data = fit.data
    rows = np.zeros((data.n_participants, data.n_visits, data.columns.shape[1]))
    rows[data.design.participant, data.design.visit] = data.columns
    order = np.argsort(left_out, kind="stable")
    basis, n = fit.model.structure.slopes(fit.theta), int(left_out.max()) + 1
    reml = fit.method == "reml"
    return Replicates(
        data.sums.tensors, rows[order], data.pattern[order], left_out[order], n, basis, data.classes, reml
    )


def people(fit):
    return fit.data.design.extras["participant"].iloc[np.flatnonzero(np.diff(fit.data.design.participant, prepend=-1))]


@pytest.mark.parametrize("method", ["reml", "ml"])
@pytest.mark.parametrize("by", [None, "sex"])
def test_optima_are_those_of_the_others_rows(cohorts, method, by):
    data = cohorts["small"]
    fit = pe.fit_mixed(FORMULA, data, participant="participant", visit="visit", method=method, covariance_by=by)
    number = np.arange(fit.n_participants)
    found = refit_replicates(fit.theta, replicates(fit, number), fit.model)
    for left in (0, 7, 31):
        others = data[data["participant"] != people(fit).iloc[left]]
        direct = pe.fit_mixed(
            FORMULA, others, participant="participant", visit="visit", method=method, covariance_by=by
        )
        beta = fit.data.start + fit.data.scale * np.linalg.solve(fit.data.basis.root, found.beta[left])
        assert np.abs((beta - direct.beta) / np.sqrt(np.diag(direct.covariance))).max() < CLOSE
        theta = fit.data.scale**2 * found.theta[left]
        assert theta == pytest.approx(direct.data.scale**2 * direct.theta, rel=CLOSE)


def test_criterion_and_derivatives_are_those_of_the_engine(cohorts):
    fit = pe.fit_mixed(FORMULA, cohorts["stigma_like"], participant="participant", visit="visit")
    data = replicates(fit, np.arange(fit.n_participants))
    nobody = data.pick(np.zeros(data.n_replicates, dtype=bool))
    whole = Replicates(data.tensors, nobody.rows, nobody.pattern, nobody.owner, 2, data.basis, data.classes, reml=True)
    near = fit.theta * np.array([[1.0], [1.1]])
    points = locate_replicates(near, whole)
    found = derive_replicates(points, whole)
    assert np.array_equal(found.gradient, slope_replicates(points, whole))
    for r in range(2):
        at = Likelihood(fit.data.sums, fit.model, reml=True).evaluate(near[r])
        assert found.values[r] == pytest.approx(at.value, rel=1e-12)
        assert found.gradient[r] == pytest.approx(at.gradient, abs=1e-9 * abs(at.value))
        assert found.hessian[r] == pytest.approx(at.hessian, rel=1e-9, abs=1e-9 * np.abs(at.hessian).max())


def test_blocks_hold_every_replicate_once(cohorts, monkeypatch):
    fit = pe.fit_mixed(FORMULA, cohorts["small"], participant="participant", visit="visit")
    data = replicates(fit, np.arange(fit.n_participants) // 7)
    monkeypatch.setattr(replicate_search, "BLOCK", 300)
    blocks = list(split_replicates(data))
    assert len(blocks) > 1
    assert sum(block.n_replicates for block in blocks) == data.n_replicates
    assert np.array_equal(np.concatenate([block.pattern for block in blocks]), data.pattern)


def test_what_does_not_settle_is_finished_by_the_engine(cohorts, monkeypatch):
    fit = pe.fit_mixed(FORMULA, cohorts["small"], participant="participant", visit="visit")
    data = replicates(fit, np.arange(fit.n_participants))
    batch = refit_replicates(fit.theta, data, fit.model)
    assert batch.alone == 0
    monkeypatch.setattr(replicate_search, "FIXED", 0.0)  # no step with the Hessian of all data is good enough
    newton = refit_replicates(fit.theta, data, fit.model)
    assert newton.alone == 0
    assert newton.theta == pytest.approx(batch.theta, rel=1e-8)
    assert newton.beta == pytest.approx(batch.beta, abs=1e-8)
    far = 1e-6 * fit.theta  # so far from the optimum that full steps do not descend
    found = refit_replicates(far, data, fit.model)
    assert found.alone == data.n_replicates
    assert found.theta == pytest.approx(batch.theta, rel=1e-8)


def test_rows_summed_by_replicate_and_pattern_change_nothing(cohorts, monkeypatch):
    fit = pe.fit_mixed(FORMULA, cohorts["stigma_like"], participant="participant", visit="visit")
    data = replicates(fit, np.arange(fit.n_participants) % 3)
    summed = data.summed()
    assert summed.lost is not None
    near = np.tile(fit.theta, (3, 1))
    one = derive_replicates(locate_replicates(near, data), data)
    other = derive_replicates(locate_replicates(near, summed), summed)
    assert other.values == pytest.approx(one.values, rel=1e-12)
    assert other.gradient == pytest.approx(one.gradient, abs=1e-10 * np.abs(one.values).max())
    assert other.hessian == pytest.approx(one.hessian, abs=1e-10 * np.abs(one.hessian).max())
    batch = refit_replicates(fit.theta, data, fit.model)
    monkeypatch.setattr(replicate_search, "MAX_STEPS", 0)
    alone = refit_replicates(fit.theta, data, fit.model)
    assert (batch.alone, alone.alone) == (0, 3)
    assert alone.theta == pytest.approx(batch.theta, rel=1e-8)
