"""A small study around whatever files a test writes."""

import io

import openpyxl
import pytest

from peereval.load.read import read_data
from peereval.study import read_study

STUDY = """\
peereval: 1
study: small
columns: {{{columns}{more}}}
visits:
  T0: {{month: 0, also: [M0, no, 007{T0}]}}
  T6: {{month: 6, also: [M6, 12:30{T6}]}}
groups:
  control: {{also: ["2", témoin], reference: true}}
  treated: {{also: ["1", no]}}
sources:
{sources}
codebook: codebook.yaml
missing_codes: ["", NA, NSP]
outcomes:
  stigma: {{column: score, missing: [99]}}
  items: {{instrument: own, items: "Q{{item:02d}}", missing: [9]}}
"""
COLUMNS = "participant: id, visit: visite, group: groupe"
BOOK = """\
fields:
  - {name: âge, type: number}
  - {name: sexe, levels: {F: {also: [femme]}, M: {also: [homme, "1"]}}}
  - {name: réponse, constraints: {enum: [no, yes, 12:30, 007, NSP]}}
  - {name: jour, type: date}
  - {name: suivi, type: boolean}
  - {name: code, type: string}
"""


@pytest.fixture
def load(tmp_path):
    """Return a function: files (name to text, bytes or rows of a workbook) and sources to Data."""

    def loaded(files, sources="  - {path: data.csv}", more="", *, book=BOOK, columns=COLUMNS, events=None):
        for name, content in files.items():
            (tmp_path / name).write_bytes(as_bytes(content))
        (tmp_path / "codebook.yaml").write_text(book, encoding="utf-8")
        labels = {visit: f", {events[visit]}" if events else "" for visit in ("T0", "T6")}
        text = STUDY.format(sources=sources, more=more, columns=columns, **labels)
        (tmp_path / "study.yaml").write_text(text, encoding="utf-8")
        return read_data(read_study(tmp_path / "study.yaml"))

    loaded.folder = tmp_path
    return loaded


def as_bytes(content):
    if isinstance(content, bytes):
        return content
    if isinstance(content, str):
        return content.encode("utf-8")
    book, stream = openpyxl.Workbook(), io.BytesIO()
    book.active.title = "Feuil1"
    for row in content:
        book.active.append(row)
    book.save(stream)
    return stream.getvalue()
