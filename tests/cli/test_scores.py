"""The scored table from the command line."""

import shutil

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from peereval.cli import app
from peereval.errors import StudyFileError


@pytest.fixture
def study(example_study, tmp_path):
    shutil.copytree(example_study["fr"], tmp_path / "study")
    return tmp_path / "study" / "study.yaml"


def run(*arguments):
    return CliRunner().invoke(app, ["score", *map(str, arguments)])


def test_scores_are_written_beside_the_study_and_never_over_a_file(study, tmp_path):
    done = run(study)
    assert done.exit_code == 0
    assert "Interne" in done.output
    assert load_workbook(study.parent / "scores.xlsx").sheetnames == ["Scores", "Colonnes"]
    assert isinstance(run(study).exception, StudyFileError)
    other = tmp_path / "other.xlsx"
    assert run(study, "--out", other).exit_code == 0
    assert other.is_file()


def test_an_external_study_has_no_scored_table(study):
    study.write_text(study.read_text(encoding="utf-8") + "\naudience: external\n", encoding="utf-8")
    refused = run(study).exception
    assert isinstance(refused, StudyFileError)
    assert "'audience' is external" in str(refused)
    assert not (study.parent / "scores.xlsx").exists()


def test_with_errors_in_the_files_nothing_is_written(study):
    text = study.read_text(encoding="utf-8").replace('"ISMI{item:02d}"', '"ISMI_{item:02d}"')
    study.write_text(text, encoding="utf-8")
    done = run(study)
    assert done.exit_code == 1
    assert "Aucun score n’a été écrit" in done.output
    assert not (study.parent / "scores.xlsx").exists()
