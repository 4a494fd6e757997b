"""The analysis plan from the command line: written before data, locked with a reason, deviations printed."""

import json

import pytest
from typer.testing import CliRunner

from peereval.cli import app
from peereval.errors import PeerevalError, StudyFileError
from planned_study import STUDY, write_planned_study
from small_study import QUICK, write_small_study


@pytest.fixture
def study(tmp_path):
    return write_planned_study(tmp_path / "study")


def run(*arguments):
    return CliRunner().invoke(app, ["plan", *map(str, arguments)])


def test_the_plan_is_written_beside_the_study_and_not_locked(study):
    done = run(study)
    assert done.exit_code == 0
    folder = study.parent / "plan"
    assert sorted(one.name for one in folder.iterdir()) == ["manifest.json", "plan.docx", "plan.html"]
    assert str(folder / "plan.html") in done.output
    assert not (study.parent / "plan.lock.json").exists()
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["plan"] is None


def test_locking_writes_lock_and_plan_and_says_the_hash(study, tmp_path):
    done = run(study, "--lock", "--out", tmp_path / "elsewhere")
    assert done.exit_code == 0
    held = json.loads((study.parent / "plan.lock.json").read_text(encoding="utf-8"))
    assert held["sha256"] in done.output
    assert held["sha256"] in (tmp_path / "elsewhere" / "plan.html").read_text(encoding="utf-8")


def test_a_second_lock_needs_a_reason_and_leaves_the_plan_alone_without_one(study):
    run(study, "--lock")
    page = study.parent / "plan" / "plan.html"
    before = page.read_bytes()
    refused = run(study, "--lock").exception
    assert isinstance(refused, StudyFileError)
    assert "--again" in str(refused)
    assert page.read_bytes() == before
    assert run(study, "--lock", "--again", "A covariate was forgotten").exit_code == 0
    assert "A covariate was forgotten" in page.read_text(encoding="utf-8")


def test_a_reason_goes_with_a_lock(study):
    refused = run(study, "--again", "why").exception
    assert isinstance(refused, StudyFileError)
    assert not (study.parent / "plan").exists()


def test_nothing_is_locked_where_the_plan_cannot_be_written(study):
    (study.parent / "plan").mkdir()
    (study.parent / "plan" / "mine.txt").write_text("mine", encoding="utf-8")
    assert isinstance(run(study, "--lock").exception, PeerevalError)
    assert not (study.parent / "plan.lock.json").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (STUDY.replace("treated: 150", "teated: 150"), "'teated' is not a group of this study. Did you mean 'treated'"),
        (STUDY.replace("treated: 150", "treated: many"), "line 29: 'treated' must be a whole number"),
        (STUDY.replace("population:", "populaton:"), "Did you mean 'population'"),
        (STUDY.replace("instrument: ismi29", "instrument: ismi28"), "ismi29"),
    ],
)
def test_bad_input_ends_in_a_message(text, said, study):
    study.write_text(text, encoding="utf-8")
    refused = run(study, "--lock").exception
    assert isinstance(refused, PeerevalError)
    assert said in str(refused)
    assert sorted(one.name for one in study.parent.iterdir()) == ["codebook.yaml", "study.yaml"]


def test_a_folder_is_no_study_file(study):
    assert "is a folder" in str(run(study.parent).exception)


def test_analyze_prints_each_deviation(tmp_path, monkeypatch):
    """The report itself is left unwritten here: what it says of the plan is tested beside its sections."""
    monkeypatch.setattr("peereval.report.write.write_report", lambda *_, **__: tmp_path / "report.html")
    file = write_small_study(tmp_path)
    run(file, "--lock")
    changed = QUICK.replace("language: en", "language: fr").replace("difference: 0.5", "difference: 0.25")
    file.write_text(changed, encoding="utf-8")
    done = CliRunner().invoke(app, ["analyze", str(file)])
    assert done.exit_code == 0
    assert "un point s’en écarte" in done.output
    assert "différence importante. Prévu\u00a0: 0,5. Fait\u00a0: 0,25." in done.output
