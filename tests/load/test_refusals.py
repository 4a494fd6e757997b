"""What cannot be read is a finding with file, rows and remedy, and never shows a cell."""

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peereval.load.convert.convert import to_numbers

CANARY = "Zyxwv-Canary"
HEAD = "id;visite;groupe;score\n"
ROW = f"{CANARY};T0;1;2\n"
FOREIGN = ("pandas", "openpyxl", "tokeniz", "expected", "codec", "traceback", "nan", "dtype", "zip file")


def said(data):
    """Return every text of the findings, and check that none holds a cell or a foreign message."""
    texts = []
    for finding in data.findings:
        values = [str(value) for value in finding.values.values()]
        texts += [finding.message("en"), finding.message("fr"), finding.fix, finding.rule, finding.file, *values]
    together = "\n".join(texts).lower()
    assert "canary" not in together
    assert not [word for word in FOREIGN if word in together]
    return data


def errors(data):
    return [(f.rule, f.rows) for f in data.findings if f.severity == "error"]


def zipped(names):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, CANARY)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", ("file-empty", ())),
        (b" \r\n\r\n", ("file-empty", ())),
        (HEAD, ("file-empty", ())),
        (HEAD + ";;;\n\n;;;\n", ("file-empty", ())),
        ((HEAD + ROW).encode("utf-16")[:-1], ("file-encoding", (2,))),
        (f"{HEAD}{ROW}\0".encode(), ("file-binary", (3,))),
        (f"{HEAD}{ROW}".encode() + b"\x81;T0;1;2\n", ("file-encoding", (3,))),
        (HEAD.encode() + "é;T0;1;2\n".encode() + "é;T0;1;2\n".encode("cp1252"), ("file-encoding", (2,))),
        (HEAD + ROW + f"2;T0;1;2;{CANARY}\n{ROW}{CANARY};T6;1;2;;3\n", ("row-too-long", (3, 5))),
        (HEAD + ROW + f'2;T0;1;"2{CANARY}\n{ROW}{ROW}', ("quote-unclosed", (3,))),
        (b"\xd0\xcf\x11\xe0old", ("file-protected", ())),
        (zipped(["a.txt"]), ("workbook-damaged", ())),
        (zipped(["xl/workbook.xml", "[Content_Types].xml"]), ("workbook-damaged", ())),
        ("id;visite;groupe;score;score\n1;T0;1;2;3\n", ("column-repeated", ())),
        ("id;participant;visite;groupe\n1;2;T0;1\n", ("column-repeated-key", ())),
        ("identifiant;visite;groupe\n1;T0;1\n", ("key-absent", ())),
        ("id;visites;groupe\n1;T0;1\n", ("key-absent-near", ())),
        (f"{CANARY};visite;groupe\n1;T0;1\n", ("key-absent", ())),
        (f"Enquête;{CANARY}\n{HEAD}{ROW}", ("header-elsewhere", ())),
        (HEAD + ROW + f"{CANARY};T66;1;2\n{CANARY};{CANARY};1;2\n", ("visit-unlisted-near", (3,))),
        (HEAD + ROW + f"1;T0;{CANARY};2\n", ("group-unlisted", (3,))),
        (HEAD + ROW + "1;T0;temoin;2\n", ("group-unlisted-near", (3,))),
        (HEAD + ROW + f"1;T0;1;{CANARY}\n1;T6;1;inf\n1;T0;2;1 23 4\n", ("text-in-number", (3, 4, 5))),
        (HEAD + ROW + ";T0;1;2\n", ("participant-empty", (3,))),
        (HEAD + ROW + "1;;1;2\n", ("visit-empty", (3,))),
        (HEAD + ROW + "1;T0;NA;2\n", ("group-empty", (3,))),
        (f"id;visite;groupe;sexe\n1;T0;1;fem\n2;T0;1;{CANARY}\n", ("level-unlisted-near", (2,))),
        (f"id;visite;groupe;jour\n1;T0;1;31/13/2014\n2;T0;1;{CANARY}\n", ("text-in-date", (2, 3))),
        (f"id;visite;groupe;suivi\n1;T0;1;oui\n2;T0;1;{CANARY}\n", ("text-in-boolean", (3,))),
    ],
)
def test_a_file_that_cannot_be_used_is_said(load, content, expected):
    assert expected in errors(said(load({"data.csv": content})))


@pytest.mark.parametrize(
    ("source", "rule", "fix"),
    [
        ("{path: dta.csv}", "file-missing-near", "path: data.csv"),
        ("{path: elsewhere/x.csv}", "file-missing", ""),
        ("{path: old.docx}", "file-kind", ""),
        ("{path: .}", "file-unreadable", ""),
        ("{path: data.csv, header_row: 9}", "header-beyond", "header_row: 1"),
        ("{path: book.xlsx, header_row: 9}", "header-beyond", "header_row: 1"),
        ("{path: book.xlsx, sheet: Feuille1}", "sheet-missing", "sheet: Feuil1"),
        ("{path: book.xlsx, sheet: Feuil1, header_row: 2}", "header-elsewhere", "header_row: 1"),
        ("{path: data.csv, rename: {Score: x}}", "rename-absent-near", "rename: {score: x}"),
        ("{path: data.csv, rename: {abc: x}}", "rename-absent", ""),
        ("{path: data.csv, drop: [scores]}", "drop-absent-near", "drop: [score]"),
        ("{path: data.csv, rename: {score: visite}}", "column-repeated-key", ""),
        ("{path: data.csv, visit: T6}", "visit-contradicted", ""),
        ("{path: data.csv, group: control}", "group-contradicted", ""),
        ('{path: data.csv, wide: "{column}_{visit}"}', "wide-but-long", "sources: [{path: data.csv}]"),
    ],
)
def test_a_source_that_does_not_fit_its_file_is_said(load, source, rule, fix):
    files = {"data.csv": HEAD + ROW, "book.xlsx": [["id", "visite", "groupe"], [CANARY, "T0", 1], ["2", "T0", 1]]}
    data = said(load(files, f"  - {source}"))
    finding = next(finding for finding in data.findings if finding.severity == "error")
    assert (finding.rule, finding.fix) == (rule, fix)


def test_several_sheets_must_be_named(load):
    import openpyxl

    book, stream = openpyxl.Workbook(), io.BytesIO()
    book.active.append([CANARY])
    book.create_sheet(CANARY)
    book.save(stream)
    data = load({"book.xlsx": stream.getvalue()}, "  - {path: book.xlsx}")
    assert errors(data) == [("sheet-unnamed", ())]


def test_a_text_called_xlsx_is_said(load):
    assert errors(said(load({"a.xlsx": HEAD + ROW}, "  - {path: a.xlsx}"))) == [("workbook-damaged", ())]


def test_an_unlisted_visit_in_the_names_of_a_wide_file_is_said(load):
    text = "id;score_T0;score_T18\n1;2;3\n"
    data = said(load({"data.csv": text}, '  - {path: data.csv, group: treated, wide: "{column}_{visit}"}'))
    assert errors(data) == [("wide-visit", ())]


def test_an_unlisted_level_names_the_line_of_the_codebook(load):
    data = said(load({"data.csv": "id;visite;groupe;sexe\n1;T0;1;femmes\n"}))
    fixes = [finding.fix for finding in data.findings if finding.severity == "error"]
    assert fixes == ["codebook.yaml line 3: levels: {F: {also: [LABEL]}}"]


@pytest.mark.parametrize("name", ["score", "visit"])
def test_a_column_with_and_without_visits_is_said(load, name):
    text = f"id;score;{name}_T0;score_T6\n1;2;3;4\n"
    data = said(load({"data.csv": text}, '  - {path: data.csv, group: treated, wide: "{column}_{visit}"}'))
    assert {"column-repeated", "column-repeated-key"} & {rule for rule, _ in errors(data)}


def test_text_in_cells_of_a_workbook_is_said_with_its_rows(load):
    rows = [["titre"], ["id", "visite", "groupe", "score"], [CANARY, "T0", 1, 3], [], [CANARY, "T6", 1, CANARY]]
    data = said(load({"book.xlsx": rows}, "  - {path: book.xlsx, header_row: 2}"))
    assert errors(data) == [("text-in-number", (5,))]


def test_all_problems_of_all_files_come_at_once_and_the_rest_is_read(load):
    files = {"data.csv": HEAD + ROW, "b.csv": HEAD + f"1;T9x;1;{CANARY}\n", "c.csv": ""}
    sources = "\n".join(f"  - {{path: {name}}}" for name in ("data.csv", "b.csv", "c.csv", "d.csv"))
    data = said(load(files, sources))
    assert {rule for rule, _ in errors(data)} == {"text-in-number", "visit-unlisted", "file-empty", "file-missing-near"}
    assert data.frame["participant"].iloc[0] == CANARY
    assert [file.path for file in data.files] == ["data.csv", "b.csv"]


def test_no_readable_file_leaves_an_empty_table_with_its_columns(load):
    frame = load({"data.csv": ""}).frame
    assert frame.empty
    assert {"participant", "group", "visit", "source_file", "source_row"} <= set(frame.columns)


@settings(deadline=None)
@given(st.lists(st.text(max_size=12), min_size=1, max_size=8), st.sampled_from(["", ",", "."]))
def test_any_text_is_a_finite_number_missing_or_bad(cells, decimal):
    import numpy as np
    import pandas as pd

    done = to_numbers(pd.Series(cells, dtype=object), ["", "NA"], decimal)
    assert np.isfinite(done.values[~done.bad & done.values.notna()]).all()
    assert done.values[done.bad].isna().all()


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=120), st.text(max_size=120).map(str.encode)), st.integers(1, 3), st.booleans())
def test_any_bytes_are_read_or_refused(load, content, header_row, below_header):
    raw = HEAD.encode() * header_row + content if below_header else content
    data = load({"data.csv": raw}, f"  - {{path: data.csv, header_row: {header_row}}}")
    assert bool(data.files) == any(finding.rule.startswith("read-as") for finding in data.findings)
    assert data.files or errors(data)
    assert all(finding.message("fr") for finding in data.findings)


def test_a_key_written_with_a_typo_is_corrected_in_columns(load):
    data = said(load({"data.csv": "id;visite;Groupes\n1;T0;1\n"}))
    (finding,) = [finding for finding in data.findings if finding.severity == "error"]
    assert (finding.rule, finding.fix) == ("key-absent-near", "columns: {group: Groupes}")


def test_a_key_that_other_files_have_is_renamed(load):
    files = {"a.csv": HEAD + ROW, "b.csv": "id;visite;Groupes\n1;T6;1\n"}
    data = said(load(files, "  - {path: a.csv}\n  - {path: b.csv}"))
    (finding,) = [finding for finding in data.findings if finding.severity == "error"]
    assert (finding.file, finding.fix) == ("b.csv", "rename: {Groupes: groupe}")


def test_a_collision_names_both_columns_and_the_key(load):
    data = said(load({"data.csv": "id;visite;groupe;group\n1;T0;1;2\n"}))
    (finding,) = [finding for finding in data.findings if finding.severity == "error"]
    assert (finding.rule, finding.values["key"]) == ("column-repeated-key", "group")
    assert "C (groupe), D (group)" in finding.message()
    assert "both stand for the key 'group'" in finding.message()
