"""Any table of codebook types, written in any supported form, reads back equal."""

import csv
import datetime as dt
import io
import re
import unicodedata

import openpyxl
import pandas as pd
import pyreadstat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peereval.load.read import read_data
from peereval.study import read_study

STUDY = """\
peereval: 1
study: round trip
columns: {{participant: id, visit: visite, group: groupe}}
visits: {{T0: {{month: 0}}, T6: {{month: 6}}}}
groups: {{control: {{reference: true}}, treated: {{}}}}
sources: [{{path: data.{ending}}}]
codebook: codebook.yaml
missing_codes: ["", NSP]
outcomes: {{mesure: {{column: mesure}}}}
"""
BOOK = """\
fields:
  - {name: mesure, type: number}
  - {name: entier, type: integer}
  - {name: jour, type: date}
  - {name: suivi, type: boolean}
  - {name: niveau, levels: {non: {}, "007": {}, "12:30": {}, été: {}}}
  - {name: texte, type: string}
"""
COLUMNS = ["id", "visite", "groupe", "mesure", "entier", "jour", "suivi", "niveau", "texte"]
LEVELS = ["non", "007", "12:30", "été"]
CP1252 = "".join(bytes([place]).decode("cp1252", "ignore") for place in (*range(33, 127), *range(128, 256)))


def is_text(text):
    """Say whether a text is one that the reader keeps as it is: composed, no blanks at its ends, no missing code."""
    return text == " ".join(unicodedata.normalize("NFC", text).split()) and text not in ("", "NSP")


WORDS = st.text(st.sampled_from(CP1252.replace("\xad", "").replace("\xa0", "") + " "), min_size=1, max_size=12)
TEXTS = WORDS.filter(is_text)
ROWS = st.lists(
    st.tuples(
        TEXTS,
        st.sampled_from(["T0", "T6"]),
        st.sampled_from(["control", "treated"]),
        st.none() | st.floats(allow_nan=False, allow_infinity=False, width=64),
        st.none() | st.integers(-(10**9), 10**9),
        st.none() | st.dates(dt.date(1900, 3, 1), dt.date(2100, 1, 1)),
        st.none() | st.booleans(),
        st.none() | st.sampled_from(LEVELS),
        st.none() | TEXTS,
    ),
    min_size=1,
    max_size=8,
).filter(lambda rows: not are_counted([row[0] for row in rows]))
DIALECTS = st.tuples(
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    st.sampled_from(";,\t|"),
    st.sampled_from(",."),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
FAST = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def are_counted(codes):
    """Say whether every code of a person is a whole number with a decimal, as a program writes 1 and 2."""
    return all(re.fullmatch(r"(0|[1-9]\d*)[.,]0+", code.removeprefix("-").removeprefix("+")) for code in codes)


def with_number(row, change):
    """Return a row with its number changed, where it has one."""
    return (*row[:3], None if row[3] is None else change(row[3]), *row[4:])


def read_back(folder, ending):
    (folder / "codebook.yaml").write_text(BOOK, encoding="utf-8")
    (folder / "study.yaml").write_text(STUDY.format(ending=ending), encoding="utf-8")
    return read_data(read_study(folder / "study.yaml"))


def assert_equal(data, rows):
    assert [one for one in data.findings if one.severity == "error"] == []
    assert list(data.frame["source_row"]) == sorted(data.frame["source_row"])
    frame = data.frame.rename(columns={"participant": "id", "visit": "visite", "group": "groupe"})
    read = [[None if pd.isna(cell) else cell for cell in row] for row in frame[COLUMNS].to_numpy(dtype=object).tolist()]
    truth = {True: "true", False: "false", None: None}
    wanted = [[*row[:5], None if row[5] is None else pd.Timestamp(row[5]), truth[row[6]], *row[7:]] for row in rows]
    assert read == wanted


@FAST
@given(ROWS, DIALECTS)
def test_text(tmp_path, rows, dialect):
    encoding, separator, mark, newline, quoting = dialect
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=separator, lineterminator=newline, quoting=quoting)
    writer.writerow(COLUMNS)
    for row in rows:
        number = "" if row[3] is None else repr(row[3]).replace(".", mark)
        day = "" if row[5] is None else row[5].strftime("%d/%m/%Y")
        writer.writerow([*row[:3], number, row[4], day, {True: "oui", False: "non", None: ""}[row[6]], *row[7:]])
    raw = stream.getvalue().encode(encoding)
    (tmp_path / "data.csv").write_bytes(raw)
    if encoding == "cp1252" and reads_as_utf8(raw):
        return  # the bytes of these signs are letters in UTF-8 too: no program can tell
    assert_equal(read_back(tmp_path, "csv"), rows)


def reads_as_utf8(raw):
    try:
        return not raw.isascii() and bool(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return any(raw[place : place + 1] == b"\xc3" and 0x80 <= raw[place + 1] < 0xC0 for place in range(len(raw) - 1))


@FAST
@given(ROWS)
def test_a_workbook(tmp_path, rows):
    # A workbook keeps fifteen digits of a number.
    rows = [
        (*row[:3], None if row[3] is None else float(f"{max(min(row[3], 1e300), -1e300):.15g}"), *row[4:])
        for row in rows
    ]
    book = openpyxl.Workbook()
    book.active.append(COLUMNS)
    for place, row in enumerate(rows, start=2):
        for column, value in enumerate(row, start=1):
            cell = book.active.cell(place, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"  # an equals sign at its start makes no formula
    book.save(tmp_path / "data.xlsx")
    assert_equal(read_back(tmp_path, "xlsx"), rows)


def as_frame(rows):
    frame = pd.DataFrame(rows, columns=COLUMNS, dtype=object)
    frame[["mesure", "entier"]] = frame[["mesure", "entier"]].astype(float)
    frame["suivi"] = frame["suivi"].map({True: 1.0, False: 0.0}).astype(float)
    return frame


@FAST
@given(ROWS)
def test_parquet(tmp_path, rows):
    as_frame(rows).to_parquet(tmp_path / "data.parquet")
    assert_equal(read_back(tmp_path, "parquet"), rows)


@pytest.mark.parametrize("ending", ["sav", "zsav", "dta", "xpt"])
@FAST
@given(rows=ROWS)
def test_files_of_statistical_programs(tmp_path, ending, rows):
    # What these formats cannot hold: the largest numbers (their missing values), the earliest days of others.
    rows = [
        (*row[:3], None if row[3] is not None and not 1e-70 < abs(row[3]) < 1e70 else row[3], *row[4:]) for row in rows
    ]
    frame = as_frame(rows)
    for name in ("niveau", "texte"):
        frame[name] = frame[name].astype(object).where(frame[name].notna(), "")
    path = tmp_path / f"data.{ending}"
    if ending == "dta":
        pyreadstat.write_dta(frame, path)
    elif ending == "xpt":
        pyreadstat.write_xport(frame, path, file_format_version=8)
    else:
        pyreadstat.write_sav(frame, path, compress=ending == "zsav")
    data = read_back(tmp_path, ending)
    assert_equal(data, rows)
