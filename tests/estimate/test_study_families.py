"""Families of a study: which hypotheses they hold, what is exploratory, what the file may say."""

import pytest

import peereval as pe
from peereval.report.labels import Labels
from peereval.report.numbers import cell_text
from peereval.report.tables.families import families_table
from small_study import STUDY, write_small_study

TESTED = "{outcome: score, visit: T12, contrast: treated - control}"
EARLIER = TESTED.replace("T12", "T6")


def analysed(folder, families="", **options):
    study = STUDY + "sensitivity: {run: false}\n" + families
    return pe.analyze(write_small_study(folder, study=study), **options)


def test_without_families_the_primary_outcome_at_the_last_visit_is_confirmed_and_the_rest_explored(tmp_path):
    found = analysed(tmp_path).result("families", "score").rows
    assert found[["family", "visit", "adjust"]].values.tolist() == [
        ["primary", "T12", "none"],
        ["primary", "T12", "holm"],
        ["exploratory", "T6", "none"],
    ]
    assert found["p_value"].tolist()[0] == found["p_value"].tolist()[1]


def test_families_take_the_contrasts_that_lead(tmp_path):
    families = f"families:\n  late: [{TESTED}]\n  early: [{EARLIER}]\n  order: [early, late]\n  adjust: hochberg\n"
    analysis = analysed(tmp_path, families)
    found = analysis.result("families", "score")
    lead = analysis.result("change_contrasts", "score").rows.set_index("visit")
    raw = found.rows[found.rows["adjust"] == "none"].set_index("visit")
    assert raw["p_value"].to_dict() == lead["p_value"].to_dict()
    assert raw["order"].to_dict() == {"T6": 1, "T12": 2}
    assert found.method["order"] == "early, late"


def test_dunnett_takes_the_correlation_of_the_contrasts(tmp_path):
    families = f"families:\n  primary: [{TESTED}, {EARLIER}]\n  adjust: dunnett\n"
    analysis = analysed(tmp_path, families)
    found = analysis.result("families", "score").rows
    own = found[found["adjust"] == "dunnett"].set_index("visit")["p_value"]
    raw = found[found["adjust"] == "none"].set_index("visit")["p_value"]
    assert all(raw[visit] <= own[visit] <= min(1.0, 2 * raw[visit]) + 0.02 for visit in own.index)
    pair = analysis.result("contrast_correlation", "score").rows
    assert pair.loc[pair["visit"] == pair["other_visit"], "estimate"].tolist() == [1.0, 1.0]


def test_a_family_that_was_not_analysed_is_not_decided(tmp_path):
    study = STUDY.replace("outcomes:\n", "outcomes:\n  other: {column: score}\n") + "sensitivity: {run: false}\n"
    path = write_small_study(tmp_path, study=study + f"families: {{primary: [{TESTED}]}}\n")
    analysis = pe.analyze(path, outcomes=["other"])
    assert not analysis.of_kind("families")
    said = next(one for one in analysis.findings if one.rule == "families-not-analysed")
    assert "score" in said.message("en")


def test_an_outcome_with_several_scores_is_one_hypothesis_a_score(example_analysis):
    of_kind = example_analysis["en"].of_kind("families")
    holding = [one.outcome for one in of_kind if "secondary" in set(one.rows["family"])]
    scores = [f"quality_{name}" for name in ("physical", "psychological", "social", "environment")]
    assert sorted(holding) == sorted(["stigma", "functioning", *scores])


@pytest.mark.parametrize(("language", "word"), [("en", "rejected"), ("fr", "rejetée")])
def test_the_table_shows_raw_and_adjusted_side_by_side(example_analysis, language, word):
    table = families_table(Labels(example_analysis[language]))
    sections = [row.cells[0].text for row in table.rows if row.role == "section"]
    assert [text[:2] for text in sections] == ["1.", "2.", "Ex"]
    assert table.part == "results"
    first = table.rows[1]
    assert first.cells[4].text == word
    assert all(cell_text(cell, "number", language) for cell in first.cells[2:4])


@pytest.mark.parametrize(
    ("families", "line", "said"),
    [
        ("  primary: [{outcome: scor, visit: T12, contrast: treated - control}]\n", 18, "Did you mean 'score'"),
        (f"  primary: [{TESTED.replace('T12', 'T13')}]\n", 18, "'T13' is not a visit"),
        (f"  primary: [{TESTED.replace('T12', 'T0')}]\n", 18, "changes start from T0"),
        (f"  primary: [{TESTED.replace('treated - control', 'treatd - control')}]\n", 18, "Did you mean 'treated - "),
        (f"  primary: [{TESTED.replace('treated - control', 'treated-control')}]\n", 18, "two groups with ' - '"),
        (
            f"  primary: [{TESTED.replace('treated - control', 'control - treated')}]\n",
            18,
            "must end with the reference",
        ),
        (f"  primary: [{TESTED}]\n  second: [{TESTED}]\n", 19, "stands in 'primary' already"),
        (f"  primary: [{TESTED}]\n  order: [primry]\n", 19, "Did you mean 'primary'"),
        (f"  primary: [{TESTED}]\n  other: [{EARLIER}]\n  order: [primary]\n", 20, "leaves out the family 'other'"),
        (f"  primary: [{TESTED}]\n  order: [primary, primary]\n", 19, "stands twice"),
        ("  primary: []\n", 18, "has no hypothesis"),
        (f"  primary: [{TESTED}]\n  adjst: holm\n", 17, "Did you mean 'adjust'"),
        (f"  primary: [{TESTED}]\n  adjust: hol\n", 19, "Did you mean 'holm'"),
        ("  primary:\n    - {outcome: score, vist: T12, contrast: treated - control}\n", 19, "Did you mean 'visit'"),
    ],
)
def test_rules_name_the_line_and_the_remedy(tmp_path, families, line, said):
    path = write_small_study(tmp_path, study=STUDY + "families:\n" + families)
    with pytest.raises(pe.StudyFileError, match=f"(?s)study.yaml line {line}: [^\n]*{said}"):
        pe.read_study(path)


def test_a_group_that_enters_later_has_no_change_to_test(tmp_path):
    study = STUDY.replace("  treated: {", "  late: {enters_at: [T6]}\n  treated: {")
    study += f"families: {{primary: [{TESTED.replace('treated -', 'late -')}]}}\n"
    with pytest.raises(pe.StudyFileError, match="'late' was not seen at T0"):
        pe.read_study(write_small_study(tmp_path, study=study))
