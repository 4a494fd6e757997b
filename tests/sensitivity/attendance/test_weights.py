"""Attendance weights: the numbers of R's glm, what must hold of any weights, and what is refused."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import peereval as pe

REFERENCE = Path(__file__).parents[2] / "reference"
NUMBERS = json.loads((REFERENCE / "reference_attendance.json").read_text(encoding="utf-8"))
NAMES = {"participant": "participant", "visit": "visit", "group": "group", "baseline": "T0"}
COVARIATES = ["age", "diagnosis"]
SETTLED = 1e-8  # glm and Newton both stop when the deviance settles, which leaves the coefficients this far apart


@pytest.fixture(scope="module")
def people():
    return pd.read_csv(REFERENCE / "attendance.csv")


def weigh(data, **changed):
    return pe.attendance_weights(data, **{"outcome": "y", **NAMES, "covariates": COVARIATES, **changed})


def as_matrix(found):
    wide = found.rows.pivot(index="participant", columns="visit", values="attendance_weight")
    return wide.sort_index().to_numpy()


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("modelled", {"returns": "modelled"}),
        ("left_out", {"returns": "left-out"}),
        ("by_group", {"returns": "modelled", "by_group": True, "truncate": None}),
    ],
)
def test_weights_are_those_of_glm(people, name, asked):
    found, wanted = weigh(people, **asked), NUMBERS[name]
    weights = as_matrix(found)
    first = np.array([[np.nan if w is None or w == "NA" else w for w in row] for row in wanted["first"]], dtype=float)
    assert np.allclose(weights[:12], first, rtol=SETTLED, equal_nan=True)
    assert np.allclose(np.nansum(weights, axis=0), wanted["sum"], rtol=SETTLED)
    assert np.allclose(np.nanmax(weights, axis=0), wanted["largest"], rtol=SETTLED)
    rows = found.summary.rows.set_index(["quantity", "group", "visit"])["estimate"]["effective n"]
    assert np.allclose(rows.unstack()[["T0", "T6", "T12", "T18"]], wanted["effective"], rtol=SETTLED)


def test_the_weighted_mean_of_what_predicts_is_that_of_all(people):
    """The score equations of each logistic regression balance its predictors, up to the stabiliser."""
    found = weigh(people, returns="left-out", truncate=None).rows
    start = people[people["visit"] == "T0"].set_index("participant")
    first = found[found["visit"] == "T6"].assign(age=lambda rows: rows["participant"].map(start["age"]))
    seen = first[first["attended"]]
    # (V - p) is orthogonal to age: the sum of p age is that of age over those seen
    assert np.isclose((first["chance"] * first["age"]).sum(), seen["age"].sum(), rtol=1e-9)
    assert (found.loc[found["visit"] == "T0", "attendance_weight"] == 1.0).all()


def test_auto_models_returns_where_enough_come_back_and_leaves_them_out_elsewhere(people):
    assert weigh(people).method["returns"] == "modelled"
    T6, T12 = (set(people.loc[people["visit"] == visit, "participant"]) for visit in ("T6", "T12"))
    treated = set(people.loc[people["group"] == "treated", "participant"])
    back = sorted((T12 - T6) & treated)
    some = people[~people["participant"].isin(back[4:])]  # four of the treated are left who came back after T6
    assert weigh(some).method["returns"] == "left-out"


@settings(max_examples=8, deadline=None)
@given(scale=st.floats(0.1, 10.0), shift=st.floats(-50.0, 50.0), seed=st.integers(0, 99))
def test_weights_do_not_depend_on_units_or_order(people, scale, shift, seed):
    mixed = people.sample(frac=1.0, random_state=seed)
    moved = mixed.assign(y=shift + scale * mixed["y"], age=mixed["age"] * 365.25)
    settled = {"rtol": 1e-7, "equal_nan": True}  # the regressions stop one step apart in other units
    assert np.allclose(as_matrix(weigh(moved)), as_matrix(weigh(people)), **settled)


def test_attendance_that_depends_on_nothing_gives_weights_near_one():
    rng = np.random.default_rng(1)
    wide = pd.DataFrame(rng.normal(size=(4000, 3)), columns=["T0", "T6", "T12"])
    wide["id"], wide["arm"] = range(4000), np.arange(4000) % 2
    long = wide.melt(["id", "arm"], var_name="visit", value_name="y")
    long = long[(long["visit"] == "T0") | (rng.random(len(long)) < 0.7)]
    found = pe.attendance_weights(
        long, "y", participant="id", visit="visit", group="arm", baseline="T0", returns="modelled"
    )
    # each of 9 coefficients moves a logit by about sqrt(9 / (4000 .21)) = 0.1, a weight by 0.3 of that
    assert found.rows["attendance_weight"].sub(1.0).abs().mean() < 0.05


def complete(people):
    every = people.groupby("participant")["visit"].transform("count") == 4
    return people[every]


REFUSED = {
    "there is nothing to weight": (complete, {}),
    "Nobody of 'treated' was seen at 'T18'": (
        lambda d: d[(d["group"] == "control") | (d["visit"] != "T18")],
        {"returns": "left-out"},
    ),
    "missed 'T6' came back at 'T12'": (
        lambda d: d[(d["visit"] != "T12") | d["participant"].isin(d.loc[d["visit"] == "T6", "participant"])],
        {"returns": "modelled"},
    ),
    "separation": (
        lambda d: d.assign(
            gone=d["participant"].map(d.groupby("participant")["visit"].agg(lambda v: "T6" not in set(v)))
        ),
        {"covariates": ["gone"]},
    ),
    "'age' changes between the visits": (lambda d: d.assign(age=np.arange(len(d))), {}),
    "baseline='T1' is not a visit": (lambda d: d, {"baseline": "T1"}),
    "is the last visit": (lambda d: d, {"baseline": "T18"}),
    "returns='drop' is not an option": (lambda d: d, {"returns": "drop"}),
    "truncate is a quantile": (lambda d: d, {"truncate": 99}),
    "is not a column": (lambda d: d, {"covariates": ["agee"]}),
    "repeat a 'participant'": (lambda d: pd.concat([d, d]), {}),
    "The outcome 'site' is not a number": (lambda d: d, {"outcome": "site"}),
    "have no 'participant' or no 'visit'": (lambda d: d.assign(visit=d["visit"].where(d["visit"] != "T6")), {}),
    "Nobody has 'y' at 'T0'": (lambda d: d.assign(y=d["y"].where(d["visit"] != "T0")), {}),
}


@pytest.mark.parametrize("message", REFUSED)
def test_refusals(people, message):
    change, asked = REFUSED[message]
    with pytest.raises(pe.PeerevalError, match=message):
        weigh(change(people), **asked)


def test_who_was_not_measured_at_baseline_is_left_out_and_counted(people):
    lost = people["participant"].unique()[:3]
    found = weigh(people[~(people["participant"].isin(lost) & (people["visit"] == "T0"))])
    assert not found.rows["participant"].isin(lost).any()
    assert found.notes[0].values["participants"] == 3
