"""What the weights refuse, what they count, and what they tell of positivity."""

import numpy as np
import pandas as pd
import pytest

import peereval as pe
from peereval.errors import DataError, FitError
from peereval.sensitivity.weighting.propensity import design_propensity
from peereval.sensitivity.weighting.scores import fit_scores

ASKED = {"participant": "id", "group": "group", "treated": "t", "reference": "c"}


def table(n=60, seed=1):
    rng = np.random.default_rng(seed)
    return pd.DataFrame({
        "id": np.arange(n), "group": np.where(np.arange(n) % 3 == 0, "t", "c"), "age": rng.normal(40, 10, n),
        "score": rng.normal(0, 1, n), "region": rng.choice(["north", "south"], n),
        "site": [f"S{i % 6}" for i in range(n)],
    })  # fmt: skip


def weigh(data, **changed):
    return pe.propensity_weights(data, **{**ASKED, "covariates": ["age", "region"], **changed})


def test_people_without_a_covariate_are_counted_and_left_out():
    data = table()
    data.loc[[0, 1, 2], "age"] = np.nan
    data.loc[1, "region"] = None
    found = weigh(data)
    assert found.propensity.left_out == {"t": 1, "c": 2}
    assert found.propensity.lacking == {"age": 3, "region": 1}
    assert len(found.rows) == 57
    assert [note.code for note in found.result("weights").notes] == ["weights_left_out"]


def test_other_groups_stand_aside():
    data = table()
    more = pd.concat([data, data.assign(group="p", id=data["id"] + 100)])
    assert weigh(more).rows.equals(weigh(data).rows)


def test_columns_that_add_nothing_are_left_out():
    data = table()
    doubled = weigh(data.assign(months=12 * data["age"], same=1.0), covariates=["age", "months", "same", "region"])
    assert doubled.propensity.terms == ("Intercept", "age", "region[south]")
    assert doubled.rows["weight"].to_numpy() == pytest.approx(weigh(data).rows["weight"].to_numpy())


def test_positivity_counts_categories_sites_and_scores_outside():
    data = table()
    found = weigh(data, site="site").result("positivity")
    rows = found.rows.set_index(["variable", "level", "arm", "quantity"])["estimate"]
    assert rows["site", "S0", "t", "count"] == 10
    assert rows["site", "S0", "c", "count"] == 0
    assert rows["region", "north", "c", "count"] == ((data["region"] == "north") & (data["group"] == "c")).sum()
    scores = weigh(data).rows
    own, other = (scores.loc[scores["group"] == one, "score"] for one in "tc")
    assert rows["", "", "t", "outside"] == ((own < other.min()) | (own > other.max())).sum()
    assert [note.code for note in found.notes] == ["weights_by_site"]


def test_the_histogram_holds_everybody_once():
    found = weigh(table()).result("score_distribution").rows
    sums = found.groupby(["arm", "quantity"])["estimate"].sum()
    for arm in "tc":
        assert sums[arm, "percent"] == pytest.approx(100.0)
        assert sums[arm, "weighted percent"] == pytest.approx(100.0)


def _one_sided(data):
    return np.where((data["group"] == "c") & (data["id"] % 5 == 1), "east", data["region"])


SEPARATED = [
    ({"region": _one_sided}, "a category .*'region'"),
    ({"age": lambda d: np.where(d["group"] == "t", 60 + d["id"], 40)}, "ranges .*'age'"),
    ({"age": lambda d: d["score"] + np.where(d["group"] == "t", 0.1, -0.1)}, "combination of 'age', 'score'"),
]


@pytest.mark.parametrize(("made", "said"), SEPARATED)
def test_separation_is_refused_and_says_what_separates(made, said):
    data = table().assign(**made)
    with pytest.raises(FitError, match=f"told apart without error by .*{said}"):
        weigh(data, covariates=["age", "region", "score"])


def test_a_separated_replicate_is_flagged_and_the_others_are_not():
    own = design_propensity(table(), covariates=["age", "region"], **ASKED)
    alone = own.whole * (own.treated | (own.X[:, 1] > np.median(own.X[own.treated, 1])))
    one_group = own.whole * own.treated
    found = fit_scores(own.X, own.treated, np.concatenate([own.whole, one_group, alone]))
    assert found.converged.tolist() == [True, False, True]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"treated": "c"}, "both 'c'"),
        ({"treated": "tt"}, "No row is of the group 'tt'.*Did you mean 't'"),
        ({"covariates": []}, "No covariate is named"),
        ({"covariates": ["group"]}, "is no covariate"),
        ({"covariates": ["agee"]}, "no column 'agee'. Did you mean 'age'"),
        ({"estimand": "atc"}, "estimand='atc' is not an option"),
        ({"truncate": 0.3}, "not a quantile"),
    ],
)
def test_wrong_options_are_refused(changed, said):
    with pytest.raises((FitError, DataError), match=said):
        weigh(table(), **changed)


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (lambda d: pd.concat([d, d.head(2)]), "2 participants have more than one row"),
        (lambda d: d.assign(id=d["id"].where(d["id"] > 2)), "3 rows have no 'id'"),
        (lambda d: d.assign(age=np.where(d["id"] == 1, np.inf, d["age"])), "infinite"),
        (lambda d: d.assign(site=d["site"].where(d["id"] > 1)), "2 participants have no 'site'"),
        (lambda d: d.assign(age=1.0, region="north"), "No covariate differs"),
        (lambda d: d.assign(age=d["age"].where(d["group"] == "t")), "Nobody of 'c' has all"),
        (lambda d: d.assign(age=pd.Timestamp("2012-01-01")), "holds dates"),
    ],
)
def test_tables_that_cannot_be_weighted_are_refused(broken, said):
    with pytest.raises((FitError, DataError), match=said):
        weigh(broken(table()), site="site")


def test_an_unknown_result_is_refused():
    with pytest.raises(FitError, match="Did you mean 'balance'"):
        weigh(table()).result("balances")


def test_groups_may_be_numbers():
    coded = weigh(table().assign(group=lambda d: (d["group"] == "t").astype(int)), treated=1, reference=0)
    assert coded.rows["weight"].tolist() == weigh(table()).rows["weight"].tolist()
