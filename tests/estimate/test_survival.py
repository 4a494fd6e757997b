"""Time to an event against R's survival; samples without a site against refits; what is refused."""

import json

import numpy as np
import pandas as pd
import pytest

import peereval as pe
from peereval.describe.survival import kaplan_meier, replicate_survival, restricted_means
from peereval.errors import DataError, FitError
from peereval.model.survival.hazards import fit_hazards, replicate_hazards
from reference_models import REFERENCE

ASKED = {"time": "months", "event": "event", "group": "group"}
COMPARED = {**ASKED, "reference": "control"}
TOLD = json.loads((REFERENCE / "survival.json").read_text())


@pytest.fixture(scope="module")
def people():
    return pd.read_csv(REFERENCE / "survival.csv")


def rows_of(result, **asked):
    rows = result.rows
    for name, value in asked.items():
        rows = rows[rows[name] == value]
    return rows


@pytest.mark.parametrize("group", ["control", "treated"])
def test_curves_are_those_of_survfit(people, group):
    found = rows_of(pe.survival_curves(people, at=[3, 6, 9, 12], **ASKED), group=group)
    share, told = found[found["quantity"] == "survival"], TOLD[group]
    for name, column in (("survival", "estimate"), ("se", "std_error"), ("low", "conf_low"), ("high", "conf_high")):
        assert share[column].to_numpy() == pytest.approx(told[name], rel=1e-12)
    assert found.loc[found["quantity"] == "at risk", "estimate"].tolist() == told["risk"]


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_hazard_ratios_are_those_of_coxph(people, ties):
    alone = rows_of(pe.hazard_ratio(people, covariates=["age"], ties=ties, **COMPARED), quantity="log hazard ratio")
    # The information is that where statsmodels stopped its search, 1e-7 off; the estimate is polished.
    assert alone["estimate"].iloc[0] == pytest.approx(TOLD[ties]["beta"][0], rel=1e-9)
    assert alone["std_error"].iloc[0] == pytest.approx(TOLD[ties]["se"][0], rel=1e-6)
    by_site = pe.hazard_ratio(people, covariates=["age"], ties=ties, site="site", **COMPARED)
    log, turned = (rows_of(by_site, quantity=name).iloc[0] for name in ("log hazard ratio", "hazard ratio"))
    assert log["std_error"] == pytest.approx(TOLD[ties]["jackknife"][0], rel=1e-8)
    assert log["df"] == 14.0
    assert np.log([turned["estimate"], turned["conf_low"]]) == pytest.approx([log["estimate"], log["conf_low"]])


def test_restricted_means_are_areas_below_survfit(people):
    told = TOLD["restricted"]
    found = pe.restricted_mean_difference(people, horizon=10, **COMPARED)
    means = rows_of(found, quantity="restricted mean")
    assert means["estimate"].to_numpy() == pytest.approx(told["means"], rel=1e-12)
    # survfit prints 15 digits of both.
    assert means["std_error"].to_numpy() == pytest.approx(told["se"], rel=1e-10)
    by_site = pe.restricted_mean_difference(people, horizon=10, site="site", **COMPARED)
    apart = rows_of(by_site, quantity="difference in restricted mean").iloc[0]
    assert apart["estimate"] == pytest.approx(told["difference"], rel=1e-10)
    assert apart["std_error"] == pytest.approx(told["jackknife"], rel=1e-8)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_samples_without_people_are_refits(people, ties):
    rng = np.random.default_rng(3)
    time, event = people["months"].to_numpy(), people["event"].to_numpy() == 1
    columns = np.column_stack([people["group"] == "treated", (people["age"] - 40.0) / 10.0]).astype(float)
    kept = (rng.random((4, len(people))) < 0.7).astype(float)
    whole = fit_hazards(time, event, columns, ties=ties)
    found = replicate_hazards(time, event, columns, kept, whole.beta, ties=ties)
    for one, weights in zip(found, kept, strict=True):
        inside = weights > 0
        alone = fit_hazards(time[inside], event[inside], columns[inside], ties=ties)
        assert one == pytest.approx(alone.beta, abs=1e-9)
    curve = kaplan_meier(time, event)
    survival = replicate_survival(time, event, kept, curve.times)
    for one, weights in zip(survival, kept, strict=True):
        inside = weights > 0
        alone = kaplan_meier(time[inside], event[inside])
        area = restricted_means(alone.times, alone.survival[None], 9.0)
        assert restricted_means(curve.times, one[None], 9.0) == pytest.approx(area, rel=1e-12)


def test_the_unit_of_time_moves_months_and_not_ratios(people):
    days = people.assign(months=people["months"] * 30.0)
    ours, theirs = (pe.hazard_ratio(one, site="site", **COMPARED).rows for one in (people, days))
    assert theirs["estimate"].to_numpy() == pytest.approx(ours["estimate"].to_numpy(), rel=1e-9)
    mean, moved = (
        rows_of(pe.restricted_mean_difference(one, horizon=end, site="site", **COMPARED))
        for one, end in ((people, 10), (days, 300))
    )
    for name in ("estimate", "std_error", "conf_low"):
        assert moved[name].to_numpy() == pytest.approx(30.0 * mean[name].to_numpy(), rel=1e-9)


def test_by_site_and_beyond_the_last_person_watched(people):
    short = people[~((people["group"] == "treated") & (people["months"] > 8))]
    found = rows_of(pe.survival_curves(short, at=[0, 6, 12], site="site", **ASKED), quantity="survival")
    last = found[(found["group"] == "treated") & (found["time"] == 12)].iloc[0]
    assert np.isnan(last["estimate"])
    assert last["note"] == "not estimable"
    first = found[found["time"] == 0]
    assert (first["estimate"] == 1.0).all()
    assert (first["std_error"] == 0.0).all()
    middle = found[(found["time"] == 6) & (found["group"] == "control")].iloc[0]
    assert middle["df"] == people[people["group"] == "control"]["site"].nunique() - 1
    assert middle["conf_low"] < middle["estimate"] < middle["conf_high"]


def test_people_with_something_missing_are_counted(people):
    gone = people.assign(age=people["age"].where(people.index >= 7))
    made = pe.hazard_ratio(gone, covariates=["age"], **COMPARED)
    assert "7 people" in made.notes[0]
    whole = pe.hazard_ratio(people.iloc[7:], covariates=["age"], **COMPARED)
    assert made.rows["estimate"].tolist() == pytest.approx(whole.rows["estimate"].tolist())


REFUSED = [
    (lambda d: d.assign(months=-d["months"]), {}, DataError, "below 0"),
    (lambda d: d.assign(event=2 * d["event"]), {}, DataError, "1 where the event came"),
    (lambda d: d.assign(months="long"), {}, DataError, "something other than numbers"),
    (lambda d: d[d["group"] == "control"], {}, FitError, "fewer than two groups"),
    (lambda d: d, {"reference": "controls"}, FitError, "Did you mean 'control'"),
    (lambda d: d, {"ties": "exact"}, FitError, "not an option"),
    (lambda d: d.assign(event=d["event"] * (d["group"] == "control")), {}, FitError, "Nobody of 'treated' had"),
    (lambda d: d.assign(site="A"), {"site": "site"}, FitError, "Fewer than 3 sites"),
    (
        lambda d: d.assign(event=d["event"] * ((d["group"] == "control") | (d["site"] == "S01"))),
        {"site": "site"},
        FitError,
        "All events of 'treated' are at one site",
    ),
    (lambda d: d.assign(twin=d["age"] * 2), {"covariates": ["age", "twin"]}, FitError, "depend on each other"),
    (
        lambda d: d.assign(kind=np.where((d["event"] == 1) | (d.index % 3 > 0), "a", "b")),
        {"covariates": ["kind"]},
        FitError,
        "no finite solution",
    ),
]


@pytest.mark.parametrize(("change", "asked", "error", "words"), REFUSED)
def test_hazards_that_cannot_be_are_refused(people, change, asked, error, words):
    with pytest.raises(error, match=words):
        pe.hazard_ratio(change(people), **{**COMPARED, **asked})


@pytest.mark.parametrize(("horizon", "words"), [(0.0, "above 0"), (20.0, "Nobody of 'control' was watched")])
def test_horizons_beyond_what_was_watched_are_refused(people, horizon, words):
    with pytest.raises(FitError, match=words):
        pe.restricted_mean_difference(people, horizon=horizon, **COMPARED)


def test_times_before_the_start_are_refused(people):
    with pytest.raises(FitError, match="0 or more"):
        pe.survival_curves(people, at=[-1.0], **ASKED)
