"""The seconds of each stage: on the analysis, in the manifest, in the provenance of the report."""

import json

import pytest

import peereval as pe
from peereval.report.labels import Labels
from peereval.report.sections.parts import provenance_facts
from peereval.terms import has_term, term
from peereval.timings import STAGES, Stopwatch, sum_stages
from small_study import STUDY, write_small_study

ANALYSIS = ("read", "score", "check", "libraries", "describe", "model", "sensitivity", "families")
REPORT = ("disclosure", "tables", "figures", "documents")


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A small study analysed with its sensitivity analyses, and its folder."""
    folder = tmp_path_factory.mktemp("timed")
    asked = STUDY + "sensitivity: {imputations: 5}\n"
    return pe.analyze(write_small_study(folder, study=asked)), folder


def test_every_stage_of_the_analysis_is_timed(small):
    analysis, _ = small
    laps = analysis.provenance["timings"]
    assert tuple(sum_stages(laps)) == ANALYSIS
    # Laps do not overlap, whatever else the machine does; each figure is rounded to a thousandth.
    assert 0 < sum(lap["seconds"] for lap in laps) <= analysis.provenance["seconds"] + 0.0005 * (len(laps) + 1)
    assert {lap["outcome"] for lap in laps if lap["stage"] == "sensitivity"} == {"score"}
    assert {"main model", "imputation", "subgroups"} <= {lap.get("analysis") for lap in laps}


def test_the_manifest_adds_the_stages_of_the_report(small):
    analysis, folder = small
    pe.write_report(analysis, folder / "results")
    laps = json.loads((folder / "results" / "manifest.json").read_text(encoding="utf-8"))["timings"]
    assert tuple(sum_stages(laps)) == (*ANALYSIS, *REPORT)
    assert all(lap["seconds"] >= 0 for lap in laps)
    assert tuple(sum_stages(analysis.provenance["timings"])) == ANALYSIS  # the analysis itself is as it was


def test_the_report_says_the_seconds_of_each_stage_in_its_language(small):
    analysis, _ = small
    facts = {fact.name: fact.content for fact in provenance_facts(Labels(analysis))}
    said = facts[term("report.timings", "en")].split("; ")
    assert [text.rsplit(" ", 1)[0] for text in said] == [term(f"stage.{name}", "en") for name in ANALYSIS]


def test_checks_made_before_are_counted_once(tmp_path):
    checked = pe.check_data(write_small_study(tmp_path))
    laps = pe.analyze(tmp_path / "study.yaml", checked=checked).provenance["timings"]
    assert [lap["stage"] for lap in laps].count("read") == 1
    assert next(lap for lap in laps if lap["stage"] == "read") == checked.laps[0].described()


def test_every_stage_has_a_name():
    assert set(STAGES) == {*ANALYSIS, *REPORT}
    assert all(has_term(f"stage.{name}") for name in STAGES)


def test_a_stage_that_fails_is_timed_too():
    watch = Stopwatch()
    with pytest.raises(ZeroDivisionError), watch.time("model", outcome="score"):
        1 / 0  # noqa: B018
    assert [lap.stage for lap in watch.laps] == ["model"]
