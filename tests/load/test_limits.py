"""Files made to do harm end in a clear finding or a harmless table, in seconds and within memory."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from old_workbooks import ods
from peereval.load.text.text import MOST_COLUMNS
from peereval.load.workbook.archive import HIGHEST_RATIO
from workbooks import archived, edited, workbook

# What the package promises for one hostile file; processor time, so that other programs do not count.
SECONDS, MEGABYTES = 10, 1_536
STUDY = """\
peereval: 1
study: hostile
columns: {participant: id, visit: visite, group: groupe}
visits: {T0: {month: 0}, T6: {month: 6}}
groups: {control: {reference: true}, treated: {also: ["1"]}}
sources: [{path: %s}]
codebook: codebook.yaml
outcomes: {stigma: {column: score}}
"""
HEAD = "id;visite;groupe;score"
SHEET = "xl/worksheets/sheet1.xml"
ROWS = [["id", "visite", "groupe", "score"], ["1", "T0", 1, 2]]
LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    + "]>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


def swollen():
    """Return a workbook of 50 MB of spaces in 50 kB."""
    return edited(workbook(ROWS), SHEET, "<sheetData>", " " * 50_000_000 + "<sheetData>")


def lying():
    """Return a workbook that declares a small sheet and inflates to a large one."""
    raw = swollen()
    declared = zipfile.ZipFile(io.BytesIO(raw)).getinfo(SHEET).file_size
    return raw.replace(declared.to_bytes(4, "little"), (4_000).to_bytes(4, "little"))


def many_parts():
    return archived(**{f"part{i}__xml": "<x/>" for i in range(6_000)})


def sparse():
    """Return a workbook whose rows hold one cell each, in the last column there is."""
    rows = "".join(f'<row r="{row}"><c r="XFD{row}"><v>1</v></c></row>' for row in range(3, 100_000))
    return edited(workbook(ROWS), SHEET, "</sheetData>", f"{rows}</sheetData>")


def far():
    """Return a workbook with a cell in the last row there is."""
    return edited(
        workbook(ROWS), SHEET, "</sheetData>", '<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>'
    )


def entities(raw, part, declared):
    content = zipfile.ZipFile(io.BytesIO(raw)).read(part).decode()
    start = content[: content.index(">") + 1] if content.startswith("<?") else ""
    return edited(raw, part, content, start + declared + content[len(start) :])


def wide(columns, rows=3):
    names = [*HEAD.split(";"), *(f"c{i}" for i in range(columns - 4))]
    return "\n".join([";".join(names), *(";".join(["1", "T0", "1", *["2"] * (columns - 3)]) for _ in range(rows))])


CASES = {
    "a sheet of spaces": ("book.xlsx", swollen, ["workbook-large"]),
    "a sheet larger than declared": ("book.xlsx", lying, ["workbook-damaged"]),
    "too many parts": ("book.xlsx", many_parts, ["workbook-large"]),
    "rows that begin in the last column": ("book.xlsx", sparse, ["sheet-large"]),
    "a cell in the last row": ("book.xlsx", far, ["group-empty", "visit-empty"]),
    "entities in a sheet": ("book.xlsx", lambda: entities(workbook(ROWS), SHEET, LAUGHS), ["workbook-unsafe"]),
    "entities in styles": ("book.xlsx", lambda: entities(workbook(ROWS), "xl/styles.xml", LAUGHS), ["workbook-unsafe"]),
    "an entity of another file": ("book.xlsx", lambda: entities(workbook(ROWS), SHEET, OUTSIDE), ["workbook-unsafe"]),
    "entities in an .ods": ("book.ods", lambda: entities(ods(ROWS), "content.xml", LAUGHS), ["workbook-unsafe"]),
    "a cell of 10 MB": ("data.csv", lambda: f"{HEAD}\n1;T0;1;{'x' * 10_000_000}\n", ["cell-long"]),
    "a label of 10 MB": ("data.csv", lambda: f"{HEAD}\n{'é' * 5_000_000};T0;1;2\n", ["cell-long"]),
    "a label as long as a cell may be": ("data.csv", lambda: f"{HEAD}\n{'é' * 131_000};T0;1;2\n", []),
    "a line of 10 MB that is one row": (
        "data.csv",
        lambda: f"{HEAD}\n" + "1;T0;1;2" + ";2" * 5_000_000,
        ["columns-many"],
    ),
    "a header of 10 MB": ("data.csv", lambda: "x" * 10_000_000 + f";{HEAD}\n1;1;T0;1;2\n", ["cell-long"]),
    "a row of five million cells": ("data.csv", lambda: f"{HEAD}\n1;T0;1;2{';' * 5_000_000}\n", ["columns-many"]),
    "five million columns": ("data.csv", lambda: f"{HEAD}{';' * 5_000_000}\n1;T0;1;2\n", ["columns-many"]),
    "a quote never closed": ("data.csv", lambda: f'{HEAD}\n1;T0;1;"2\n' + "1;T0;1;2\n" * 500_000, ["cell-long"]),
    "20 000 columns": ("data.csv", lambda: wide(20_000), ["columns-many"]),
    "as many columns as are read": ("data.csv", lambda: wide(MOST_COLUMNS), []),
    "zero bytes": ("data.csv", lambda: f"{HEAD}\n1;T0;1;2\n" + "\0" * 10_000_000, ["file-binary"]),
    "the largest numbers": ("data.csv", lambda: f"{HEAD}\n1;T0;1;1e308\n2;T0;1;1e309\n", ["text-in-number"]),
}


@pytest.mark.parametrize("case", CASES)
def test_a_hostile_file_is_refused_or_harmless(tmp_path, case):
    name, content, expected = CASES[case]
    made = content()
    (tmp_path / name).write_bytes(made if isinstance(made, bytes) else made.encode())
    (tmp_path / "study.yaml").write_text(STUDY % name, encoding="utf-8")
    (tmp_path / "codebook.yaml").write_text("fields: []\n", encoding="utf-8")
    command = [sys.executable, str(Path(__file__).with_name("hostile.py")), str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    used = json.loads(run.stdout)
    assert used["errors"] == expected
    assert used["seconds"] < SECONDS
    assert used["megabytes"] < MEGABYTES


def test_labels_and_columns_that_mean_something_elsewhere_are_text(load):
    text = (
        "id;visite;groupe;__class__;__init__;nom\n=cmd('calc');T0;1;1;x;<script>alert(1)</script>\n@1;T6;1;2;y;-1+1\n"
    )
    frame = load({"data.csv": text}).frame
    assert frame["participant"].tolist() == ["=cmd('calc')", "@1"]
    assert frame["__class__"].tolist() == [1.0, 2.0]
    assert frame["nom"].tolist() == ["<script>alert(1)</script>", "-1+1"]
    rows = [["id", "visite", "groupe", "__class__"], ["'=cmd()", "T0", 1, 3]]
    assert load({"book.xlsx": workbook(rows)}, "  - {path: book.xlsx}").frame["__class__"].tolist() == [3.0]


def test_a_workbook_of_one_number_is_far_from_the_limit_of_inflation():
    raw = workbook([[1] * 50] * 4_000)
    parts = zipfile.ZipFile(io.BytesIO(raw)).infolist()
    assert max(part.file_size / part.compress_size for part in parts) < HIGHEST_RATIO / 4


def test_a_file_of_many_columns_is_read_without_a_remark_of_pandas(load):
    """Warnings are errors in these tests: a table put together column by column brings one up."""
    assert load({"data.csv": wide(400).replace("score", "âge", 1)}).frame["c395"].tolist() == [2.0] * 3
