"""The workbook in the program that people open it with; for the page see test_in_browser.py."""

import subprocess

import pytest


@pytest.mark.office
def test_workbook_opens_in_an_office_suite_with_the_numbers_shown(report, tmp_path):
    command = ["soffice", "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"]
    done = subprocess.run(
        [*command, "--convert-to", "pdf", "--outdir", tmp_path, report.folder / "tables.xlsx"],
        capture_output=True, text=True, check=False, timeout=180,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    text = subprocess.run(["pdftotext", tmp_path / "tables.pdf", "-"], capture_output=True, text=True, check=True)
    row = next(row for key, row in report.rows.items() if key.startswith("change_contrasts/stigma/treated/T12"))
    assert f"{abs(float(row['estimate'])):.2f}" in text.stdout.replace(",", ".")
    assert "#REF!" not in text.stdout
    assert "#NAME?" not in text.stdout
