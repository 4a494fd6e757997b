"""The published tables of STIGMA, figure by figure, each with the source it was taken from; what is lost stays lost."""

import datetime as dt

import pytest

from peereval.evidence import compare_published, read_published, recompute_published

# Source of the timetable and of the inclusions: WHO Collaborating Centre Lille (CCOMS), page on the programme.
TIMETABLE = {
    ("outreach", "original"): ("1-30 December 2012", "2012-12-01", "2012-12-30"),
    ("outreach", "revised"): ("1 January 2013 - 30 June 2013", "2013-01-01", "2013-06-30"),
    ("inclusion", "original"): ("January 2013 - 30 June 2013", "2013-01-01", "2013-06-30"),
    ("inclusion", "revised"): ("1 July 2013 - 30 June 2014", "2013-07-01", "2014-06-30"),
    ("follow_up", "original"): ("30 June 2014", "2014-06-30", "2014-06-30"),
    ("follow_up", "revised"): ("30 June 2015 or 30 July 2015", "2015-06-30", "2015-07-30"),
    ("analysis", "original"): ("July 2014 - April 2015", "2014-07-01", "2015-04-30"),
    ("analysis", "revised"): ("July 2015 - December 2015", "2015-07-01", "2015-12-31"),
}
INCLUSIONS = {
    ("group_1", "eligible", "T12"): "102",
    ("group_3", "refusals", "entry_T6_T6"): "75",
    ("group_3", "refusals", "entry_T6_T12"): "24",
    ("group_3", "done", "entry_T6_T6"): "22",
    ("group_3", "done", "entry_T6_T12"): "10",
    ("group_3", "expected", "entry_T6_T6"): "59",
    ("group_3", "expected", "entry_T6_T12"): "110",
    ("group_3", "expected", "entry_T12_T12"): "58",
    ("group_2", "included", "control"): "249",
}
# Source: article of 19 November 2023, abstract.
PARTICIPANTS = {"treated": ("85", "64", "35"), "control": ("205", "157", "105")}
VISITS = ("T0", "T6", "T12")


def test_the_timetable_is_complete():
    table = read_published("stigma_timetable").tables["timetable"]
    told = {(cell.row, cell.column): cell for cell in table.cells}
    assert told.keys() == TIMETABLE.keys()
    for place, (words, first, last) in TIMETABLE.items():
        assert told[place].value == words
        assert told[place].dates == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))


def test_the_surviving_cells_of_the_inclusions_and_no_others_hold_a_figure():
    tables = read_published("stigma_inclusions").tables
    held = {
        (name, cell.row, cell.column): cell.value
        for name, table in tables.items()
        for cell in table.cells
        if cell.value
    }
    assert held == INCLUSIONS
    lost = [cell for table in tables.values() for cell in table.cells if cell.status == "lost in the source"]
    assert (
        len(lost) == 11 + 5
    )  # 11 of the 12 cells of group 1; of group 3 the row "eligible" and two cells after 12 months
    assert all(cell.value is None for cell in lost)


@pytest.mark.parametrize("group", PARTICIPANTS)
def test_participants_analysed_at_each_time(group):
    table = read_published("stigma_participants").tables["participants"]
    assert tuple(table.cell(group, visit).value for visit in VISITS) == PARTICIPANTS[group]


def test_what_is_published_in_words_and_what_is_not_published():
    table = read_published("stigma_participants").tables["outcomes"]
    assert table.cell("functioning", "words").value == "improved by peer support"
    assert "no effect" in table.cell("stigma", "words").value
    for column in ("means", "tests", "covariates"):
        assert {table.cell(row, column).status for row in table.rows} == {"not published"}


def test_that_the_article_reports_stigma_is_said_to_be_an_inference():
    told = read_published("stigma_participants").inference
    assert "inference" in told["en"]
    assert "inférence" in told["fr"]


# Worked out from the counts by hand (R: chisq.test(matrix(c(35, 50, 105, 100), 2), correct = FALSE) and its like).
COMPUTED = {
    ("retention", "treated", "T6"): 75.29412,
    ("retention", "control", "T6"): 76.58537,
    ("retention", "treated", "T12"): 41.17647,
    ("retention", "control", "T12"): 51.21951,
    ("retention_tests", "chi2", "T6"): 0.055252,
    ("retention_tests", "p", "T6"): 0.814164,
    ("retention_tests", "chi2_yates", "T6"): 0.0069850,
    ("retention_tests", "p_yates", "T6"): 0.933393,
    ("retention_tests", "chi2", "T12"): 2.427068,
    ("retention_tests", "p", "T12"): 0.119256,
    ("retention_tests", "chi2_yates", "T12"): 2.041531,
    ("retention_tests", "p_yates", "T12"): 0.153056,
    ("included_analysed", "unexplained", "control"): 44,
}


def test_retention_its_tests_and_the_people_unexplained_are_recomputed():
    published = read_published("stigma_participants")
    rows = compare_published(recompute_published(published), published).rows
    found = rows[rows["quantity"] == "computed"].set_index(["table", "row", "column"])
    for place, figure in COMPUTED.items():
        assert found.loc[place, "estimate"] == pytest.approx(figure, rel=1e-4)  # as many digits as R prints
        assert found.loc[place, "note"] == "recomputed"


def test_what_needs_the_data_and_what_is_an_input_is_said_so():
    published = read_published("stigma_participants")
    rows = compare_published(recompute_published(published), published).rows
    told = rows[rows["quantity"] == "published"].groupby("table")["note"].unique().map(set)
    assert told["participants"] == {"needs data"}
    assert told["outcomes"] == {"needs data", "not published"}
    assert told["detectable"] == {"recomputed", "not published"}
    detectable = rows[(rows["table"] == "detectable") & (rows["note"] == "not published")]
    assert set(zip(detectable["row"], detectable["column"], strict=True)) == {("0.02", "T0"), ("0.05", "T0")}
    beside = detectable[detectable["quantity"] == "computed"]["estimate"]
    assert beside.round(2).tolist() == [0.39, 0.44]  # by the formula: no source gives them
    assert told["included_analysed"] == {"stated", "recomputed"}
