"""Fixtures shared by the tests: each reference model is fitted once per run, each demo analysed once."""

import json
import os
from functools import cache

import pandas as pd
import pytest
from hypothesis import settings

import peereval as pe
from peereval.plan.example import write_example
from reference_models import COHORTS, FORMULA, REFERENCE

# The gate gives the same verdict twice; HYPOTHESIS_PROFILE=explore looks for examples that nobody has seen.
settings.register_profile("repeatable", derandomize=True, max_examples=40)
settings.register_profile("explore")
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


def pytest_sessionfinish(session, exitstatus):
    """A skipped test is a test that was not run: it fails the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and reporter.stats.get("skipped") and exitstatus == 0:
        session.exitstatus = 1


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


@pytest.fixture(scope="session")
def example_study(tmp_path_factory):
    """The folder of the simulated study, by language; read it, do not change it."""
    folders = {language: tmp_path_factory.mktemp("example") / language for language in ("en", "fr")}
    for language, folder in folders.items():
        write_example(folder, language)
    return folders


@pytest.fixture(scope="session")
def example_analysis(example_study):
    """The analysis of the simulated study, by language."""
    return {language: pe.analyze(pe.read_study(folder / "study.yaml")) for language, folder in example_study.items()}


@pytest.fixture(scope="session")
def example_disclosed(example_analysis):
    """The analysis of the simulated study fit to leave, by language: made once, when it is first asked for."""

    @cache
    def disclosed(language):
        return pe.disclose(example_analysis[language])

    return disclosed
