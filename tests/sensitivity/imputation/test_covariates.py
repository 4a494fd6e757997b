"""Imputation of covariates: what is returned, chance, what it recovers, and the pooling of results."""

import numpy as np
import pandas as pd
import pytest

import peereval as pe
from peereval.errors import DataError, FitError
from peereval.results import make_result
from peereval.sensitivity.imputation.chained import Chain, borrowed_chance
from peereval.sensitivity.imputation.coded_columns import Column
from peereval.sensitivity.imputation.people_columns import site_means

ASKED = {"participant": "id", "group": "group", "covariates": ["age", "sex", "diagnosis"]}
OUTCOME = {"visit": "visit", "outcomes": ["y"]}


def cohort(n=300, lost=0.2, seed=8):
    """Return people with an outcome that depends on age, sex and diagnosis, a fifth of them without some of these."""
    rng = np.random.default_rng(seed)
    site = np.arange(n) % 10
    age, sex = rng.normal(40.0 + site, 8.0, n), np.where(rng.random(n) < 0.5, "F", "M")
    diagnosis = rng.choice(["mood", "other", "psychotic"], n, p=[0.3, 0.2, 0.5])
    level = age / 10.0 + (sex == "M") + 1.5 * (diagnosis == "other")
    people = pd.DataFrame({"id": np.arange(n), "group": np.where(site % 2, "treated", "control"), "site": site})
    people = people.assign(age=age, sex=sex, diagnosis=diagnosis)
    whole = people.copy()
    for name in ("age", "sex", "diagnosis"):
        people[name] = people[name].mask(rng.random(n) < lost)
    people["diagnosis"] = pd.Categorical(people["diagnosis"], ["psychotic", "mood", "other"])
    data = people.merge(pd.DataFrame({"visit": ["T0", "T6"]}), how="cross")
    data["y"] = np.repeat(level, 2) + rng.normal(size=2 * n)
    data.loc[(data["visit"] == "T6") & (rng.random(2 * n) < 0.3), "y"] = np.nan
    return data, whole


@pytest.fixture(scope="module")
def lost():
    return cohort()


@pytest.fixture(scope="module")
def completed(lost):
    rng = np.random.default_rng(2)
    return pe.impute_covariates(lost[0], **ASKED, **OUTCOME, site="site", rng=rng, imputations=5)


def test_completed_data_are_the_data_with_the_covariates_filled(lost, completed):
    data, _ = lost
    assert len(completed) == 5
    for one in completed:
        assert list(one) == list(data)
        assert not one[ASKED["covariates"]].isna().any().any()
        for name in data:
            known = data[name].notna()
            pd.testing.assert_series_equal(one.loc[known, name], data.loc[known, name])
        pd.testing.assert_series_equal(one["y"], data["y"])  # missed visits stay missed
        assert (one.groupby("id")[ASKED["covariates"]].nunique() == 1).all().all()
        assert set(one["age"]) == set(data["age"].dropna())  # predictive mean matching borrows observed values
        assert one["diagnosis"].dtype == data["diagnosis"].dtype


def test_chance_comes_from_rng_alone_and_the_global_source_stays_as_it_was(lost, completed):
    held = np.random.get_state()[1].copy()  # noqa: NPY002  (the global source is what is looked at)
    again = pe.impute_covariates(lost[0], **ASKED, **OUTCOME, site="site", rng=np.random.default_rng(2), imputations=5)
    assert (np.random.get_state()[1] == held).all()  # noqa: NPY002
    for one, other in zip(completed, again, strict=True):
        pd.testing.assert_frame_equal(one, other)
    with borrowed_chance(np.random.default_rng(4)):
        first = np.random.random(3)  # noqa: NPY002
    with borrowed_chance(np.random.default_rng(4)):
        assert (np.random.random(3) == first).all()  # noqa: NPY002
    assert (np.random.get_state()[1] == held).all()  # noqa: NPY002


def test_the_outcome_among_the_predictors_keeps_the_coefficients_and_without_it_they_shrink():
    data, whole = cohort(n=600, lost=0.4)
    truth = slopes(data.assign(**{n: whole[n].to_numpy()[data["id"]] for n in ("age", "sex", "diagnosis")}))
    options = {"rng": np.random.default_rng(1), "imputations": 4, "burn_in": 5, "skip": 2}
    with_it = np.mean([slopes(one) for one in pe.impute_covariates(data, **ASKED, **OUTCOME, **options)], axis=0)
    without = np.mean([slopes(one) for one in pe.impute_covariates(data, **ASKED, **options)], axis=0)
    # 600 people determine the three coefficients to about 0.005, 0.09 and 0.11; these are twice that.
    assert np.abs(with_it - truth) == pytest.approx(0.0, abs=0.25)
    assert abs(with_it[0] - truth[0]) < 0.012
    assert (np.abs(without) < 0.75 * np.abs(truth)).all()  # two fifths of the values carry nothing: 0.6 of the slope


def slopes(data):
    rows = data[data["visit"] == "T0"]
    columns = [np.ones(len(rows)), rows["age"], rows["sex"] == "M", rows["diagnosis"] == "other"]
    X = np.column_stack([np.asarray(c, dtype=float) for c in columns])
    return np.linalg.lstsq(X, rows["y"].to_numpy(), rcond=None)[0][1:]


def test_groups_are_imputed_apart_or_together(lost):
    data, _ = lost
    young = data.assign(age=data["age"].where(data["group"] == "control", data["age"] + 100.0))
    options = {"rng": np.random.default_rng(3), "imputations": 2, "burn_in": 3, "skip": 1}
    for one in pe.impute_covariates(young, **ASKED, **OUTCOME, **options):
        assert one.loc[one["group"] == "control", "age"].max() < 100.0
    together = pe.impute_covariates(data, **ASKED, **OUTCOME, by_group=False, **options)
    assert not together[0]["age"].isna().any()


def test_a_category_that_parts_the_data_is_matched_when_its_regression_has_no_end():
    rng = np.random.default_rng(6)
    x = rng.normal(size=60)
    split = np.where(np.arange(60) % 5 == 0, np.nan, (x > 0.0).astype(float))
    chain = Chain((Column("x", x), Column("split", split, 2)), np.zeros((60, 0)), np.random.default_rng(1))
    chain.update_all(3)
    values = chain.values_of("split")
    lost = np.isnan(split)
    assert set(values) == {0.0, 1.0}
    assert (values[lost] == (x[lost] > 0.0)).mean() > 0.8  # of 12, where x says it but near 0


def test_means_of_sites_are_those_of_what_is_known():
    column = Column("a", np.array([1.0, 3.0, np.nan, 8.0, np.nan]))
    assert site_means([column], np.array([0, 0, 0, 1, 2]))[:, 0] == pytest.approx([2.0, 2.0, 2.0, 8.0, 4.0])
    kinds = Column("kind", np.array([0.0, 2.0, np.nan, 1.0]), 3)
    assert site_means([kinds], np.array([0, 0, 0, 1])) == pytest.approx(
        np.array([[0.0, 0.5], [0.0, 0.5], [0.0, 0.5], [1.0, 0.0]])
    )


def test_columns_keep_their_types():
    rng, n = np.random.default_rng(0), 80
    data = pd.DataFrame({"id": range(n), "group": np.where(np.arange(n) % 2, "a", "b")})
    data["count"] = pd.array(rng.integers(0, 9, n), dtype="Int64")
    data["yes"] = pd.array(rng.random(n) < 0.5, dtype="boolean")
    data["text"] = pd.array(rng.choice(["x", "y", "z"], n), dtype="string")
    data["order"] = pd.Categorical(rng.choice(["lo", "mid", "hi"], n), ["lo", "mid", "hi"], ordered=True)
    names = ["count", "yes", "text", "order"]
    for name in names:
        data.loc[rng.choice(n, 5, replace=False), name] = None
    asked = {"participant": "id", "group": "group", "covariates": names, "by_group": False}
    for one in pe.impute_covariates(data, **asked, imputations=2, burn_in=2, skip=1, rng=rng):
        assert one.dtypes.equals(data.dtypes)
        assert not one[names].isna().any().any()


def test_nothing_missing_gives_copies(lost):
    data = lost[0].dropna(subset=["age", "sex", "diagnosis"])
    made = pe.impute_covariates(data, **ASKED, rng=np.random.default_rng(1), imputations=3)
    assert len(made) == 3
    pd.testing.assert_frame_equal(made[2], data)


def test_what_cannot_be_imputed_is_refused(lost):
    data, _ = lost
    rng = np.random.default_rng(1)
    with pytest.raises(DataError, match="name its column: visit"):
        pe.impute_covariates(data, **ASKED, outcomes=["y"], rng=rng)
    with pytest.raises(DataError, match="'y' changes between the visits"):
        pe.impute_covariates(data, **{**ASKED, "covariates": ["y"]}, rng=rng)
    with pytest.raises(DataError, match="Did you mean 'diagnosis'"):
        pe.impute_covariates(data, **{**ASKED, "covariates": ["diagnosi"]}, rng=rng)
    with pytest.raises(DataError, match="participants have no 'group'"):
        pe.impute_covariates(data.assign(group=data["group"].mask(data["id"] < 2)), **ASKED, rng=rng)
    with pytest.raises(DataError, match="fewer than two different values"):
        pe.impute_covariates(data.assign(age=data["age"].where(data["age"].isna(), 40.0)), **ASKED, rng=rng)
    with pytest.raises(FitError, match="imputations is a whole number of 2 or more"):
        pe.impute_covariates(data, **ASKED, rng=rng, imputations=1)
    with pytest.raises(FitError, match="10 participants are too few for 9 predictors"):
        pe.impute_covariates(data[data["id"] < 20], **ASKED, **OUTCOME, site="site", rng=rng)


def result(estimate, error=0.5, df=20.0, quantity="difference", note="", **more):
    rows = {"group": ["a"], "quantity": [quantity], "estimate": [estimate], "std_error": [error], "df": [df]}
    return make_result("contrasts", pd.DataFrame({**rows, "note": [note]}), method={"level": 0.9}, **more)


def test_pooled_results_are_those_of_rubins_rules():
    from peereval.sensitivity.imputation.pooling import pool_rubin

    found = pe.pool_results([result(q, df=nu) for q, nu in ((1.0, 19.0), (1.4, 20.0), (0.7, 21.0))])
    expected = pool_rubin(np.array([[1.0], [1.4], [0.7]]), np.full((3, 1), 0.25), 20.0)
    row, missing = found.rows.iloc[0], found.rows.iloc[1]
    assert row[["estimate", "std_error", "df"]].tolist() == pytest.approx(
        [expected.estimate[0], expected.std_error[0], expected.df[0]]
    )
    assert missing["quantity"] == "fraction of missing information"
    assert missing["estimate"] == pytest.approx(expected.missing_information[0])
    assert found.method["level"] == 0.9
    assert row["conf_low"] < row["estimate"] < row["conf_high"]


def test_endless_degrees_of_freedom_are_pooled_too():
    found = pe.pool_results([result(q, df=np.inf) for q in (1.0, 1.4, 0.7)]).rows.iloc[0]
    ratio = (4.0 / 3.0) * np.var([1.0, 1.4, 0.7], ddof=1) / 0.25
    assert found["df"] == pytest.approx(2.0 * (1.0 + 1.0 / ratio) ** 2)


def test_what_is_not_estimable_once_is_not_pooled():
    rows = pe.pool_results([result(1.0), result(np.nan, np.nan, np.nan, note="not estimable")]).rows
    assert len(rows) == 1
    assert np.isnan(rows["estimate"].iloc[0])
    assert rows["note"].iloc[0] == "not estimable"
    plain = pe.pool_results([result(q, np.nan, np.nan, quantity="count") for q in (1.0, 2.0)]).rows
    assert plain["estimate"].tolist() == [1.5]


def test_results_of_different_analyses_are_refused():
    with pytest.raises(DataError, match="two or more"):
        pe.pool_results([result(1.0)])
    with pytest.raises(DataError, match="not of the same analysis"):
        pe.pool_results([result(1.0), result(1.0, quantity="change")])
