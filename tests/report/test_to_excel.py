import re

import pytest
from openpyxl import load_workbook

from peereval.report.safe_text import neutral_text
from peereval.report.write import write_report
from peereval.results import VALUE_COLUMNS
from peereval.terms import has_term, term

from .page_reader import english_in

NUMBERS = set(VALUE_COLUMNS) - {"quantity", "note"}


@pytest.fixture(scope="module")
def book(report):
    return load_workbook(report.folder / "tables.xlsx")


def test_every_figure_is_a_number_that_its_key_finds_unrounded(report, book):
    rows = list(book["keys"].iter_rows(min_row=2, values_only=True))
    assert len(rows) > 500
    for sheet, cell, key, column in rows:
        assert book[sheet][cell].value == float(report.rows[key][column])


def test_no_number_stands_outside_the_hidden_sheet_of_keys(report, book):
    assert book["keys"].sheet_state == "hidden"
    known = {(sheet, cell) for sheet, cell, *_ in book["keys"].iter_rows(min_row=2, values_only=True)}
    for sheet in book:
        if sheet.title == term("workbook.results", report.language):
            continue  # each of its rows has its key in the first column
        for line in sheet.iter_rows():
            for cell in line:
                if isinstance(cell.value, (int, float)):
                    assert (sheet.title, cell.coordinate) in known


def test_an_interval_has_a_column_for_each_bound_under_frozen_headings(report, book):
    title = term("table.change_contrasts", report.language)
    heads = next([cell.value for cell in sheet[4]] for sheet in book if str(sheet["A1"].value).endswith(title))
    low, high = {"en": ("Lower 95%", "Upper 95%"),
                 "fr": ("Borne inférieure (95\u00a0%)", "Borne supérieure (95\u00a0%)")}[report.language]  # fmt: skip
    assert heads.index(high) == heads.index(low) + 1
    assert all(sheet.freeze_panes for sheet in book if sheet.title != "keys")


def test_the_first_sheet_leads_to_every_sheet_and_figure(report, book):
    links = {cell.value: (cell.hyperlink.location or cell.hyperlink.target) for cell in book.worksheets[0]["A"]
             if cell.hyperlink}  # fmt: skip
    sheets = [sheet.title for sheet in book.worksheets[1:] if sheet.sheet_state == "visible"]
    figures = [f"figures/{path.name}" for path in (report.folder / "figures").glob("*.png")]
    assert links == {name: f"'{name}'!A1" for name in sheets} | {file: file for file in figures}
    listed = [row[1] for row in book.worksheets[0].iter_rows(values_only=True)]
    assert all(str(book[name]["A1"].value).partition(". ")[2] in listed for name in sheets if name.startswith("Tabl"))


def test_names_of_sheets_are_short_different_and_allowed(book):
    assert all(len(name) < 31 and not re.search(r"[\[\]:*?/\\]", name) for name in book.sheetnames)
    assert len({name.lower() for name in book.sheetnames}) == len(book.sheetnames)
    assert not any(name.startswith("'") or name.endswith("'") for name in book.sheetnames)


def test_all_results_are_the_rows_of_the_csv_file_exactly(report, book):
    sheet = book[term("workbook.results", report.language)]
    lines = sheet.iter_rows(values_only=True)
    names = next(lines)
    found = [dict(zip(names, line, strict=True)) for line in lines]
    assert [row["key"] for row in found] == list(report.rows)
    for row, expected in zip(found, report.rows.values(), strict=True):
        assert list(row) == list(expected)
        for name, text in expected.items():
            value = row[name]
            assert value == (float(text) if isinstance(value, (int, float)) else text or None)
            assert name not in NUMBERS or not isinstance(value, str) or value in ("inf", "-inf")
    assert sheet.auto_filter.ref == sheet.dimensions
    assert sheet.freeze_panes == "B2"


def test_the_dictionary_says_what_every_name_of_the_results_means(report, book):
    sheet = book[term("workbook.dictionary", report.language)]
    meant = {row[0]: row[1] for row in sheet.iter_rows(min_row=4, values_only=True, max_col=2) if row[0]}
    rows = list(report.rows.values())
    names = {*rows[0], *(row[column] for row in rows for column in ("kind", "quantity", "note"))} - {""}
    assert all(meant[neutral_text(name)] for name in names)
    described = [f"dictionary.column.{name}" for name in rows[0]]
    assert [key for key in described if not has_term(key)] == []
    assert {measure for measure in meant if measure in {row["outcome"] for row in rows}}


def test_no_english_stands_in_a_french_workbook(report, book):
    own = {term(key, report.language) for key in ("workbook.results", "workbook.dictionary")} | {"keys"}
    said = [str(cell) for sheet in book if sheet.title not in own for line in sheet.iter_rows(values_only=True)
            for cell in line if isinstance(cell, str)]  # fmt: skip
    dictionary = book[term("workbook.dictionary", report.language)]
    said += [text for row in dictionary.iter_rows(values_only=True) for text in row[1:] if isinstance(text, str)]
    said += book.sheetnames
    found = english_in("\n".join(said))
    assert bool(found) == (report.language == "en"), found


def test_every_sheet_prints_on_pages_of_one_width_with_its_head(report, book):
    for sheet in book:
        if sheet.sheet_state == "visible":
            setup = sheet.page_setup
            assert (setup.orientation, int(setup.paperSize), setup.fitToWidth, setup.fitToHeight) == (
                "landscape",
                9,
                1,
                0,
            )
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert all(book[name].print_title_rows for name in book.sheetnames if name.startswith("Tabl"))


def test_labels_never_become_formulas(analysis_of, tmp_path):
    label = '=HYPERLINK("x")'
    groups = dict.fromkeys(("control", "treated", "prefollowed"), (label, label))
    folder = write_report(analysis_of("en", groups=groups), tmp_path / "r").parent
    book = load_workbook(folder / "tables.xlsx")
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert any(cell.value == f"'{label}" for cell in cells)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "  =1", "\r-1"])
def test_what_opens_a_formula_gets_an_apostrophe(text):
    assert neutral_text(text) == f"'{text}"


def test_words_stay_as_they_are_and_lose_what_a_sheet_cannot_hold():
    assert neutral_text("Secteurs témoins") == "Secteurs témoins"
    assert neutral_text("a\x00b") == "ab"
