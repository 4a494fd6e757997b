"""Each oddity of text files, as bytes, beside the frame that must come out or the rule that refuses it."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peereval.load.convert.numbers import read_number
from peereval.load.text.decimals import find_decimal
from peereval.load.text.encoding import decode_text
from peereval.load.text.text import TextReader, lines_of

HEAD = "id;visite;groupe;score\n"


def errors(data):
    return [(f.rule, f.rows) for f in data.findings if f.severity == "error"]


def rules(data):
    return [finding.rule for finding in data.findings]


def scores(data):
    assert errors(data) == []
    return data.frame["score"].tolist()


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["1 234,5", "2,5"], [1234.5, 2.5]),
        (["1\u00a0234,5", "12\u202f345\u202f678,25"], [1234.5, 12345678.25]),
        (["1.234,5", "2,5"], [1234.5, 2.5]),
        (["1,234.5", "2.5"], [1234.5, 2.5]),
        (["1,234,567", "2.5"], [1234567.0, 2.5]),
        (["1 234", "-5 678"], [1234.0, -5678.0]),
        (["1'234.5", "2.5"], [1234.5, 2.5]),
        (["1,5e3", "2,5"], [1500.0, 2.5]),
        (["0,123", "1,234"], [0.123, 1.234]),
        ([" 2,5 ", "+3"], [2.5, 3.0]),
    ],
)
def test_thousands_and_decimals_that_can_mean_one_thing_only(load, cells, values):
    rows = "".join(f"{i};T0;1;{cell}\n" for i, cell in enumerate(cells))
    assert scores(load({"data.csv": HEAD + rows})) == values


@pytest.mark.parametrize("cells", [["1,234", "2.5"], ["1.234", "2,5"], ["1,234.5", "1,234"], ["1 2345", "2,5"]])
def test_numbers_that_could_be_two_are_refused(load, cells):
    rows = "".join(f"{i};T0;1;{cell}\n" for i, cell in enumerate(cells))
    assert [rule for rule, _ in errors(load({"data.csv": HEAD + rows}))] == ["text-in-number"]


def test_thousands_marks_are_said_and_counted(load):
    data = load({"data.csv": f"{HEAD}1;T0;1;1 234,5\n2;T0;1;2 345,5\n"})
    finding = next(finding for finding in data.findings if finding.rule == "thousands-read")
    assert (finding.severity, finding.count) == ("note", 2)


def test_three_digits_after_every_mark_are_said_with_the_key_that_settles_them(load):
    data = load({"data.csv": f"{HEAD}1;T0;1;1,234\n2;T0;1;2,345\n"})
    finding = next(finding for finding in data.findings if finding.rule == "decimal-unsure")
    assert (finding.severity, finding.fix) == ("warning", 'decimal: ","')
    assert scores(data) == [1.234, 2.345]
    said = load({"data.csv": f"{HEAD}1;T0;1;1,234\n2;T0;1;2,345\n"}, '  - {path: data.csv, decimal: "."}')
    assert scores(said) == [1234.0, 2345.0]
    assert "decimal-unsure" not in rules(said)


def test_a_decimal_mark_that_is_said_is_the_only_one(load):
    rows = HEAD + "1;T0;1;1.234\n2;T0;1;2,5\n3;T0;1;2.4\n"
    data = load({"data.csv": rows}, '  - {path: data.csv, decimal: ","}')
    assert errors(data) == [("text-in-number", (4,))]
    assert data.frame["score"].tolist()[:2] == [1234.0, 2.5]
    assert data.files[0].decimal == ","


def test_decimals_that_begin_after_the_sample_are_found(load):
    rows = "".join(f"{i};T{6 * (i % 2)};1;{i % 7}\n" for i in range(40_000))
    data = load({"data.csv": f"{HEAD}{rows}x;T0;1;2,5\n"})
    assert scores(data)[-1] == 2.5
    assert data.files[0].decimal == ","


def test_a_column_that_is_text_in_its_last_rows_is_read_again_as_a_whole(load):
    rows = "".join(f"{i};T{6 * (i % 2)};1;{i % 7};{i % 9:02d}\n" for i in range(60_000))
    data = load({"data.csv": f"id;visite;groupe;score;libre\n{rows}x;T0;1;NSP;abc\n"})
    assert errors(data) == []
    assert data.frame["libre"].tolist()[:3] == ["00", "01", "02"]
    assert data.frame["score"].isna().sum() == 1


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "cp1252"])
def test_marks_of_unicode_are_read_and_said(load, encoding):
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    raw = mark + (HEAD + "1;T0;témoin;2,5\r\n").encode(encoding)
    data = load({"data.csv": raw})
    assert scores(data) == [2.5]
    assert data.frame["group"].astype(str).tolist() == ["control"]
    assert data.files[0].encoding == ("utf-16" if "16" in encoding else encoding)


def test_an_encoding_that_is_said_is_obeyed(load):
    raw = (HEAD + "é;T0;1;2\n").encode("utf-16-le")
    data = load({"data.csv": raw}, "  - {path: data.csv, encoding: utf-16}")
    assert data.frame["participant"].tolist() == ["é"]
    both = (HEAD + "Ã©;T0;1;2\n").encode("cp1252")  # the same bytes as é in UTF-8
    data = load({"data.csv": both}, "  - {path: data.csv, encoding: cp1252}")
    assert data.frame["participant"].tolist() == ["Ã©"]
    assert "encoding-doubtful" in rules(data)


@pytest.mark.parametrize(
    ("raw", "said", "expected"),
    [
        ((HEAD + "é;T0;1;2\n").encode("cp1252"), "utf-8", ("encoding-unfit", (2,))),
        ((HEAD + "é;T0;1;2\n").encode() + b"\x81", "cp1252", ("encoding-unfit", (3,))),
        ((HEAD + "é;T0;1;2\n").encode("utf-16"), "cp1252", ("encoding-contradicted", ())),
        ((HEAD + "é;T0;1;2\n").encode("utf-8-sig"), "cp1252", ("encoding-contradicted", ())),
        ((HEAD + "é;T0;1;2\n").encode("utf-16-le")[:-1], "utf-16", ("encoding-unfit", (2,))),
        ((HEAD + "é;T0;1;2\n").encode("utf-32"), None, ("file-binary", (1,))),
    ],
)
def test_an_encoding_that_does_not_fit_is_refused(load, raw, said, expected):
    more = f", encoding: {said}" if said else ""
    assert errors(load({"data.csv": raw}, f"  - {{path: data.csv{more}}}")) == [expected]


def test_line_breaks_of_three_kinds_in_one_file(load):
    data = load({"data.csv": "id;visite;groupe;score\r\n1;T0;1;2\n2;T0;1;3\r3;T0;1;4\r\n\r\n4;T0;1;5"})
    assert scores(data) == [2.0, 3.0, 4.0, 5.0]
    assert data.frame["source_row"].tolist() == [2, 3, 4, 6]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_breaks_inside_cells_do_not_shift_the_rows(load, newline):
    text = 'id;visite;groupe;score;"note;\nlibre"\n1;T0;1;2;"a\n\nb"\n2;T0;1;x;c\n'.replace("\n", newline)
    data = load({"data.csv": text})
    assert errors(data) == [("text-in-number", (3,))]
    assert data.frame["source_row"].tolist() == [2, 3]


def test_a_separator_at_the_end_of_every_line(load):
    data = load({"data.csv": "id;visite;groupe;score;\n1;T0;1;2,5;\n2;T6;2;3;\n"})
    assert scores(data) == [2.5, 3.0]
    assert list(data.frame.columns) == ["participant", "group", "visit", "score", "source_file", "source_row"]


def test_labels_are_the_same_text_whatever_wrote_them(load):
    """A program that knows no empty integers writes 1.0; Excel in French shows 1,0; both mean the label 1."""
    files = {
        "a.csv": "id;visite;groupe;sexe;score\n1.0;T0;2.0;1.0;1.0\n3.0;T0;1.0;;2.5\n",
        "b.csv": "id;visite;groupe;sexe;score\n1;T6;2;homme;1\n3;T6;1;femme;2\n",
        "c.csv": 'id,visite,groupe,sexe,score\n"4,0",T0,"1,0","1,0","1,0"\n',
    }
    data = load(files, "  - {path: a.csv}\n  - {path: b.csv}\n  - {path: c.csv}")
    assert errors(data) == []
    assert data.frame["participant"].tolist() == ["1", "3", "1", "3", "4"]
    assert data.frame["sexe"].astype(object).tolist()[0::2] == ["M", "M", "M"]
    assert "labels-whole" in rules(data)


def test_labels_with_other_decimals_stay_the_text_that_they_are(load):
    data = load({"data.csv": "id;visite;groupe;code\n1.0;T0;1;1.0\n1.5;T0;1;1.5\n"})
    assert data.frame["participant"].tolist() == ["1.0", "1.5"]
    assert data.frame["code"].tolist() == ["1.0", "1.5"]


def test_files_with_numbers_and_with_text_in_a_column_agree(load):
    files = {"a.csv": "id;score;autre\n1;2;3\n2;2;\n", "b.csv": "id;score;autre\n3;2;3\n4;2;x\n"}
    sources = "  - {path: a.csv, group: treated, visit: T0}\n  - {path: b.csv, group: treated, visit: T0}"
    frame = load(files, sources).frame
    assert frame["autre"].tolist()[0] == frame["autre"].tolist()[2] == "3"
    assert frame["autre"].isna().tolist() == [False, True, False, False]


def test_undescribed_codes_are_not_made_numbers(load):
    long = "12345678901234567890"
    data = load({"data.csv": f"id;visite;groupe;poste;long\n1;T0;1;59 000;{long}\n2;T0;1;62 000;{long}\n"})
    assert data.frame["poste"].tolist() == ["59 000", "62 000"]
    assert data.frame["long"].tolist() == [long, long]


def test_undescribed_numbers_that_begin_with_zeros_stay_text(load):
    rows = "1;T0;1;01000;0;5\n2;T0;1;59000;07;5\n3;T0;1;;1;0\n"
    frame = load({"data.csv": f"id;visite;groupe;poste;mois;score\n{rows}"}).frame
    assert frame["poste"].tolist()[:2] == ["01000", "59000"]
    assert frame["mois"].tolist() == ["0", "07", "1"]
    assert frame["score"].tolist() == [5.0, 5.0, 0.0]
    other = load({"data.csv": "id;visite;groupe;nombre;score\n1;T0;1;10;00\n2;T0;1;0;01\n"}).frame
    assert other["nombre"].tolist() == [10.0, 0.0]
    assert other["score"].tolist() == [0.0, 1.0]


def test_times_of_day_beside_dates(load):
    data = load({"data.csv": "id;visite;groupe;jour\n1;T0;1;31/12/2013 14:30\n2;T0;1;2014-01-02T08:00:00\n"})
    assert errors(data) == []
    assert data.frame["jour"].dt.strftime("%d %H:%M").tolist() == ["31 14:30", "02 08:00"]


@given(st.text(st.sampled_from("0123456789.,' -+e"), max_size=12), st.sampled_from(["", ",", "."]), st.booleans())
def test_a_text_of_digits_is_never_two_numbers(text, decimal, said):
    """Whatever is read, the digits are those of the text, and a said mark is the only decimal mark."""
    text = " ".join(text.split())
    number = read_number(text, decimal, said=said and bool(decimal)).value
    if number == float("inf") or "e" in text:
        return
    digits = "".join(filter(str.isdigit, text)).lstrip("0").rstrip("0")
    assert f"{Decimal(repr(abs(number))):f}".replace(".", "").strip("0") == digits
    if said and decimal and decimal not in text:
        assert number == int(number)


@given(st.floats(1000, 1e9, allow_nan=False).map(lambda x: round(x, 2)), st.sampled_from("\u202f\u00a0 ."))
def test_french_numbers_are_read_as_written(number, group):
    from peereval.load.header.headers import clean_name

    text = f"{number:,.2f}".replace(",", "X").replace(".", ",").replace("X", group)
    assert read_number(clean_name(text), ",").value == number
    assert find_decimal(f"1;{text}\n", ";") == (",", True)


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff"), max_size=60))
def test_any_text_is_decoded_from_its_bytes(text):
    for encoding in ("utf-8-sig", "utf-16"):
        assert decode_text(text.encode(encoding), "data.csv")[0] == text


@given(st.text(st.sampled_from("ab\r\n"), max_size=40), st.integers(1, 7))
def test_lines_and_pieces_lose_nothing(text, size):
    lines = list(lines_of(text))
    assert "".join(lines) == text
    assert all(line.rstrip("\r\n").count("\n") == 0 for line in lines)
    reader = TextReader(text)
    assert "".join(iter(lambda: reader.read(size), "")) == text
