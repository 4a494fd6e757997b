"""Multiple imputation through a study file: what is answered, what is said, and when nothing is."""

from dataclasses import replace

import pytest

import peereval as pe
from peereval.errors import StudyFileError
from peereval.report.labels import Labels
from peereval.report.numbers import cell_text
from peereval.report.tables.missing_information import missing_information_table
from peereval.sensitivity.imputation import study_covariates
from small_study import STUDY, rows, write_small_study

ASKED = STUDY + "sensitivity: {imputations: 20}\n"


def lose_ages(people):
    """Return the rows of the data file, some participants without their age."""
    return [[*row[:4], "" if row[0] in people else row[4], row[5]] for row in rows(participants=60)]


@pytest.fixture(scope="module")
def analysis(tmp_path_factory):
    data = lose_ages({"P003", "P010", "P021", "P034"})
    return pe.analyze(write_small_study(tmp_path_factory.mktemp("imputed"), data=data, study=ASKED))


def answers(analysis):
    found = analysis.of_kind("sensitivity", "score")
    return {r.rows["analysis"].iloc[0]: r for r in found if r.rows["analysis"].iloc[0] in SLUGS}


SLUGS = ("multiple-imputation", "covariates-imputed")


def test_both_answers_stand_beside_the_main_result(analysis):
    main = analysis.result("change_contrasts", "score").rows.set_index("visit")
    found = answers(analysis)
    assert tuple(found) == SLUGS
    for result in found.values():
        told = result.rows.set_index("visit")
        assert list(told.index) == ["T6", "T12"]
        assert (told["group"] == "treated").all()
        # The same people but for four of 60, and 20 imputations: half a standard error is far for either.
        assert ((told["estimate"] - main.loc[told.index, "estimate"]).abs() < 0.5 * main["std_error"]).all()
        assert told["std_error"].between(0.6 * main["std_error"].min(), 1.6 * main["std_error"].max()).all()
        assert (told["df"] > 1.0).all()
    assert found["multiple-imputation"].method["draws"] == "bayesian"
    assert found["multiple-imputation"].method["within"] == "cr2 by site"
    lacking = [note.values for note in found["covariates-imputed"].notes if note.code == "covariates_imputed"]
    assert lacking == [{"participants": 4}]


def test_the_same_seed_gives_the_same_answers(analysis, tmp_path):
    data = lose_ages({"P003", "P010", "P021", "P034"})
    again = pe.analyze(write_small_study(tmp_path, data=data, study=ASKED))
    for slug, result in answers(again).items():
        assert result.rows.equals(answers(analysis)[slug].rows)


def test_information_missing_has_a_table(analysis):
    result = analysis.result("missing_information", "score")
    assert (result.rows["estimate"].between(0.0, 100.0)).all()
    table = missing_information_table(Labels(analysis))
    assert table.part == "sensitivity"
    cells = [[cell_text(cell, column.layout, "en") for cell, column in zip(row.cells, table.columns, strict=False)]
             for row in table.rows]  # fmt: skip
    assert [row[0] for row in cells[1:]] == ["Treated − Controls, T0 → T6", "Treated − Controls, T0 → T12"]
    seen = [row for row in lose_ages(()) if row[3] == "T12" and row[2] == "1"]
    assert cells[2][1] == f"{100 * (1 - len(seen) / 30):.0f}%"


def test_a_group_too_small_is_imputed_with_the_others(analysis, tmp_path, monkeypatch):
    calls = []
    whole = study_covariates.impute_covariates

    def refuse_groups(*args, **options):
        calls.append(options["by_group"])
        if options["by_group"]:
            raise pe.FitError("too few")
        return whole(*args, **options)

    monkeypatch.setattr(study_covariates, "impute_covariates", refuse_groups)
    data = lose_ages({"P003"})
    found = pe.analyze(write_small_study(tmp_path, data=data, study=ASKED))
    assert calls == [True, False]
    assert "imputed_together" in {note.code for note in answers(found)["covariates-imputed"].notes}


def test_nothing_missing_or_nothing_asked_gives_nothing(tmp_path):
    every = [row for row in rows() if row[3] == "T0"]
    whole = [[*row[:3], visit, *row[4:5], f"{float(row[5]) * 0.9 + k / 10 + (int(row[0][1:]) * 7 % 5) / 20:.2f}"]
             for row in every for k, visit in enumerate(("T0", "T6", "T12"))]  # fmt: skip
    noisy = [[*row[:5], f"{float(row[5]) + ((i * 37) % 11) / 10:.2f}"] for i, row in enumerate(whole)]
    assert answers(pe.analyze(write_small_study(tmp_path / "whole", data=noisy, study=ASKED))) == {}
    none = STUDY + "sensitivity: {imputations: 0}\n"
    assert answers(pe.analyze(write_small_study(tmp_path / "none", study=none))) == {}


def test_what_cannot_be_imputed_is_a_finding_and_the_other_answer_stands(tmp_path, monkeypatch):
    def refuse(*_args, **_options):
        raise pe.FitError("cannot be drawn")

    monkeypatch.setattr("peereval.sensitivity.imputation.study_outcomes.multiply_imputed_contrasts", refuse)
    found = pe.analyze(write_small_study(tmp_path, data=lose_ages({"P003"}), study=ASKED))
    assert tuple(answers(found)) == ("covariates-imputed",)
    said = [one.values for one in found.findings if one.rule == "sensitivity-refused"]
    assert "multiple-imputation" in {one["analysis"] for one in said}


@pytest.mark.parametrize("number", [3, -1, 100000])
def test_too_few_or_too_many_imputations_are_refused_with_their_line(tmp_path, number):
    text = STUDY + f"sensitivity: {{imputations: {number}}}\n"
    with pytest.raises(StudyFileError, match="a number from 5 to 2000, or 0 for none"):
        pe.read_study(write_small_study(tmp_path, study=text))


def test_an_external_report_keeps_the_information_missing_and_no_share_of_people(analysis):
    external = pe.disclose(replace(analysis))
    kept = external.result("missing_information", "score").rows
    assert set(kept["quantity"]) == {"percent of information missing"}
