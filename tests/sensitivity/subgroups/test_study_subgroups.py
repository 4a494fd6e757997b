"""Subgroups asked by a study: what it may ask, what becomes of small categories, what the reader is told."""

import pytest

import peereval as pe
from peereval.report.figures.subgroups import draw_subgroups
from peereval.report.labels import Labels
from peereval.report.numbers import cell_text
from peereval.report.tables.build import build_tables
from peereval.results import stack_results
from small_study import CODEBOOK, HEADER, STUDY, rows, write_small_study

BOOK = CODEBOOK + (
    "  - {name: kind, type: string, levels: {a: {}, b: {}, c: {}, d: {}}}\n"
    "  - {name: worker, type: string, levels: {F: {}, M: {}}}\n"
)


def people(participants=120):
    """Return rows with a kind of person (d: two people) and the sex of a worker of the treated alone."""
    made = []
    for row in rows(participants):
        number = int(row[0][1:])
        kind = "d" if number in (20, 21) else "abc"[number // 6 % 3]
        worker = "" if row[2] != "1" else "FM"[number // 4 % 2]
        made.append([*row, kind, worker])
    return made


def analysed(folder, subgroups, data=None, language="en"):
    study = STUDY.replace("language: en", f"language: {language}") + f"sensitivity: {{subgroups: {subgroups}}}\n"
    path = write_small_study(
        folder, study=study, codebook=BOOK, data=people() if data is None else data, header=[*HEADER, "kind", "worker"]
    )
    return pe.analyze(path)


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    subgroups = "{kind: , age: [35, 50], worker: []}"
    return analysed(tmp_path_factory.mktemp("asked"), subgroups)


def named(analysis, moderator, kind="subgroup_contrasts"):
    found = analysis.result(kind, "score").rows
    return found[found["moderator"] == moderator]


def test_the_joint_test_comes_before_the_contrasts_of_every_moderator(asked):
    kinds = [result.kind for result in asked.results if result.kind.startswith("subgroup")]
    assert kinds == ["subgroup_joint_test", "subgroup_contrasts", "subgroup_differences", "subgroup_counts"]
    tests = asked.result("subgroup_joint_test", "score").rows
    assert list(dict.fromkeys(tests["moderator"])) == ["kind", "age", "worker"]
    assert set(tests["visit"]) == {"", "T6", "T12"}
    assert tests["p_value"].between(0, 1).all()


def test_a_category_of_two_people_is_left_out_and_said(asked):
    assert set(named(asked, "kind")["category"]) == {"a", "b", "c"}
    said = next(one for one in asked.findings if one.rule == "subgroups-small-category")
    assert "category d of kind has too few people" in said.message("en")
    assert said.line == asked.study.line_of("sensitivity", "subgroups", "kind")


def test_numbers_are_cut_where_the_study_says_and_nowhere_else(asked):
    assert list(dict.fromkeys(named(asked, "age")["category"])) == ["<35", "35–<50", "≥50"]
    assert "age_category" in str(asked.result("subgroup_contrasts", "score").method["formula"])


def test_what_only_the_exposed_have_is_set_against_all_of_the_reference(asked):
    found = named(asked, "worker")
    assert set(found["category"]) == {"F", "M"}
    assert set(found["group"]) == {"treated"}
    counts = named(asked, "worker", "subgroup_counts")
    reference = counts[(counts["group"] == "control") & (counts["quantity"] == "analysed") & (counts["visit"] == "T0")]
    assert reference["category"].tolist() == [""]
    assert reference["estimate"].tolist() == [60.0]
    notes = asked.result("subgroup_contrasts", "score").notes
    assert any(note.code == "subgroup_exposed" for note in notes)


def test_people_in_no_category_are_counted(tmp_path):
    found = analysed(tmp_path, "{kind: [a, b]}")
    said = next(one for one in found.findings if one.rule == "subgroups-uncategorised")
    assert said.count == len({one[0] for one in people() if one[6] in "cd"})


def test_levels_can_be_merged_under_a_new_name(tmp_path):
    found = analysed(tmp_path, "{kind: {first: [a], rest: [b, c, d]}}")
    assert list(dict.fromkeys(named(found, "kind")["category"])) == ["first", "rest"]
    assert not [one for one in found.findings if one.rule.startswith("subgroups")]


def test_one_category_left_is_a_finding_and_the_rest_of_the_report_stands(tmp_path):
    found = analysed(tmp_path, "{kind: [a, d]}")
    assert not found.of_kind("subgroup_contrasts")
    assert any(one.rule == "subgroups-one-category" for one in found.findings)
    assert found.of_kind("sensitivity")


@pytest.mark.parametrize(
    ("subgroups", "said"),
    [
        ("{knd: }", "'knd' is not in the codebook. Did you mean 'kind'"),
        ("{kind: [a, bb]}", "'bb' is not a level of 'kind'"),
        ("{kind: {x: [a, b], y: [b]}}", "the level 'b' of 'kind' stands in two places"),
        ("{kind: [a]}", "one category only"),
        ("{age: }", "write its cut points in order"),
        ("{age: [60, 40]}", "are not in order"),
        ("{age: [forty]}", "must be numbers"),
        ("{score: [1]}", "belongs to the outcome 'score'"),
        ("{group: [control, treated]}", "makes no subgroups"),
        ("{id: [a, b]}", "makes no subgroups"),
    ],
)
def test_rules_name_the_line_and_the_remedy(tmp_path, subgroups, said):
    study = STUDY + f"sensitivity:\n  subgroups: {subgroups}\n"
    path = write_small_study(tmp_path, study=study, codebook=BOOK)
    with pytest.raises(pe.StudyFileError, match=f"(?s)study.yaml line 18: .*{said}"):
        pe.read_study(path)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_tables_and_figure_hold_the_figures_of_the_results(example_analysis, language):
    labels = Labels(example_analysis[language])
    tables = {table.id: table for table in build_tables(labels)}
    assert len(tables["subgroup_tests"].rows) == 3
    told = [cell_text(cell, "text", language) for row in tables["subgroups"].rows for cell in row.cells[:1]]
    assert any("T0 → T12" in text for text in told)
    assert any("0,30" in note or "0.30" in note for note in tables["subgroups"].notes)
    _, data = draw_subgroups(labels)
    results = stack_results(labels.analysis.results).set_index("key")["estimate"]
    assert data["estimate"].tolist() == results[data["key"]].tolist()
    assert data["whole"].tolist() == [True, False, False, False]


def test_an_external_report_hides_categories_of_few_people(asked):
    hidden = pe.disclose(asked)
    assert not hidden.of_kind("subgroup_counts")
    inside = asked.result("subgroup_contrasts", "score").rows
    outside = hidden.result("subgroup_contrasts", "score").rows
    few = inside["note"] == "few people"
    assert few.any()
    assert (outside.loc[few, "note"] == "hidden").all()
    assert outside.loc[few, ["estimate", "std_error", "df", "p_value"]].isna().all(axis=None)
    words = [str(note) for note in hidden.result("subgroup_contrasts", "score").notes]
    assert any("at most 10 people" in text for text in words)
