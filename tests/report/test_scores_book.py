"""The scored table as a workbook: internal, new, and with the numbers as they are."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook

import peereval as pe
from peereval.report.scores_book import check_scores_target


@pytest.fixture(scope="module", params=["en", "fr"])
def checked(request, example_study):
    study = pe.read_study(example_study[request.param] / "study.yaml")
    return study, pe.check_data(study)


def test_the_sheet_of_data_holds_keys_measures_and_counts_unrounded(checked, tmp_path):
    study, checks = checked
    path = pe.write_scores(study, tmp_path / "scores.xlsx", checked=checks)
    sheet = load_workbook(path)["Scores"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:4] == ("participant", "group", "site", "visit")
    assert rows[0][4:6] == ("stigma", "stigma_answered")
    read = pd.DataFrame(rows[1:], columns=rows[0])
    assert read["participant"].tolist() == checks.scored.frame["participant"].astype(str).tolist()
    for measure in checks.scored.measures:
        expected = checks.scored.frame[measure.name].to_numpy(dtype="float64")
        # openpyxl writes 16 significant digits.
        np.testing.assert_allclose(read[measure.name].to_numpy(dtype="float64"), expected, rtol=1e-15)
        assert read[measure.answered].tolist() == checks.scored.frame[measure.answered].tolist()
    assert sheet.freeze_panes == "B2"


def test_the_other_sheet_explains_each_column(checked, tmp_path):
    study, checks = checked
    book = load_workbook(pe.write_scores(study, tmp_path / "s.xlsx", checked=checks))
    rows = list(book[{"en": "Columns", "fr": "Colonnes"}[study.language]].iter_rows(values_only=True))
    assert "nterne" in rows[0][0] or "nternal" in rows[0][0]
    told = {row[0]: row for row in rows[4:]}
    assert list(told) == [cell.value for cell in book["Scores"][1]]
    assert told["stigma"][2:4] == (1, 4)
    assert told["stigma"][7] == {"en": "no", "fr": "non"}[study.language]
    assert told["stigma_answered"][2:4] == (0, 29)
    assert "ISMI29" in told["stigma"][8]


def test_codes_never_become_formulas(checked, tmp_path):
    study, checks = checked
    frame = checks.scored.frame.assign(participant="=1+1")
    harmful = replace(checks, scored=replace(checks.scored, frame=frame))
    sheet = load_workbook(pe.write_scores(study, tmp_path / "s.xlsx", checked=harmful))["Scores"]
    assert {sheet.cell(row, 1).data_type for row in range(2, 20)} == {"s"}
    assert sheet["A2"].value == "'=1+1"


def test_what_must_not_be_written_is_refused(checked, tmp_path):
    study, checks = checked
    existing = tmp_path / "there.xlsx"
    existing.write_text("mine")
    for path, found in ((existing, "exists; nothing was written"), (tmp_path / "s.csv", "does not end in .xlsx"),
                        (tmp_path / "no" / "s.xlsx", "folder .* does not exist")):  # fmt: skip
        with pytest.raises(pe.StudyFileError, match=found):
            pe.write_scores(study, path, checked=checks)
    assert existing.read_text() == "mine"
    wrong = replace(checks, findings=(pe.Finding("error", "file-empty"),))
    with pytest.raises(pe.DataError, match="no score is written"):
        pe.write_scores(study, tmp_path / "s.xlsx", checked=wrong)
    outside = study.model_copy(update={"audience": "external"})
    with pytest.raises(pe.StudyFileError, match="'audience' is external"):
        check_scores_target(outside, tmp_path / "s.xlsx")
    assert list(tmp_path.iterdir()) == [existing]
