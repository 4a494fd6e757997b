"""Attendance-weighted contrasts: the numbers of R, refits by hand, what must hold, and what is refused."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import peereval as pe

REFERENCE = Path(__file__).parents[2] / "reference"
NUMBERS = json.loads((REFERENCE / "reference_attendance.json").read_text(encoding="utf-8"))
ASKED = {
    "outcome": "y",
    "participant": "participant",
    "visit": "visit",
    "group": "group",
    "reference": "control",
    "baseline": "T0",
    "attendance_covariates": ["age", "diagnosis"],
    "covariates": ["age", "diagnosis"],
}
HOW = {
    "modelled": {"returns": "modelled"},
    "left_out": {"returns": "left-out"},
    "by_group": {"returns": "modelled", "by_group": True, "truncate": None},
}
SETTLED = 1e-8  # glm stops when its deviance settles, which leaves weights this far apart


@pytest.fixture(scope="module")
def people():
    return pd.read_csv(REFERENCE / "attendance.csv")


def ask(data, **changed):
    return pe.attendance_weighted_contrasts(data, **{**ASKED, **changed})


@pytest.mark.parametrize("site", ["site", None])
@pytest.mark.parametrize("name", HOW)
def test_estimates_and_cr2_are_those_of_lm_and_clubsandwich(people, name, site):
    rows, wanted = ask(people, **HOW[name], site=site).rows, NUMBERS[name]
    robust = wanted["site" if site else "participant"]
    assert np.allclose(rows["estimate"], wanted["estimate"], rtol=SETTLED)
    assert np.allclose(rows["std_error"], robust["se"], rtol=SETTLED)
    assert np.allclose(rows["df"], robust["df"], rtol=SETTLED)


def test_the_jackknife_is_that_of_refits_in_r(people):
    found = ask(people, returns="modelled", site="site", inference="jackknife")
    assert np.allclose(found.rows["std_error"], NUMBERS["jackknife_se"], rtol=SETTLED)
    assert np.allclose(found.rows["estimate"], NUMBERS["modelled"]["estimate"], rtol=SETTLED)
    assert (found.rows["df"] == 14).all()  # 16 sites of one group each, two groups


def test_the_jackknife_by_participant_leaves_out_each(people):
    some = people[people["participant"].isin(people["participant"].unique()[:120])]
    found = ask(some, inference="jackknife").rows
    again = ask(some, inference="jackknife", site="participant").rows
    assert np.allclose(found["std_error"], again["std_error"], rtol=1e-12)  # the same replicates in the same order
    assert np.isinf(found["df"]).all()
    assert (again["df"] == 118).all()


def test_weights_of_participants_multiply(people):
    """A weight of 2 for a person is that person twice, for the estimate."""
    doubled = people["participant"].unique()[::3]
    heavy = people.assign(w=np.where(people["participant"].isin(doubled), 2.0, 1.0))
    given = ask(heavy, weights="w", returns="modelled", truncate=None, inference="jackknife", site="site").rows
    plain = ask(heavy, weights="w", returns="modelled", truncate=None).rows
    assert np.allclose(given["estimate"], plain["estimate"], rtol=1e-9)  # two ways to the same weighted regression
    unweighted = ask(people, returns="modelled", truncate=None).rows
    assert np.abs(given["estimate"] - unweighted["estimate"]).max() > 1e-3


def test_scale_and_shift_of_the_outcome_go_through(people):
    plain, moved = ask(people).rows, ask(people.assign(y=40.0 - 10.0 * people["y"])).rows
    assert np.allclose(moved["estimate"], -10.0 * plain["estimate"], rtol=1e-7)  # regressions settle a step apart
    assert np.allclose(moved["std_error"], 10.0 * plain["std_error"], rtol=1e-7)


def test_the_result_says_how_it_was_made(people):
    found = ask(people, site="site")
    assert found.kind == "attendance_weighted_contrasts"
    assert found.keys == ("group", "visit", "reference", "baseline")
    assert found.method["variance"] == "cr2 by site"
    assert found.method["returns"] == "modelled"
    assert {"attendance_gaps_modelled", "attendance_truncated"} <= {note.code for note in found.notes}


REFUSED = {
    "there is nothing to weight": lambda d: ask(d[d.groupby("participant")["visit"].transform("count") == 4]),
    "inference='bootstrap' is not an option": lambda d: ask(d, inference="bootstrap"),
    "reference='controls' is not a group": lambda d: ask(d, reference="controls"),
    "level is a confidence level": lambda d: ask(d, level=95),
    "must hold weights above 0": lambda d: ask(d.assign(w=0.0), weights="w"),
    "'w' changes between the visits": lambda d: ask(d.assign(w=np.arange(len(d)) + 1.0), weights="w"),
    "a jackknife by site needs three or more": lambda d: ask(
        d.assign(site=d["group"]), site="site", inference="jackknife"
    ),
    "Without one of the sites": lambda d: ask(
        d.assign(rare=(d["site"] == "S03").astype(float)), covariates=["rare"], site="site", inference="jackknife"
    ),
}


@pytest.mark.parametrize("message", REFUSED)
def test_refusals(people, message):
    with pytest.raises(pe.PeerevalError, match=message):
        REFUSED[message](people)


def test_a_mixed_model_refuses_weights_of_attendance(people):
    """Weights that differ between the visits of a person go with independence only."""
    found = pe.attendance_weights(people, "y", **{k: ASKED[k] for k in ("participant", "visit", "group", "baseline")})
    rows = people.merge(found.rows[["participant", "visit", "attendance_weight"]], on=["participant", "visit"])
    model = {"formula": "y ~ group * visit", "data": rows, "participant": "participant", "visit": "visit"}
    with pytest.raises(pe.PeerevalError, match="attendance_weighted_contrasts"):
        pe.fit_mixed(**model, weights="attendance_weight")
    with pytest.raises(pe.PeerevalError, match="attendance_weighted_contrasts"):
        pe.fit_mixed(**model, observation_weights="attendance_weight", covariance="cs")
