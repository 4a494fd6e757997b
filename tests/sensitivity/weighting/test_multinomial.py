"""Weights of several groups: against nnet and the binary score; the levels they make."""

import numpy as np
import pandas as pd
import pytest

import peereval as pe
from peereval.errors import DataError, FitError
from reference_models import REFERENCE

# nnet's quasi-Newton search stops there; Newton does not.
CLOSE = 2e-6
R = pd.read_csv(REFERENCE / "multinomial.csv").set_index("name")["value"]
COVARIATES = ["age", "sex", "diagnosis"]
ASKED = {"participant": "participant", "group": "group", "covariates": COVARIATES}
LEVELS = {**ASKED, "outcome": "y", "visit": "visit", "site": "site"}


@pytest.fixture(scope="module")
def data():
    return pd.read_csv(REFERENCE / "stigma_like.csv")


@pytest.fixture(scope="module")
def people(data):
    return data.drop_duplicates("participant").reset_index(drop=True)


@pytest.fixture(scope="module")
def levels(data):
    later = data[data["visit"] != "T0"]
    return {target: pe.weighted_levels(later, **LEVELS, target=target, truncate=None) for target in ("treated", None)}


def test_probabilities_are_those_of_nnet(people):
    found = pe.multinomial_weights(people, **ASKED)
    for i in (0, 99, 299):
        expected = [R[f"p_{i}_{group}"] for group in found.groups]
        assert found.probabilities[i] == pytest.approx(expected, abs=CLOSE)


@pytest.mark.parametrize("target", ["treated", None])
def test_effective_sizes_are_those_of_nnet(people, target):
    found = pe.multinomial_weights(people, **ASKED, target=target, truncate=None)
    sizes = found.sizes.set_index(["group", "quantity"])["estimate"]
    for group in found.groups:
        assert sizes[group, "effective n"] == pytest.approx(R[f"effective_{target or 'everybody'}_{group}"], rel=CLOSE)


def test_weighted_means_are_those_of_nnet(data, people):
    """With the weights of everybody, as the R script has them: levels are weighted means by cell."""
    later = data[data["visit"] != "T0"]
    found = pe.multinomial_weights(people, **ASKED, target="treated", truncate=None)
    known = pd.Series(found.weights, index=found.participants)
    for (group, visit), rows in later.groupby(["group", "visit"]):
        weights = rows["participant"].map(known)
        expected = R[f"mean_treated_{group}_{visit}"]
        assert np.average(rows["y"], weights=weights) == pytest.approx(expected, rel=CLOSE)


def test_levels_are_means_of_cells(data, levels):
    """Of those seen later, by the weights that the frame door gives the same people."""
    later = data[data["visit"] != "T0"]
    own = pe.multinomial_weights(later.drop_duplicates("participant"), **ASKED, target="treated", truncate=None)
    known = pd.Series(own.weights, index=own.participants)
    found = levels["treated"].rows.set_index(["group", "visit", "quantity"])["estimate"]
    for (group, visit), rows in later.groupby(["group", "visit"]):
        assert found[group, visit, "mean"] == pytest.approx(rows["y"].mean(), rel=1e-9)
        weighted = np.average(rows["y"], weights=rows["participant"].map(known))
        assert found[group, visit, "weighted mean"] == pytest.approx(weighted, rel=1e-9)


def test_the_target_stays_as_it_is(levels):
    rows = levels["treated"].rows.set_index(["group", "visit", "quantity"])
    for visit in ("T6", "T12"):
        plain, weighted = (rows.loc[("treated", visit, name)] for name in ("mean", "weighted mean"))
        assert weighted["estimate"] == pytest.approx(plain["estimate"], rel=1e-12)
        assert weighted["std_error"] == pytest.approx(plain["std_error"], rel=1e-9)


def test_with_two_groups_they_are_the_weights_of_the_binary_score(people):
    two = people[people["group"] != "prefollowed"]
    pair = {"treated": "treated", "reference": "control"}
    for target, estimand in (("treated", "att"), (None, "ate")):
        several = pe.multinomial_weights(two, **ASKED, target=target).rows
        binary = pe.propensity_weights(two, **ASKED, **pair, estimand=estimand).rows
        # statsmodels stops at a step of 1e-12 of the coefficients or at the last digit of its own sums
        assert several["weight"].to_numpy() == pytest.approx(binary["weight"].to_numpy(), rel=1e-8)


def test_weighting_brings_each_group_to_the_target(people):
    rows = pe.multinomial_weights(people, **ASKED, target="treated", truncate=None).balance.rows
    size = rows["estimate"].abs().groupby([rows["group"], rows["when"]]).max()
    for group in ("control", "prefollowed"):
        assert size[group, "after"] < 0.5 * size[group, "before"]
    assert size["treated", "after"] == size["treated", "before"] == 0.0


def test_people_without_a_covariate_are_counted(data):
    broken = data.assign(age=data["age"].where(data["participant"] != data["participant"].iloc[-1]))
    found = pe.weighted_levels(broken, **LEVELS)
    assert next(note for note in found.notes if note.code == "weights_left_out").values == {"people": 1}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"target": "treatd"}, "target='treatd' is not an option.*Did you mean 'treated'"),
        ({"truncate": 0.2}, "not a quantile"),
        ({"covariates": []}, "No covariate is named"),
    ],
)
def test_wrong_options_are_refused(people, changed, said):
    with pytest.raises(FitError, match=said):
        pe.multinomial_weights(people, **{**ASKED, **changed})


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda d: d.assign(sex=d["sex"].where(d["group"] != "treated", "X")), "A category of 'sex' has nobody"),
        (lambda d: d.assign(age=d["age"] + 100 * d["group"].factorize()[0]), "told apart without error"),
        (lambda d: d[d["group"] == "treated"], "one group only"),
    ],
)
def test_groups_that_cannot_be_made_alike_are_refused(people, made, said):
    with pytest.raises(FitError, match=said):
        pe.multinomial_weights(made(people), **ASKED)


def test_a_covariate_that_changes_is_refused(data):
    with pytest.raises(DataError, match="'age' changes between the visits"):
        pe.weighted_levels(data.assign(age=data["age"] + data["month"]), **LEVELS)
