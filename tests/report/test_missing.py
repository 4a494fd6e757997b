"""The tables and the figure of what missed visits may hide."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from peereval.report.disclosure.apply import disclose
from peereval.report.figures.tipping_point import draw_tipping_point
from peereval.report.labels import Labels
from peereval.report.numbers import cell_text
from peereval.report.tables.missing import missing_assumptions_table, tipping_point_table
from peereval.report.turning import read_turnings, turning_sentences
from peereval.results import make_result, stack_results
from peereval.sensitivity.tipping.plane import Plane
from peereval.sensitivity.tipping.plane_rows import plane_rows

KEYS = {"group": "treated", "visit": "T12", "reference": "control", "baseline": "T0"}
STEPS = np.linspace(-0.5, 0.5, 9)


def tipped(linear, *, spread=0.5, higher_is="worse"):
    """Return a tipping point whose standard error is 0.1 at every delta."""
    plane = Plane(np.array(linear), np.diag([0.01, 0.0, 0.0]), np.inf)
    rows = plane_rows(
        pd.DataFrame([KEYS]), [plane], (STEPS, STEPS), spread=spread, level=0.95, quantity="difference in change"
    )
    method = {"level": 0.95, "deviation": spread, "positive_delta": "worse" if higher_is else "higher", "visit": "T12"}
    return make_result("tipping_point", rows, outcome="stigma", method=method)


def compared():
    """Return two assumptions at one visit, one of them without multiple imputation."""
    rows = []
    for name, both in (("delta-treated", True), ("copy-increments", False)):
        for inference in ("information-anchored", "frequentist") if both else ("frequentist",):
            key = {"assumption": name, "inference": inference, **KEYS}
            figures = {"estimate": -0.2, "std_error": 0.1, "conf_low": -0.4, "conf_high": 0.0}
            rows.append({**key, "quantity": "difference in change", **figures, "note": ""})
            if inference != "frequentist":
                rows.append({**key, "quantity": "fraction of missing information", "estimate": 0.43, "note": ""})
    return make_result("missing_assumptions", pd.DataFrame(rows), outcome="stigma", method={"level": 0.95})


@pytest.fixture(params=["en", "fr"])
def analysis(request, analysis_of):
    made = analysis_of(request.param)
    return replace(made, results=(*made.results, tipped((-0.4, 0.5, -0.5)), compared()))


def said(labels, result):
    measure = labels.measure("stigma")
    return [text for one in read_turnings(result) for text in turning_sentences(labels, one, measure)]


def test_where_a_conclusion_turns_is_said_against_the_deviation_and_the_important_difference(analysis):
    sentences = said(Labels(analysis), tipped((-0.4, 0.5, -0.5)))
    # (0.4 - 1.959964 x 0.1) / 0.5 = 0.408; / 0.5 = 0.82 deviations; / 0.3 = 1.4 important differences
    wanted = ("0.408", "0.82", "1.4") if analysis.study.language == "en" else ("0,408", "0,82", "1,4")
    assert all(figure in sentences[0] for figure in wanted)
    words = {"en": ("were worse", "were better"), "fr": ("allaient moins bien", "allaient mieux")}
    for sentence, word in zip(sentences, words[analysis.study.language], strict=True):
        assert word in sentence


def test_an_interval_that_holds_0_leaves_it_where_it_is_moved_far_enough(analysis_of):
    labels = Labels(analysis_of("en"))
    treated, control = said(labels, tipped((-0.1, 0.5, 0.0)))
    assert treated.startswith("The interval holds 0; it would not if those of")
    assert "were better, by 0.192" in treated  # (1.959964 x 0.1 - 0.1) / 0.5
    assert control == "No delta among those of “Control districts” who missed T12 turns the conclusion alone."
    treated, _ = said(labels, tipped((-0.4, 0.5, -0.5), higher_is=None))
    assert "had higher values" in treated


def test_the_tables_print_every_assumption_and_where_it_turns(analysis):
    labels = Labels(analysis)
    language = analysis.study.language
    tables = [missing_assumptions_table(labels), tipping_point_table(labels)]
    printed = [
        [[cell_text(cell, column.layout, language) for cell, column in zip(row.cells, table.columns, strict=False)]
         for row in table.rows if row.role != "section"] for table in tables
    ]  # fmt: skip
    mark = {"en": ".", "fr": ","}[language]
    assert [row[2] for row in printed[0]] == [f"0{mark}43", ""]
    assert printed[0][1][1] == ""
    assert printed[1][0][1:3] == [f"0{mark}408", f"0{mark}82"]
    assert printed[1][1][1] in {"does not turn", "ne bascule pas"}
    assert printed[1][1][3:] == [f"−0{mark}408", f"−0{mark}82"]


def test_the_figure_draws_the_grid_of_the_result(analysis):
    figure, data = draw_tipping_point(Labels(analysis))
    results = stack_results(analysis.results).set_index("key")["estimate"]
    assert len(data) == 81
    np.testing.assert_array_equal(data["estimate"], results[data["key"]])
    words = [text.get_text() for text in figure.findobj(Text)]
    assert any({"en": "Interval below 0", "fr": "Intervalle sous 0"}[analysis.study.language] in text for text in words)
    if analysis.study.language == "fr":
        assert not [text for text in words if "." in text.rstrip(".") and any(map(str.isdigit, text))]


def test_a_plane_with_one_axis_has_a_table_and_no_figure(analysis_of):
    made = analysis_of("en")
    rows = tipped((-0.4, 0.5, 0.0)).rows
    one = make_result(
        "tipping_point", rows[rows["delta_reference"] == 0.0], outcome="stigma", method={"deviation": 0.5}
    )
    labels = Labels(replace(made, results=(*made.results, one)))
    assert draw_tipping_point(labels)[1].empty
    assert tipping_point_table(labels).rows


def test_what_a_delta_moves_is_hidden_where_few_missed_the_visit(example_analysis):
    made = example_analysis["en"]
    kept = disclose(made).result("tipping_point", "stigma").rows
    assert kept["estimate"].notna().any()
    few = replace(made, study=made.study.model_copy(update={"smallest_cell": 45}))  # 50 treated missed T12, 35 came
    external = disclose(few)
    for kind in ("tipping_point", "missing_assumptions"):
        hidden = external.result(kind, "stigma")
        last = hidden.rows[hidden.rows["visit"] == "T12"]
        assert set(last["note"]) == {"hidden"}
        assert last["estimate"].isna().all()
    assert said(Labels(external), external.result("tipping_point", "stigma")) == []
