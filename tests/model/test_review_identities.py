"""Identities with complete data: Hotelling, two-sample t, multivariate regression; df in other parameters."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import peereval as pe


def complete(n=24, n_visits=4, seed=5):
    """Return a long table of complete data and the same values as (n, visits)."""
    rng = np.random.default_rng(seed)
    y = rng.normal(size=(n, n_visits)) @ rng.normal(size=(n_visits, n_visits)) + 3.0
    group = np.where(np.arange(n) < n // 3, "a", "b")
    data = pd.DataFrame(
        {
            "id": np.repeat(np.arange(n), n_visits),
            "group": np.repeat(group, n_visits),
            "visit": np.tile(np.arange(n_visits), n),
            "y": y.ravel(),
        }
    )
    return data, y, group


def test_joint_f_is_hotellings_t2_over_its_rows():
    data, y, group = complete()
    fit = pe.fit_mixed("y ~ group * visit", data, participant="id", visit="visit")
    row = pe.joint_test(fit, group="group", df_method="satterthwaite").rows.iloc[0]
    change = y[:, 1:] - y[:, [0]]
    a, b = change[group == "a"], change[group == "b"]
    pooled = ((len(a) - 1) * np.cov(a.T) + (len(b) - 1) * np.cov(b.T)) / (len(y) - 2)
    gap = a.mean(axis=0) - b.mean(axis=0)
    t2 = gap @ np.linalg.solve(pooled, gap) * len(a) * len(b) / len(y)
    assert row["statistic"] == pytest.approx(t2 / 3, rel=1e-10)
    assert row["num_df"] == 3
    assert row["df"] == pytest.approx(len(y) - 2, rel=1e-10)


def test_level_contrasts_are_two_sample_t_tests_visit_by_visit():
    data, y, group = complete()
    fit = pe.fit_mixed("y ~ group * visit", data, participant="id", visit="visit")
    rows = pe.level_contrasts(fit, group="group", reference="a").rows
    found = stats.ttest_ind(y[group == "b"], y[group == "a"])
    np.testing.assert_allclose(rows["statistic"], found.statistic, rtol=1e-10)
    np.testing.assert_allclose(rows["p_value"], found.pvalue, rtol=1e-9)


@pytest.mark.parametrize("method", ["reml", "ml"])
def test_df_do_not_depend_on_the_parameters_of_sigma(method):
    """Satterthwaite from numerical derivatives in log SD and Fisher z: the same df."""
    data, _, _ = complete(n=40, n_visits=3)
    data = data[np.random.default_rng(8).random(len(data)) < 0.75]
    fit = pe.fit_mixed("y ~ 0 + visit", data, participant="id", visit="visit", method=method)
    people = [(rows["visit"].to_numpy(), rows["y"].to_numpy()) for _, rows in data.groupby("id")]
    lower = np.tril_indices(3, -1)

    def at(free):
        R = np.eye(3)
        R[lower] = np.tanh(free[3:])
        R = np.exp(free[:3])[:, None] * (R + np.tril(R, -1).T) * np.exp(free[:3])
        A, b, value = np.zeros((3, 3)), np.zeros(3), 0.0
        for seen, y in people:
            V = R[np.ix_(seen, seen)]
            W = np.linalg.inv(V)
            A[np.ix_(seen, seen)] += W
            b[seen] += W @ y
            value += np.linalg.slogdet(V)[1] + y @ W @ y
        value += np.linalg.slogdet(A)[1] if method == "reml" else 0.0
        return value - b @ np.linalg.solve(A, b), np.linalg.inv(A)

    sigma = fit.residual_covariance.to_numpy()
    spread = np.sqrt(np.diag(sigma))
    best = np.concatenate([np.log(spread), np.arctanh((sigma / np.outer(spread, spread))[lower])])
    unit = np.eye(6)

    def second(h):
        def corner(j, k):
            return at(best + h * (unit[j] + k))[0] - at(best - h * (unit[j] - k))[0]

        return np.array([[(corner(j, e) - corner(j, -e)) / (4 * h * h) for e in unit] for j in range(6)])

    hessian = (4 * second(4e-3) - second(8e-3)) / 3
    h = 1e-3
    dK = np.array([(at(best + h * e)[1] - at(best - h * e)[1]) * 8 for e in unit])
    dK = (dK - np.array([at(best + 2 * h * e)[1] - at(best - 2 * h * e)[1] for e in unit])) / (12 * h)
    slope = np.array([np.diag(d) for d in dK])
    df = 2 * np.diag(at(best)[1]) ** 2 / np.einsum("hm,hj,jm->m", slope, 2 * np.linalg.inv(hessian), slope)
    # 1e-5: second differences of a criterion known to 1e-14
    np.testing.assert_allclose(pe.coefficients(fit, df_method="satterthwaite").rows["df"], df, rtol=1e-5)
