"""The frame door: what it takes, in which order, and what it refuses."""

import numpy as np
import pandas as pd
import pytest

import peereval as pe


def frame(visits=("T0", "T6", "T12"), n=40, seed=3):
    rng = np.random.default_rng(seed)
    y = rng.multivariate_normal(np.zeros(3), 0.5 * np.eye(3) + 0.5, n)
    data = pd.DataFrame(
        {
            "id": np.repeat([f"P{i}" for i in range(n)], 3),
            "group": np.repeat(rng.choice(["a", "b"], n), 3),
            "visit": np.tile(np.array(visits, dtype=object), n),
            "y": y.ravel(),
        }
    )
    return data.sample(frac=1.0, random_state=seed)


def fit(data, formula="y ~ group * visit", **options):
    return pe.fit_mixed(formula, data, participant="id", visit="visit", **options)


@pytest.mark.parametrize("labels", [("T0", "T6", "T12"), ("M0", "M6", "M12"), ("month 0", "month 6", "month 12")])
def test_text_visits_stand_in_time_order(labels):
    found = fit(frame(labels))
    assert found.visits == labels
    assert any(", ".join(labels) in note for note in found.notes)
    assert pe.changes(found, baseline=labels[0]).rows["visit"].tolist() == list(labels[1:])


def test_numeric_visits_are_categories_in_order():
    found = fit(frame((0, 6, 12)))
    assert found.visits == (0, 6, 12)
    assert len(found.terms) == 6


def test_declared_order_is_kept():
    data = frame()
    data["visit"] = pd.Categorical(data["visit"], categories=["T12", "T6", "T0"], ordered=True)
    data["group"] = pd.Categorical(data["group"], categories=["b", "a"])
    found = fit(data)
    assert found.visits == ("T12", "T6", "T0")
    assert found.frame.levels["group"] == ("b", "a")
    assert any(note == "Reference level of group: b." for note in found.notes)


def test_missing_rows_are_left_out_and_counted():
    data = frame().reset_index(drop=True)
    data["age"] = 40.0 + np.arange(len(data)) % 7
    data.loc[[0, 1], "y"] = np.nan
    data.loc[[2], "age"] = np.nan
    found = fit(data, "y ~ group * visit + age")
    assert found.n_observations == len(data) - 3
    assert any("2 rows (2 participants) have no outcome" in note for note in found.notes)
    assert any("1 rows (1 participants) miss a covariate" in note for note in found.notes)
    assert [note.in_language("fr") for note in found.notes]


def test_index_and_awkward_names_do_not_matter():
    data = frame()
    plain = fit(data)
    indexed = fit(data.set_index(["id", "visit"], drop=False))
    renamed = data.rename(columns={"group": "self"})
    assert indexed.minus_2_log_likelihood == plain.minus_2_log_likelihood
    assert fit(renamed, "y ~ self * visit").minus_2_log_likelihood == plain.minus_2_log_likelihood
    with pytest.raises(pe.DataError, match="column of the results"):
        fit(data.rename(columns={"group": "note"}), "y ~ note * visit")


def test_sqrt_and_log_are_there():
    data = frame()
    data["age"] = 20.0 + np.arange(len(data)) % 7
    assert "sqrt(age)" in fit(data, "y ~ group * visit + sqrt(age) + log(age)").terms


def test_data_are_not_changed():
    data = frame()
    before = data.copy()
    fit(data)
    pd.testing.assert_frame_equal(data, before)


def test_bs_and_poly_columns_follow_to_the_means():
    data = frame()
    data["age"] = np.random.default_rng(0).normal(40, 9, len(data))
    found = fit(data, "y ~ group * visit + bs(age, df=4) + poly(age, 2) + C(group)")
    assert pe.adjusted_means(found, ["group", "visit"]).rows["estimate"].notna().all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.assign(y=1.0), "same value in every row"),
        (lambda d: d[d["visit"] == "T0"], "one visit only"),
        (lambda d: pd.concat([d, d.iloc[[0]]]), "keep one row per"),
        (lambda d: d.drop(columns="id"), "is not a column"),
        (lambda d: d.drop(columns="group"), "not a column of the data"),
        (lambda d: d.assign(y="secret"), "not a number"),
        (lambda d: d.assign(y=np.inf), "not finite"),
        (lambda d: d.assign(y=1j * d["y"]), "not a number"),
        (lambda d: d.to_dict("list"), "pandas DataFrame"),
        (lambda d: d.assign(visit=pd.Timestamp("2020-01-01") + pd.to_timedelta(range(len(d)), "D")), "not dates"),
        (lambda d: d.iloc[:0], "no rows"),
        (lambda d: d.assign(y=np.nan), "No row has the outcome"),
        (lambda d: d.assign(group=["secret", 1] * (len(d) // 2)), "neither numbers nor text"),
        (lambda d: d[d["id"].isin(["P1", "P2", "P3"])], "fewer participants than the model needs"),
        (lambda d: d.assign(id=np.where(d["id"] == "P1", None, d["id"])), "no participant"),
    ],
)
def test_unusable_data_are_refused_without_their_values(change, message):
    with pytest.raises(pe.PeerevalError, match=message) as caught:
        fit(change(frame()))
    assert "secret" not in str(caught.value)


def test_one_group_leaves_nothing_to_compare():
    found = fit(frame().assign(group="a"))
    with pytest.raises(pe.FitError, match="nothing to compare"):
        pe.change_contrasts(found, group="group", reference="a", baseline="T0")


@pytest.mark.parametrize("options", [{"covariance": 5}])
def test_options_of_the_wrong_type_are_answered(options):
    with pytest.raises(pe.FitError, match="name of a structure"):
        fit(frame(), **options)


@pytest.mark.parametrize("options", [{"method": "REML"}, {"covariance": "unstructed"}])
def test_unknown_options_are_answered_with_the_right_ones(options):
    with pytest.raises(pe.FitError, match="Did you mean"):
        fit(frame(), **options)
