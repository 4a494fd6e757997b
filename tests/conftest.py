"""Fixtures shared by the tests: each reference model is fitted once per run."""

import json

import pandas as pd
import pytest

import peereval as pe
from reference_models import COHORTS, FORMULA, REFERENCE


@pytest.fixture(scope="session")
def cohorts():
    return {name: pd.read_csv(REFERENCE / f"{name}.csv") for name in COHORTS}


@pytest.fixture(scope="session")
def reml_fits(cohorts):
    return {
        name: pe.fit_mixed(FORMULA, data, participant="participant", visit="visit") for name, data in cohorts.items()
    }


@pytest.fixture(scope="session")
def ml_fits(cohorts):
    return {
        name: pe.fit_mixed(FORMULA, data, participant="participant", visit="visit", method="ml")
        for name, data in cohorts.items()
    }


@pytest.fixture(scope="session")
def exact():
    return json.loads((REFERENCE / "exact_unstructured.json").read_text())


@pytest.fixture(scope="session")
def reference():
    return json.loads((REFERENCE / "reference_fits.json").read_text())
