"""Each group imputed from its own model: against the model with everything by group, and what is refused."""

import numpy as np
import pandas as pd
import pytest

import dense_imputation as dense
import peereval as pe
from peereval.errors import FitError
from reference_models import REFERENCE

ASKED = {"group": "group", "reference": "control", "imputations": 300, "draws": "bayesian"}


def test_it_is_imputation_from_the_model_with_everything_by_group():
    data = dense.cohort(n=300)
    whole = "y ~ group * visit * (base + sex)"
    one = pe.fit_mixed(whole, data, participant="id", visit="visit", covariance_by="group")
    plain = dense.fit(data)
    together = pe.multiply_imputed_contrasts(one, data, rng=np.random.default_rng(1), **ASKED).rows
    apart = pe.multiply_imputed_contrasts(plain, data, rng=np.random.default_rng(2), by_group=True, **ASKED)
    told = apart.rows["quantity"] == "difference"
    error = together.loc[told, "std_error"]
    # Chance is below SE / sqrt(300) for each of the two; four times their difference's is a third of an SE.
    assert ((apart.rows["estimate"] - together["estimate"])[told] / error).abs().max() < 0.33
    assert (apart.rows.loc[told, "std_error"] / error - 1.0).abs().max() < 0.15
    assert apart.method["by_group"] is True
    assert "imputation_by_group" in {note.code for note in apart.notes}


def test_a_group_that_missed_nothing_keeps_its_values_and_sites_are_the_groups_own():
    data = pd.read_csv(REFERENCE / "clustered.csv")
    data = data[data["group"] != "prefollowed"]
    counts = data.groupby("participant")["y"].transform("count")
    data = data[(data["group"] == "treated") | (counts == 3)]
    fit = pe.fit_mixed("y ~ group * visit + age * visit", data, participant="participant", visit="visit", site="site")
    options = {**ASKED, "imputations": 5, "by_group": True, "site": "site", "baseline": "T0"}
    rows = pe.multiply_imputed_contrasts(fit, data, rng=np.random.default_rng(3), **options).rows
    assert np.isfinite(rows["estimate"]).all()
    moved = pe.multiply_imputed_contrasts(
        fit, data, rng=np.random.default_rng(3), delta={"treated": {"T12": 1.0}}, **options
    ).rows
    shift = moved["estimate"] - rows["estimate"]
    assert shift.iloc[0] == pytest.approx(0.0, abs=1e-12)
    assert shift.iloc[1] > 0.05  # the share of the treated who missed T12


def test_strategies_that_borrow_from_another_group_are_refused():
    data = dense.cohort()
    fit = dense.fit(data)
    with pytest.raises(FitError, match="the others borrow"):
        pe.multiply_imputed_contrasts(
            fit, data, rng=np.random.default_rng(1), by_group=True, strategy="copy-increments", **ASKED
        )
