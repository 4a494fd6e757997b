"""Responders: risks against glm of R, shares against counting, what imputation and refusal must do."""

import json

import numpy as np
import pandas as pd
import pytest

import peereval as pe
from peereval.errors import FitError
from peereval.sensitivity.meaning.standardised import Columns, fit_logistic, standardise_risks
from reference_models import REFERENCE

ASKED = {"group": "group", "reference": "control", "baseline": "T0", "higher_is": "worse"}


def starters(name="clustered"):
    data = pd.read_csv(REFERENCE / f"{name}.csv")
    return data[data["group"].isin(["control", "treated"])].reset_index(drop=True)


@pytest.fixture(scope="module")
def both():
    """People seen at T0 and T12, as responders.R takes them: columns, responders, sites."""
    wide = starters().pivot(index="participant", columns="visit", values="y")
    first = starters().drop_duplicates("participant").set_index("participant").join(wide).dropna(subset=["T0", "T12"])
    improved = (first["T0"] - first["T12"] >= 0.3 * (1 - 1e-9)).to_numpy(dtype=float)
    own = np.column_stack([np.ones(len(first)), first["age"] - 40.0, first["sex"] == "M", first["T0"] - 2.0])
    treated = (first["group"] == "treated").to_numpy(dtype=float)
    columns = np.column_stack([own, treated])[None]
    arms = np.stack([np.column_stack([own, np.full(len(own), g)]) for g in (0.0, 1.0)])[None]
    return Columns(columns, arms), improved[None], pd.factorize(first["site"])[0]


def test_risks_and_jackknife_are_those_of_glm(both):
    told = json.loads((REFERENCE / "responders.json").read_text())
    columns, y, sites = both
    found = standardise_risks(columns, y, sites)
    assert y.shape[1] == told["n"]
    # Both searches stop below 1e-9 of a risk.
    assert found.risks[0] == pytest.approx(told["risks"], abs=1e-8)
    assert found.covariance[0] == pytest.approx(np.array(told["covariance"]), abs=1e-8)


def test_influence_is_the_jackknife_of_participants(both):
    columns, y, _ = both
    found = standardise_risks(columns, y, None).covariance[0]
    each = standardise_risks(columns, y, np.arange(y.shape[1])).covariance[0]
    # The two differ by terms of one over the number of people, 1 / 170, times a few coefficients.
    assert found == pytest.approx(each, abs=0.06 * each.diagonal().min())


def test_data_sets_do_not_touch_each_other(both):
    columns, y, sites = both
    other = 1.0 - y
    many = Columns(np.repeat(columns.own, 2, axis=0), np.repeat(columns.in_group, 2, axis=0))
    found = standardise_risks(many, np.concatenate([y, other]), sites)
    assert found.risks[0] == pytest.approx(standardise_risks(columns, y, sites).risks[0], abs=1e-9)
    assert found.risks[1] == pytest.approx(1.0 - found.risks[0], abs=1e-9)
    assert found.covariance[1] == pytest.approx(found.covariance[0], abs=1e-9)


def test_a_category_of_responders_only_does_not_stop_it():
    own = np.column_stack([np.ones(40), np.repeat([0.0, 1.0], 20), np.r_[np.ones(3), np.zeros(37)]])[None]
    y = np.r_[np.ones(3), np.tile([0.0, 1.0], 19)[:37]][None]
    beta = fit_logistic(own, y, np.ones((1, 40)))
    risk = 1.0 / (1.0 + np.exp(-(own[0] @ beta[0, 0])))
    assert risk[:3] == pytest.approx(1.0, abs=1e-7)
    assert risk[20:].mean() == pytest.approx(y[0, 20:].mean(), abs=1e-7)


def counts(data, visit, limit):
    wide = data.pivot(index="participant", columns="visit", values="y")
    group = data.drop_duplicates("participant").set_index("participant")["group"]
    improved = (wide["T0"] - wide[visit] >= limit * (1 - 1e-9)).groupby(group).sum()
    worse = (wide[visit] - wide["T0"] >= limit * (1 - 1e-9)).groupby(group).sum()
    return improved, worse, group.value_counts()


def row_of(result, **asked):
    rows = result.rows
    for name, value in asked.items():
        rows = rows[rows[name] == value]
    assert len(rows) == 1
    return rows.iloc[0]


def test_shares_of_complete_data_are_counts():
    data = starters("complete")
    fit = pe.fit_mixed("y ~ group * visit + age * visit", data, participant="participant", visit="visit")
    made = pe.responder_contrasts(fit, data, thresholds=0.4, rng=np.random.default_rng(1), site="site", **ASKED)
    improved, worse, number = counts(data, "T12", 0.4)
    for group in ("control", "treated"):
        for quantity, told in (("improved", improved), ("deteriorated", worse)):
            found = row_of(made, group=group, visit="T12", quantity=quantity)
            assert found["estimate"] == pytest.approx(100.0 * told[group] / number[group])
    missing = made.rows[made.rows["quantity"] == "fraction of missing information"]["estimate"]
    assert missing.max() < 0.2  # none is missing: what is left is that of the degrees of freedom
    risk = row_of(made, visit="T12", quantity="difference in risk")
    needed = row_of(made, visit="T12", quantity="number needed")
    assert needed["estimate"] == pytest.approx(100.0 / risk["estimate"])
    assert (needed["conf_low"], needed["conf_high"]) == pytest.approx((100 / risk["conf_high"], 100 / risk["conf_low"]))


@pytest.fixture(scope="module")
def incomplete():
    data = starters()
    return data, pe.fit_mixed("y ~ group * visit + age * visit", data, participant="participant", visit="visit")


def test_who_missed_a_visit_is_imputed_unless_asked_otherwise(incomplete):
    data, fit = incomplete
    asked = {**ASKED, "thresholds": {"given": 0.3}, "imputations": 20, "site": "site"}
    imputed = pe.responder_contrasts(fit, data, rng=np.random.default_rng(2), **asked)
    failures = pe.responder_contrasts(fit, data, rng=np.random.default_rng(2), unobserved="nonresponder", **asked)
    improved, _, number = counts(data, "T12", 0.3)
    seen = data[data["visit"] == "T12"].groupby("group")["y"].count()
    for group in ("control", "treated"):
        found, lowest = (
            row_of(one, group=group, visit="T12", quantity="improved")["estimate"] for one in (imputed, failures)
        )
        assert lowest == pytest.approx(100.0 * improved[group] / number[group])
        assert lowest < found
        # Imputed as those seen: the share is near theirs, within four times the chance of 50 people.
        assert found == pytest.approx(100.0 * improved[group] / seen[group], abs=4 * 7.0)
    share = row_of(imputed, visit="T12", quantity="fraction of missing information")["estimate"]
    assert 0.1 < share < 0.8
    assert {note.code for note in failures.notes} >= {"responders_failures", "responders_jackknife"}


def test_the_same_seed_and_the_unit_do_not_matter(incomplete):
    data, fit = incomplete
    asked = {**ASKED, "imputations": 5}
    made = pe.responder_contrasts(fit, data, thresholds=0.3, rng=np.random.default_rng(3), **asked)
    other = data.assign(y=1000.0 * data["y"])
    fitted = pe.fit_mixed("y ~ group * visit + age * visit", other, participant="participant", visit="visit")
    same = pe.responder_contrasts(fitted, other, thresholds=300.0, rng=np.random.default_rng(3), **asked)
    # The fits of both stop within 1e-7 of a standard error, far from moving anyone over a threshold.
    assert same.rows["estimate"].to_numpy() == pytest.approx(made.rows["estimate"].to_numpy(), rel=1e-6)
    again = pe.responder_contrasts(fit, data, thresholds=0.3, rng=np.random.default_rng(3), **asked)
    pd.testing.assert_frame_equal(made.rows, again.rows)


def test_the_curve_passes_through_the_shares(incomplete):
    data, fit = incomplete
    curve = pe.responder_curve(fit, data, rng=np.random.default_rng(4), imputations=10, points=31, **ASKED).rows
    at = float(curve["improvement"].iloc[12])
    shares = curve[(curve["visit"] == "T6") & (curve["group"] == "treated")]["estimate"]
    assert shares.is_monotonic_decreasing
    assert shares.iloc[0] == pytest.approx(100.0)
    limit = abs(at)
    asked = {**ASKED, "higher_is": "worse" if at > 0 else "better", "imputations": 10}
    made = pe.responder_contrasts(fit, data, thresholds=limit, rng=np.random.default_rng(4), **asked)
    found = row_of(made, group="treated", visit="T6", quantity="improved")["estimate"]
    expected = shares.iloc[12] if at > 0 else 100.0 - shares.iloc[12]
    assert found == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"higher_is": "more"}, "not an option"),
        ({"unobserved": "drop"}, "not an option"),
        ({"imputations": 1}, "2 or more"),
        ({"thresholds": -0.3}, "above 0"),
        ({"thresholds": {}}, "above 0"),
        ({"baseline": "T12"}, "not a visit with another"),
        ({"reference": "controls"}, "Did you mean 'control'"),
        ({"site": "region"}, "Fewer than 3 sites|at one site"),
        ({"covariates": ["group"]}, "depend on each other"),
    ],
)
def test_what_cannot_be_is_refused(incomplete, change, words):
    data, fit = incomplete
    data = data.assign(region=np.where(data["group"] == "control", "a", "b"))
    asked = {**ASKED, "thresholds": 0.3, "rng": np.random.default_rng(1), **change}
    with pytest.raises(FitError, match=words):
        pe.responder_contrasts(fit, data, **asked)


def test_a_curve_of_one_point_is_refused(incomplete):
    data, fit = incomplete
    with pytest.raises(FitError, match="2 or more"):
        pe.responder_curve(fit, data, rng=np.random.default_rng(1), points=1, **ASKED)
