"""Files joined by participant or by visit: one row each, unmatched people by side, contradictions."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peereval.load.join.join import Joined, join_sources
from peereval.load.join.joined_places import place_findings
from peereval.remarks import Finding
from peereval.study import Source, read_study
from peereval.validate.columns import values_outside
from peereval.validate.people import groups_mixed

MAIN = "id;visite;groupe;service\n1;T0;1;A\n1;T6;1;A\n2;T0;2;B\n3;T0;2;B\n"
FILES = "  - {path: main.csv}\n"


def by_rule(data, *severities):
    kept = severities or ("error",)
    return {one.rule: one for one in data.findings if one.severity in kept}


def test_one_file_per_questionnaire(load):
    files = {
        "main.csv": "id;visite;groupe;service;jour\n1;M0;1;A;01/03/2014\n1;M6;1;A;01/09/2014\n2;M0;2;B;02/03/2014\n",
        "ismi.csv": "id;visite;Q01;Q02\n2;T0;1;2\n1;T6;3;4\n1;T0;1,5;99\n",
        "whoqol.csv": "id;score_M0;score_M6\n1;10;20\n2;30;\n",
        "gaf.xlsx": [["id", "note"], ["2", 60], ["1", 55]],
        "demo.csv": "id;sexe;âge\n2;homme;40\n1;femme;33,5\n",
    }
    sources = FILES + (
        "  - {path: ismi.csv, join: visit}\n"
        '  - {path: whoqol.csv, join: visit, wide: "{column}_{visit}"}\n'
        "  - {path: gaf.xlsx, join: visit, visit: T0}\n"
        "  - {path: demo.csv, join: participant}"
    )
    data = load(files, sources, more=", site: service, visit_date: jour")
    assert by_rule(data, "error", "warning") == {}
    frame = data.frame
    assert list(frame.columns[:4]) == ["participant", "group", "site", "visit"]
    assert frame["Q01"].tolist() == [1.5, 3, 1]
    assert frame["score"].tolist() == [10, 20, 30]
    assert frame["note"].fillna(-1).tolist() == [55, -1, 60]
    assert frame["sexe"].tolist() == ["F", "F", "M"]
    assert frame["âge"].tolist() == [33.5, 33.5, 40]
    assert frame["source_file"].tolist() == ["main.csv"] * 3
    assert frame["source_row"].tolist() == [2, 3, 4]
    assert [file.path for file in data.files] == list(files)
    assert by_rule(data, "note")["join-visits-without"].count == 1


def test_group_and_site_may_stand_in_the_joined_file_alone(load):
    files = {"main.csv": "id;visite;score\n1;T0;1\n1;T6;2\n2;T0;3\n", "demo.csv": "id;groupe;service\n1;1;A\n2;2;B\n"}
    data = load(files, FILES + "  - {path: demo.csv, join: participant}", more=", site: service")
    assert by_rule(data) == {}
    assert data.frame["group"].tolist() == ["treated", "treated", "control"]
    assert data.frame["site"].tolist() == ["A", "A", "B"]


def test_people_without_a_group_in_any_file_are_said(load):
    files = {"main.csv": "id;visite\n1;T0\n2;T0\n", "demo.csv": "id;groupe\n1;1\n"}
    found = by_rule(load(files, FILES + "  - {path: demo.csv, join: participant}"))
    assert {rule: (one.file, one.rows) for rule, one in found.items()} == {"group-empty": ("main.csv", (3,))}


def test_a_key_that_no_file_has_is_still_said(load):
    files = {"main.csv": "id;visite\n1;T0\n", "demo.csv": "id;sexe\n1;F\n"}
    assert list(by_rule(load(files, FILES + "  - {path: demo.csv, join: participant}"))) == ["key-absent"]


def test_a_joined_file_that_cannot_be_read_does_not_blame_the_others(load):
    files = {"main.csv": "id;visite\n1;T0\n", "demo.csv": ""}
    found = by_rule(load(files, FILES + "  - {path: demo.csv, join: participant}"))
    assert {rule: one.file for rule, one in found.items()} == {"file-empty": "demo.csv"}


def test_a_group_that_differs_is_said_with_the_row_of_the_joined_file(load):
    data = load(
        {"main.csv": MAIN, "demo.csv": "id;groupe\n1;1\n2;1\n3;témoin\n"},
        FILES + "  - {path: demo.csv, join: participant}",
    )
    assert {rule: (one.file, one.rows) for rule, one in by_rule(data).items()} == {"join-differs": ("demo.csv", (3,))}


def test_unmatched_people_are_counted_by_side(load):
    files = {"main.csv": MAIN, "demo.csv": "id;âge\n1;30\n8;50\n9;60\n"}
    data = load(files, FILES + "  - {path: demo.csv, join: participant}")
    warning = by_rule(data, "warning")["join-unmatched"]
    assert (warning.file, warning.rows) == ("demo.csv", (3, 4))
    assert by_rule(data, "note")["join-people-without"].count == 2
    assert data.frame["âge"].fillna(0).tolist() == [30, 30, 0, 0]


def test_codes_that_differ_in_zeros_capitals_or_spaces_are_counted(load):
    files = {
        "main.csv": "id;visite;groupe\nA1;T0;1\n7;T0;2\n8;T0;2\n",
        "demo.csv": "id;âge\na1;30\n007;50\n8;2\n9;60\n",
    }
    warning = by_rule(load(files, FILES + "  - {path: demo.csv, join: participant}"), "warning")["join-unmatched-alike"]
    assert (warning.rows, warning.values["alike"]) == ((2, 3, 5), 2)
    nothing = {"main.csv": MAIN, "demo.csv": "id;âge\n001;30\n002;50\n"}
    error = by_rule(load(nothing, FILES + "  - {path: demo.csv, join: participant}"))["join-none"]
    assert (error.count, error.values["alike"]) == (2, 2)


def test_a_visit_that_the_main_file_does_not_list_is_said(load):
    files = {"main.csv": MAIN, "ismi.csv": "id;visite;score\n1;T0;1\n2;T6;2\n"}
    data = load(files, FILES + "  - {path: ismi.csv, join: visit}")
    assert by_rule(data, "warning")["join-visit-unmatched"].rows == (3,)
    assert by_rule(data, "note")["join-visits-without"].count == 3


@pytest.mark.parametrize(
    ("join", "text", "rule", "place"),
    [
        ("participant", "id;âge\n1;30\n2;40\n1;31\n", "join-repeated", ((2, 4), "")),
        ("visit", "id;visite;âge\n1;T0;30\n1;M0;40\n", "join-visit-repeated", ((2, 3), "")),
        ("participant", "id;visite;âge\n1;T0;30\n", "join-has-visits", ((), "join: visit")),
        ("participant", "id;service\n1;B\n", "join-differs", ((2,), "drop: [service]")),
        ("participant", "numéro;âge\n1;30\n", "key-absent", ((), "")),
        ("visit", "id;âge\n1;30\n", "key-absent", ((), "")),
    ],
)
def test_what_cannot_be_joined_is_said(load, join, text, rule, place):
    data = load({"main.csv": MAIN, "b.csv": text}, FILES + f"  - {{path: b.csv, join: {join}}}")
    found = by_rule(data)
    assert (found[rule].file, found[rule].rows, found[rule].fix) == ("b.csv", *place)
    assert all(one.message("fr") and "nan" not in one.message() for one in found.values())


def test_empty_cells_are_filled_and_the_filling_is_said(load):
    files = {"main.csv": "id;visite;groupe;âge\n1;T0;1;30\n2;T0;2;\n", "demo.csv": "id;âge\n1;30,0\n2;40\n"}
    data = load(files, FILES + "  - {path: demo.csv, join: participant}")
    assert by_rule(data) == {}
    note = by_rule(data, "note")["join-filled"]
    assert (note.count, note.values["column"]) == (1, "âge")
    assert data.frame["âge"].tolist() == [30, 40]


def test_absences_get_the_columns_of_a_file_joined_by_participant(load):
    files = {"main.csv": "id;visite;groupe;motif\n1;T0;1;\n1;T6;1;décès\n2;T0;2;\n", "demo.csv": "id;âge\n1;30\n2;40\n"}
    book = "fields:\n  - {name: motif, levels: {décès: {}}}\n"
    sources = FILES + "  - {path: demo.csv, join: participant}"
    data = load(files, sources, more=", absence_reason: motif", book=book)
    assert by_rule(data) == {}
    assert data.absences["âge"].tolist() == [30]
    assert data.frame["âge"].tolist() == [30, 40]


def test_a_prefix_keeps_people_of_two_files_apart_and_works_in_joins(load, tmp_path):
    files = {
        "a.csv": "id;visite;score\n1;T0;1\n1;T6;2\n",
        "b.csv": "id;visite;score\n1;T0;3\n1;T6;4\n",
        "c.csv": "id;âge\n1;50\n",
    }
    plain = "  - {path: a.csv, group: treated}\n  - {path: b.csv, group: control}"
    frame = load(files, plain).frame
    found = list(groups_mixed(frame, read_study(tmp_path / "study.yaml")))
    assert [(one.rule, one.file, one.rows, one.fix) for one in found] == [
        ("participant-in-groups-files", "a.csv", (2, 3), "sources: [{path: a.csv, prefix: A}]"),
        ("participant-in-groups-files", "b.csv", (2, 3), "sources: [{path: b.csv, prefix: B}]"),
    ]
    prefixed = (
        "  - {path: a.csv, group: treated, prefix: A}\n  - {path: b.csv, group: control, prefix: B}\n"
        "  - {path: c.csv, join: participant, prefix: B}"
    )
    data = load(files, prefixed)
    assert list(groups_mixed(data.frame, read_study(tmp_path / "study.yaml"))) == []
    assert data.frame["participant"].tolist() == ["A1", "A1", "B1", "B1"]
    assert data.frame["âge"].fillna(0).tolist() == [0, 0, 50, 50]


def test_a_value_out_of_range_is_said_with_the_row_of_the_joined_file(load):
    files = {"main.csv": MAIN, "demo.csv": "id,âge\n3,40\n1,400\n2,41\n", "s.csv": "id,visite,score\n3,T0,5\n1,T6,-5\n"}
    book = (
        "fields:\n  - {name: âge, type: number, constraints: {maximum: 110}}\n"
        "  - {name: score, type: number, constraints: {minimum: 0}}\n"
    )
    sources = FILES + "  - {path: demo.csv, join: participant}\n  - {path: s.csv, join: visit}"
    data = load(files, sources, book=book)
    study = read_study(load.folder / "study.yaml")
    found = place_findings(values_outside(data.frame, study), data.joined, study)
    assert {(one.rule, one.file, one.rows) for one in found} == {
        ("below-minimum", "s.csv", (3,)),
        ("above-maximum", "demo.csv", (3,)),
    }


def test_a_cell_of_a_joined_file_can_be_corrected(load):
    files = {"main.csv": MAIN, "demo.csv": "id;âge\n1;trente\n2;4O\n3;50\n"}
    entry = "{participant: 1, column: âge, value: 30, reason: written out}"
    sources = FILES + f"  - {{path: demo.csv, join: participant}}\ncorrections:\n  - {entry}"
    data = load(files, sources)
    assert {rule: (one.file, one.rows) for rule, one in by_rule(data).items()} == {"text-in-number": ("demo.csv", (3,))}
    assert data.frame["âge"].fillna(0).tolist() == [30, 30, 0, 50]


NAMES = st.lists(st.sampled_from("abcdefgh"), min_size=1, unique=True)


@settings(deadline=None)
@given(NAMES, NAMES, st.randoms(use_true_random=False))
def test_a_join_is_a_look_up_whatever_the_order(main, other, random):
    """The values are those of a dictionary, in any order of either file, and no row comes or goes."""
    held = {name: float(number) for number, name in enumerate(other)}
    rows = [(name, visit) for name in main for visit in ("T0", "T6")]
    random.shuffle(rows)
    frame = pd.DataFrame(rows, columns=["participant", "visit"]).assign(source_file="a.csv", source_row=2)
    joined = pd.DataFrame(
        {"participant": list(held), "age": list(held.values()), "source_row": range(2, len(held) + 2)}
    )
    source = Source.model_validate({"path": "b.csv", "join": "participant"})
    made, findings, _ = join_sources(frame, [Joined(source, joined)])
    if set(main) & set(other):
        assert [None if pd.isna(age) else age for age in made["age"]] == [held.get(name) for name, _ in rows]
        counts = {one.rule: one.count for one in findings}
        assert counts.get("join-unmatched", 0) == len(set(other) - set(main))
        assert counts.get("join-people-without", 0) == len(set(main) - set(other))
    else:
        assert [one.rule for one in findings] == ["join-none"]
    assert made["participant"].tolist() == [name for name, _ in rows]


def test_several_columns_and_a_whole_outcome_are_placed_in_the_joined_file(load):
    files = {"main.csv": MAIN, "s.csv": "id,visite,q1,q2\n3,T0,5,5\n1,T6,9,5\n"}
    data = load(files, FILES + "  - {path: s.csv, join: visit}")
    study = read_study(load.folder / "study.yaml")
    row = int(data.frame.loc[(data.frame["participant"] == "1") & (data.frame["visit"] == "T6"), "source_row"].iloc[0])
    found = [
        Finding("error", "item-out-of-range", "main.csv", (row,), 2, "", {"outcome": "o", "columns": "q1, q2"}),
        Finding("note", "answers-equal", "main.csv", (row,), 1, "", {"outcome": "o"}),
        Finding("note", "answers-equal", "main.csv", (row,), 1, "", {"outcome": "other"}),
    ]
    placed = place_findings(found, data.joined, study, {"o": ("q1", "q2")})
    assert [(one.file, one.rows, one.count) for one in placed] == [
        ("s.csv", (3,), 2),
        ("s.csv", (3,), 1),
        ("main.csv", (row,), 1),
    ]
