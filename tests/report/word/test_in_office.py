"""report.docx in LibreOffice, as those see it who open it."""

import re
import subprocess

import pytest

from peereval.report.to_word import render_word

from .test_blocks import document_of, wide_table


def printed(file, folder):
    """Return the pages of a Word file as LibreOffice prints them."""
    done = subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--convert-to", "pdf",
         "--outdir", folder, file],
        capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    target = folder / file.with_suffix(".pdf").name
    text = subprocess.run(["pdftotext", "-layout", target, "-"], capture_output=True, text=True, check=True).stdout
    return [page for page in text.split("\f") if page.strip()]


@pytest.mark.office
def test_the_report_opens_and_prints_with_its_figures_and_page_numbers(report, tmp_path):
    pages = printed(report.folder / "report.docx", tmp_path)
    assert len(pages) > 5
    last = {"en": f"Page {len(pages)} of {len(pages)}", "fr": f"Page {len(pages)} sur {len(pages)}"}[report.language]
    assert last in pages[-1]
    row = next(row for key, row in report.rows.items() if key.startswith("change_contrasts/stigma/treated/T12"))
    assert f"{abs(float(row['estimate'])):.2f}" in "".join(pages).replace(",", ".")


@pytest.mark.office
def test_the_head_of_a_long_table_stands_on_each_of_its_pages(tmp_path):
    file = tmp_path / "long.docx"
    file.write_bytes(render_word(document_of(wide_table(2, rows=120))))
    pages = printed(file, tmp_path)
    assert len(pages) > 2
    held = [page for page in pages if "1,000.50" in page]
    assert len(held) > 2
    assert all(len(re.findall("Estimate", page)) == 2 for page in held)
