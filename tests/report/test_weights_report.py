"""Balance, weights and positivity in the report: tables, figures, and what of them leaves."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

import peereval as pe
from peereval.report.figures.love import draw_love, love_data
from peereval.report.figures.weights import draw_weights, weights_data
from peereval.report.labels import Labels
from peereval.report.numbers import cell_text
from peereval.report.tables.build import build_tables
from peereval.report.tables.weighted_levels import weighted_levels_table
from peereval.report.tables.weights import balance_table, positivity_table, weights_table
from peereval.results import stack_results

from .test_long_labels import LongLabels, boxes

KINDS = ("measure", "balance", "weights", "positivity", "score_distribution")


@pytest.fixture(scope="module", params=["en", "fr"])
def labels(request, example_analysis):
    return Labels(example_analysis[request.param])


@pytest.fixture(scope="module")
def disclosed(example_disclosed):
    return Labels(example_disclosed("en"))


def texts(labels, table):
    return {
        row.cells[0].text: [cell_text(cell, column.layout, labels.language)
                            for cell, column in zip(row.cells[1:], table.columns[1:], strict=True)]
        for row in table.rows if row.role != "section"
    }  # fmt: skip


def test_the_balance_table_prints_before_and_after(labels):
    table = balance_table(labels)
    rows = texts(labels, table)
    index = labels.analysis.of_kind("balance")[0].rows.set_index(["variable", "level", "when", "arm", "quantity"])
    age = labels.say("table.variable_mean", variable=labels.variable("age"))
    mark = "," if labels.language == "fr" else "."
    told = [index.loc[("age", "", when, arm, "mean"), "estimate"]
            for when in ("before", "after") for arm in ("treated", "control")]  # fmt: skip
    assert rows[age][:4] == [f"{value:.1f}".replace(".", mark) for value in told]
    assert table.part == "sensitivity"
    assert rows[labels.say("table.largest_difference")][4].startswith("0")


def test_a_service_of_one_group_is_marked(labels):
    rows = texts(labels, positivity_table(labels))
    services = [cells[-1] for name, cells in rows.items() if name.startswith("S0")]
    assert set(services) == {labels.say("table.one_group_only")}
    assert rows[labels.say("table.everybody")][-1] == ""


def test_the_weights_table_says_the_quantile(labels):
    table = weights_table(labels)
    assert len([row for row in table.rows if row.role == "body"]) == 2
    assert any("99" in note for note in table.notes)


@pytest.mark.parametrize("draw", [draw_love, draw_weights])
def test_what_is_drawn_is_what_the_results_say(labels, draw):
    _, data = draw(labels)
    results = stack_results(labels.analysis.results).set_index("key")["estimate"]
    assert len(data) > 20
    np.testing.assert_array_equal(data["estimate"], results[data["key"]])


def test_the_love_plot_has_a_mark_for_each_covariate_and_level(labels):
    data = love_data(labels)
    before = data[data["when"] == "before"]
    assert len(before) == len(data) / 2
    assert (before["variable"] == "sex").sum() == 1  # of two levels the second mirrors the first
    assert (before["variable"] == "diagnosis").sum() == 3


def test_several_measures_have_one_table_of_their_weights(labels):
    """The score is made of people, not of the measure asked about."""
    more = [replace(one, outcome="quality_social") for one in labels.analysis.results if one.kind in KINDS[1:]]
    both = Labels(replace(labels.analysis, results=(*labels.analysis.results, *more)))
    for maker in (balance_table, weights_table, positivity_table):
        assert len(maker(both).rows) == len(maker(labels).rows)
    assert len(weights_data(both)) == len(weights_data(labels))


def test_weights_of_people_do_not_leave(disclosed):
    kinds = {one.kind for one in disclosed.analysis.results}
    assert {"positivity", "score_distribution", "propensity"} & kinds == set()
    rows = disclosed.analysis.of_kind("weights")[0].rows
    assert set(rows["quantity"]) == {"effective percent", "q1", "median", "q3"}
    assert positivity_table(disclosed) is None


def test_balance_leaves_where_table_1_shows_the_covariate(disclosed):
    rows = disclosed.analysis.of_kind("balance")[0].rows
    assert set(rows["quantity"]) == {"smd", "variance ratio", "largest smd"}
    age = rows[(rows["variable"] == "age") & (rows["quantity"] == "smd")]["estimate"]
    assert (age == age.round(2)).all()
    assert age.notna().all()


def test_balance_is_hidden_with_the_cell_it_would_tell(example_analysis):
    """Where smallest_cell hides a category of Table 1, its standardised differences go too."""
    study = example_analysis["en"].study.model_copy(update={"smallest_cell": 16})
    found = pe.disclose(replace(example_analysis["en"], study=study))
    rows = found.of_kind("balance")[0].rows
    diagnosis = rows[(rows["variable"] == "diagnosis") & (rows["quantity"] == "smd")]
    table_one = found.result("baseline").rows
    cells = table_one[(table_one["variable"] == "diagnosis") & (table_one["quantity"] == "percent")]
    told = cells[cells["group"].isin(["treated", "control"])]
    assert (told["note"] == "hidden").any() or (table_one["note"] == "hidden").any()
    assert (diagnosis["note"] == "hidden").all()
    assert (rows[rows["quantity"] == "largest smd"]["note"] == "hidden").all()


def test_external_tables_have_no_empty_columns(disclosed):
    tables = {table.id: table for table in build_tables(disclosed)}
    assert [column.id for column in tables["weights"].columns] == ["label", "effective percent", "median"]
    assert [column.id for column in tables["balance"].columns] == [
        "label", "smd before", "smd after", "ratio before", "ratio after",
    ]  # fmt: skip


def test_levels_of_all_groups_stand_in_one_table(labels):
    table = weighted_levels_table(labels)
    rows = texts(labels, table)
    found = labels.analysis.of_kind("weighted_levels")[0].rows.set_index(["group", "visit", "quantity"])["estimate"]
    mark = "," if labels.language == "fr" else "."
    expected = f"{found['prefollowed', 'T12', 'weighted mean']:.2f}".replace(".", mark)
    assert rows[labels.group("prefollowed")][-1].startswith(f"{expected} [")
    assert len(rows) == 3
    assert labels.group("treated") in table.notes[0]


def test_sizes_of_weighted_groups_do_not_leave(disclosed):
    assert set(disclosed.analysis.of_kind("weighted_levels")[0].rows["quantity"]) == {"mean", "weighted mean"}
    table = next(one for one in build_tables(disclosed) if one.id == "weighted_levels")
    assert [column.id for column in table.columns][1] == "mean T6"


@pytest.mark.parametrize("made", [Labels, LongLabels])
@pytest.mark.parametrize("draw", [draw_love, draw_weights])
def test_no_text_is_cut_or_lies_over_another(example_analysis, made, draw):
    figure, _ = draw(made(example_analysis["fr"]))
    found = boxes(figure)
    width, height = figure.get_size_inches()
    assert [text for text, (x0, y0, x1, y1) in found if min(x0, y0) < 0 or x1 > width or y1 > height] == []
    over = [(a, b) for (a, one), (b, other) in combinations(found, 2)
            if min(one[2], other[2]) - max(one[0], other[0]) > 0.025
            and min(one[3], other[3]) - max(one[1], other[1]) > 0.025]  # fmt: skip
    assert over == []
