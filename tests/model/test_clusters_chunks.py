"""Chunks of participants, each summed apart and then added, are the whole: agreement to rounding."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import peereval as pe
from oracle import BASIC, fitted
from peereval.model.cells import Membership, arrange, build_cells
from peereval.model.derivatives import evaluate
from peereval.model.likelihood import Sums
from peereval.model.merge import add_cells, add_tensors
from peereval.model.optimum import solve
from peereval.model.patterns import build_tensors, visit_patterns


def chunk(data, members):
    """Return the sums of some participants alone, their patterns and the site of each of their clusters."""
    design = data.design
    rows = np.isin(design.participant, members)
    person = np.searchsorted(members, design.participant[rows])
    visit, columns = design.visit[rows], data.columns[rows]
    starts, seen, pattern = visit_patterns(person, visit, len(design.visits))
    cells = build_cells(columns, person, visit, Membership(data.sites[members]), pattern, seen)
    first = cells.starts
    sites = np.array([data.sites[members][_who(data, members, c)] for c in cells.cluster[first]])
    return build_tensors(columns, starts, seen, pattern), cells, sites


def _who(data, members, cluster):
    """Return a participant of a cluster: sites are numbered as they come in the chunk."""
    layout = arrange(Membership(data.sites[members]), members.size)
    return int(np.flatnonzero(layout.cluster == cluster)[0])


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), n_chunks=st.integers(2, 6))
def test_chunks_added_give_the_likelihood_of_the_whole(seed, n_chunks):
    fit = fitted("clustered", BASIC, site="site")
    data, rng = fit.data, np.random.default_rng(seed)
    owner = rng.integers(n_chunks, size=data.n_participants)
    chunks = [chunk(data, np.flatnonzero(owner == k)) for k in range(n_chunks) if (owner == k).any()]
    tensors, patterns = add_tensors([part[0] for part in chunks])
    cells = add_cells([part[1] for part in chunks], patterns, [part[2] for part in chunks])
    merged = Sums(tensors, cells)
    assert tensors.counts.sum() == data.n_participants
    assert len(tensors.seen) == len(data.sums.tensors.seen)
    model = type(fit.model)(fit.model.structure, np.zeros(len(tensors.seen), dtype=np.intp), fit.model.random)
    here = evaluate(1.1 * fit.theta, data.sums, fit.model, reml=True)
    there = evaluate(1.1 * fit.theta, merged, model, reml=True)
    assert there.value == pytest.approx(here.value, rel=1e-12)
    np.testing.assert_allclose(there.gradient, here.gradient, atol=1e-9 * np.abs(here.gradient).max())
    np.testing.assert_allclose(there.hessian, here.hessian, atol=1e-9 * np.abs(here.hessian).max())
    np.testing.assert_allclose(solve(merged, model, reml=True).optimum.theta, fit.theta, atol=1e-9)


def test_patterns_of_different_classes_stay_apart():
    tensors = fitted("small", BASIC, covariance_by="group").data.sums.tensors
    classes = fitted("small", BASIC, covariance_by="group").data.classes
    whole, places = add_tensors([tensors, tensors], [classes, classes])
    assert whole.counts.sum() == 2 * tensors.counts.sum()
    assert len(whole.seen) == len(tensors.seen)
    np.testing.assert_allclose(whole.cross[places[0]], 2 * tensors.cross)


def test_sums_of_other_columns_are_refused():
    small, other = (fitted("small", formula).data.sums.tensors for formula in (BASIC, "y ~ visit"))
    with pytest.raises(pe.FitError, match="same visits and columns"):
        add_tensors([small, other])
