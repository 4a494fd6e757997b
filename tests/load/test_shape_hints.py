"""A file whose shape is not the one that is said gets the line that would say it."""

import pytest

WIDE = [
    ("id;score_T0;score_T6\n1;2;3\n", "{column}_{visit}"),
    ("id;T0_score;T6_score\n1;2;3\n", "{visit}_{column}"),
    ("id;score.M0;score.M6\n1;2;3\n", "{column}.{visit}"),
    ("id;scoreT0;scoreT6\n1;2;3\n", "{column}{visit}"),
    ("id;M0score;M6score\n1;2;3\n", "{visit}{column}"),
]


def errors(data):
    return [finding for finding in data.findings if finding.severity == "error"]


@pytest.mark.parametrize(("text", "pattern"), WIDE)
def test_a_wide_file_that_is_not_said_to_be_is_recognised(load, text, pattern):
    (finding,) = errors(load({"data.csv": text}, "  - {path: data.csv, group: treated}"))
    assert (finding.rule, finding.fix) == ("wide-undeclared", f'wide: "{pattern}"')


@pytest.mark.parametrize(("text", "pattern"), WIDE)
def test_the_line_that_is_proposed_reads_the_file(load, text, pattern):
    data = load({"data.csv": text}, f'  - {{path: data.csv, group: treated, wide: "{pattern}"}}')
    assert errors(data) == []
    assert data.frame["score"].tolist() == [2, 3]


def test_another_pattern_than_the_one_said_is_proposed(load):
    source = '  - {path: data.csv, group: treated, wide: "{column}-{visit}"}'
    (finding,) = errors(load({"data.csv": "id;score_T0;score_T6\n1;2;3\n"}, source))
    assert (finding.rule, finding.fix) == ("wide-no-column-near", 'wide: "{column}_{visit}"')


def test_no_pattern_is_proposed_where_none_fits(load):
    source = '  - {path: data.csv, group: treated, wide: "{column}_{visit}"}'
    (finding,) = errors(load({"data.csv": "id;a;b\n1;2;3\n"}, source))
    assert (finding.rule, finding.fix) == ("wide-no-column", "")


def test_items_with_numbers_are_no_visits(load):
    """`007` is another way to write T0 here: Q007 and Q008 are items and no visits."""
    (finding,) = errors(load({"data.csv": "id;groupe;Q007;Q008;R007\n1;1;2;3;4\n"}))
    assert finding.rule == "key-absent"


def test_a_column_of_one_visit_makes_no_file_wide(load):
    (finding,) = errors(load({"data.csv": "id;groupe;score_T0;age_T6\n1;1;2;3\n"}))
    assert finding.rule == "key-absent"


def test_a_missing_key_does_not_hide_what_is_wrong_in_the_cells(load):
    text = "identite;visite;groupe;score;sexe\n1;T0;9x;abc;femme\n2;T99;1;2;Q\n"
    found = {finding.rule: finding.rows for finding in errors(load({"data.csv": text}))}
    assert found == {
        "key-absent": (),
        "text-in-number": (2,),
        "level-unlisted": (3,),
        "visit-unlisted": (3,),
        "group-unlisted": (2,),
    }


def test_wrong_names_in_rename_and_drop_do_not_hide_what_is_wrong_in_the_cells(load):
    text = "id;visite;groupe;score\n1;T0;1;abc\n"
    data = load({"data.csv": text}, "  - {path: data.csv, rename: {xyz: y}, drop: [uvw]}")
    assert {finding.rule for finding in errors(data)} == {"rename-absent", "drop-absent", "text-in-number"}
