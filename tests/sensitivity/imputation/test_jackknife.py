"""The batched jackknife against refitting and imputing person by person."""

from functools import lru_cache

import numpy as np
import pytest

import dense_imputation as dense
import peereval as pe
from peereval.errors import DataError, FitError
from peereval.model import replicate_search

# Both refit to a Newton decrement of 1e-12: figures agree to about 1e-6 of a standard error, most far closer.
CLOSE = 1e-6
MIXED = {"treated": "copy-increments", "other": "jump-to-reference", "control": "last-mean-carried-forward"}
ASKED = {"group": "group", "reference": "control", "intercurrent": "event", "baseline_covariate": "base"}


@lru_cache
def fitted(by=None):
    data = dense.cohort()
    return data, dense.fit(data, covariance_by=by)


@lru_cache
def refitted(by, copied):
    """Return the plain jackknife by site with a covariance per group or one for all."""
    data, _ = fitted(by)
    strategy = {**MIXED, "other": "copy-reference"} if copied else MIXED
    return dense.jackknife(data, "site", strategy, {"treated": {"T12": 1.5}}, covariance_by=by)


def agree(rows, estimate, error):
    found = rows["estimate"].to_numpy().reshape(2, 3), rows["std_error"].to_numpy().reshape(2, 3)
    assert np.abs((found[0] - estimate) / error).max() < CLOSE
    assert np.abs(found[1] / error - 1.0).max() < CLOSE


@pytest.mark.parametrize("copied", [False, True])
@pytest.mark.parametrize("by", [None, "group"])
def test_by_site_is_that_of_refits(by, copied):
    data, fit = fitted(by)
    strategy = {**MIXED, "other": "copy-reference"} if copied else MIXED
    delta = {"treated": {"T12": 1.5}}
    result = pe.reference_based_contrasts(fit, data, strategy=strategy, delta=delta, site="site", **ASKED)
    agree(result.rows, *refitted(by, copied))
    assert (result.rows["df"] == 6.0).all()  # nine sites, three groups, one group a site
    assert "jackknife_site" in [note.code for note in result.notes]


def test_by_participant_is_that_of_refits():
    data, fit = fitted()
    result = pe.reference_based_contrasts(fit, data, strategy="copy-increments", **ASKED)
    both = dict.fromkeys(("treated", "other"), "copy-increments")
    agree(result.rows, *dense.jackknife(data, "id", both))
    assert np.isinf(result.rows["df"]).all()


def test_small_blocks_and_replicates_finished_alone_change_nothing(monkeypatch):
    data, fit = fitted()
    whole = pe.reference_based_contrasts(fit, data, strategy="copy-increments", **ASKED).rows
    monkeypatch.setattr(replicate_search, "BLOCK", 3_000)
    blocks = pe.reference_based_contrasts(fit, data, strategy="copy-increments", **ASKED).rows
    monkeypatch.setattr(replicate_search, "MAX_STEPS", 0)
    alone = pe.reference_based_contrasts(fit, data, strategy="copy-increments", **ASKED).rows
    for rows in (blocks, alone):
        for name in ("estimate", "std_error"):
            assert rows[name].to_numpy() == pytest.approx(whole[name].to_numpy(), rel=1e-7)


def test_who_alone_determines_a_coefficient_cannot_be_left_out():
    data = dense.cohort()
    alone = (data["id"] == "P000").to_numpy()
    data["sex"] = np.where(alone, "X", data["sex"])
    fit = dense.fit(data)
    with pytest.raises(FitError, match="1 of the 150 participants to be left out in turn each alone determines"):
        pe.reference_based_contrasts(fit, data, **ASKED)


def test_who_alone_was_seen_at_two_visits_cannot_be_left_out():
    data = dense.cohort()
    early, late = data["visit"] == "T3", data["visit"] == "T12"
    both = data[early & data["y"].notna()].merge(data[late & data["y"].notna()], on="id")["id"]
    data.loc[late & data["id"].isin(both[1:]), "y"] = np.nan
    data = data.drop(columns="event")
    with pytest.raises(FitError, match=r"1 of the 150 participants .* pair of visits"):
        pe.reference_based_contrasts(dense.fit(data), data, group="group", reference="control")


def test_two_sites_are_too_few():
    data, fit = fitted()
    with pytest.raises(DataError, match="three or more"):
        pe.reference_based_contrasts(fit, data.assign(site=data["site"] % 2), site="site", **ASKED)


def test_sites_that_hold_several_groups_lose_one_degree_of_freedom():
    data, fit = fitted()
    mixed = data.assign(site=data["id"].str[1:].astype(int) % 10)
    assert (pe.reference_based_contrasts(fit, mixed, site="site", **ASKED).rows["df"] == 9.0).all()
