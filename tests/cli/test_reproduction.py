"""The commands reproduce and compare: what they print and write, and what they refuse."""

import pytest
from typer.testing import CliRunner

from peereval.cli import app
from peereval.errors import PeerevalError
from small_study import QUICK, write_small_study


def run(*arguments):
    return CliRunner().invoke(app, [str(one) for one in arguments])


@pytest.mark.parametrize(("language", "words"), [("en", "lost in the source"), ("fr", "perdu dans la source")])
def test_stigma_is_printed_and_written(tmp_path, language, words):
    done = run("reproduce", "stigma", "--out", tmp_path / "out", "--language", language)
    assert done.exit_code == 0, done.output
    assert words in done.output
    assert str(tmp_path / "out" / "reproduction.html") in done.output
    written = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.*")}
    assert {"reproduction.html", "reproduction.xlsx", "results.csv", "manifest.json", "figures/phases.svg"} <= written
    assert "published.yaml" not in written


def test_another_study_is_refused(tmp_path):
    done = run("reproduce", "stygma", "--out", tmp_path / "out")
    assert done.exit_code == 2
    assert "stigma" in done.output
    assert not (tmp_path / "out").exists()


def test_a_column_to_show_outcomes_by_needs_data(tmp_path):
    with pytest.raises(PeerevalError, match="Add --data"):
        CliRunner().invoke(app, ["reproduce", "stigma", "--by", "sex", "--out", str(tmp_path / "out")],
                           catch_exceptions=False)  # fmt: skip


def test_with_data_a_file_to_fill_in_is_written_and_compared(tmp_path):
    study = write_small_study(tmp_path / "study", study=QUICK)
    done = run("reproduce", "stigma", "--data", study, "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    blank = tmp_path / "out" / "published.yaml"
    assert str(blank) in done.output
    kept, _, changes = blank.read_text(encoding="utf-8").partition("  change_")
    assert "difference: Difference\n" in changes
    blank.write_text(kept.replace("seen, value: ", "seen, value: 20"), encoding="utf-8")
    compared = run("compare", study, blank)
    assert compared.exit_code == 0, compared.output
    assert (study.parent / "comparison" / "comparison.html").is_file()


def test_a_folder_of_somebody_else_is_left_alone(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.docx").write_bytes(b"x")
    done = run("reproduce", "stigma", "--out", tmp_path / "mine")
    assert isinstance(done.exception, PeerevalError)
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.docx"]
