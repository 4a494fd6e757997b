"""What an analysis says of its locked plan, and what a run does otherwise than study.yaml says."""

import json

import pandas as pd
import pytest

import peereval as pe
from peereval.errors import StudyFileError
from peereval.plan.compare import compare_plan
from peereval.plan.lock import lock_plan, read_lock
from peereval.plan.run_deviations import Run, find_run_deviations
from peereval.remarks import Finding, Note
from peereval.report.manifest import render_manifest
from peereval.results import make_result
from peereval.study import read_study
from planned_study import STUDY, write_planned_study
from small_study import HEADER, QUICK, rows, write_small_study

OUTCOMES = ("score", "rating", "stigma", "work", "leaving")


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return read_study(write_planned_study(tmp_path_factory.mktemp("planned")))


def answers(*slugs, outcome="score"):
    """Return a forest with these analyses."""
    return make_result("sensitivity", pd.DataFrame({"analysis": slugs, "quantity": "difference"}), outcome=outcome)


def run(*, measured=OUTCOMES, results=(), findings=(), slugs=("weights-att", "weights-overlap")):
    """Return a run that did all that was planned but for what is given."""
    return Run(tuple(measured), ("score",), (answers(*slugs), *results), tuple(findings))


def test_a_run_that_did_everything_deviates_in_nothing(study):
    assert find_run_deviations(study, run()) == ()


def test_outcomes_left_aside_are_a_deviation(study):
    (found,) = find_run_deviations(study, run(measured=("score", "leaving")))
    assert (found.severity, found.rule) == ("warning", "plan-outcomes-left")
    assert found.message("en") == "Outcomes – planned and not analysed in this run: rating, stigma, work."


REFUSED = {
    "sensitivity-refused": ({"analysis": "imputation", "why": "w"}, "multiple imputation"),
    "t0-adjusted-not-fitted": ({}, "model adjusted for the first value"),
    "marginal-not-fitted": ({"why": "w"}, "marginal model"),
    "families-refused": ({"why": "w"}, "families of tests"),
    "subgroups-refused": ({"column": "sex", "why": "w"}, "subgroups"),
    "event-not-estimated": ({"of": "x", "why": "w"}, "time to an event"),
    "dose-not-estimated": ({"why": "w"}, "dose"),
    "weighted-levels-not-fitted": ({}, "levels of all groups, weighted"),
}


@pytest.mark.parametrize("rule", REFUSED)
def test_a_planned_analysis_that_was_refused_is_a_deviation(rule, study):
    values, named = REFUSED[rule]
    refusal = Finding("warning", rule, values={**values, "outcomes": "score"})
    (found,) = find_run_deviations(study, run(findings=[refusal]))
    assert (found.severity, found.rule) == ("warning", "plan-not-done")
    assert found.message("en") == f"Planned and not done, score: {named}."
    assert found.message("fr") != found.message("en")


def test_weights_without_an_answer_and_without_a_refusal_are_a_deviation_once(study):
    (found,) = find_run_deviations(study, run(slugs=("weights-att",)))
    assert found.values["analysis"] == "weights-overlap"
    refusal = Finding("warning", "sensitivity-refused", values={"analysis": "weights", "why": "w", "outcomes": "score"})
    (found,) = find_run_deviations(study, run(slugs=(), findings=[refusal]))
    assert found.values["analysis"] == "weights"


def test_what_the_plan_foresaw_is_a_note(study):
    rows = pd.DataFrame({"quantity": ["a"]})
    next_one = Note("covariance_next", tried="un", used="toep")
    fit = make_result("fit", rows, outcome="score", notes=[next_one])
    contrasts = make_result("change_contrasts_beside", rows, outcome="score", notes=[Note("between_site_df")])
    lost = pd.DataFrame({"quantity": ["missing covariate"], "estimate": [3.0]})
    analysed = make_result("analysed", lost, outcome="score")
    moved = Finding("warning", "site-changed", count=2)
    found = find_run_deviations(study, run(results=(fit, contrasts, analysed), findings=[moved]))
    assert {one.severity for one in found} == {"note"}
    assert [one.rule for one in found] == [
        "plan-covariance-next",
        "plan-df-next",
        "plan-left-out-covariates",
        "plan-first-site",
    ]
    assert not any(char.isdigit() for char in found[2].message("en"))  # how many is for the flow, where it is masked


def test_without_a_lock_a_note_says_so(study):
    compared = compare_plan(None, study, run())
    assert [(one.severity, one.rule) for one in compared.findings] == [("note", "plan-not-locked")]
    assert compared.facts is None


def test_the_statement_counts_the_deviations_and_tells_of_earlier_locks(tmp_path):
    file = write_planned_study(tmp_path)
    lock_plan(file)
    kept = compare_plan(read_lock(file), read_study(file), run())
    assert [(one.severity, one.rule) for one in kept.findings] == [("note", "plan-kept")]
    assert kept.facts["deviations"] == 0
    lock_plan(file, again="Second thoughts")
    file.write_text(STUDY.replace("seed: 1", "seed: 2").replace("0.5", "0.4"), encoding="utf-8")
    told = compare_plan(read_lock(file), read_study(file), run(measured=OUTCOMES[:4]))
    assert [one.rule for one in told.findings] == [
        "plan-deviates",
        "plan-locked-again",
        "plan-outcomes",
        "plan-seed",
        "plan-outcomes-left",
    ]
    assert "3 things deviate" in told.findings[0].message("en")
    assert "Second thoughts" in told.findings[1].message("fr")
    assert told.facts["deviations"] == 3
    assert [one["reason"] for one in told.facts["earlier"]] == [""]


def test_analyze_finds_the_lock_and_says_what_deviates(tmp_path):
    two = QUICK.replace("model:", "  again: {column: again}\nmodel:")
    data = [[*row, row[-1]] for row in rows()]
    file = write_small_study(tmp_path, data=data, study=two, header=[*HEADER, "again"])
    lock = lock_plan(file)
    file.write_text(two.replace("covariates: [age]", "covariates: []"), encoding="utf-8")
    analysis = pe.analyze(file, outcomes=["score"])
    found = [one.rule for one in analysis.findings if one.rule.startswith("plan-")]
    assert found[:3] == ["plan-deviates", "plan-covariates", "plan-outcomes-left"]
    assert analysis.provenance["plan"]["sha256"] == lock.sha256
    assert analysis.provenance["plan"]["locked"] == lock.locked
    told = json.loads(render_manifest(analysis, {}))
    assert told["plan"]["sha256"] == lock.sha256
    assert told["plan"]["deviations"] == 2


def test_analyze_refuses_a_lock_that_was_edited_before_it_fits_anything(tmp_path, monkeypatch):
    file = write_small_study(tmp_path)
    lock_plan(file)
    lock = tmp_path / "plan.lock.json"
    lock.write_text(lock.read_text(encoding="utf-8").replace('"seed": 1', '"seed": 2'), encoding="utf-8")
    monkeypatch.setattr("peereval.pipeline._results", None)
    with pytest.raises(StudyFileError, match="changed after it was written"):
        pe.analyze(file)
