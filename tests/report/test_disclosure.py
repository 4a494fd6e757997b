"""What an external report hides, keeps and says; kinds without a rule; refusals."""

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import peereval as pe
from peereval.report.disclosure.apply import for_audience
from peereval.report.disclosure.rules import DROPPED, RULES
from peereval.report.disclosure.words import mask_findings, mask_note
from peereval.report.figures.flow_data import flow_data
from peereval.report.figures.flow_lines import arrow_lines
from peereval.report.labels import Labels
from peereval.report.numbers import NOTHING, cell_text
from peereval.report.table import Cell, Number
from peereval.report.tables.build import build_tables
from peereval.results import Finding, Note, make_result

SOURCE = Path(pe.__file__).parent


@pytest.fixture(scope="module")
def disclosed(example_disclosed):
    return example_disclosed("en")


def rows_of(analysis, kind, outcome=""):
    return analysis.result(kind, outcome).rows


def test_every_kind_that_the_package_makes_has_a_rule():
    """A new kind must be given a rule in report/disclosure/rules.py, or a reason to be dropped."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py") if "report" not in path.parts)
    made = set(re.findall(r'make_result\(\s*"(\w+)"', text))
    # the frame door alone makes these: no study has them
    frame_only = {
        "means", "pairwise_contrasts", "linear_contrasts", "influence", "effect_sizes", "number_needed", "site_level",
        "attendance_weighted_contrasts", "multinomial_balance", "marginal_coefficients", "marginal_contrasts",
        "marginal_means", "multiply_imputed_contrasts", "reference_based_contrasts", "reference_based_means",
    }  # fmt: skip
    dossiers = {  # on published figures, or on an analysis that was disclosed before
        "trials", "pooled_effects", "leave_one_trial_out", "funnel_asymmetry", "trials_sensitivity", "trials_by_length",
        "trial_recomputed", "trials_published", "own_effects", "own_effects_unplaced", "comparison", "verdicts",
        "recomputed", "included_analysed", "detectable_difference", "recalculation",
    }  # fmt: skip
    assert {"flow", "analysed", "baseline"} <= made
    assert sorted(made - set(RULES) - set(DROPPED) - frame_only - dossiers) == []


def test_every_kind_of_the_example_has_a_rule(example_analysis):
    assert {result.kind for result in example_analysis["en"].results} <= {*RULES, *DROPPED}


def test_a_kind_without_a_rule_is_dropped_and_said(example_analysis):
    odd = make_result("odd", pd.DataFrame({"group": ["control"], "quantity": ["count"], "estimate": [3.0]}))
    analysis = example_analysis["en"]
    few = [r for r in analysis.results if r.kind == "flow"]
    found = pe.disclose(replace(analysis, results=(*few, odd)))
    assert [result.kind for result in found.results] == ["flow"]
    said = next(one for one in found.findings if one.rule == "disclosure-kind-unknown")
    assert "odd" in said.message("fr")


def test_who_was_seen_stays_and_who_missed_a_visit_goes(disclosed):
    flow = rows_of(disclosed, "flow").set_index(["group", "entry", "visit", "quantity"])["estimate"]
    assert flow["control", "", "T6", "seen"] == 157
    assert flow["treated", "", "T12", "retained"] == pytest.approx(100 * 35 / 85)
    assert pd.isna(flow["treated", "", "T6", "missed"])
    assert pd.isna(flow["treated", "", "T6", "lost"])  # 85 - 64 - 16 would give it away


def test_sizes_of_the_primary_model_stay(disclosed):
    fit = rows_of(disclosed, "fit", "stigma").set_index("quantity")["estimate"]
    assert (fit["participants"], fit["observations"]) == (385, 769)


def test_the_criterion_that_holds_the_number_of_people_goes_with_it(disclosed):
    """BIC + 2 log-likelihood is the number of parameters times log(people)."""
    for result in disclosed.of_kind("fit"):
        fit = result.rows.set_index("quantity")["estimate"]
        assert pd.isna(fit["BIC"]) == pd.isna(fit["participants"])


def test_degrees_of_freedom_of_the_pooled_deviation_go(disclosed, example_analysis):
    """They are the people measured at the first visit minus the groups."""
    key = ("effect_size", "stigma")
    pooled = [rows_of(one, *key).set_index("quantity").loc["pooled SD"] for one in (example_analysis["en"], disclosed)]
    assert pooled[0]["df"] == 201 + 85 - 2
    assert pd.isna(pooled[1]["df"])
    assert pooled[1]["estimate"] == pytest.approx(pooled[0]["estimate"], rel=1e-4)


def test_quartiles_stand_only_where_eleven_people_are_on_each_side(disclosed):
    observed = rows_of(disclosed, "observed", "stigma").set_index(["group", "entry", "visit", "quantity"])["estimate"]
    assert pd.isna(observed["treated", "", "T12", "q1"])  # 35 people: 8 below
    assert observed["treated", "", "T12", "median"] > 1
    assert observed["treated", "", "T6", "q1"] > 1


def test_a_larger_threshold_hides_the_figures_of_a_small_cell(example_analysis):
    """With 40 as smallest cell, the 35 treated at T12 have no mean, no estimate and no contrast."""
    analysis = example_analysis["en"]
    study = analysis.study.model_copy(update={"smallest_cell": 40})
    kept = tuple(result for result in analysis.results if result.outcome in {"", "stigma"})
    found = pe.disclose(replace(analysis, study=study, results=kept))
    observed = rows_of(found, "observed", "stigma").set_index(["group", "entry", "visit", "quantity"])
    assert observed.loc[("treated", "", "T12", "mean"), "note"] == "hidden"
    contrasts = rows_of(found, "change_contrasts", "stigma").set_index(["group", "visit"])
    assert contrasts.loc[("treated", "T12"), "note"] == "hidden"
    assert contrasts.loc[("treated", "T6"), "estimate"] == pytest.approx(-0.132, abs=1e-3)
    assert not found.of_kind("coefficients")
    assert any(one.rule == "disclosure-coefficients" for one in found.findings)


def test_residuals_are_thinned_to_many_a_point(disclosed, example_analysis):
    before, after = (rows_of(one, "residuals", "stigma") for one in (example_analysis["en"], disclosed))
    quantiles = [rows[rows["plot"] == "normal"]["place"].nunique() for rows in (before, after)]
    assert quantiles[0] == 100
    assert 769 / quantiles[1] >= 11
    assert not set(after["quantity"]) & {"lower tail", "upper tail"}


def test_findings_say_ranges_and_no_places():
    found = mask_findings([
        Finding("warning", "scale-too-few-answered", "a.csv", (3, 9), 2, "missing_codes: [99]", {"measure": "stigma"}),
        Finding("note", "read-as", "a.csv", values={"rows": 184}),
        Finding("warning", "sites-few-by-arm", count=6),
    ], ["b.csv", "a.csv"], 11)  # fmt: skip
    assert [one.rule for one in found] == ["scale-too-few-answered", "sites-few-by-arm"]
    assert (found[0].file, found[0].rows, found[0].fix) == ("file 2", (), "")
    assert "fewer than 11" in found[0].message("en")
    assert "moins de 11" in found[0].message("fr")
    assert "6" in found[1].message("en")


def test_notes_say_ranges():
    note = mask_note(Note("missing_covariate", rows=19, participants=7), 11)
    assert str(note) == "11 or more rows (fewer than 11 participants) miss a covariate and are left out."
    assert "au moins 11 lignes (moins de 11 participants)" in note.in_language("fr")


def test_corrections_and_counts_of_the_study_file_are_left_out(disclosed):
    assert not disclosed.study.sources
    assert not disclosed.study.corrections
    assert not disclosed.study.flow
    assert not {"sources", "corrections", "flow", "roots", "columns"} & set(disclosed.provenance["study"])


def test_a_study_smaller_than_the_threshold_is_refused(example_analysis):
    analysis = example_analysis["en"]
    study = analysis.study.model_copy(update={"smallest_cell": 1000})
    with pytest.raises(pe.DisclosureError, match="fewer people than smallest_cell"):
        pe.disclose(replace(analysis, study=study))


def test_an_audience_that_is_no_option_is_refused(example_analysis):
    with pytest.raises(pe.DisclosureError, match="use 'internal' or 'external'"):
        for_audience(example_analysis["en"], "public")


def test_the_study_file_decides_where_nobody_says(example_analysis):
    analysis = example_analysis["en"]
    assert for_audience(analysis, None) is analysis
    study = analysis.study.model_copy(update={"audience": "external"})
    kept = tuple(result for result in analysis.results if result.kind in {"flow", "measure"})
    outside = replace(analysis, study=study, results=kept)
    assert for_audience(outside, None).provenance["audience"] == "external"
    assert for_audience(outside, "internal").study.audience == "internal"


def test_every_kind_and_quantity_of_the_example_has_a_rule(example_disclosed):
    """Nothing is left out by accident: the caution about results without a rule is not there."""
    findings = example_disclosed("en").findings
    assert "disclosure-kind-unknown" not in {one.rule for one in findings}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_hidden_counts_of_the_flow_figure_are_drawn_as_hidden_and_no_reason_is(example_disclosed, language):
    analysis = example_disclosed(language)
    labels = Labels(analysis)
    data = flow_data(labels)
    assert set(data["reason"]) == {""}
    hidden = data[data["estimate"].isna() & data["quantity"].isin(["missed", "newly lost", "returned"])]
    assert len(hidden) > 3
    sign = {"en": "[c]", "fr": "[s]"}[language]
    for group, visit in set(zip(hidden["group"], hidden["visit"], strict=True)):
        lines = " ".join(line.text for line in arrow_lines(labels, data, group, visit, 3.0))
        assert sign in lines
        assert NOTHING not in lines


def test_tables_of_an_external_report_have_no_empty_column(example_disclosed):
    for table in build_tables(Labels(example_disclosed("fr"))):
        rows = [row.cells for row in table.rows if row.role != "section"]
        for place in range(1, len(table.columns)):
            cells = [cells[place] for cells in rows if place < len(cells)]
            told = [cell.text or any(one.hidden or one.value == one.value for one in cell.numbers) for cell in cells]
            assert any(told), (table.id, table.columns[place].id)


def test_a_hidden_interval_is_one_sign():
    figures = [Number(12.0, "k", decimals=1), *(Number(float("nan"), "k", hidden=True) for _ in range(2))]
    assert cell_text(Cell(numbers=tuple(figures)), "estimate", "en") == "12.0 [c]"
