"""The data of reference_marginal.R, and its numbers."""

import json

import numpy as np
import pandas as pd
import pytest

from reference_models import REFERENCE


@pytest.fixture(scope="session")
def reference_marginal():
    return json.loads((REFERENCE / "reference_marginal.json").read_text())


@pytest.fixture(scope="session")
def clustered():
    data = pd.read_csv(REFERENCE / "clustered.csv")
    number = np.arange(1, len(data) + 1)
    grade = pd.cut(data["y"], [-np.inf, 2.0, 2.5, 3.0, np.inf], labels=["a", "b", "c", "d"])
    return data.assign(
        w=0.5 + (number % 7) / 3.0,
        high=(data["y"] > 2.5).astype(int),
        count=np.floor(np.exp(data["y"])) + 3.0 * (number % 5 == 0),
        grade=grade,
    )
