"""Corrections of study.yaml: each applied where it says, said in the findings, and never in silence."""

import pandas as pd
import pytest

from peereval.load.read import read_data
from peereval.study import read_study

STUDY = """\
peereval: 1
study: corrected
columns: {{participant: id, visit: visite, group: groupe, site: service, visit_date: jour, absence_reason: absence}}
visits: {{T0: {{month: 0, also: [M0]}}, T6: {{month: 6}}}}
groups: {{control: {{also: ["2"], reference: true}}, treated: {{}}}}
sources: {sources}
codebook: codebook.yaml
missing_codes: ["", NSP]
corrections:
{corrections}
outcomes: {{score: {{column: score}}}}
"""
BOOK = """\
fields:
  - {name: age, type: number, aliases: [Âge]}
  - {name: score, type: number}
  - {name: sex, levels: {F: {also: [femme]}, M: {}}}
  - {name: absence, levels: {refus: {}, moved: {also: [déménagé]}}}
"""
ROWS = """\
id;visite;groupe;service;jour;absence;age;sex;score;libre
P-Canary1;T0;2;A;10/01/2014;;40,5;F;1,5;mot
P-Canary1;T6;2;A;10/07/2014;;41;F;2,5;mot
P-Canary2;T0;treated;B;10/01/2014;;30;M;1,25;mot
P-Canary2;T6;treated;B;10/07/2014;;30 ans;M;x;mot
"""


@pytest.fixture
def corrected(tmp_path):
    """Return a function: the entries of `corrections`, without braces, to the data and its findings of corrections."""

    def read(*entries, rows=ROWS, sources="[{path: data.csv}]"):
        listed = "\n".join(f"  - {{{entry}, reason: vu au dossier}}" for entry in entries)
        (tmp_path / "study.yaml").write_text(STUDY.format(corrections=listed, sources=sources), encoding="utf-8")
        (tmp_path / "codebook.yaml").write_text(BOOK, encoding="utf-8")
        (tmp_path / "data.csv").write_text(rows, encoding="utf-8")
        data = read_data(read_study(tmp_path / "study.yaml"))
        for one in data.findings:
            assert "Canary" not in one.message("en") + one.message("fr") + one.fix + str(one.values)
        return data, [one for one in data.findings if one.rule.startswith("correction")]

    return read


@pytest.mark.parametrize(
    ("entry", "column", "position", "value"),
    [
        ('column: age, value: "41,5"', "age", 0, 41.5),
        ("column: age, value: 41.5", "age", 0, 41.5),
        ("column: Âge, value: 41.5", "age", 0, 41.5),
        ("column: sex, value: M", "sex", 0, "M"),
        ("column: jour, value: 11/01/2014", "visit_date", 0, pd.Timestamp("2014-01-11")),
        ("column: visit_date, value: 2014-01-11", "visit_date", 0, pd.Timestamp("2014-01-11")),
        ("column: service, value: C", "site", 0, "C"),
        ("column: groupe, value: treated", "group", 0, "treated"),
        ("column: group, value: treated", "group", 0, "treated"),
        ("column: visite, value: T6", "visit", 0, "T6"),
        ("column: libre, value: autre", "libre", 0, "autre"),
    ],
)
def test_a_value_is_read_as_a_cell_of_its_column(corrected, entry, column, position, value):
    data, (note,) = corrected(f"participant: P-Canary1, visit: M0, {entry}")
    assert data.frame[column].iloc[position] == value
    assert (note.severity, note.rule, note.file, note.rows, note.count) == (
        "note",
        "correction-applied",
        "data.csv",
        (2,),
        1,
    )
    assert note.values["reason"] == "vu au dossier"
    before, _ = corrected('participant: P-Canary1, visit: T0, column: age, value: "40,5"')
    others = data.frame.drop(index=position).reset_index(drop=True)
    assert others.equals(before.frame.drop(index=position).reset_index(drop=True))
    assert list(data.frame.dtypes) == list(before.frame.dtypes)


@pytest.mark.parametrize("entry", ["missing: true", "value: NSP"])
def test_a_cell_may_be_emptied(corrected, entry):
    data, (note,) = corrected(f"participant: P-Canary1, visit: T0, column: sex, {entry}")
    assert data.frame["sex"].isna().tolist() == [True, False, False, False]
    assert note.rows == (2,)


def test_without_a_visit_all_rows_of_the_participant_are_corrected(corrected):
    data, (note,) = corrected("participant: P-Canary1, column: sex, value: M")
    assert data.frame["sex"].tolist() == ["M", "M", "M", "M"]
    assert (note.rows, note.count) == ((2, 3), 2)


def test_only_cells_that_change_are_counted(corrected):
    _, (note,) = corrected("participant: P-Canary1, column: age, value: 41")
    assert (note.rows, note.count) == ((2,), 1)


def test_a_cell_that_could_not_be_read_is_no_error_any_more(corrected):
    def errors(data):
        return [(one.rule, one.rows) for one in data.findings if one.severity == "error"]

    unread, _ = corrected("participant: P-Canary1, visit: T0, column: age, value: 41")
    assert errors(unread) == [("text-in-number", (5,)), ("text-in-number", (5,))]
    data, notes = corrected(
        "participant: P-Canary2, visit: T6, column: age, value: 30",
        "participant: P-Canary2, visit: T6, column: score, missing: true",
    )
    assert errors(data) == []
    assert [(one.rule, one.values["column"], one.rows) for one in notes] == [
        ("correction-applied", "age", (5,)),
        ("correction-applied", "score", (5,)),
    ]
    assert data.frame["age"].iloc[3] == 30


def test_a_group_that_could_not_be_read_is_no_error_any_more(corrected):
    rows = ROWS.replace("P-Canary2;T6;treated", "P-Canary2;T6;traité").replace("30 ans", "30").replace(";x;", ";1;")
    data, _ = corrected("participant: P-Canary2, visit: T6, column: groupe, value: treated", rows=rows)
    assert [one.rule for one in data.findings if one.severity == "error"] == []
    assert data.frame["group"].tolist() == ["control"] * 2 + ["treated"] * 2


def test_a_cell_of_a_wide_file_is_found_by_its_visit(corrected):
    rows = "id;groupe;service;jour;absence;sex;age_T0;age_M0;score_T0;score_T6\nP-Canary1;2;A;;;F;40;;1;x\n"
    rows = rows.replace("age_M0;", "").replace("40;;", "40;")
    data, (note,) = corrected(
        "participant: P-Canary1, visit: T6, column: sex, value: M",
        rows=rows,
        sources='[{path: data.csv, wide: "{column}_{visit}"}]',
    )
    # The only cell of T6 is text where a number is needed: nothing was observed there.
    assert note.rule == "correction-unmatched"
    rows = rows.replace("1;x", "x;2")
    data, (note,) = corrected(
        "participant: P-Canary1, visit: T0, column: score, value: 1",
        rows=rows,
        sources='[{path: data.csv, wide: "{column}_{visit}"}]',
    )
    assert [one.rule for one in data.findings if one.severity == "error"] == []
    assert (note.rule, note.rows) == ("correction-applied", (2,))
    assert data.frame["score"].tolist() == [1.0, 2.0]


def test_absences_are_told_from_visits_after_the_corrections(corrected):
    entry = "participant: P-Canary1, visit: T6, column: absence, value: déménagé"
    data, _ = corrected(entry)
    assert (len(data.frame), len(data.absences)) == (3, 1)
    assert data.absences["absence_reason"].tolist() == ["moved"]


@pytest.mark.parametrize(
    ("entry", "severity", "rule", "fix"),
    [
        ("participant: P-Canary9, visit: T0, column: age, value: 1", "error", "unmatched", "participant: CODE"),
        ("participant: P-Canary1, visit: T9, column: age, value: 1", "error", "visit-unknown", "visit: T0"),
        ("participant: P-Canary1, visit: T0, column: ages, value: 1", "error", "column-unknown-near", "column: age"),
        ("participant: P-Canary1, visit: T0, column: zzz, value: 1", "error", "column-unknown", ""),
        ("participant: P-Canary1, visit: T0, column: source_row, value: 1", "error", "column-unknown", None),
        ("participant: P-Canary1, visit: T0, column: id, value: Canary", "error", "participant", ""),
        ("participant: P-Canary1, visit: T0, column: participant, value: Canary", "error", "participant", ""),
        ("participant: P-Canary1, visit: T0, column: age, value: Canary", "error", "unreadable", "value: VALUE"),
        ("participant: P-Canary1, visit: T0, column: sex, value: Canary", "error", "unreadable", "value: VALUE"),
        ("participant: P-Canary1, visit: T0, column: jour, value: Canary", "error", "unreadable", "value: VALUE"),
        ("participant: P-Canary1, visit: T0, column: groupe, value: Canary", "error", "unreadable", "value: VALUE"),
        ('participant: P-Canary1, visit: T0, column: age, value: "40,5"', "warning", "unchanged", ""),
        ("participant: P-Canary1, visit: T0, column: absence, missing: true", "warning", "unchanged", ""),
    ],
)
def test_a_correction_that_cannot_be_carried_out_is_said_with_its_line(corrected, entry, severity, rule, fix):
    data, (finding,) = corrected(entry)
    assert finding.severity == severity
    assert finding.rule.startswith(f"correction-{rule}")
    assert finding.values["line"] == 10
    assert fix is None or finding.fix == (f"study.yaml line 10: {fix}" if fix else "")
    assert data.frame["age"].tolist()[:3] == [40.5, 41.0, 30.0]


def test_two_corrections_of_one_cell_are_refused_and_the_first_stands(corrected):
    data, findings = corrected(
        "participant: P-Canary1, column: age, value: 50", "participant: P-Canary1, visit: T6, column: age, value: 51"
    )
    assert [(one.severity, one.rule) for one in findings] == [
        ("error", "correction-twice"),
        ("note", "correction-applied"),
    ]
    assert data.frame["age"].tolist()[:2] == [50, 50]


def test_corrections_look_for_their_rows_in_the_files_as_they_are(corrected):
    data, findings = corrected(
        "participant: P-Canary1, visit: T0, column: visite, value: T6",
        "participant: P-Canary1, visit: T6, column: visite, value: T0",
    )
    assert [one.rule for one in findings] == ["correction-applied"] * 2
    assert data.frame["visit"].tolist()[:2] == ["T6", "T0"]


def test_a_column_without_any_value_takes_the_kind_of_the_first(corrected):
    rows = ROWS.replace("10/01/2014", "").replace("10/07/2014", "").replace("mot", "")
    data, _ = corrected(
        "participant: P-Canary1, visit: T0, column: jour, value: 2014-01-10",
        "participant: P-Canary1, visit: T0, column: libre, value: un mot",
        rows=rows,
    )
    assert pd.api.types.is_datetime64_any_dtype(data.frame["visit_date"].dtype)
    assert data.frame["libre"].iloc[0] == "un mot"
