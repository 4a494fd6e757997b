"""Workbooks of several sheets, old formats among them."""

import subprocess

import openpyxl
import pytest

from drafted import decided, draft_of, long_table
from peereval.checks.data import check_data

TABLE = long_table()


def write_book(path):
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "Données"
    for row in [list(TABLE.columns), *TABLE.to_numpy().tolist()]:
        page.append(row)
    codes = book.create_sheet("Codes")
    for row in (["code", "sens"], ["99", "pas de réponse"]):
        codes.append(row)
    hidden = book.create_sheet("Brouillon")
    hidden.append(["id", "visite"])
    hidden.append(["P000", "T0"])
    hidden.sheet_state = "hidden"
    book.save(path)
    return path


def test_the_sheet_with_people_is_the_one_that_is_read(tmp_path):
    study, _ = draft_of(tmp_path / "etude", write_book(tmp_path / "data.xlsx"), language="fr")
    assert [line.split()[1] for line in study.splitlines() if line.startswith("    sheet:")] == ["Données"]
    assert check_data(decided(tmp_path / "etude")).usable


@pytest.mark.office
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_sheets_of_other_spreadsheets_are_found(kind, tmp_path):
    book = write_book(tmp_path / "data.xlsx")
    home = f"-env:UserInstallation=file://{tmp_path}/office"
    subprocess.run(
        ["soffice", home, "--headless", "--convert-to", kind, "--outdir", str(tmp_path), str(book)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    study, _ = draft_of(tmp_path / "etude", tmp_path / f"data.{kind}")
    assert [line.split()[1] for line in study.splitlines() if line.startswith("    sheet:")] == ["Données"]
    assert check_data(decided(tmp_path / "etude")).usable
