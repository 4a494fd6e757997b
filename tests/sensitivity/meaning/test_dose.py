"""Change by dose: against clubSandwich, what the study takes for a dose, and what is refused."""

import json

import numpy as np
import pandas as pd
import pytest

import peereval as pe
from peereval.errors import DataError, FitError
from reference_models import REFERENCE

ASKED = {"outcome": "y", "dose": "dose", "participant": "participant", "visit": "visit", "start": "T6", "end": "T12"}


@pytest.fixture(scope="module")
def treated():
    data = pd.read_csv(REFERENCE / "clustered.csv")
    data = data[data["group"] == "treated"].reset_index(drop=True)
    order = pd.factorize(data["participant"])[0] + 1
    return data.assign(dose=(order * 7.0) % 13)


def estimates(result):
    return result.rows.set_index("quantity")


def test_slope_and_its_error_are_those_of_clubsandwich(treated):
    told = json.loads((REFERENCE / "dose.json").read_text())
    rows = estimates(pe.dose_association(treated, covariates=["age"], site="site", **ASKED))
    slope = rows.loc["change per unit of dose"]
    assert rows.loc["participants", "estimate"] == told["n"]
    # Two least squares of 84 rows in double precision.
    assert slope["estimate"] == pytest.approx(told["slope"], rel=1e-8)
    assert slope["std_error"] == pytest.approx(told["std_error"], rel=1e-8)
    assert slope["df"] == pytest.approx(told["df"], rel=1e-6)
    per_sd = rows.loc["change per SD of dose"]
    assert per_sd["estimate"] == pytest.approx(told["slope"] * told["sd"], rel=1e-8)
    assert per_sd["p_value"] == slope["p_value"]


def test_the_slope_per_sd_does_not_depend_on_the_unit(treated):
    one = estimates(pe.dose_association(treated, **ASKED))
    hours = treated.assign(dose=60.0 * treated["dose"])
    other = estimates(pe.dose_association(hours, **ASKED))
    names = ["estimate", "std_error", "df"]
    at = "change per SD of dose"
    assert other.loc[at, names].astype(float).to_numpy() == pytest.approx(one.loc[at, names].astype(float).to_numpy())
    assert other.loc["change per unit of dose", "estimate"] == pytest.approx(
        one.loc["change per unit of dose", "estimate"] / 60.0
    )


def test_it_says_that_nobody_drew_lots(treated):
    found = pe.dose_association(treated, adjust_start=False, **ASKED)
    assert found.method["formula"] == "change ~ dose"
    assert [note.code for note in found.notes] == ["dose_not_randomised"]
    assert "Exploratory" in found.notes[0]


@pytest.mark.parametrize(
    ("change", "asked", "error", "words"),
    [
        (lambda d: d.assign(dose=3.0), {}, FitError, "the same for everyone"),
        (lambda d: d[d["participant"].isin(d["participant"].unique()[:12])], {}, FitError, "at least 10"),
        (lambda d: d.assign(age=d["dose"]), {"covariates": ["age"]}, FitError, "depends on the covariates"),
        (lambda d: d, {"end": "T13"}, DataError, "Did you mean 'T12'"),
        (lambda d: pd.concat([d, d]), {}, DataError, "two rows"),
        (lambda d: d.drop(columns="dose"), {}, DataError, "dose"),
    ],
)
def test_doses_that_tell_nothing_are_refused(treated, change, asked, error, words):
    with pytest.raises(error, match=words):
        pe.dose_association(change(treated), **{**ASKED, **asked})


def test_the_example_counts_the_months_followed(example_analysis):
    rows = estimates(example_analysis["en"].result("dose", "stigma"))
    assert rows["dose"].unique().tolist() == ["months followed"]
    assert 0.0 < rows.loc["mean dose", "estimate"] < 12.0
    assert np.isfinite(rows.loc["change per SD of dose", "std_error"])
