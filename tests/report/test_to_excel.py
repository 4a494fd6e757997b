import pytest
from openpyxl import load_workbook

from peereval.report.safe_text import neutral_text
from peereval.report.write import write_report
from peereval.terms import term


@pytest.fixture(scope="module")
def book(report):
    return load_workbook(report.folder / "tables.xlsx")


def test_every_figure_is_a_number_that_its_key_finds_unrounded(report, book):
    rows = list(book["keys"].iter_rows(min_row=2, values_only=True))
    assert len(rows) > 500
    for sheet, cell, key, column in rows:
        assert book[sheet][cell].value == pytest.approx(float(report.rows[key][column]), rel=1e-15, abs=1e-300)


def test_no_number_stands_outside_the_hidden_sheet_of_keys(report, book):
    assert book["keys"].sheet_state == "hidden"
    known = {(sheet, cell) for sheet, cell, *_ in book["keys"].iter_rows(min_row=2, values_only=True)}
    for sheet in book:
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


def test_the_first_sheet_names_every_table(report, book):
    titles = {book[name].cell(1, 1).value.partition(". ")[2] for name in book.sheetnames if name.startswith("Tabl")}
    listed = {row[1] for row in book.worksheets[0].iter_rows(min_row=5, values_only=True)}
    assert titles == listed


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
