"""Outcomes observed by category: the figures of each cell, and when an external report shows them."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

import peereval as pe
from peereval.describe.observed_by import describe_observed_by
from peereval.dossiers.study_described import describe_data
from peereval.study import read_study


@pytest.fixture(scope="module")
def described(example_study):
    return describe_data(read_study(example_study["en"] / "study.yaml"))


def test_counts_means_and_deviations_are_those_of_pandas(described, example_study):
    checked = pe.check_data(read_study(example_study["en"] / "study.yaml")).scored.frame
    first = checked.sort_values("visit", key=lambda one: one.astype(str).str[1:].astype(int))
    level = first.groupby("participant", sort=False)["diagnosis"].first()
    frame = checked.assign(level=checked["participant"].map(level))
    expected = frame.groupby(["group", "visit", "level"], observed=True)["stigma"].agg(["count", "mean", "std"])
    rows = described.result("observed_by", "stigma").rows
    found = rows[rows["level"] != ""].set_index(["group", "visit", "level", "quantity"])["estimate"].unstack()
    shared = found.index.intersection(expected.index)
    assert len(shared) == len(found) == 24  # 8 visits of 3 groups by 3 categories
    for name, column in (("count", "count"), ("mean", "mean"), ("sd", "std")):
        # equal but for the order of summing
        assert np.allclose(found.loc[shared, name], expected.loc[shared, column], rtol=1e-12, equal_nan=True)


def test_categories_and_those_not_recorded_sum_to_the_group(described):
    rows = described.result("observed_by", "stigma").rows
    parts = rows[rows["quantity"] == "count"].groupby(["group", "visit"])["estimate"].sum()
    whole = described.result("observed", "stigma").rows
    whole = whole[(whole["quantity"] == "count") & (whole["entry"] == "")].set_index(["group", "visit"])["estimate"]
    assert parts[parts > 0].to_dict() == whole.to_dict()


@pytest.mark.parametrize(("by", "said"), [("diagnostic", "Did you mean 'diagnosis'"), ("age", "by='age'")])
def test_a_column_that_is_not_there_or_holds_numbers_is_refused(example_study, by, said):
    study = read_study(example_study["en"] / "study.yaml")
    with pytest.raises(pe.StudyFileError, match=said):
        describe_data(study, by=by)


def frame(counts):
    """Return rows of one visit: people of each category, with distinct scores."""
    levels = [level for level, count in counts.items() for _ in range(count)]
    return pd.DataFrame({
        "participant": [f"P{place}" for place in range(len(levels))], "group": "treated", "visit": "T0",
        "kind": pd.Categorical([level or None for level in levels], ["a", "b"]),
        "score": np.linspace(1, 4, len(levels)),
    })  # fmt: skip


def masked(counts, example_study):
    from peereval.report.disclosure.known import Known
    from peereval.report.disclosure.ledger import shown
    from peereval.report.disclosure.mask_observed_by import mask_observed_by
    from peereval.report.disclosure.names import people

    study = read_study(example_study["en"] / "study.yaml")
    [result] = describe_observed_by(frame(counts), study, [SimpleNamespace(name="score")], "kind")
    name = people("measured", "score", "treated", "", "T0")
    labels = SimpleNamespace(measure=lambda _: SimpleNamespace(decimals=2))
    known = Known({}, frozenset({name, shown("mean", name)}), frozenset(), 11, labels)
    rows = mask_observed_by(result, known).rows
    return rows.set_index(["level", "quantity"])["estimate"]


def test_an_external_report_shows_means_where_every_category_has_enough_people_and_never_how_many(example_study):
    found = masked({"a": 12, "b": 20}, example_study)
    assert found.xs("mean", level="quantity").notna().all()
    assert found.xs("count", level="quantity").isna().all()


@pytest.mark.parametrize("counts", [{"a": 10, "b": 40}, {"a": 20, "b": 20, "": 2}], ids=["small", "not recorded"])
def test_one_small_category_hides_all_of_them(example_study, counts):
    assert masked(counts, example_study).isna().all()
