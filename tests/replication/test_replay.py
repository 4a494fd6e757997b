"""A report run again: equal where nothing changed, refused or told where something did."""

import json
import os
import shutil
import subprocess
import sys

import pandas as pd
import pytest

import peereval as pe
from peereval.replication.numbers import TOLERANCE, compare_numbers
from peereval.replication.recorded import read_recorded
from peereval.report.disclosure.apply import for_audience
from peereval.report.manifest import render_manifest, study_place
from peereval.report.results_csv import render_results
from peereval.report.swap import swap_in
from peereval.score.keyfile import key_files
from small_study import QUICK, STUDY, rows, write_small_study
from test_cli import run

KEY = "change_contrasts/score/treated/T12/control/T0/difference in change"


def write_numbers(analysis, folder, audience=None):
    """Write what replay reads of a report: the numbers and the manifest, without tables and figures."""
    shown = for_audience(analysis, audience)
    files = {"results.csv": render_results(shown).encode("utf-8")}
    manifest = render_manifest(shown, files, study_file=study_place(shown, folder))
    swap_in(folder, {**files, "manifest.json": manifest.encode("utf-8")})


@pytest.fixture(scope="module")
def reported(tmp_path_factory):
    """A small study with its report; copy it before you change it."""
    folder = tmp_path_factory.mktemp("replay") / "study"
    study = write_small_study(folder)
    pe.write_report(pe.analyze(study), folder / "results")
    return folder


@pytest.fixture
def copied(reported, tmp_path):
    """A copy of the study and its report in another folder."""
    return shutil.copytree(reported, tmp_path / "moved")


def edit_results(folder, edit):
    """Change the table of a report."""
    path = folder / "results" / "results.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    edit(table).to_csv(path, index=False)


def test_every_number_comes_again_also_from_another_folder(copied):
    found = pe.replay(copied / "results" / "manifest.json")
    assert found.equal
    assert found.largest == 0  # on the same machine, with the same libraries
    numbers = read_recorded(copied / "results").results[["estimate", "std_error", "df", "p_value", "conf_low"]]
    assert set(found.rows["column"]) >= set(numbers)
    assert len(found.rows[found.rows["column"] == "estimate"]) == (numbers["estimate"] != "").sum()
    assert repr(found).startswith(f"All {len(found.rows)} numbers are those of results.csv")


def test_the_command_ends_with_zero_or_one(copied, capsys, monkeypatch):
    code, out, _ = run(capsys, monkeypatch, "replay", copied / "results" / "manifest.json")
    assert code == 0
    assert "numbers are those of results.csv" in out
    edit_results(copied, lambda table: table.assign(
        estimate=table["estimate"].where(table["key"] != KEY, "0.123")))  # fmt: skip
    code, out, _ = run(capsys, monkeypatch, "replay", copied / "results")
    assert code == 1
    assert "1 numbers differ by more than 1e-09 relative" in out
    assert f"{KEY}, estimate: 0.123 then" in out
    assert "was changed after it was written" in out


def test_rows_that_are_gone_or_new_are_named(copied):
    edit_results(copied, lambda table: table.replace({"key": {KEY: "another/key"}}))
    found = pe.replay(copied / "results")
    assert not found.equal
    assert (found.missing, found.added) == (("another/key",), (KEY,))
    assert "another/key" in repr(found)


@pytest.mark.parametrize("name", ["data.csv", "codebook.yaml", "study.yaml"])
def test_a_changed_file_is_refused_by_name_and_told_when_asked(copied, name):
    with (copied / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    with pytest.raises(pe.DataError, match=rf"Changed since the report was made: {name}\. .*--changed-data"):
        pe.replay(copied / "results")
    found = pe.replay(copied / "results", changed_data=True)
    assert found.equal
    assert found.changed_files == (name,)
    assert f"Changed since the report was made: {name}." in repr(found)


def test_changed_data_give_other_numbers(copied):
    write_small_study(copied, data=rows(seed=6))
    found = pe.replay(copied / "results", changed_data=True)
    assert not found.equal
    assert KEY in set(found.differing["key"])


def test_other_versions_are_told(copied):
    path = copied / "results" / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["packages"]["numpy"] = "1.0"
    path.write_text(json.dumps(manifest), encoding="utf-8")
    found = pe.replay(path)
    assert found.equal
    assert set(found.versions) == {"numpy"}
    assert "Other versions now than then: numpy 1.0 → " in repr(found)


def test_a_study_changed_in_python_is_told(copied):
    study = pe.read_study(copied / "study.yaml").model_copy(update={"seed": 2})
    write_numbers(pe.analyze(study), copied / "results")
    assert "it had been changed in Python (seed)" in repr(pe.replay(copied / "results"))


def test_only_the_outcomes_that_were_asked_for_are_run(copied):
    write_numbers(pe.analyze(copied / "study.yaml", outcomes=["score"]), copied / "results")
    assert read_recorded(copied / "results").outcomes == ("score",)
    assert pe.replay(copied / "results").equal


def test_a_study_that_moved_is_named(copied, tmp_path):
    shutil.copytree(copied / "results", tmp_path / "elsewhere")
    with pytest.raises(pe.DataError, match=r"is not where it was\. Say where it is: --study PATH"):
        pe.replay(tmp_path / "elsewhere")
    assert pe.replay(tmp_path / "elsewhere", study=copied / "study.yaml").equal


def test_an_external_report_is_masked_again_and_compared(copied):
    study = write_small_study(copied, study=QUICK + "smallest_cell: 5\n")
    write_numbers(pe.analyze(study), copied / "out", audience="external")
    recorded = read_recorded(copied / "out")
    assert recorded.external
    assert (recorded.results["note"] == "hidden").any()
    found = pe.replay(copied / "out")
    assert found.equal
    internal = read_recorded(copied / "results").results
    assert len(found.rows[found.rows["column"] == "estimate"]) < (internal["estimate"] != "").sum()


@pytest.mark.parametrize(
    ("audience", "where", "expected"),
    [
        ("internal", "results", "../study.yaml"),
        ("internal", "results/first", "../../study.yaml"),
        ("internal", "../beside", "../moved/study.yaml"),
        ("internal", "../secret/deep", ""),
        ("external", "results", "../study.yaml"),
        ("external", "../beside", ""),
    ],
)
def test_the_manifest_names_no_folder_of_the_machine(copied, audience, where, expected):
    study = pe.read_study(copied / "study.yaml").model_copy(update={"audience": audience})
    analysis = pe.Analysis(study, (), {}, ())
    assert study_place(analysis, copied / where) == expected


def test_the_key_of_an_own_instrument_is_among_the_files(tmp_path):
    base = "name: own\nsource: here\nverified: true\nitems: 2\nresponses: {minimum: 0, maximum: 10}\n"
    (tmp_path / "own.yaml").write_text(
        base + "higher_is: worse\nscores: {total: {items: all, rule: mean}}\n", encoding="utf-8"
    )
    (tmp_path / "mine.yaml").write_text("name: mine\nextends: own.yaml\nsource: here\n", encoding="utf-8")
    assert set(key_files("mine.yaml", tmp_path, within=(tmp_path,))) == {"mine.yaml", "own.yaml"}
    assert key_files("ismi29", tmp_path, within=(tmp_path,)) == {}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("manifest.json", None, "is not there or cannot be read"),
        ("manifest.json", "{}", "is not the manifest of a report"),
        ("manifest.json", "[", "cannot be read"),
        ("results.csv", None, "nothing to compare with"),
        ("results.csv", "a,b\n1,2\n", "no column 'key'"),
    ],
)
def test_what_is_no_report_is_refused(copied, name, content, said):
    path = copied / "results" / name
    path.unlink() if content is None else path.write_text(content, encoding="utf-8")
    with pytest.raises(pe.DataError, match=said):
        pe.replay(copied / "results")


def test_a_report_left_between_two_renames_is_put_back_and_run(copied):
    (copied / "results").rename(copied / "results.previous")
    assert pe.replay(copied / "results").equal
    assert (copied / "results" / "report.html").exists()


def test_numbers_do_not_depend_on_the_threads_of_the_libraries(tmp_path):
    """Imputations, bootstraps and permutations included: two threads give what one gives, to 1e-9 relative."""
    study = write_small_study(tmp_path, study=STUDY + "sensitivity: {imputations: 10}\n", data=rows(80))
    code = (
        "import sys, pathlib, peereval as pe; from peereval.report.results_csv import render_results\n"
        "pathlib.Path(sys.argv[2]).write_text(render_results(pe.analyze(sys.argv[1])), encoding='utf-8')"
    )
    tables = []
    for threads in ("1", "2"):
        names = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
        environment = dict.fromkeys(names, threads) | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        file = tmp_path / f"{threads}.csv"
        subprocess.run([sys.executable, "-c", code, str(study), str(file)], check=True, env=environment)
        tables.append(pd.read_csv(file, dtype=str, keep_default_na=False))
    found = compare_numbers(*tables)
    assert found.missing == found.added == ()
    answers = tables[0].loc[tables[0]["kind"] == "sensitivity", "analysis"]
    assert {"multiple-imputation", "wild-bootstrap", "site-permutation"} <= set(answers)
    assert found.rows["relative_difference"].max() <= TOLERANCE
