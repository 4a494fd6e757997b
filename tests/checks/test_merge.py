"""What is wrong with many columns for one reason is said once."""

from peereval.checks.lines import finding_lines
from peereval.checks.merge import merge_columns
from peereval.remarks import Finding


def above(column, rows, file="a.csv"):
    return Finding("error", "above-maximum", file, rows, len(rows), "missing_codes: [CODE]",
                   {"column": column, "minimum": "1", "maximum": "4", "pattern": ""})  # fmt: skip


def undeclared(column, line, rows):
    fix = f'codebook.yaml line {line}: missingValues: ["99"]'
    return Finding("warning", "code-undeclared", "a.csv", rows, len(rows), fix, {"code": 99, "columns": column})


def test_columns_with_one_cause_are_one_finding_with_all_rows():
    (one,) = merge_columns([above("Q1", (3, 8)), above("Q2", (3, 5))])
    assert (one.rows, one.count, one.values["column"]) == ((3, 5, 8), 4, "Q1, Q2")
    assert one.fix == "missing_codes: [CODE]"


def test_every_line_to_change_is_named():
    (one,) = merge_columns([undeclared(f"Q{n}", 10 + n, (n,)) for n in range(1, 3)])
    assert one.fix == 'codebook.yaml line 11, 12: missingValues: ["99"]'
    (many,) = merge_columns([undeclared(f"Q{n}", 10 + n, (n,)) for n in range(1, 30)])
    assert many.values["columns"] == "Q1, Q2, Q3, Q4, Q5, Q6, Q7, ..., Q29"


def test_other_files_and_other_ranges_stay_apart():
    other = Finding("error", "above-maximum", "a.csv", (2,), 1, "missing_codes: [CODE]",
                    {"column": "age", "minimum": "18", "maximum": "90", "pattern": ""})  # fmt: skip
    assert len(merge_columns([above("Q1", (3,)), above("Q1", (3,), "b.csv"), other])) == 3


def test_a_range_is_not_said_again_where_the_key_says_it_of_the_same_rows():
    key = Finding("error", "item-out-of-range", "a.csv", (3, 8), 2, "", {"outcome": "stigma", "columns": "Q1, Q2"})
    assert [one.rule for one in merge_columns([above("Q1", (3,)), key])] == ["item-out-of-range"]
    # The codebook may be narrower than the key: then it says more.
    assert len(merge_columns([above("Q1", (3, 9)), key])) == 2
    assert len(merge_columns([above("Q10", (3,)), key])) == 2


def test_a_row_with_several_visits_is_said_once_and_one_more_is_singular():
    assert finding_lines([above("Q1", (4, 4, 4, 5, 5))], "fr")[0].endswith("lignes 4, 5")
    assert finding_lines([above("Q1", tuple(range(2, 15)))], "fr")[0].endswith("13 et 1 autre")
    assert finding_lines([above("Q1", tuple(range(2, 16)))], "fr")[0].endswith("13 et 2 autres")


def test_a_long_list_of_items_is_cut_short():
    columns = ", ".join(f"Q{n}" for n in range(1, 30))
    (one,) = merge_columns([Finding("error", "item-out-of-range", "a.csv", (3,), 1, "", {"columns": columns})])
    assert one.values["columns"] == "Q1, Q2, Q3, Q4, Q5, Q6, Q7, ..., Q29"
