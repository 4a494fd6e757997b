"""The command line: what it prints and writes, how it ends, and that no bad input shows a value."""

import os
import subprocess
import sys

import pytest

from peereval.__main__ import main
from peereval.checks.lines import counted
from small_study import CODEBOOK, HEADER, STUDY, rows, write_small_study

CANARY = "CANARI7391"


def run(capsys, monkeypatch, *arguments):
    """Run the command line in this process; return exit code, stdout, stderr."""
    monkeypatch.setattr(sys, "argv", ["peereval", *map(str, arguments)])
    with pytest.raises(SystemExit) as end:
        main()
    out, err = capsys.readouterr()
    return end.value.code or 0, out, err


def changed(position, column, value):
    data = rows()
    data[position][HEADER.index(column)] = value
    return data


def without_scores():
    return [[*row[:5], "5.00"] for row in rows()]


BAD = {
    "unknown key": ({"study": STUDY.replace("seed:", "sede:")}, "line 4: .*sede.*seed"),
    "duplicate key": ({"study": STUDY + "seed: 2\n"}, "line 17: .*seed"),
    "key of a later version": ({"study": STUDY.replace("{covariates", "{weights: none, covariates")}, "line 16"),
    "unknown site effects": (
        {"study": STUDY.replace("{covariates", "{site_effects: vist, covariates")},
        "line 16: 'site_effects' is 'vist'.*intercept.visit, intercept, unstructured, none",
    ),
    "participant of two sites": (
        {
            "data": changed(1, "service", CANARY),
            "study": STUDY.replace("{covariates", "{site_rule: refuse, covariates"),
        },
        "more than one site",
    ),
    "participant without a site": (
        {"data": [[*row[:1], "" if row[0] == "P003" else row[1], *row[2:]] for row in rows()]},
        "without a site",
    ),
    "missing file": ({"study": STUDY.replace("data.csv", "date.csv")}, "data.csv"),
    "unknown visit": ({"data": changed(3, "visit", CANARY)}, "visit.*"),
    "unknown group": ({"data": changed(3, "group", CANARY)}, "group.*"),
    "same participant twice": ({"data": [*rows(), rows()[0]]}, "row"),
    "two groups": ({"data": changed(1, "group", "témoin" if rows()[1][2] == "1" else "1")}, "group"),
    "out of range": ({"data": changed(3, "score", "97391")}, "score"),
    "text in a number": ({"data": changed(3, "score", CANARY)}, "score"),
    "empty file": ({"data": [], "header": []}, "data.csv"),
    "header only": ({"data": []}, "data.csv"),
    "group without data": ({"data": [row for row in rows() if row[2] == "1"]}, "control"),
    "no variance": ({"data": without_scores()}, "outcome-constant"),
    "one visit": ({"data": [row for row in rows() if row[3] == "T0"]}, "visit"),
    "too few": ({"data": rows(4)}, "fewer|parameters"),
    "object": ({"study": STUDY + "x: !!python/object/apply:os.system ['echo hacked']\n"}, "line 17"),
    "formula in covariate": (
        {"study": STUDY.replace("[age]", '[\'__import__("os").system("x")\']')},
        "line 16",
    ),
    "codebook with unknown type": ({"codebook": CODEBOOK.replace("type: string", "type: strng")}, "string"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_ends_in_a_message_and_nothing_written(case, capsys, monkeypatch, tmp_path):
    options, expected = BAD[case]
    study = write_small_study(tmp_path / "study", **options)
    code, out, err = run(capsys, monkeypatch, "analyze", study)
    assert code == 1
    assert __import__("re").search(expected, err), err
    assert "Traceback" not in out + err
    assert "unforeseen" not in err
    for value in (CANARY, "97391", "hacked"):
        assert value not in out + err
    assert not (tmp_path / "study" / "results").exists()


@pytest.mark.parametrize("case", ["unknown group", "text in a number", "out of range", "same participant twice"])
def test_check_shows_all_findings_without_values(case, capsys, monkeypatch, tmp_path):
    study = write_small_study(tmp_path, **BAD[case][0])
    code, out, err = run(capsys, monkeypatch, "check", study)
    assert code == 1
    assert "ERROR" in out
    assert "data.csv" in out
    assert CANARY not in out + err
    assert "97391" not in out + err


def test_check_names_excel_rows(capsys, monkeypatch, tmp_path):
    study = write_small_study(tmp_path, data=changed(3, "visit", CANARY))
    _, out, _ = run(capsys, monkeypatch, "check", study)
    assert "row 5" in out  # the fourth row of data stands below the header


def test_all_problems_are_shown_at_once(capsys, monkeypatch, tmp_path):
    data = changed(3, "visit", "T99")
    data[7][HEADER.index("score")] = "high"
    data[9][HEADER.index("group")] = "9"
    code, out, _ = run(capsys, monkeypatch, "check", write_small_study(tmp_path, data=data))
    assert code == 1
    assert out.count("ERROR") >= 3


def test_clean_study_ends_with_zero(capsys, monkeypatch, tmp_path):
    code, out, _ = run(capsys, monkeypatch, "check", write_small_study(tmp_path))
    assert code == 0
    assert "0 errors" in out


def test_analyze_writes_everything_and_keeps_the_previous(capsys, monkeypatch, tmp_path):
    study = write_small_study(tmp_path / "study")
    for _ in range(2):
        code, out, _ = run(capsys, monkeypatch, "analyze", study, "--out", tmp_path / "results")
        assert code == 0
        assert str(tmp_path / "results" / "report.html") in out
    names = {path.name for path in (tmp_path / "results").iterdir()}
    assert {"report.html", "tables.xlsx", "results.csv", "manifest.json", "figures"} <= names
    assert (tmp_path / "results.previous" / "report.html").exists()


def test_outcome_is_chosen_or_refused_with_the_nearest(capsys, monkeypatch, tmp_path):
    study = write_small_study(tmp_path / "study")
    code, _, err = run(capsys, monkeypatch, "analyze", study, "--outcome", "scor")
    assert code == 1
    assert "Did you mean 'score'" in err


def test_init_never_overwrites(capsys, monkeypatch, tmp_path):
    (tmp_path / "kept.txt").write_text("mine")
    code, _, err = run(capsys, monkeypatch, "init", tmp_path)
    assert code == 1
    assert "not empty" in err
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]
    assert run(capsys, monkeypatch, "init", tmp_path / "new", "--language", "fr")[0] == 0
    assert run(capsys, monkeypatch, "check", tmp_path / "new" / "study.yaml")[0] == 0


def test_demo_refuses_a_folder_it_did_not_make(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "peereval-demo").mkdir()
    code, _, err = run(capsys, monkeypatch, "demo")
    assert code == 1
    assert "not made by demo" in err


@pytest.mark.parametrize("case", ["unknown group", "unknown key", "object", "no variance"])
def test_messages_survive_a_cp1252_terminal(case, tmp_path):
    study = write_small_study(tmp_path / "study", **BAD[case][0])
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "-m", "peereval", "analyze", str(study)], capture_output=True, env=environment, check=False
    )
    text = (done.stdout + done.stderr).decode("cp1252")
    assert done.returncode == 1
    assert "Traceback" not in text
    assert "UnicodeEncodeError" not in text
    assert CANARY not in text


def test_an_unforeseen_error_shows_no_text_of_its_own(capsys, monkeypatch, tmp_path):
    def broken(*_arguments):
        raise ValueError(CANARY)

    monkeypatch.setattr("peereval.checks.data.check_data", broken)
    code, out, err = run(capsys, monkeypatch, "check", write_small_study(tmp_path))
    assert code == 1
    assert "ValueError" in err
    assert CANARY not in out + err


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["0 warnings", "1 warning", "2 warnings"]),
        ("fr", ["0 avertissement", "1 avertissement", "2 avertissements"]),
    ],
)
def test_counts_are_singular_and_plural_in_both_languages(language, expected):
    assert [counted("warning", count, language) for count in (0, 1, 2)] == expected


def test_one_error_is_one_error(capsys, monkeypatch, tmp_path):
    study = write_small_study(tmp_path, data=changed(3, "visit", CANARY))
    assert "1 error: nothing was written" in run(capsys, monkeypatch, "analyze", study)[2]
    assert "1 error, " in run(capsys, monkeypatch, "check", study)[1]


def test_the_next_step_can_be_typed_where_the_path_has_spaces(capsys, monkeypatch, tmp_path):
    _, out, _ = run(capsys, monkeypatch, "init", tmp_path / "my study")
    assert f'check "{tmp_path / "my study" / "study.yaml"}"' in out


@pytest.mark.parametrize("command", ["check", "analyze"])
def test_a_folder_is_said_to_be_one_with_the_study_file_in_it(command, capsys, monkeypatch, tmp_path):
    assert "is a folder. Give the study file, study.yaml." in run(capsys, monkeypatch, command, tmp_path)[2]
    study = write_small_study(tmp_path)
    code, _, err = run(capsys, monkeypatch, command, tmp_path)
    assert code == 1
    assert f"is a folder. Give the study file in it: '{study}'." in err


def test_a_file_of_data_is_no_study_file(capsys, monkeypatch, tmp_path):
    data = write_small_study(tmp_path).parent / "data.csv"
    code, _, err = run(capsys, monkeypatch, "check", data)
    assert code == 1
    assert "'data.csv' is not a study file" in err


def test_a_bad_language_is_said_without_the_words_of_a_library(capsys, monkeypatch, tmp_path):
    study = write_small_study(tmp_path, study=STUDY.replace("language: en", "language: de"))
    _, _, err = run(capsys, monkeypatch, "check", study)
    assert "Value error" not in err
    assert "'language' is 'de', which is not an option; use one of: en, fr." in err
