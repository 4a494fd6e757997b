"""Verdicts on published cells: the tolerance of printed decimals, and why there is nothing to compare."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peereval.evidence import compare_published, read_published
from peereval.evidence.compare import count_verdicts
from peereval.results import make_result

HEAD = "peereval_published: 1\ntitle: Mine\nsources: {article: An article.}\ntables:\n"
CELL = "  one: {title: One, source: article, rows: {a: A}, columns: {b: B}, cells: [{row: a, column: b, %s}]}\n"


def results(estimate, p_value=0.03):
    frame = pd.DataFrame({"group": ["treated"], "quantity": ["mean"], "estimate": [estimate], "p_value": [p_value]})
    return (make_result("observed", frame, outcome="stigma"),)


def verdict(tmp_path, cell, estimate=2.345, **more):
    (tmp_path / "mine.yaml").write_text(HEAD + CELL % cell, encoding="utf-8")
    compared = compare_published(results(estimate, **more), read_published(tmp_path / "mine.yaml"))
    assert compared.outcome == "mine"
    return compared.rows["note"][0]


KEY = "key: observed/stigma/treated/mean"


@pytest.mark.parametrize(
    ("printed", "computed", "said"),
    [
        ("2.3", 2.345, "reproduced"),
        ('"2,34"', 2.345, "reproduced"),  # a tie may be rounded to even
        ("2.35", 2.345, "reproduced"),  # or up
        ("2.36", 2.345, "differs"),
        ("−0.24", -0.2449, "reproduced"),
        ('"75,3\u00a0%"', 75.294, "reproduced"),
        ("75.2 %", 75.294, "differs"),
        ("about 27 000", 27001, "reproduced"),
        ("27 000", 27001, "differs"),
        ("-0.00", 0.004, "reproduced"),
        ("2.345", float("nan"), "not estimable"),
    ],
)
def test_a_figure_is_compared_to_its_printed_digits(tmp_path, printed, computed, said):
    assert verdict(tmp_path, f"value: {printed}, {KEY}", computed) == said


@pytest.mark.parametrize(("p_value", "said"), [(0.0004, "reproduced"), (0.002, "differs")])
def test_a_bound_is_compared_as_a_bound(tmp_path, p_value, said):
    assert verdict(tmp_path, f"value: < .001, figure: p_value, {KEY}", p_value=p_value) == said


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (f"status: lost in the source, {KEY}", "lost in the source"),
        ("status: not published", "not published"),
        ("value: ''", "not filled in"),
        (f"value: 2.3, status: computed, {KEY}", "recomputed"),
        ("value: 2.3", "stated"),
        ("value: improved", "stated"),
        ("value: 2.3, key: observed/stigma/traeted/mean", "not found"),
    ],
)
def test_every_cell_has_a_verdict(tmp_path, cell, said):
    assert verdict(tmp_path, cell) == said


def test_a_key_that_is_not_there_is_named_with_the_nearest(tmp_path):
    (tmp_path / "mine.yaml").write_text(HEAD + CELL % "value: 2.3, key: observed/stigma/traeted/mean", encoding="utf-8")
    compared = compare_published(results(2.345), read_published(tmp_path / "mine.yaml"))
    assert "The nearest is observed/stigma/treated/mean" in compared.notes[0]
    assert "La plus proche est observed/stigma/treated/mean" in compared.notes[0].in_language("fr")


def test_a_lost_cell_shows_what_is_computed_and_nothing_that_was_printed(tmp_path):
    (tmp_path / "mine.yaml").write_text(HEAD + CELL % f"status: lost in the source, {KEY}", encoding="utf-8")
    rows = compare_published(results(2.345), read_published(tmp_path / "mine.yaml")).rows.set_index("quantity")
    assert rows.loc["computed", "estimate"] == 2.345
    assert rows.loc[["published", "difference"], "estimate"].isna().all()


def test_verdicts_are_counted_by_file_and_together(tmp_path):
    (tmp_path / "mine.yaml").write_text(HEAD + CELL % f"value: 2.3, {KEY}", encoding="utf-8")
    compared = compare_published(results(2.345), read_published(tmp_path / "mine.yaml"))
    counts = count_verdicts([compared, compared]).rows.set_index(["published", "quantity"])["estimate"]
    assert counts["", "reproduced"] == 2


@given(st.floats(-1e4, 1e4), st.integers(0, 4))
def test_what_is_printed_from_a_figure_is_reproduced_by_it(figure, decimals):
    published = read_published("stigma_participants")
    table = published.tables["retention"]
    cell = table.cells[0].model_copy(update={"value": f"{figure:.{decimals}f}", "key": "observed/stigma/treated/mean"})
    mine = published.model_copy(update={"tables": {"one": table.model_copy(update={
        "cells": (cell,), "rows": {cell.row: "A"}, "columns": {cell.column: "B"}})}})  # fmt: skip
    assert compare_published(results(figure), mine).rows["note"][0] == "recomputed"
