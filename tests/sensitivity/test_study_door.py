"""What a study asks of its main result: which analyses run, what they answer, what stops them."""

import pandas as pd
import pytest

import peereval as pe
from peereval.errors import FitError
from peereval.sensitivity import run
from peereval.sensitivity.question import Question
from peereval.terms import has_term, term
from small_study import STUDY, rows, write_small_study


def within_sites():
    """Return the rows of the small study with both groups in every site; they are assigned by site as it stands."""
    made = rows()
    for row in made:
        row[1] = f"S{int(row[0][1:]) % 5}"
    return made


def analysed(folder, *, more="", data=None):
    return pe.analyze(write_small_study(folder, study=STUDY + more, data=data))


@pytest.fixture(scope="module")
def assigned(tmp_path_factory):
    return analysed(tmp_path_factory.mktemp("assigned"))


def answers(analysis, outcome="score"):
    return pd.concat([result.rows for result in analysis.of_kind("sensitivity", outcome)], ignore_index=True)


def test_every_answer_has_the_keys_of_the_main_contrast(assigned):
    found = answers(assigned)
    assert list(found.columns[:5]) == ["analysis", "group", "visit", "reference", "baseline"]
    assert {"site-means", "site-permutation", "wild-bootstrap"} <= set(found["analysis"])
    assert set(found["group"]) == {"treated"}
    assert set(found["reference"]) == {"control"}
    assert not found.duplicated(["analysis", "group", "visit", "quantity"]).any()


def test_site_level_checks_wait_for_a_group_assigned_by_site(tmp_path):
    found = analysed(tmp_path, data=within_sites())
    assert not [result for result in found.of_kind("sensitivity") if "site-means" in set(result.rows["analysis"])]


def test_it_can_be_left_out_or_asked_of_another_outcome(tmp_path):
    assert not analysed(tmp_path / "none", more="sensitivity: {run: false}\n").of_kind("sensitivity")
    second = STUDY.replace("outcomes:\n", "outcomes:\n  other: {column: score}\n")
    study = write_small_study(tmp_path / "other", study=second + "sensitivity: {outcomes: other}\n")
    assert {result.outcome for result in pe.analyze(study).of_kind("sensitivity")} == {"other"}


def test_an_unknown_outcome_is_refused_with_its_line(tmp_path):
    study = write_small_study(tmp_path, study=STUDY + "sensitivity: {outcomes: [scroe]}\n")
    with pytest.raises(pe.StudyFileError, match=r"line 17: .*'scroe'.*Did you mean 'score'"):
        pe.read_study(study)


def test_a_refusal_becomes_a_finding_and_the_others_go_on(tmp_path, monkeypatch):
    def refuse(question: Question) -> run.Made:
        raise FitError("No value at T0.")

    monkeypatch.setattr(run, "ANALYSES", (("site level", refuse), *run.ANALYSES))
    found = analysed(tmp_path)
    said = [finding for finding in found.findings if finding.rule == "sensitivity-refused"]
    assert "No value at T0." in said[0].message("en")
    assert "contrôles au niveau du site" in said[0].message("fr")
    assert "site-means" in set(answers(found)["analysis"])


def test_chance_depends_on_the_seed_the_measure_and_the_analysis_only(assigned, tmp_path):
    again = answers(analysed(tmp_path))
    pd.testing.assert_frame_equal(answers(assigned), again)


def test_the_example_says_what_late_entrants_could_hide(example_analysis):
    analysis = example_analysis["en"]
    found = answers(analysis, "stigma")
    assert "without-late-entrants" in set(found["analysis"])
    assert set(analysis.result("survivors", "stigma").rows["group"]) == {"prefollowed"}
    bounds = analysis.result("parallel_trends", "stigma").rows
    assert set(bounds["group"]) == {"treated"}
    assert any(finding.rule == "survivors-band" for finding in analysis.findings)


def test_every_family_has_a_name_in_both_languages():
    for name, _ in run.ANALYSES:
        key = f"family.{name.replace(' ', '_')}"
        assert has_term(key)
        assert term(key, "fr")
