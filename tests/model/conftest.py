"""Numbers of other software on robust variances and small samples."""

import json

import pytest

from reference_models import REFERENCE


@pytest.fixture(scope="session")
def reference_small_samples():
    return json.loads((REFERENCE / "reference_small_samples.json").read_text())
