"""The support bundle: what it says of a study, and that no word and no value of it stands there."""

import json
import platform
import zipfile
from getpass import getuser

import pytest

import peereval as pe
from peereval.privacy.bundle import describe_fault, describe_machine
from peereval.privacy.placeholders import Placeholders
from small_study import CODEBOOK, HEADER, STUDY, rows, write_small_study

OWN = ("Témoins", "Treated", "témoin", "P001", "S3", "Small", "data.csv", "codebook.yaml", "Kanari", "service", "score")


@pytest.fixture
def study(tmp_path):
    data = [[*row, "Kanari" if i == 3 else "x"] for i, row in enumerate(rows())]
    book = CODEBOOK + "  - {name: mood, levels: {x: {labels: {fr: Kanari, en: Kanari}}}}\n"
    text = STUDY + "flow: {control: {T0: {eligible: 4711}}}\n"
    return write_small_study(tmp_path / "study", study=text, data=data, codebook=book, header=[*HEADER, "mood"])


def read(path):
    with zipfile.ZipFile(path) as bundle:
        return {name: bundle.read(name).decode("utf-8") for name in bundle.namelist()}


def test_the_bundle_says_verdicts_and_shapes_and_no_word_of_the_study(study, command, tmp_path):
    code, out, err = command("support-bundle", study, "--out", tmp_path / "b.zip")
    assert (code, err) == (0, "")
    assert "3 files" in out
    assert "read it before you send it" in out
    parts = read(tmp_path / "b.zip")
    assert list(parts) == ["READ_ME.txt", "machine.json", "study.json"]
    text = " ".join(parts.values())
    assert [word for word in (*OWN, "4711", str(tmp_path), getuser(), platform.node()) if f'"{word}"' in text] == []
    assert "Kanari" not in text + out
    said = json.loads(parts["study.json"])
    assert said["table"]["rows"] == len(rows())
    assert said["files"] == [
        {"file": "file1", "kind": ".csv", "encoding": "cp1252", "separator": ";", "decimal": ",",
         "rows": len(rows()), "columns": 7}
    ]  # fmt: skip
    assert {"severity": "error", "rule": "level-unlisted", "file": "file1", "count": 1} in said["findings"]
    assert said["usable"] is False
    assert said["study"]["groups"]["group1"]["reference"] is True
    assert said["study"]["visits"]["visit2"] == {"month": 6.0}
    assert said["study"]["sources"] == [{"path": "file1"}]


def test_column_names_are_kept_when_asked_and_nothing_else(study, command, tmp_path):
    command("support-bundle", study, "--out", tmp_path / "b.zip", "--with-column-names")
    said = json.loads(read(tmp_path / "b.zip")["study.json"])
    assert said["study"]["columns"] == {"participant": "id", "visit": "visit", "group": "group", "site": "service"}
    assert ["score", "float64"] in said["table"]["columns"]
    assert "Kanari" not in json.dumps(said)
    assert list(said["study"]["groups"]) == ["group1", "group2"]


def test_nothing_is_overwritten(study, command, tmp_path):
    (tmp_path / "b.zip").write_bytes(b"mine")
    code, _, err = command("support-bundle", study, "--out", tmp_path / "b.zip")
    assert code == 1
    assert "not overwritten" in err
    assert (tmp_path / "b.zip").read_bytes() == b"mine"


def test_a_study_file_at_fault_is_told_by_its_lines(tmp_path, command):
    study = write_small_study(tmp_path / "study", study=STUDY.replace("seed:", "Kanari:"))
    assert command("support-bundle", study, "--out", tmp_path / "b.zip")[0] == 0
    parts = read(tmp_path / "b.zip")
    assert json.loads(parts["study.json"]) == {"unread": [4]}


def test_an_unforeseen_fault_is_told_by_its_place(study, command, tmp_path, monkeypatch):
    def broken(*_arguments):
        raise ValueError("Kanari")

    monkeypatch.setattr("peereval.load.read.read_source", broken)
    command("support-bundle", study, "--out", tmp_path / "b.zip")
    text = read(tmp_path / "b.zip")["study.json"]
    fault = json.loads(text)["fault"]
    assert fault["type"] == "ValueError"
    assert any(place.startswith("peereval.load.read, line ") for place in fault["places"])
    assert "Kanari" not in text


def test_one_word_has_one_placeholder_and_words_of_the_format_have_none():
    words = Placeholders({"id"})
    assert words.structure({"columns": {"participant": "id", "site": "Kanari"}}) == {
        "columns": {"participant": "id", "site": "column1"}
    }
    assert words.structure({"sources": [{"rename": {"Kanari": "id"}, "group": "a"}], "groups": {"a": {}}}) == {
        "sources": [{"rename": {"column1": "id"}, "group": "group1"}],
        "groups": {"group1": {}},
    }
    assert words.word("text", "ismi29") == "ismi29"
    assert words.structure({"model": {"df_method": "kenward-roger", "Kanari": 1}}) == {
        "model": {"df_method": "kenward-roger", "text1": 1}
    }


def test_the_machine_is_described_without_its_name():
    said = json.dumps(describe_machine())
    assert pe.__version__ in said
    assert f'"{platform.node()}"' not in said
    assert describe_fault(ValueError("Kanari")) == {"type": "ValueError", "places": []}
