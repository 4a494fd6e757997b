"""The report in the programs that people open it with: a browser, an office suite."""

import re
import subprocess

import pytest

BROWSER = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run"]
QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic"]


def browse(profile, *arguments):
    done = subprocess.run(
        [*BROWSER, *QUIET, f"--user-data-dir={profile}", *arguments],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.browser
def test_page_renders_from_the_file_alone_and_prints(report, tmp_path):
    address = (report.folder / "report.html").as_uri()
    seen = browse(tmp_path / "profile", "--dump-dom", address)
    assert seen.count("<table") == report.html.count("<table")
    assert not re.search(r"(?:src|href)=\"https?://", seen)
    picture, printed = tmp_path / "page.png", tmp_path / "page.pdf"
    browse(tmp_path / "profile", "--window-size=1300,1600", f"--screenshot={picture}", address)
    browse(tmp_path / "profile", "--no-pdf-header-footer", f"--print-to-pdf={printed}", address)
    assert picture.stat().st_size > 50_000  # a blank page is under 10 kB
    text = subprocess.run(["pdftotext", printed, "-"], capture_output=True, text=True, check=True).stdout
    assert report.analysis.study.study in text


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
