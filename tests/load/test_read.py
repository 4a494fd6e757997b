"""Files as people have them come out as one long table."""

import datetime as dt
import hashlib

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peereval.load.text.text import open_text

LONG = "id;visite;groupe;score;âge\n007;T0;1;2,4;33,5\n007;T6;1;3,25;34\n12;M0;témoin;NSP;40\n"


def day(year, month, number):
    return dt.datetime(year, month, number)  # noqa: DTZ001  (cells of a workbook have no zone)


def errors(data):
    return [finding for finding in data.findings if finding.severity == "error"]


def rules(data):
    return [finding.rule for finding in data.findings]


def test_french_cp1252_semicolons_and_decimal_commas(load):
    raw = "id;visite;groupe;score;âge;commentaire\r\n007;T0;1;2,4;33,5;problème\r\n12;T0;2;99;;été\r\n".encode("cp1252")
    data = load({"data.csv": raw})
    assert errors(data) == []
    frame = data.frame
    assert list(frame.columns[:3]) == ["participant", "group", "visit"]
    assert list(frame["participant"]) == ["007", "12"]
    assert frame["score"].tolist()[0] == 2.4
    assert pd.isna(frame["score"][1])
    assert frame["âge"].dtype == float
    assert list(frame["commentaire"]) == ["problème", "été"]
    file = data.files[0]
    assert (file.encoding, file.separator, file.decimal, file.rows, file.columns) == ("cp1252", ";", ",", 2, 6)
    assert file.sha256 == hashlib.sha256(raw).hexdigest()
    note = next(finding for finding in data.findings if finding.rule == "read-as")
    assert "cp1252" in note.message()
    assert "cp1252" in note.message("fr")


def test_keys_are_categorical_in_the_order_of_the_study(load):
    frame = load({"data.csv": LONG}).frame
    assert list(frame["visit"].cat.categories) == ["T0", "T6"]
    assert frame["visit"].cat.ordered
    assert list(frame["group"].astype(str)) == ["treated", "treated", "control"]
    assert list(frame["source_row"]) == [2, 3, 4]
    assert set(frame["source_file"]) == {"data.csv"}


def test_labels_that_look_like_something_else_stay_text(load):
    rows = ["007,no,no,1,no,0012", "12:30,12:30,2,1,12:30,1e5", "no,007,2,1,007,TRUE", "NSP1,007,2,1,NSP,NA"]
    text = "\n".join(["id,visite,groupe,score,réponse,code", *rows])
    data = load({"data.csv": text})
    assert errors(data) == []
    assert list(data.frame["participant"]) == ["007", "12:30", "no", "NSP1"]
    assert list(data.frame["visit"].astype(str)) == ["T0", "T6", "T0", "T0"]
    assert list(data.frame["réponse"].astype(str)) == ["no", "12:30", "007", "NSP"]
    assert list(data.frame["réponse"].cat.categories) == ["no", "yes", "12:30", "007", "NSP"]
    assert list(data.frame["code"][:3]) == ["0012", "1e5", "TRUE"]
    assert pd.isna(data.frame["code"][3])


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("mark", [",", "."])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_dialect_gives_the_same_numbers(load, separator, mark, encoding, newline):
    rows = [
        ["id", "visite", "groupe", "âge", "score"],
        ["é1", "T0", "1", "33.25", "1.5"],
        ["é2", "T6", "2", "", "-2.0"],
    ]
    quote = '"' if mark == separator else ""
    cells = [[quote + cell.replace(".", mark) + quote for cell in row] for row in rows]
    raw = (newline.join(separator.join(row) for row in cells) + newline).encode(encoding)
    data = load({"data.csv": raw})
    assert errors(data) == []
    assert data.frame["score"].tolist() == [1.5, -2.0]
    assert data.frame["âge"].tolist()[0] == 33.25
    assert list(data.frame["participant"]) == ["é1", "é2"]
    assert (data.files[0].separator, data.files[0].decimal) == (separator, mark)


def test_excel_rows_with_title_blank_lines_and_line_breaks_in_cells(load):
    text = 'Suivi, 2014\n\nid;visite;groupe;score\n1;T0;1;"2"\n\n2;T0;2;3\n"3";"T\n9";2;4\n4;T9;2;5\n'
    data = load({"data.csv": text}, "  - {path: data.csv, header_row: 3}")
    assert list(data.frame["source_row"]) == [4, 6, 7, 8]
    assert [finding.rows for finding in errors(data)] == [(7, 8)]
    assert errors(data)[0].rule == "visit-unlisted"


def test_workbook_with_title_dates_and_numbers_as_people_type_them(load):
    rows = [
        ["Secteurs témoins"],
        [],
        ["NumPat", "nom", "visite", "groupe", "score", "jour", "sexe", "âge"],
        [7, "CANARY", "T0", 2, 2.5, day(2014, 3, 1), 1, "33,5"],
        ["007", "CANARY", dt.time(12, 30), "témoin", "3,5", "15/03/2014", "femme", 40],
        [None] * 8,
        [8.0, "CANARY", "T6", 1.0, 99, day(9999, 12, 31), None, None],
    ]
    source = "  - {path: book.xlsx, sheet: Feuil1, header_row: 3, rename: {NumPat: id}, drop: [nom]}"
    data = load({"book.xlsx": rows}, source)
    assert errors(data) == []
    frame = data.frame
    assert list(frame["participant"]) == ["7", "007", "8"]
    assert list(frame["visit"].astype(str)) == ["T0", "T6", "T6"]
    assert frame["score"].tolist()[:2] == [2.5, 3.5]
    assert frame["score"].isna().tolist() == [False, False, True]
    assert list(frame["jour"].dt.strftime("%Y-%m-%d")) == ["2014-03-01", "2014-03-15", "9999-12-31"]
    assert list(frame["sexe"].astype(object))[:2] == ["M", "F"]
    assert list(frame["source_row"]) == [4, 5, 7]
    assert "nom" not in frame
    assert data.files[0].sheet == "Feuil1"


def test_numbers_shown_with_leading_zeros_keep_them(load):
    import io

    import openpyxl

    book, stream = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["id", "visite", "groupe", "score"])
    book.active.append([7, "T0", 1, 3])
    book.active["A2"].number_format = "000"
    book.save(stream)
    data = load({"book.xlsx": stream.getvalue()}, "  - {path: book.xlsx}")
    assert list(data.frame["participant"]) == ["007"]


def test_wide_file_becomes_long_without_unobserved_visits(load):
    text = "id;sexe;score_T0;Q01_T0;score_M6;Q01_M6\n1;F;2;3;4;9\n2;M;;;5;1\n3;F;;;;\n"
    data = load({"data.csv": text}, '  - {path: data.csv, group: treated, wide: "{column}_{visit}"}')
    assert errors(data) == []
    frame = data.frame
    assert list(zip(frame["participant"], frame["visit"], frame["score"], frame["source_row"], strict=True)) == [
        ("1", "T0", 2.0, 2),
        ("1", "T6", 4.0, 2),
        ("2", "T6", 5.0, 3),
    ]
    assert frame["Q01"].isna().tolist() == [False, True, False]
    assert list(frame["sexe"].astype(str)) == ["F", "F", "M"]
    note = next(finding for finding in data.findings if finding.rule == "wide-unseen")
    assert (note.severity, note.rows) == ("warning", (4,))


def test_visit_may_come_first_in_the_names_of_a_wide_file(load):
    text = "id;T0-score;12:30-score\n1;2;4\n"
    data = load({"data.csv": text}, '  - {path: data.csv, group: treated, wide: "{visit}-{column}"}')
    assert list(data.frame["visit"].astype(str)) == ["T0", "T6"]


def test_several_files_one_for_each_visit_and_columns_of_their_own(load):
    files = {
        "a.csv": "id;score;note;autre\n1;2;calme;3\n",
        "b.csv": "id;score;jour;autre\n1;3,5;2014-01-31;x\n",
    }
    sources = "  - {path: a.csv, group: treated, visit: T0}\n  - {path: b.csv, group: treated, visit: T6}"
    frame = load(files, sources).frame
    assert frame["score"].tolist() == [2.0, 3.5]
    assert frame["note"].isna().tolist() == [False, True]
    assert frame["autre"].tolist() == ["3.0", "x"] or frame["autre"].tolist() == ["3", "x"]
    assert str(frame["jour"].dtype).startswith("datetime64")
    assert list(frame["source_file"]) == ["a.csv", "b.csv"]


def test_site_and_region_take_their_canonical_names(load):
    text = "id;visite;groupe;score;service;departement\n1;T0;1;2;03;59\n"
    frame = load({"data.csv": text}, more=", site: service, region: departement").frame
    assert list(frame.columns[:5]) == ["participant", "group", "site", "region", "visit"]
    assert (frame["site"][0], frame["region"][0]) == ("03", "59")


def test_booleans_dates_and_codes_of_keys(load):
    text = "id;visite;groupe;score;suivi;jour\n99;T0;1;99;oui;31/12/2013\n9;T6;2;98;0;2014-01-02\n"
    data = load({"data.csv": text})
    assert list(data.frame["participant"]) == ["99", "9"]
    assert data.frame["score"].isna().tolist() == [True, False]
    assert list(data.frame["suivi"].astype(str)) == ["true", "false"]
    assert list(data.frame["jour"].dt.year) == [2013, 2014]
    assert "days-first" in rules(data)


def test_empty_cells_after_the_last_column_are_no_columns(load):
    data = load({"data.csv": "id;visite;groupe;score;;\n1;T0;1;2;;\n2;T0;1;3;;;;\n"})
    assert errors(data) == []
    assert "column-unnamed" in rules(data)
    assert data.frame["score"].tolist() == [2.0, 3.0]


def test_a_separator_line_of_excel_is_not_a_row(load):
    data = load({"data.csv": "sep=|\r\nid|visite|groupe|score\r\n1;2|T0|1|2\r\n"})
    assert (list(data.frame["participant"]), list(data.frame["source_row"])) == (["1;2"], [2])


def test_a_number_with_the_other_decimal_mark_is_read_and_said(load):
    data = load({"data.csv": "id;visite;groupe;score\n1;T0;1;2,4\n2;T0;1;2.4\n3;T0;1;7,25\n"})
    assert data.frame["score"].tolist() == [2.4, 2.4, 7.25]
    finding = next(f for f in data.findings if f.rule == "decimal-mixed")
    assert (finding.severity, finding.rows) == ("warning", (3,))


def test_a_thousands_mark_is_not_a_decimal_mark(load):
    data = load({"data.csv": 'id,visite,groupe,score\n1,T0,1,2.4\n2,T0,1,"1,234"\n'})
    assert [(f.rule, f.rows) for f in errors(data)] == [("text-in-number", (3,))]


@settings(deadline=None)
@given(
    cells=st.lists(
        st.lists(st.text(st.characters(codec="cp1252", exclude_characters="\0"), max_size=8), min_size=3, max_size=3),
        min_size=1,
        max_size=5,
    ),
    separator=st.sampled_from([";", ",", "\t", "|"]),
)
def test_any_quoted_table_keeps_its_header_and_body(cells, separator):
    lines = [separator.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [["a", "b", "c"], *cells]]
    raw = "\n".join(lines).encode("utf-8")
    table = open_text(raw, "data.csv", 1)
    assert (table.header, table.separator, table.first_row) == (("a", "b", "c"), separator, 2)
    assert table.body == "\n".join(lines[1:])
