"""The gradient without the Hessian, and clusters whose sums are kept sparse."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

import peereval as pe
from peereval.model.derivatives import evaluate
from peereval.model.kenward_roger import contracted_second
from peereval.model.likelihood import Sums, gradient, locate


class Laid(Sums):
    """Sums whose clusters are laid out as given."""

    def __init__(self, sums, table):
        super().__init__(sums.tensors, sums.cells)
        self.__dict__["table"] = table


@pytest.fixture(scope="module")
def fits(cohorts):
    return {
        effects: pe.fit_mixed(
            "y ~ group * visit + age + sex", cohorts["small"], participant="participant", visit="visit", site="site",
            site_effects=effects,
        )
        for effects in ("none", "intercept+visit", "unstructured")
    }  # fmt: skip


def elsewhere(fit):
    """Parameters that are no optimum, all matrices positive definite."""
    return fit.model.start(np.array([[1.0, 0.4, 0.3], [0.4, 1.2, 0.5], [0.3, 0.5, 1.5]]))


@pytest.mark.parametrize("reml", [True, False])
@pytest.mark.parametrize("effects", ["none", "intercept+visit", "unstructured"])
def test_the_gradient_alone_is_that_of_all_derivatives(fits, effects, reml):
    fit = fits[effects]
    sums, model, theta = fit.data.sums, fit.model, elsewhere(fit)
    whole = evaluate(theta, sums, model, reml=reml).gradient
    alone = gradient(locate(theta, sums, model), sums, model, reml=reml)
    # the same sums in another order: rounding
    np.testing.assert_allclose(alone, whole, rtol=1e-11, atol=1e-11 * np.abs(whole).max())


@pytest.mark.parametrize("effects", ["intercept+visit", "unstructured"])
def test_sparse_sums_of_clusters_give_the_same(fits, effects):
    fit = fits[effects]
    sums, model, theta = fit.data.sums, fit.model, elsewhere(fit)
    thin = Laid(sums, replace(sums.table, sums=sparse.csr_array(sums.table.sums)))
    found = [(evaluate(theta, s, model, reml=True), locate(theta, s, model)) for s in (sums, thin)]
    spread = np.eye(len(theta))
    for dense, laid in (
        (found[0][0].hessian, found[1][0].hessian),
        (contracted_second(found[0][1], sums, model, spread), contracted_second(found[1][1], thin, model, spread)),
    ):
        np.testing.assert_allclose(laid, dense, rtol=1e-11, atol=1e-11 * np.abs(dense).max())
