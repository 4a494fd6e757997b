"""The example's files: in the state such files come in, the same for the same seed, and readable."""

import zipfile

import pandas as pd
import pytest
from openpyxl import load_workbook

from peereval.errors import StudyFileError
from peereval.plan.example import write_example
from peereval.score.scale import score_scales
from peereval.study import read_study

COUNTS = {"control": [205, 157, 105], "treated": [85, 64, 35], "prefollowed": [0, 60, 88]}


def test_same_seed_same_bytes_other_seed_other_data(tmp_path, examples):
    again = write_example(tmp_path / "again", "fr").parent
    other = write_example(tmp_path / "other", "fr", seed=1).parent
    first = examples["fr"].parent
    names = sorted(path.name for path in first.iterdir())
    assert len(names) == 6
    assert [(first / name).read_bytes() for name in names] == [(again / name).read_bytes() for name in names]
    assert (first / "suivis_SIMULES.csv").read_bytes() != (other / "suivis_SIMULES.csv").read_bytes()


def test_treated_are_a_french_spreadsheet_export(examples):
    raw = (examples["fr"].parent / "suivis_SIMULES.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    header, row, *_ = raw.decode("cp1252").split("\r\n")
    assert header.split(";")[:7] == [
        "Identifiant", "Service", "Région", "Visite", "Date de l’évaluation", "Âge", "Sexe"]  # fmt: skip
    assert "," in row.split(";")[5]
    assert "Troubles psychotiques" in raw.decode("cp1252")


def test_controls_are_a_workbook_with_a_title_and_real_dates(examples):
    path = examples["fr"].parent / "temoins_SIMULES.xlsx"
    page = load_workbook(path)["Feuil1"]
    assert "SIMULÉE" in page["A1"].value
    assert "SIMULATED" in page["A1"].value
    assert page["A2"].value is None
    header = [cell.value for cell in page[3]]
    assert header[:2] == ["Identifiant", "Groupe"]
    assert page.cell(row=4, column=header.index("Date de l’évaluation") + 1).is_date
    with zipfile.ZipFile(path) as archive:
        assert {part.date_time[:3] for part in archive.infolist()} == {(2015, 6, 30)}


def test_prefollowed_are_wide(examples):
    wide = pd.read_csv(examples["en"].parent / "prefollowed_SIMULATED.csv", encoding="utf-8")
    assert len(wide) == 110
    assert {"ISMI01_T6", "ISMI29_T12", "QV26_T12", "egf_T6"} <= set(wide.columns)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_everything_says_simulated(examples, language):
    folder = examples[language].parent
    word = {"en": "SIMULATED", "fr": "SIMUL"}[language]
    for path in folder.iterdir():
        said = path.name if path.suffix in {".csv", ".xlsx"} else path.read_text(encoding="utf-8")
        assert word in said
    study = read_study(examples[language])
    assert study.simulated
    assert study.language == language


def test_readme_states_the_true_effects_in_the_numbers_of_its_language(examples):
    texts = {language: (path.parent / "README.md").read_text(encoding="utf-8") for language, path in examples.items()}
    assert "| −0.13 | −0.22 |" in texts["en"]
    assert "| −0,13 | −0,22 |" in texts["fr"]
    assert "| 0 | 0 |" in texts["fr"]


def test_the_files_read_back_as_the_study_they_were(study, data):
    assert [one for one in data.findings if one.severity == "error"] == []
    counts = data.frame.groupby(["group", "visit"], observed=False).size()
    assert {group: [counts[group, visit] for visit in study.visits] for group in study.groups} == COUNTS
    scored = score_scales(data.frame, study)
    assert [one for one in scored.findings if one.severity == "error"] == []
    stigma = scored.frame["stigma"]
    assert stigma.between(1, 4).sum() > 0.95 * len(stigma)
    assert stigma.isna().any()


def test_what_was_simulated_is_what_is_read(study, data):
    import numpy as np

    from peereval.plan.simulate import simulate_study

    drawn = simulate_study(np.random.default_rng(study.seed)).frame
    keys = ["participant", "visit"]
    read = data.frame.assign(visit=data.frame["visit"].astype(str)).sort_values(keys).reset_index(drop=True)
    drawn = drawn.sort_values(keys).reset_index(drop=True)
    assert read["participant"].tolist() == drawn["participant"].tolist()
    for column in ("age", "egf", "ISMI01", "ISMI29", "QV1", "QV26"):
        pd.testing.assert_series_equal(
            read[column].astype("float64"), drawn[column].astype("float64"), check_names=False, check_index=False
        )
    for column in ("sex", "diagnosis"):
        assert read[column].astype(object).where(read[column].notna(), "").tolist() == drawn[column].fillna("").tolist()
    assert read["visit_date"].tolist() == drawn["date"].tolist()
    for column in ("exposure_start", "exposure_end"):
        assert read[column].fillna(pd.Timestamp(0)).tolist() == drawn[column].fillna(pd.Timestamp(0)).tolist()
    for column in ("worker", "exposure_end_reason"):
        assert read[column].astype(object).where(read[column].notna(), "").tolist() == drawn[column].fillna("").tolist()


def test_absences_are_read_with_their_reasons(study, data):
    import numpy as np

    from peereval.plan.simulate import simulate_study

    drawn = simulate_study(np.random.default_rng(study.seed)).absences
    keys = ["participant", "visit"]
    read, drawn = (one.assign(visit=one["visit"].astype(str)).sort_values(keys) for one in (data.absences, drawn))
    assert read[keys].to_numpy().tolist() == drawn[keys].to_numpy().tolist()
    assert read["absence_reason"].astype(str).tolist() == drawn["reason"].tolist()
    assert read[["egf", "ISMI01", "QV26", "visit_date"]].isna().all(axis=None)


def test_other_languages_are_refused(tmp_path):
    with pytest.raises(StudyFileError, match="use one of 'en', 'fr'"):
        write_example(tmp_path / "x", "de")
    assert not (tmp_path / "x").exists()
