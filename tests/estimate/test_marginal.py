"""Marginal means and contrasts of marginal models.

R's figures to 1e-8, the room of its iterations; slopes by central differences to 1e-6, their own error.
"""

import json

import numpy as np
import pandas as pd
import pytest

import peereval as pe
from reference_models import REFERENCE

KEYS = {"participant": "participant", "visit": "visit", "cluster": "site"}
AGAINST = {"group": "group", "reference": "control"}


@pytest.fixture(scope="module")
def data():
    rows = pd.read_csv(REFERENCE / "clustered.csv")
    return rows.assign(high=(rows["y"] > 2.5).astype(int), w=0.5 + (np.arange(1, len(rows) + 1) % 7) / 3.0)


@pytest.fixture(scope="module")
def logistic(data):
    return pe.fit_marginal("high ~ group * visit + age + sex", data, **KEYS, family="binomial")


def test_differences_in_change_of_a_normal_outcome_are_the_interactions(data):
    fit = pe.fit_marginal("y ~ group * visit + age + sex", data, **KEYS, weights="w")
    found = pe.marginal_contrasts(fit, **AGAINST, baseline="T0").rows
    assert set(found["quantity"]) == {"difference in change"}
    term = pe.marginal_coefficients(fit).rows.set_index("term").loc["group[T.treated]:visit[T.T12]"]
    row = found[(found["group"] == "treated") & (found["visit"] == "T12")].iloc[0]
    for name in ("estimate", "std_error", "df", "p_value", "conf_low"):
        assert row[name] == pytest.approx(term[name], rel=1e-9)
    lost = found[found["group"] == "prefollowed"]
    assert (lost["note"] == "not estimable").all()
    assert lost["estimate"].isna().all()


def test_risks_average_the_predictions_over_everyone(data, logistic):
    risks = np.array(json.loads((REFERENCE / "reference_marginal.json").read_text())["risks"])
    each = pe.fit_marginal(  # R counts each row once: so do equal weights
        "high ~ group * visit + age + sex", data.assign(w=1.0), **KEYS, family="binomial", weights="w"
    )
    ours = pe.marginal_means(each, ["group", "visit"]).rows.set_index(["group", "visit"])
    cells = [[(g, v) for v in ("T0", "T6", "T12")] for g in ("control", "treated")]
    np.testing.assert_allclose([ours.loc[row, "estimate"] for row in cells], risks, rtol=1e-8)
    once = pe.marginal_means(logistic, ["group", "visit"]).rows["estimate"]
    assert np.nanmax(np.abs(once - ours["estimate"].to_numpy())) > 1e-5  # by person, whatever was attended


@pytest.mark.parametrize("scale", ["difference", "ratio", "odds-ratio"])
def test_contrasts_are_functions_of_the_means_with_the_delta_method(logistic, scale):
    def contrast(beta):
        """Return the treated's change of risk to T12 against the controls', by hand."""
        people = logistic.rows.drop(columns=["group", "visit"])
        risk = {}
        for g in ("control", "treated"):
            for v in ("T0", "T12"):
                X = logistic.rows_for(people.assign(group=g, visit=v))[:, logistic.kept]
                risk[g, v] = logistic.share @ (1.0 / (1.0 + np.exp(-X @ beta)))
        odds = {"difference": lambda r: r, "ratio": np.log, "odds-ratio": lambda r: np.log(r / (1.0 - r))}[scale]
        change = {g: odds(risk[g, "T12"]) - odds(risk[g, "T0"]) for g in ("control", "treated")}
        return change["treated"] - change["control"]

    steps = 1e-6 * np.eye(len(logistic.beta))
    slope = np.array([contrast(logistic.beta + s) - contrast(logistic.beta - s) for s in steps]) / 2e-6
    rows = pe.marginal_contrasts(logistic, **AGAINST, baseline="T0", scale=scale).rows
    row = rows[(rows["group"] == "treated") & (rows["visit"] == "T12")].iloc[0]
    value = contrast(logistic.beta)
    assert row["estimate"] == pytest.approx(value if scale == "difference" else np.exp(value), rel=1e-9)
    assert row["std_error"] == pytest.approx(np.sqrt(slope @ logistic.covariance @ slope), rel=1e-6)
    assert row["df"] == pytest.approx(logistic.robust.row_df(slope[None])[0], rel=1e-6)
    ends = row[["conf_low", "conf_high"]].to_numpy(dtype=float)
    middle = ends.mean() if scale == "difference" else np.exp(np.log(ends).mean())
    assert middle == pytest.approx(row["estimate"], rel=1e-9)


def test_intervals_of_risks_stay_between_0_and_1(logistic):
    rows = pe.marginal_means(logistic, ["group", "visit"], level=0.999999).rows.dropna(subset=["estimate"])
    assert (rows["conf_low"] > 0.0).all()
    assert (rows["conf_high"] < 1.0).all()
    assert rows["p_value"].isna().all()  # there is no hypothesis about a mean


def test_df_methods(logistic):
    df = {name: pe.marginal_coefficients(logistic, df_method=name).rows["df"] for name in ("clusters", "normal")}
    assert (df["clusters"] == logistic.n_clusters - len(logistic.beta)).all()
    assert np.isinf(df["normal"]).all()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"scale": "rate-ratio"}, "scale="),
        ({"reference": "kontrol"}, "control"),
        ({"baseline": "T1"}, "T1"),
        ({"group": "sexe"}, "sex"),
        ({"df_method": "satterthwaite"}, "bell-mccaffrey"),
        ({"level": 95}, "between 0 and 1"),
    ],
)
def test_contrasts_that_do_not_exist_are_refused(logistic, options, said):
    with pytest.raises(pe.FitError, match=said):
        pe.marginal_contrasts(logistic, **{**AGAINST, **options})


def test_ordinal_outcomes_have_a_common_odds_ratio_and_differences_by_category(data):
    grades = data.assign(grade=pd.cut(data["y"], [-np.inf, 2.0, 3.0, np.inf], labels=["low", "middle", "high"]))
    fit = pe.fit_marginal("grade ~ group * visit + age", grades, **KEYS, family="ordinal")
    odds = pe.marginal_contrasts(fit, **AGAINST, baseline="T0", scale="odds-ratio").rows
    term = pe.marginal_coefficients(fit).rows.set_index("term").loc["group[T.treated]:visit[T.T12]"]
    row = odds[(odds["group"] == "treated") & (odds["visit"] == "T12")].iloc[0]
    assert row["estimate"] == pytest.approx(np.exp(term["estimate"]), rel=1e-9)
    assert row["std_error"] == pytest.approx(term["std_error"], rel=1e-9)
    rows = pe.marginal_contrasts(fit, **AGAINST, baseline="T0").rows.dropna(subset=["estimate"])
    assert set(rows["category"]) == {"low", "middle", "high"}
    assert rows.groupby(["group", "visit"])["estimate"].sum().abs().max() < 1e-12  # shares sum to 1
    with pytest.raises(pe.FitError, match="does not go with"):
        pe.marginal_contrasts(fit, **AGAINST, scale="ratio")


def test_rate_ratios_are_exponentials_of_the_coefficients(data):
    counts = data.assign(days=np.floor(np.exp(data["y"])))
    fit = pe.fit_marginal("days ~ group * visit + age", counts, **KEYS, family="negative-binomial")
    rows = pe.marginal_contrasts(fit, **AGAINST, baseline="T0", scale="ratio").rows
    row = rows[(rows["group"] == "treated") & (rows["visit"] == "T12")].iloc[0]
    term = pe.marginal_coefficients(fit).rows.set_index("term").loc["group[T.treated]:visit[T.T12]"]
    assert row["quantity"] == "ratio of rate ratios"
    assert row["estimate"] == pytest.approx(np.exp(term["estimate"]), rel=1e-9)
    assert row["conf_high"] == pytest.approx(np.exp(term["conf_high"]), rel=1e-9)
