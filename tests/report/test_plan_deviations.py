"""What a report says of the plan: on the first screen, among the findings, in methods, provenance and manifest."""

import json
from dataclasses import replace

import pytest

from peereval.plan.choices import plan_choices
from peereval.plan.compare import compare_plan
from peereval.plan.deviations import find_deviations
from peereval.plan.lock import Lock
from peereval.plan.run_deviations import Run
from peereval.report.disclosure.apply import for_audience
from peereval.report.document import Paragraph, Remarks
from peereval.report.labels import Labels
from peereval.report.manifest import render_manifest
from peereval.report.methods.software import plan_said
from peereval.report.protocol.outline import make_outline
from peereval.report.protocol.planned import planned_analyses
from peereval.report.sections.deviations import plan_blocks, plan_facts
from peereval.report.sections.findings import warnings_said_once

STIGMA = "Stigmatisation intériorisée"
LOCKED = "2026-01-05T10:30:00+00:00"


def told(analysis, *, kept):
    """Return an analysis of a study whose plan was locked and kept, or not kept in three ways."""
    choices = json.loads(json.dumps(plan_choices(analysis.study)))
    if not kept:
        choices["seed"]["seed"] = 1
        choices["outcomes"]["stigma"]["important_difference"] = 0.25
        choices["covariates"]["education"] = {"type": "number", "levels": []}
    lock = Lock(LOCKED, "0.1.0", "", "ab" * 32, choices)
    measured = tuple(analysis.study.outcomes)
    compared = compare_plan(lock, analysis.study, Run(measured, (), (), ()))
    before = [one for one in analysis.findings if not one.rule.startswith("plan-")]
    provenance = {**analysis.provenance, "plan": compared.facts}
    return replace(analysis, findings=(*before, *compared.findings), provenance=provenance)


def words(blocks):
    """Return the texts of paragraphs and remarks."""
    said = []
    for block in blocks:
        if isinstance(block, Paragraph):
            said.append("".join(block.pieces))
        elif isinstance(block, Remarks):
            said += ["".join(sentence) for one in block.items for sentence in one.sentences]
    return said


def test_without_a_lock_the_first_screen_says_so_as_a_note(example_analysis):
    labels = Labels(example_analysis["en"])
    _, said = plan_blocks(labels)
    assert said.style == "caution"
    assert "No analysis plan was locked" in said.pieces[0]
    assert list(plan_said(labels)) == []
    assert [fact.content for fact in plan_facts(labels)] == ["not locked before the analysis"]


def test_a_plan_that_was_kept_is_said_with_its_date(example_analysis):
    labels = Labels(told(example_analysis["fr"], kept=True))
    _, said = plan_blocks(labels)
    assert said.style == "caution"
    assert said.pieces[0].startswith("Le plan d’analyse a été verrouillé le 5 janvier 2026, 10:30 UTC")
    assert "5 janvier 2026" in next(plan_said(labels)).text
    assert [fact.content for fact in plan_facts(labels)][1] == "ab" * 32


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "en",
            (
                "Outcomes – Internalised stigma, important difference. Planned: 0.25. Done: 0.3.",
                "Covariates – education. Planned: in the study. Done: not in the study.",
                "Random seed – seed. Planned: 1. Done: 20150630.",
            ),
        ),
        (
            "fr",
            (
                f"Critères de jugement – {STIGMA}, différence importante. Prévu\u00a0: 0,25. Fait\u00a0: 0,3.",
                "Covariables – education. Prévu\u00a0: dans l’étude. Fait\u00a0: absent de l’étude.",
                "Graine aléatoire – graine. Prévu\u00a0: 1. Fait\u00a0: 20150630.",
            ),
        ),
    ],
)
def test_each_deviation_stands_on_the_first_screen_with_its_consequence(language, sentences, example_analysis):
    labels = Labels(told(example_analysis[language], kept=False))
    blocks = list(plan_blocks(labels))
    assert blocks[1].style == "warning"
    assert tuple(words(blocks)[1::2]) == sentences
    assert all(len(one.sentences) == 2 and one.tone == "warning" for one in blocks[2].items)
    once = words(warnings_said_once(labels))
    assert not [one for one in once if one in sentences]  # those stand with the plan, and only there


def test_an_external_report_says_the_same_of_the_plan(example_analysis):
    """Deviations count no people: an external report masks none of them."""
    analysis = told(example_analysis["en"], kept=False)
    analysis = replace(
        analysis, results=(*analysis.of_kind("flow"), *analysis.of_kind("measure"))
    )  # to mask all is dear
    masked = for_audience(analysis, "external")
    assert words(plan_blocks(Labels(masked))) == words(plan_blocks(Labels(analysis)))
    assert json.loads(render_manifest(masked, {}))["plan"]["sha256"] == "ab" * 32


def test_the_plan_names_the_sensitivity_analyses_that_the_report_has(example_analysis):
    """Beside them the forest has the second variance of each reference-based strategy."""
    analysis = example_analysis["en"]
    planned = {slug for slug, _ in planned_analyses(make_outline(analysis.study, None, LOCKED))}
    done = {str(slug) for one in analysis.of_kind("sensitivity") for slug in one.rows["analysis"]}
    assert {slug.removesuffix("-frequentist") for slug in done} == planned - {"t0-adjusted"}
    assert analysis.of_kind("t0_adjusted")


def test_the_findings_of_the_example_compared_with_itself_are_none(example_analysis):
    for analysis in example_analysis.values():
        choices = json.loads(json.dumps(plan_choices(analysis.study)))
        assert find_deviations(Lock(LOCKED, "0.1.0", "", "", choices), analysis.study) == ()
