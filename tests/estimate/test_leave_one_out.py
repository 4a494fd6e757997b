"""Differences in change without each site, against fits to the others' data."""

import pandas as pd
import pytest

import peereval as pe
from peereval.estimate.leave_one_out import leave_one_site_out
from reference_models import FORMULA, REFERENCE

ASKED = {"group": "group", "reference": "control", "baseline": "T0"}


def fit_rows(data):
    return pe.fit_mixed(FORMULA, data, participant="participant", visit="visit", site="site")


def test_rows_are_those_of_fits_to_the_other_sites():
    data = pd.read_csv(REFERENCE / "clustered.csv")
    data = data[data["site"].isin(sorted(set(data["site"]))[::2])]
    fit = fit_rows(data)
    result = leave_one_site_out(fit, **ASKED)
    rows = result.rows
    assert rows["left_out"].drop_duplicates().tolist() == ["", *sorted(set(data["site"]))]
    assert result.keys == ("left_out", "group", "visit", "reference", "baseline")
    keys = ["group", "visit"]
    for site in ("", *sorted(set(data["site"]))[3:5]):
        direct = pe.change_contrasts(fit_rows(data[data["site"] != site]), **ASKED).rows.set_index(keys)
        mine = rows[rows["left_out"] == site].set_index(keys)
        for name in ("estimate", "std_error", "df", "p_value"):
            assert mine.loc[("treated", "T12"), name] == pytest.approx(direct.loc[("treated", "T12"), name], rel=1e-5)


def test_a_site_that_holds_all_of_a_cell_is_named(cohorts):
    data = cohorts["small"]
    only = data["site"] == "S03"
    data = data[only | (data["group"] == "control") | (data["visit"] != "T12")]
    result = leave_one_site_out(fit_rows(data), **ASKED)
    rows = result.rows.set_index(["left_out", "visit"])
    assert rows.loc[("S03", "T12"), "note"] == "not estimable"
    assert rows.loc[("S03", "T6"), "note"] == ""
    assert (rows.drop(index=("S03", "T12"))["note"] == "").all()
    direct = pe.change_contrasts(fit_rows(data[data["site"] != "S03"]), **ASKED).rows.set_index("visit")
    assert rows.loc[("S03", "T6"), "estimate"] == pytest.approx(direct.loc["T6", "estimate"], rel=1e-6)
    assert [note.values["sites"] for note in result.notes if note.code == "site_alone"] == ["S03"]


def test_a_site_without_which_nothing_can_be_fitted_is_named(cohorts):
    data = cohorts["small"]
    data = data.assign(site=data["site"].replace("S02", "S03"))
    data = data[(data["site"] == "S03") | (data["visit"] != "T12")]
    result = leave_one_site_out(fit_rows(data), **ASKED)
    rows = result.rows
    assert (rows.loc[rows["left_out"] == "S03", "note"] == "not fitted").all()
    assert [note.values["sites"] for note in result.notes if note.code == "site_not_refitted"] == ["S03"]
