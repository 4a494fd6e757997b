"""The keys of study.yaml about files, corrections, counts and audience: read, and refused with their line."""

import datetime as dt

import pandas as pd
import pytest

from peereval.errors import StudyFileError
from peereval.load.read import read_data
from peereval.study import read_study
from small_study import CODEBOOK, HEADER, STUDY, rows, write_small_study

MORE = """\
roots: ../elsewhere
corrections:
  - {participant: P001, visit: T6, column: age, value: 41, reason: typed twice}
  - {participant: 002, column: score, missing: true, reason: wrong form}
flow:
  treated: {T0: {eligible: 140, refused: 55}, T12: {expected: 0}}
timetable:
  - {label: {fr: Inclusions}, planned: [2013-01-01, 2013-06-30], actual: [2013-07-01, 2014-06-30]}
audience: external
smallest_cell: 6
"""


def test_the_keys_are_read_as_written(tmp_path):
    study = read_study(write_small_study(tmp_path, study=STUDY + MORE))
    assert study.roots == ("../elsewhere",)
    first, second = study.corrections
    assert (first.participant, first.visit, first.value, first.missing) == ("P001", "T6", "41", False)
    assert (second.participant, second.visit, second.value, second.missing) == ("002", None, None, True)
    assert study.flow["treated"]["T0"].eligible == 140
    assert study.flow["treated"]["T12"].expected == 0
    assert study.timetable[0].planned == (dt.date(2013, 1, 1), dt.date(2013, 6, 30))
    assert (study.audience, study.smallest_cell) == ("external", 6)


def test_a_day_may_be_written_as_in_france(tmp_path):
    study = read_study(write_small_study(tmp_path, study=STUDY + MORE.replace("[2013-01-01,", "[01/02/2013,")))
    assert study.timetable[0].planned == (dt.date(2013, 2, 1), dt.date(2013, 6, 30))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("value: 41, ", "", "line 19: a correction has either a 'value' or 'missing: true'"),
        ("value: 41, ", "value: 41, missing: true, ", "line 19: a correction has either a 'value' or 'missing: true'"),
        ("value: 41, reason: typed twice", "value: 41", "line 19: the key 'reason' is missing"),
        ("treated: {T0", "tretaed: {T0", "line 22: 'tretaed' is not a group of this study. Did you mean 'treated'?"),
        ("T12: {expected", "T9: {expected", "line 22: 'T9' is not a visit of this study"),
        ("eligible: 140", "eligible: -1", "line 22: 'eligible' must be at least 0"),
        ("eligible: 140", "eligibel: 1", "line 22: unknown key 'eligibel'. Did you mean 'eligible'?"),
        ("[2013-01-01,", "[2014-01-01,", "line 24: 'planned' ends before it begins"),
        ("[2013-01-01,", "[2013-13-01,", "line 24: '2013-13-01' is not a day; write it as 2014-06-30"),
        ("[2013-01-01,", "[31/06/2013,", "line 24: '31/06/2013' is not a day; write it as 2014-06-30"),
        ("planned: [2013-01-01, 2013-06-30], actual: [2013-07-01, 2014-06-30]", "", "line 24: a phase needs"),
        ("audience: external", "audience: everybody", "line 25: 'audience' is 'everybody', which is not an option"),
        ("smallest_cell: 6", "smallest_cell: 1", "line 26: 'smallest_cell' must be at least 2"),
    ],
)
def test_what_does_not_fit_is_said_with_its_line(tmp_path, old, new, expected):
    assert old in MORE
    with pytest.raises(StudyFileError) as caught:
        read_study(write_small_study(tmp_path, study=STUDY + MORE.replace(old, new)))
    assert expected in str(caught.value), str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("{path: data.csv}", "{path: data.csv, join: visit}", "line 10: every file has 'join', none the visits"),
        ("{path: data.csv}", "{path: data.csv, join: rows}", "line 11: 'join' is 'rows', which is not an option"),
        ("{path: data.csv}", "{path: data.csv, join: participant, visit: T6}", "line 11: a file joined by participant"),
        ("{path: data.csv}", "{path: data.csv, redcap: {repeat: {a: last}}}", "line 11: unknown key 'repeat'"),
        ("{path: data.csv}", "{path: data.csv, redcap: {repeats: {a: next}}}", "line 11: 'a' is 'next', which is not"),
        ("{path: data.csv}", "{path: data.csv, encoding: ebcdic}", "line 11: 'encoding' is 'ebcdic'"),
        ("site: service", "site: service, absence_reason: why", "line 5: the reasons in 'why' need 'levels'"),
        ("T6: {month: 6}", "T6: {month: 6, window_weeks: 0}", "line 6: 'window_weeks' must be greater than 0"),
    ],
)
def test_what_does_not_fit_about_files_is_said_too(tmp_path, old, new, expected):
    assert old in STUDY
    with pytest.raises(StudyFileError) as caught:
        read_study(write_small_study(tmp_path, study=STUDY.replace(old, new)))
    assert expected in str(caught.value), str(caught.value)


def test_a_row_with_a_reason_is_a_visit_that_did_not_take_place(tmp_path):
    book = CODEBOOK + "  - {name: why, levels: {death: {also: [DCD]}, moved: {}}}\n"
    study = STUDY.replace("site: service", "site: service, absence_reason: why")
    data = [[*row, ""] for row in rows(10)]
    data += [["P001", "S1", "1", "T12", "", "", "DCD"], ["P002", "S2", "témoin", "T6", "", "", "moved"]]
    data = list({(row[0], row[3]): row for row in data}.values())
    path = write_small_study(tmp_path, study=study, codebook=book, data=data, header=[*HEADER, "why"])
    read = read_data(read_study(path))
    assert [finding.rule for finding in read.findings if finding.severity == "error"] == []
    assert read.absences[["participant", "visit", "absence_reason"]].astype(str).to_numpy().tolist() == [
        ["P002", "T6", "moved"],
        ["P001", "T12", "death"],
    ]
    assert list(read.absences["absence_reason"].cat.categories) == ["death", "moved"]
    attended = pd.DataFrame(data, columns=[*HEADER, "why"])
    assert len(read.frame) == (attended["why"] == "").sum()
    assert read.frame["absence_reason"].isna().all()


def test_a_study_without_absences_has_an_empty_table_of_them(tmp_path):
    read = read_data(read_study(write_small_study(tmp_path)))
    assert read.absences.empty
    assert list(read.absences.columns) == list(read.frame.columns)


def test_a_column_may_have_another_name_in_a_file(tmp_path):
    book = CODEBOOK.replace("name: age,", "name: age, aliases: [âge, Âge],")
    path = write_small_study(tmp_path, codebook=book, header=["id", "service", "group", "visit", "Âge", "score"])
    read = read_data(read_study(path))
    assert read.frame["age"].notna().all()
    assert [finding.rule for finding in read.findings if finding.severity == "error"] == []
