"""What `check_data` returns is what `check` prints: one table, errors first."""

import json
from html import escape

import pytest
from typer.testing import CliRunner

import peereval as pe
from peereval.cli import app
from small_study import STUDY, rows, write_small_study

COLUMNS = ["severity", "rule", "file", "rows", "count", "message", "fix"]


@pytest.fixture
def faulty(tmp_path):
    data = rows()
    data[0][4] = "17"
    entry = "{participant: P001, visit: T0, column: age, value: 66, reason: <b>vu</b>}"
    study = STUDY + f"corrections:\n  - {entry}\n"
    return pe.read_study(write_small_study(tmp_path, data=data, study=study))


def test_the_table_has_a_row_for_each_finding_errors_first(faulty):
    checks = pe.check_data(faulty)
    assert list(checks.table.columns) == COLUMNS
    assert len(checks.table) == len(checks.findings)
    first = checks.table.iloc[0]
    assert first.drop("message").tolist() == ["error", "below-minimum", "data.csv", (2,), 1, "missing_codes: [CODE]"]
    severities = checks.table["severity"].tolist()
    assert severities == sorted(severities, key=["error", "warning", "note"].index)
    assert not checks.usable
    assert checks.corrected == {"age": 1}


def test_it_prints_as_check_does(faulty):
    printed = CliRunner().invoke(app, ["check", str(faulty.file)]).output
    assert printed.splitlines() == repr(pe.check_data(faulty)).splitlines()


def test_in_a_notebook_it_is_a_table_and_escaped(faulty):
    shown = pe.check_data(faulty)._repr_html_()
    assert "<table" in shown
    assert "below-minimum" in shown
    assert "<b>vu</b>" not in shown
    assert "&lt;b&gt;vu&lt;/b&gt;" in shown


def test_a_study_that_can_be_analysed_says_so_and_the_files_stay_as_they_were(tmp_path):
    study = pe.read_study(write_small_study(tmp_path))
    before = (tmp_path / "data.csv").read_bytes()
    checks = pe.check_data(study)
    assert checks.usable
    assert set(checks.table["severity"]) <= {"note", "warning"}
    assert checks.table["rule"].tolist() == [one.rule for one in checks.findings]
    assert (tmp_path / "data.csv").read_bytes() == before


def test_the_examples_have_no_error_and_no_finding_that_is_not_true(example_study):
    expected = {"read-as", "read-as-whole", "read-as-sheet", "days-first", "key-unverified", "scale-too-few-answered"}
    # Visits are drawn with days, a few of them out of time, and posts of workers end, as in such a study.
    expected |= {"visit-outside-window", "visit-outside-window-exposure", "exposure-ended", "keys-not-here"}
    for folder in example_study.values():
        checks = pe.check_data(pe.read_study(folder / "study.yaml"))
        assert checks.usable
        assert set(checks.table["rule"]) <= expected


def test_items_off_their_range_are_said_beside_the_error(example_study, tmp_path):
    for file in example_study["fr"].iterdir():
        if file.is_file():
            (tmp_path / file.name).write_bytes(file.read_bytes())
    path = next(tmp_path.glob("deja_suivis*.csv"))
    lines = path.read_text(encoding="utf-8").splitlines()
    place = lines[0].split(",").index("QV1_T6")
    cells = [line.split(",") for line in lines]
    for row in cells[1:]:
        row[place] = str(int(row[place]) + 40) if row[place].isdigit() and row[place] != "99" else row[place]
    path.write_text("\n".join(",".join(row) for row in cells), encoding="utf-8")
    found = {one.rule: one for one in pe.check_data(pe.read_study(tmp_path / "study.yaml")).findings}
    assert found["item-out-of-range"].severity == "error"
    assert "items-outside" not in found  # the column has sound answers at T12


def test_corrected_cells_are_counted_in_the_manifest_and_nobody_is_named(tmp_path):
    entry = "{participant: P001, visit: T0, column: age, value: 66, reason: dossier}"
    path = write_small_study(tmp_path, study=STUDY + f"corrections:\n  - {entry}\n")
    analysis = pe.analyze(pe.read_study(path))
    pe.write_report(analysis, tmp_path / "results")
    written = json.loads((tmp_path / "results" / "manifest.json").read_text(encoding="utf-8"))
    assert written["corrected"] == {"age": 1}
    assert "corrections" not in written["study"]
    assert "P001" not in json.dumps(written)
    report = (tmp_path / "results" / "report.html").read_text(encoding="utf-8")
    assert "P001" not in report
    assert "dossier" in report


def test_in_a_notebook_nothing_is_cut_and_notes_are_folded(faulty):
    checks = pe.check_data(faulty)
    shown = checks._repr_html_()
    for one in checks.findings:
        assert escape(one.message()) in shown
    graver, notes = shown.split("<details><summary>")
    assert escape(checks.findings[0].message("en", ".consequence")) in graver
    assert "below-minimum" in graver
    assert "read-as" not in graver
    assert "read-as" in notes
