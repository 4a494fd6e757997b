"""Copies with codes in the place of identities: what changes, what stays, where secrets may lie."""

import csv
import hashlib
import hmac
import io
import os
import stat

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import peereval as pe
from peereval.errors import DataError
from peereval.privacy.birth_reduction import reduce_births
from peereval.privacy.codes import SIGNS, collision_probability, keyed_codes
from peereval.privacy.key_file import write_owner_only

KEY = bytes(range(32))
IDENTITIES = ("Zyxwv", "Qwfpg", "8001234", "8005678", "12/03/1965", "29/02/1960")


def rows_of(path):
    text = path.read_bytes().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def cells_of(path):
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(path).active.iter_rows()]


def test_a_code_is_the_beginning_of_the_keyed_hash():
    code = keyed_codes(["8001234"], KEY)["8001234"]
    bits = f"{int(hmac.new(KEY, b'8001234', hashlib.sha256).hexdigest(), 16):0256b}"
    assert code == "P" + "".join(SIGNS[int(bits[5 * i : 5 * i + 5], 2)] for i in range(12))


def test_the_function_changes_one_column_and_not_its_argument():
    frame = pd.DataFrame({"id": ["Zoé", " Zoé ", "Zoe\u0301", 7.0, "7", None, ""], "x": range(7)})
    coded = pe.pseudonymise(frame, "id", key=KEY)
    assert frame["id"][0] == "Zoé"
    assert coded["id"].nunique() == 2  # the same person, however composed or spaced; 7.0 is shown as 7
    assert coded["id"].isna().tolist() == [False] * 5 + [True] * 2
    assert coded["x"].tolist() == list(range(7))
    assert pe.pseudonymise(frame, "id", key=bytes(32))["id"][0] != coded["id"][0]


@given(st.lists(st.text(min_size=1), min_size=1, max_size=30), st.permutations(range(30)))
def test_codes_depend_on_the_person_and_nothing_else(codes, order):
    frame = pd.DataFrame({"id": pd.Series(codes, dtype=object)})
    coded = pe.pseudonymise(frame, "id", key=KEY)["id"]
    shuffled = frame.iloc[[i for i in order if i < len(frame)]]
    again = pe.pseudonymise(shuffled, "id", key=KEY)["id"]
    pd.testing.assert_series_equal(again.sort_index(), coded)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"key": b"short"}, "at least 16"),
        ({"key": KEY, "length": 3}, "6 to 40"),
        ({"key": "/nowhere/key"}, "cannot be read"),
    ],
)
def test_a_bad_key_is_refused(options, said):
    with pytest.raises(DataError, match=said):
        pe.pseudonymise(pd.DataFrame({"id": ["a"]}), "id", **options)


def test_the_chance_of_a_collision_is_that_of_birthdays(monkeypatch):
    exact = 1.0
    for taken in range(2000):
        exact *= 1 - taken / 32**4
    # The exponential differs from the product by less than n^3 / (3 N^2) = 3e-3 here.
    assert collision_probability(2000, 4) == pytest.approx(1 - exact, abs=3e-3)
    monkeypatch.setattr("peereval.privacy.codes._SHORTEST", 1)
    with pytest.raises(DataError, match="two people"):
        keyed_codes([str(number) for number in range(200)], KEY, 1)


def test_files_get_the_same_codes_and_nothing_else_changes(data, command, tmp_path):
    before = {path.name: path.read_bytes() for path in data.iterdir()}
    options = ("--column", "IPP", "--out", tmp_path / "out", "--key", tmp_path / "safe" / "key")
    code, out, err = command("pseudonymise", data / "a.csv", *options, "--drop", "Nom", "--drop", "Prénom")
    assert (code, err) == (0, "")
    assert "GDPR" in out
    assert "Still identifying: Date de naissance" in out
    assert command("pseudonymise", data / "b.xlsx", *options, "--sheet", "Feuil1", "--header-row", "3")[0] == 0
    assert {path.name: path.read_bytes() for path in data.iterdir()} == before
    rows = rows_of(tmp_path / "out" / "a.csv")
    first, second = rows[1][0], rows[3][0]
    assert rows == [
        ["IPP", "Date de naissance", "Visite", "Date", "Score", "Libre"],
        [first, "12/03/1965", "T0", "01/02/2015", "-2,50", "'=1+1"],
        [first, "12/03/1965", "T6", "12/03/2015", "99", "a;b\r\nc"],
        [second, "29/02/1960", "T0", "28/02/2015", "007", "- non"],
        [""] * 6,
    ]
    cells = cells_of(tmp_path / "out" / "b.xlsx")
    assert cells[0][0] == "Titre"
    assert cells[2:] == [["IPP", "visite", "score"], [first, "T0", 1.25], [second, "T0", "=cmd"]]
    assert openpyxl.load_workbook(tmp_path / "out" / "b.xlsx").active["C5"].data_type == "s"
    assert openpyxl.load_workbook(tmp_path / "out" / "b.xlsx").sheetnames == ["Feuil1"]
    assert not any(value in out for value in IDENTITIES)


def test_nothing_is_overwritten(data, command, tmp_path):
    options = ("--column", "IPP", "--key", tmp_path / "safe" / "key", "--out")
    for out in (data, tmp_path / "out", tmp_path / "out"):
        code, _, err = command("pseudonymise", data / "a.csv", *options, out)
    assert code == 1
    assert "is not overwritten" in err
    assert "is not overwritten" in command("pseudonymise", data / "a.csv", *options, data)[2]
    (tmp_path / "data2").mkdir()
    (tmp_path / "data2" / "a.csv").write_bytes(b"IPP;x\r\n1;2\r\n")
    both = (data / "a.csv", tmp_path / "data2" / "a.csv")
    assert "Two files" in command("pseudonymise", *both, *options, tmp_path / "new")[2]
    assert not (tmp_path / "new").exists()


def test_the_key_is_made_for_its_owner_only_and_refused_when_others_can_read_it(data, command, tmp_path):
    key = tmp_path / "safe" / "key"
    run = ("pseudonymise", data / "a.csv", "--column", "IPP", "--key", key, "--out")
    before = os.umask(0)
    try:
        command(*run, tmp_path / "one")
    finally:
        os.umask(before)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(key.read_bytes()) == 32
    for mode in (0o640, 0o604, 0o620):
        key.chmod(mode)
        code, _, err = command(*run, tmp_path / "two")
        assert code == 1
        assert "chmod 600" in err
    key.chmod(0o600)
    assert command(*run, tmp_path / "two")[0] == 0
    assert (tmp_path / "one" / "a.csv").read_bytes() == (tmp_path / "two" / "a.csv").read_bytes()
    with pytest.raises(DataError, match="cannot be written"):
        write_owner_only(key, b"")


@pytest.mark.parametrize("secret", [("--key",), ("--random", "--table")])
@pytest.mark.parametrize("place", ["data/x", "out/x", "data/../data/x", "study/x", "study/sub/x", "link/x", "no/x"])
def test_secrets_are_kept_from_the_data(secret, place, data, command, tmp_path):
    (tmp_path / "study" / "sub").mkdir(parents=True)
    (tmp_path / "study" / "study.yaml").write_text("peereval: 1\n")
    (tmp_path / "link").symlink_to(data)
    options = ("--column", "IPP", "--out", tmp_path / "out", *secret, tmp_path / place)
    code, _, err = command("pseudonymise", data / "a.csv", *options)
    assert code == 1
    assert "in another folder" in err or "no folder" in err
    assert not (tmp_path / "out").exists()
    assert {path.name for path in data.iterdir()} == {"a.csv", "b.xlsx"}


def test_random_codes_are_kept_in_a_table_of_their_own(data, command, tmp_path):
    table = tmp_path / "safe" / "table.csv"
    run = ("pseudonymise", data / "a.csv", "--column", "IPP", "--random", "--table", table, "--out")
    assert command(*run, tmp_path / "one")[0] == 0
    assert stat.S_IMODE(table.stat().st_mode) == 0o600
    held = rows_of(table)
    (data / "c.csv").write_bytes(b"IPP;x\r\n8005678;1\r\n9;2\r\n")
    assert command(*run[:1], data / "c.csv", *run[2:], tmp_path / "two")[0] == 0
    assert rows_of(table)[:3] == held
    assert rows_of(tmp_path / "two" / "c.csv")[1][0] == dict(held[1:])["8005678"]
    assert [path.name for path in table.parent.iterdir()] == ["table.csv"]
    table.chmod(0o644)
    assert "chmod 600" in command(*run, tmp_path / "three")[2]
    table.chmod(0o600)
    table.write_text("Zyxwv\n")
    err = command(*run, tmp_path / "three")[2]
    assert "is no table of codes" in err
    assert "Zyxwv" not in err


@pytest.mark.parametrize(("language", "names"), [("en", ("age", "birth_month")), ("fr", ("age", "mois_naissance"))])
def test_birth_dates_are_reduced(language, names, data, command, tmp_path):
    options = ("--column", "IPP", "--key", tmp_path / "safe" / "key", "--language", language)
    births = ("--birth-date", "Date de naissance")
    for to, at, name, expected in (
        ("age", ("--at", "Date"), names[0], ["49", "50", "54"]),
        ("month", (), names[1], ["1965-03", "1965-03", "1960-02"]),
    ):
        code, out, _ = command(
            "pseudonymise", data / "a.csv", *options, "--out", tmp_path / to, *births, "--as", to, *at
        )
        assert code == 0
        rows = rows_of(tmp_path / to / "a.csv")
        assert rows[0][3] == name
        assert [row[3] for row in rows[1:]] == [*expected, ""]
        assert f"{name} (" not in out  # what is left of it identifies nobody
    assert "--at" in command("pseudonymise", data / "a.csv", *options, "--out", tmp_path / "x", *births)[2]


def test_births_that_are_no_day_are_emptied_and_counted():
    births = pd.Series(["12/03/1965", "mars 1965", "1800-01-01", "2016-01-01", None], index=range(2, 7), dtype=object)
    visits = pd.Series(["2015-03-11"] * 5, index=births.index, dtype=object)
    ages, emptied = reduce_births(births, "age", visits)
    assert ages.tolist() == [49, None, None, None, None]
    assert emptied == (3, 4, 5)


@pytest.mark.parametrize(
    ("content", "options", "said"),
    [
        (b"IPP;x\r\n1;2;3\r\n", (), "more cells than the header"),
        (b"x;y\r\n1;2\r\n", (), "no column 'IPP' in row 1"),
        (b"IPP;IPP\r\n1;2\r\n", (), "2 columns 'IPP'"),
        (b"IPP;x\r\n", (), "no data"),
        (b"IPP\r\n\x00\r\n", (), "zero bytes"),
        (b"IPP;age;d\r\n1;2;03/03/1960\r\n", ("--birth-date", "d", "--as", "age", "--at", "d"), "already"),
        (b"IPP;x\r\n1;2\r\n", ("--header-row", "99"), "1 to 10"),
        (b"IPP;x\r\n1;2\r\n", ("--drop", "z"), "no column 'z'"),
        (b"IPP;x\r\n1;2\r\n", ("--length", "2"), "6 to 40"),
        (b"IPP;x\r\n1;2\r\n", ("--random",), "Give --key"),
    ],
)
def test_what_cannot_be_copied_is_refused_before_anything_is_written(content, options, said, data, command):
    tmp_path = data.parent
    (data / "c.csv").write_bytes(content)
    key = tmp_path / "safe" / "key"
    run = ("pseudonymise", data / "c.csv", "--column", "IPP", "--out", tmp_path / "out", "--key", key)
    code, out, err = command(*run, *options)
    assert (code, out) == (1, "")
    assert said in err
    assert not (tmp_path / "out").exists()
    assert not key.exists()


def test_people_written_alike_are_said(data, command, tmp_path):
    (data / "c.csv").write_bytes(b"IPP;x\r\nab1;2\r\nAB1;3\r\n")
    options = ("--column", "IPP", "--out", tmp_path / "out", "--key", tmp_path / "safe" / "key")
    assert "1 codes differ" in command("pseudonymise", data / "c.csv", *options)[1]
