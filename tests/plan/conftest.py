"""The example study, written once per language and read back."""

import pytest

from peereval.load.read import read_data
from peereval.plan.example import write_example
from peereval.study import read_study


@pytest.fixture(scope="session")
def examples(tmp_path_factory):
    folder = tmp_path_factory.mktemp("example")
    return {language: write_example(folder / language, language) for language in ("en", "fr")}


@pytest.fixture(scope="session")
def study(examples):
    return read_study(examples["fr"])


@pytest.fixture(scope="session")
def data(study):
    return read_data(study)
