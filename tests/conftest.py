"""Fixtures shared by the tests: each reference model is fitted once per run, each demo analysed once."""

import gc
import json
import os

import pandas as pd
import pytest
from hypothesis import settings

import peereval as pe
from peereval.plan.example import write_example
from reference_models import COHORTS, FORMULA, REFERENCE
from shared import Shared, folder_of_run

# The gate gives the same verdict twice; HYPOTHESIS_PROFILE=explore looks for examples that nobody has seen.
settings.register_profile("repeatable", derandomize=True, max_examples=40, deadline=None)  # a busy machine is slow
settings.register_profile("explore")
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


def pytest_collection_finish():
    """Set what was collected aside: the collector of garbage would walk all of it after every example drawn."""
    gc.collect()
    gc.freeze()


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


LANGUAGES = ("en", "fr")


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory, worker_id):
    """A folder that every process of this test run sees."""
    return folder_of_run(tmp_path_factory, worker_id)


@pytest.fixture(scope="session")
def example_study(shared_folder):
    """The folder of the simulated study, by language; read it, do not change it."""

    def write(language):
        write_example(shared_folder / "example" / language, language)
        return shared_folder / "example" / language

    return Shared(shared_folder / "studies", LANGUAGES, write)


@pytest.fixture(scope="session")
def example_analysis(shared_folder, example_study):
    """The analysis of the simulated study, by language."""
    return Shared(
        shared_folder / "analyses", LANGUAGES, lambda one: pe.analyze(pe.read_study(example_study[one] / "study.yaml"))
    )


@pytest.fixture(scope="session")
def example_disclosed(shared_folder, example_analysis):
    """The analysis of the simulated study fit to leave, by language."""
    made = Shared(shared_folder / "disclosed", LANGUAGES, lambda one: pe.disclose(example_analysis[one]))
    return made.__getitem__
