"""Weights of adjusted means against emmeans on nlme::gls, whose optimum is good to 1e-4 of an SE."""

import json

import pytest

import peereval as pe
from reference_models import REFERENCE


@pytest.fixture(scope="module")
def fit(cohorts):
    formula = "y ~ group * visit + age + sex * diagnosis"
    return pe.fit_mixed(formula, cohorts["small"], participant="participant", visit="visit")


@pytest.fixture(scope="module")
def theirs():
    return json.loads((REFERENCE / "reference_means.json").read_text())["small"]


@pytest.mark.parametrize(
    ("weights", "option"),
    [("equal", "equal"), ("observed", "proportional"), ("proportional", "proportional"), ("outer", "outer")],
)
def test_weights_are_those_of_emmeans(fit, theirs, weights, option):
    rows = pe.adjusted_means(fit, ["group", "visit"], weights=weights, df_method="satterthwaite").rows.set_index(
        ["group", "visit"]
    )
    for row in theirs[option]:
        mine = rows.loc[(row["group"], row["visit"])]
        assert abs(mine["estimate"] - row["emmean"]) < 1e-4 * row["SE"]
        assert mine["std_error"] == pytest.approx(row["SE"], rel=5e-5)


def test_the_weightings_differ(fit):
    means = {w: pe.adjusted_means(fit, "visit", weights=w).rows["estimate"][0] for w in ("equal", "observed", "outer")}
    assert abs(means["equal"] - means["observed"]) > 1e-3
    assert abs(means["outer"] - means["observed"]) > 1e-4
