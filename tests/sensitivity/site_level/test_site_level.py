"""Tests at the level of the site, against scipy, against enumeration and against refits one by one."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import peereval as pe
from peereval.sensitivity.site_level.permutation import compare_assignments, draw_assignments
from peereval.sensitivity.site_level.site_means import compare_site_means
from peereval.sensitivity.site_level.wild_bootstrap import bootstrap_p, draw_signs, robust_t, sum_by_site
from reference_models import REFERENCE

KEYS = {
    "participant": "participant",
    "visit": "visit",
    "group": "group",
    "compared": "treated",
    "reference": "control",
    "baseline": "T0",
    "site": "site",
}


@pytest.fixture(scope="module")
def trials():
    """Two simulated studies with the group assigned by site: tests/reference/README.md."""
    return {name: pd.read_csv(REFERENCE / f"{name}.csv") for name in ("clustered", "complete")}


def site_changes(data):
    """Return the mean change of each site from T0 to T12 and its group, by pandas."""
    wide = data.pivot(index=["participant", "site", "group"], columns="visit", values="y").reset_index()
    return wide.assign(d=wide["T12"] - wide["T0"]).groupby(["site", "group"])["d"].mean().dropna().reset_index()


def test_the_t_test_is_that_of_scipy_on_site_means(trials):
    data = trials["clustered"]
    data = data[data["group"] != "prefollowed"]
    rows = pe.site_level_contrasts(data, "y", **KEYS).rows.set_index("visit")
    means = site_changes(data)
    treated, control = (means.loc[means["group"] == group, "d"] for group in ("treated", "control"))
    expected = stats.ttest_ind(treated, control)
    # both are sums of the same numbers in another order: 1e-12
    assert rows.loc["T12", "statistic"] == pytest.approx(expected.statistic, rel=1e-12)
    assert rows.loc["T12", "p_value"] == pytest.approx(expected.pvalue, rel=1e-10)
    assert rows.loc["T12", "df"] == len(means) - 2
    low, high = expected.confidence_interval(0.95)
    assert rows.loc["T12", ["conf_low", "conf_high"]].tolist() == pytest.approx([low, high], rel=1e-10)


def test_with_equal_complete_sites_it_is_the_mixed_model(trials):
    # Two visits, an unstructured covariance between sites: the identity of docs/methods/mixed-model.md.
    data = trials["complete"]
    data = data[data["visit"] != "T6"]
    fit = pe.fit_mixed(
        "y ~ group * visit", data, participant="participant", visit="visit", site="site", site_effects="unstructured"
    )
    model = pe.change_contrasts(fit, group="group", reference="control", baseline="T0").rows.iloc[0]
    sites = pe.site_level_contrasts(data, "y", **KEYS).rows.iloc[0]
    for name in ("estimate", "std_error", "df", "conf_low"):
        assert sites[name] == pytest.approx(model[name], rel=1e-8)  # the model's own search ends at 1e-12 of -2RLL


def test_every_assignment_of_six_sites_is_enumerated():
    means = np.array([0.1, -0.4, 0.3, 1.2, 0.9, 1.4])
    treated = np.array([0, 0, 0, 1, 1, 1], dtype=bool)
    found = compare_assignments(means, treated, np.random.default_rng(1), 999, 0.9)
    # The treated are the three largest: of the 20 assignments only this one and its mirror are as extreme.
    assert found["p_value"] == pytest.approx(2 / 20)
    assert found["estimate"] == pytest.approx(3.5 / 3 - 0.0)
    # scipy's permutation test of the same statistic
    other = stats.permutation_test(
        (means[treated], means[~treated]),
        lambda x, y: abs(stats.ttest_ind(x, y).statistic),
        permutation_type="independent", n_resamples=np.inf, alternative="greater",
    )  # fmt: skip
    assert found["p_value"] == pytest.approx(other.pvalue)


def test_five_sites_cannot_reject_at_five_percent_so_the_interval_has_no_end():
    means, treated = np.array([0.0, 0.1, 5.0, 5.2, 5.1]), np.array([0, 0, 1, 1, 1], dtype=bool)
    found = compare_assignments(means, treated, np.random.default_rng(1), 999, 0.95)
    assert found["conf_low"] == -np.inf
    assert found["conf_high"] == np.inf
    assert found["note"] == "interval without end"


def test_the_interval_holds_the_effects_not_rejected(trials):
    means = site_changes(trials["complete"])
    y, treated = means["d"].to_numpy(), (means["group"] == "treated").to_numpy()
    found = compare_assignments(y, treated, np.random.default_rng(1), 999, 0.95)
    for bound, inward in ((found["conf_low"], 1), (found["conf_high"], -1)):
        for step, inside in ((1e-4, True), (-1e-4, False)):
            moved = compare_assignments(
                y - (bound + inward * step) * treated, treated, np.random.default_rng(1), 999, 0.95
            )
            assert (moved["p_value"] > 0.05) == inside


def test_many_sites_are_sampled_and_the_assignment_seen_is_counted():
    treated = np.arange(24) < 12
    drawn = draw_assignments(treated, np.random.default_rng(3), 999)
    assert drawn.shape == (999, 24)
    assert (drawn.sum(axis=1) == 12).all()
    far = np.where(treated, 100.0, 0.0) + np.linspace(0, 1, 24)
    assert compare_assignments(far, treated, np.random.default_rng(3), 999, 0.95)["p_value"] == 1 / 1000


@pytest.fixture(scope="module")
def regression():
    """Forty people in eight sites: columns, values, sites."""
    rng = np.random.default_rng(7)
    site = np.repeat(np.arange(8), 5)
    X = np.column_stack([np.ones(40), rng.normal(size=40), (site % 2).astype(float)])
    return X, X @ [0.2, 0.5, 0.4] + rng.normal(size=8)[site] + rng.normal(size=40), site


def test_a_wild_bootstrap_sample_is_a_regression_on_made_up_values(regression):
    X, y, site = regression
    sums = sum_by_site(X, y, site, 8)
    signs = draw_signs(8, 199, np.random.default_rng(5), few=True)
    tested = 0.1
    restricted = np.linalg.lstsq(X[:, :-1], y - X[:, -1] * tested, rcond=None)[0]
    fitted = X[:, :-1] @ restricted + X[:, -1] * tested

    def t(values):
        """Return t of the group against `tested`, robust by site."""
        bread = np.linalg.inv(X.T @ X)
        beta = bread @ X.T @ values
        scores = np.array([X[site == s].T @ (values - X @ beta)[site == s] for s in range(8)])
        return (beta[-1] - tested) / np.sqrt((bread @ scores.T @ scores @ bread)[-1, -1])

    samples = np.array([t(fitted + sign[site] * (y - fitted)) for sign in signs])
    expected = (1 + (np.abs(samples) >= abs(t(y)) * (1 - 1e-12)).sum()) / 200
    assert bootstrap_p(sums, signs, tested) == expected
    difference, error = robust_t(sums, tested)
    assert difference / error == pytest.approx(t(y), rel=1e-10)  # the same numbers summed in another order


@settings(max_examples=25, deadline=None)
@given(shift=st.floats(-50, 50), scale=st.floats(0.1, 20), seed=st.integers(0, 99))
def test_shift_scale_and_order_of_the_sites_do_not_matter(shift, scale, seed):
    rng = np.random.default_rng(seed)
    means, treated = rng.normal(size=(10, 2)), np.arange(10) < 4
    order = rng.permutation(10)
    plain = compare_site_means(means, treated)
    moved = compare_site_means((means * scale + shift)[order], treated[order])
    for one, other, factor in zip(plain, moved, (scale, scale, 1.0), strict=True):
        np.testing.assert_allclose(other, one * factor, rtol=1e-8, atol=1e-9 * scale * (1 + abs(shift)))


def test_a_site_without_anyone_at_a_visit_does_not_count_there():
    means = np.array([[1.0, np.nan], [2.0, 2.0], [0.0, 1.0], [0.5, np.nan]])
    estimate, error, df = compare_site_means(means, np.array([True, True, False, False]))
    assert df[0] == 2
    assert np.isnan([estimate[1], error[1], df[1]]).sum() == 3  # one site in each group: no variance


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"compared": "control"}, "nothing to compare"),
        ({"compared": "treatd"}, "Did you mean 'treated'"),
        ({"baseline": "T12"}, "no visit after"),
        ({"test": "z"}, "test"),
        ({"test": "permutation"}, "source of chance"),
        ({"test": "permutation", "rng": np.random.default_rng(1), "covariates": ["age"]}, "takes no covariates"),
        ({"test": "wild-bootstrap", "rng": np.random.default_rng(1), "replicates": 5}, "99 or more"),
        ({"level": 95}, "between 0 and 1"),
        ({"site": "sit"}, "Did you mean 'site'"),
    ],
)
def test_what_cannot_be_asked_is_refused(trials, changed, said):
    with pytest.raises(pe.PeerevalError, match=said):
        pe.site_level_contrasts(trials["complete"], "y", **{**KEYS, **changed})


def test_sites_with_both_groups_and_single_sites_are_refused(trials):
    data = trials["complete"]
    mixed = data.assign(site="one")
    with pytest.raises(pe.FitError, match="hold people of both groups"):
        pe.site_level_contrasts(mixed, "y", **KEYS)
    alone = data[(data["group"] == "control") | (data["site"] == data.loc[data["group"] == "treated", "site"].iloc[0])]
    with pytest.raises(pe.FitError, match="comparison of sites needs two"):
        pe.site_level_contrasts(alone, "y", **KEYS)
    with pytest.raises(pe.DataError, match="two rows"):
        pe.site_level_contrasts(pd.concat([data, data.head(1)]), "y", **KEYS)
