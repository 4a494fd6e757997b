"""The likelihood against one written participant by participant, differentiated by complex steps."""

import itertools

import numpy as np
import pytest

from peereval.model.covariance import Model
from peereval.model.derivatives import evaluate
from peereval.model.likelihood import Sums, criterion
from peereval.model.patterns import build_tensors, visit_patterns
from peereval.model.structures.linear import unstructured

STEP = 1e-30  # of the complex step: no subtraction, so no rounding
MOVE = 1e-4  # of the five-point difference of the gradient


def simulate(n_visits, n, p, seed):
    """Return X, y, participant and visit codes with random visit patterns."""
    rng = np.random.default_rng(seed)
    seen = rng.random((n, n_visits)) < 0.65
    seen[~seen.any(axis=1), 0] = True
    seen[:3] = True
    participant, visit = np.nonzero(seen)
    X = np.column_stack([np.ones(participant.size), rng.normal(size=(participant.size, p - 1)), visit == 1])
    y = (rng.normal(size=(n, n_visits)) @ rng.normal(size=(n_visits, n_visits)))[participant, visit]
    spread = rng.normal(size=(n_visits, 3 * n_visits))
    return X, y + X.sum(axis=1), participant, visit, spread @ spread.T / (3 * n_visits)


def compress(X, y, participant, visit, n_visits):
    """Return the sums and the covariance model of an unstructured fit."""
    starts, seen, pattern = visit_patterns(participant, visit, n_visits)
    tensors = build_tensors(np.column_stack([X, y]), starts, seen, pattern)
    return Sums(tensors), Model(unstructured(n_visits), np.zeros(len(seen), dtype=np.intp))


def log_det(matrix):
    sign, size = np.linalg.slogdet(matrix)
    return np.log(sign) + size


def direct(theta, X, y, participant, visit, *, reml):
    """-2 log-likelihood without constants; theta may be complex."""
    n_visits = visit.max() + 1
    sigma = np.zeros((n_visits, n_visits), dtype=complex)
    sigma[np.tril_indices(n_visits)] = theta
    sigma += np.tril(sigma, -1).T
    information, pull, value = 0.0, 0.0, 0.0
    for i in np.unique(participant):
        rows = participant == i
        V = sigma[np.ix_(visit[rows], visit[rows])]
        W = np.linalg.inv(V)
        information = information + X[rows].T @ W @ X[rows]
        pull = pull + X[rows].T @ W @ y[rows]
        value = value + log_det(V) + y[rows] @ W @ y[rows]
    value = value - pull @ np.linalg.solve(information, pull)
    return value + log_det(information) if reml else value


@pytest.mark.parametrize("reml", [True, False])
@pytest.mark.parametrize(("n_visits", "p"), list(itertools.product((2, 3, 5), (1, 4))))
def test_value_gradient_and_hessian(n_visits, p, reml):
    X, y, participant, visit, sigma = simulate(n_visits, 30, p, seed=10 * n_visits + p)
    theta = sigma[np.tril_indices(n_visits)]
    sums, model = compress(X, y, participant, visit, n_visits)
    at = evaluate(theta, sums, model, reml=reml)
    unit = np.eye(theta.size)

    def value(free):
        return direct(free, X, y, participant, visit, reml=reml)

    def gradient(free):
        return np.array([value(free + 1j * STEP * e).imag / STEP for e in unit])

    def slope(e):
        near, far = (gradient(theta + h * e) - gradient(theta - h * e) for h in (MOVE, 2 * MOVE))
        return (8 * near - far) / (12 * MOVE)

    # 1e-12: rounding only; 1e-9: the five-point difference
    assert at.value == pytest.approx(value(theta).real, rel=1e-12)
    assert criterion(theta, sums, model, reml=reml) == pytest.approx(value(theta).real, rel=1e-12)
    np.testing.assert_allclose(at.gradient, gradient(theta), atol=1e-12 * np.abs(at.gradient).max())
    np.testing.assert_allclose(at.hessian, [slope(e) for e in unit], atol=1e-9 * np.abs(at.hessian).max())


def test_expected_information_and_slopes_of_the_whole_matrices():
    X, y, participant, visit, sigma = simulate(4, 25, 3, seed=2)
    sums, model = compress(X, y, participant, visit, 4)
    same = participant[:, None] == participant
    V = np.where(same, sigma[np.ix_(visit, visit)], 0.0)
    each = np.array([np.where(same, basis[np.ix_(visit, visit)], 0.0) for basis in unstructured(4).basis[:, 0]])
    W = np.linalg.inv(V)
    K = np.linalg.inv(X.T @ W @ X)
    for reml, P in ((True, W - W @ X @ K @ X.T @ W), (False, W)):
        at = evaluate(sigma[np.tril_indices(4)], sums, model, reml=reml)
        np.testing.assert_allclose(at.expected, np.einsum("hab,jba->hj", P @ each, P @ each), rtol=1e-10, atol=1e-10)
        np.testing.assert_allclose(at.inverse, K, rtol=1e-11, atol=1e-14)
        np.testing.assert_allclose(at.slopes, X.T @ W @ each @ W @ X, rtol=1e-10, atol=1e-9)
