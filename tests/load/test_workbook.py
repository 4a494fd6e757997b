"""Sheets as people make them come out as the same table, or are refused by the rule that says why."""

import datetime as dt

import pandas as pd
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from peereval.load.read import read_data
from peereval.study import read_study
from workbooks import edited, workbook

HEAD = ["id", "visite", "groupe", "score", "jour"]
SHEET = "xl/worksheets/sheet1.xml"
SOURCE = "  - {path: book.xlsx, sheet: Feuil1%s}"


def day(year, month, number, *time):
    return dt.datetime(year, month, number, *time)  # noqa: DTZ001  (cells of a workbook have no zone)


def errors(data):
    return [(f.rule, f.rows) for f in data.findings if f.severity == "error"]


def rules(data):
    return [finding.rule for finding in data.findings]


def note(data, rule):
    return next(finding for finding in data.findings if finding.rule == rule)


@pytest.fixture
def read(load):
    """Return a function: the bytes of a workbook, and more keys of its source, to Data."""
    return lambda raw, more="": load({"book.xlsx": raw}, SOURCE % more)


ROWS = [HEAD, ["1", "T0", 1, 2.5, day(2014, 3, 1)], ["2", "T6", 2, 3, day(2014, 9, 2, 14, 30)]]


def test_dates_and_times_are_dates_and_times(read):
    data = read(workbook(ROWS))
    assert errors(data) == []
    assert data.frame["jour"].tolist() == [pd.Timestamp(2014, 3, 1), pd.Timestamp(2014, 9, 2, 14, 30)]
    assert data.frame["score"].tolist() == [2.5, 3.0]


def test_dates_counted_from_1904_are_the_same_days(read):
    def from_1904(book, sheet):
        book.epoch = CALENDAR_MAC_1904

    frame = read(workbook(ROWS, from_1904)).frame
    assert frame["jour"].dt.date.tolist() == [dt.date(2014, 3, 1), dt.date(2014, 9, 2)]


def test_a_day_without_date_format_is_a_number_and_refused(read):
    data = read(workbook([HEAD, ["1", "T0", 1, 2, 41699]]))
    assert errors(data) == [("text-in-date", (2,))]


def test_true_and_false_are_read_where_the_codebook_says_boolean(read):
    data = read(workbook([[*HEAD[:3], "suivi", "score"], ["1", "T0", 1, True, 2], ["2", "T0", 1, False, True]]))
    assert data.frame["suivi"].astype(str).tolist() == ["true", "false"]
    assert errors(data) == [("text-in-number", (3,))]


def test_errors_of_the_spreadsheet_are_findings_and_not_values(read):
    rows = [[*HEAD[:4], "note"], ["1", "T0", 1, "#N/A", "#REF!"], ["2", "T0", 1, 2, "bien"]]
    data = read(workbook(rows))
    assert errors(data) == [("cells-with-error", (2,)), ("cells-with-error", (2,))]
    found = [finding for finding in data.findings if finding.rule == "cells-with-error"]
    assert [finding.values["codes"] for finding in found] == ["#N/A", "#REF!"]
    assert found[0].fix == 'missing_codes: ["#N/A"]'
    assert data.frame["note"].isna().tolist() == [True, False]


def test_an_error_that_is_listed_as_missing_is_missing(read, tmp_path):
    read(workbook([HEAD[:4], ["1", "T0", 1, "#N/A"], ["2", "T0", 1, 2]]))
    file = tmp_path / "study.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("NSP]", 'NSP, "#N/A"]'), encoding="utf-8")
    data = read_data(read_study(file))
    assert errors(data) == []
    assert data.frame["score"].isna().tolist() == [True, False]


def test_an_error_in_a_dropped_column_is_nobodys_business(read):
    data = read(workbook([[*HEAD[:4], "nom"], ["1", "T0", 1, 2, "#N/A"]]), ", drop: [nom]")
    assert errors(data) == []


def test_formulas_are_read_as_the_values_calculated_last(read):
    raw = workbook([HEAD[:4], ["1", "T0", 1, "=1+1"], ["2", "T0", 1, '=""']])
    raw = edited(raw, SHEET, "<f>1+1</f><v></v>", "<f>1+1</f><v>2.5</v>")
    raw = edited(raw, SHEET, '<c r="D3"><f>""</f><v></v>', '<c r="D3" t="str"><f>""</f><v></v>')
    data = read(raw)
    assert errors(data) == []
    assert data.frame["score"].tolist()[0] == 2.5
    assert data.frame["score"].isna().tolist() == [False, True]


@pytest.mark.parametrize("empty", ["<v></v>", "<v/>", "<v />", ""])
def test_formulas_never_calculated_are_refused_by_column(read, empty):
    raw = workbook([HEAD[:4], ["1", "T0", 1, "=1+1"], ["2", "T0", 1, 2]])
    raw = edited(raw, SHEET, "<f>1+1</f><v></v>", f"<f>1+1</f>{empty}")
    data = read(raw)
    assert errors(data) == [("formulas-uncalculated", (2,))]
    assert note(data, "formulas-uncalculated").values["columns"] == "score"


def test_a_title_above_the_header_and_groups_of_columns(read):
    def merge(_, sheet):
        sheet.merge_cells("A1:E1")
        sheet.merge_cells("A2:C2")
        sheet.merge_cells("D2:E2")

    rows = [["Suivi 2014"], ["qui", None, None, "quoi"], *ROWS]
    data = read(workbook(rows, merge), ", header_row: 3")
    assert errors(data) == []
    assert data.frame["source_row"].tolist() == [4, 5]
    assert data.frame["score"].tolist() == [2.5, 3.0]


def test_a_name_merged_over_two_rows_names_its_column(read):
    def merge(_, sheet):
        for column in "ABC":
            sheet.merge_cells(f"{column}1:{column}2")
        sheet.merge_cells("D1:E1")

    rows = [["id", "visite", "groupe", "mesures"], [None, None, None, "score", "jour"], *ROWS[1:]]
    data = read(workbook(rows, merge), ", header_row: 2")
    assert errors(data) == []
    assert data.frame["participant"].tolist() == ["1", "2"]


def test_a_name_merged_over_two_columns_of_data_is_refused_by_its_columns(read):
    def merge(_, sheet):
        sheet.merge_cells("D1:E1")

    data = read(workbook([[*HEAD[:4], None], ["1", "T0", 1, 2, 3]], merge))
    assert errors(data) == [("header-merged", ())]
    assert note(data, "header-merged").values["columns"] == "D, E"
    alone = read(workbook([[*HEAD[:4], None], ["1", "T0", 1, 2, None]], merge))
    assert errors(alone) == []


def test_merged_cells_among_the_data_are_refused_with_their_rows(read):
    def merge(_, sheet):
        sheet.merge_cells("D3:D4")

    rows = [HEAD[:4], ["1", "T0", 1, 2], ["1", "T6", 1, 3], ["2", "T0", 1, None]]
    data = read(workbook(rows, merge))
    assert errors(data) == [("cells-merged", (3, 4))]
    assert note(data, "cells-merged").values["columns"] == "score"


def test_a_sheet_is_named_and_a_hidden_one_is_said(read, load):
    def hide(book, _):
        book["listes"].sheet_state = "hidden"

    raw = workbook([["rien"], ["x"]], hide, listes=ROWS)
    data = load({"book.xlsx": raw}, "  - {path: book.xlsx, sheet: listes}")
    assert errors(data) == []
    assert "sheet-hidden" in rules(data)
    unnamed = load({"book.xlsx": raw}, "  - {path: book.xlsx}")
    assert (errors(unnamed), unnamed.findings[0].fix) == ([("sheet-unnamed", ())], "sheet: Feuil1")


def test_hidden_rows_and_columns_are_read_and_counted(read):
    def hide(_, sheet):
        sheet.row_dimensions[1].height = 20
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["D"].hidden = True

    data = read(workbook(ROWS, hide))
    assert data.frame["score"].tolist() == [2.5, 3.0]
    assert dict(note(data, "sheet-part-hidden").values) == {"rows": 1, "columns": 1}


def test_rows_that_a_filter_hides_are_read_and_said(read):
    def hide(_, sheet):
        sheet.auto_filter.ref = "A1:E3"
        sheet.auto_filter.add_filter_column(1, ["T0"])
        sheet.row_dimensions[3].hidden = True

    data = read(workbook(ROWS, hide))
    assert len(data.frame) == 2
    assert note(data, "rows-filtered").values["rows"] == 1


def test_numbers_stored_as_text_are_numbers_where_they_can_mean_one_thing(read):
    rows = [HEAD[:4], ["1", "T0", "1", "2,5"], ["2", "T0", 2.0, "1\u202f234,5"], ["3", "T0", 1, "1,234"]]
    data = read(workbook(rows))
    assert data.frame["score"].tolist() == [2.5, 1234.5, 1.234]
    only = read(workbook([HEAD[:4], ["1", "T0", 1, 2], ["3", "T0", 1, "1,234"]]))
    assert errors(only) == [("text-in-number", (3,))]
    said = read(workbook([HEAD[:4], ["1", "T0", 1, 2], ["3", "T0", 1, "1,234"]]), ', decimal: ","')
    assert said.frame["score"].tolist() == [2.0, 1.234]


def test_a_macro_workbook_is_a_workbook(load):
    raw = edited(
        workbook(ROWS),
        "[Content_Types].xml",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    data = load({"book.xlsm": raw}, "  - {path: book.xlsm}")
    assert (errors(data), data.frame["score"].tolist()) == ([], [2.5, 3.0])


def test_a_sheet_named_for_a_text_file_is_refused(load):
    data = load({"data.csv": "id;visite;groupe\n1;T0;1\n"}, "  - {path: data.csv, sheet: Feuil1}")
    assert errors(data) == [("sheet-of-text", ())]


def test_marks_are_read_whatever_the_prefix_and_order_of_the_xml():
    from peereval.load.workbook.sheet_marks import marks_of_xml

    xml = (
        b'<x:worksheet><x:cols><x:col max="3" hidden="1" min="2"/></x:cols><x:sheetData>'
        b'<x:row hidden="true" spans="1:2" r="4"><x:c s="1" r="AB4"><x:f>A1</x:f></x:c></x:row>'
        b'</x:sheetData><x:mergeCells><x:mergeCell ref="A1:B2"/></x:mergeCells></x:worksheet>'
    )
    marks = marks_of_xml(xml, {}, hidden_sheet=False)
    assert (marks.merged, marks.hidden_rows, marks.hidden_columns) == (((1, 0, 2, 1),), {4}, {1, 2})
    assert marks.uncalculated == {(4, 27)}
