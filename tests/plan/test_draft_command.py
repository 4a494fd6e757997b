"""The command `init --from`: both ways of naming several files, and what it refuses."""

import sys

import pytest

from drafted import long_table, write_csv
from peereval.__main__ import main


def run(capsys, monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["peereval", *map(str, arguments)])
    with pytest.raises(SystemExit) as end:
        main()
    out, err = capsys.readouterr()
    return end.value.code or 0, out, err


@pytest.fixture
def files(tmp_path):
    table = long_table()
    return [write_csv(tmp_path / f"{group}.csv", rows) for group, rows in table.groupby("group")]


@pytest.mark.parametrize(
    "form",
    [
        lambda folder, one, two: (folder, "--from", one, two),
        lambda folder, one, two: (folder, "--from", one, "--from", two),
        lambda folder, one, two: (folder, "--from", one, two, "--language", "en"),
        lambda folder, one, two: ("--language", "en", folder, "--from", one, two),
    ],
)
def test_several_files_may_follow_the_option_or_repeat_it(form, files, capsys, monkeypatch, tmp_path):
    code, out, err = run(capsys, monkeypatch, "init", *form(tmp_path / "etude", *files))
    assert (code, err) == (0, "")
    assert f"Draft written: {tmp_path / 'etude' / 'study.yaml'}" in out
    text = (tmp_path / "etude" / "study.yaml").read_text(encoding="utf-8")
    assert [line.split()[2] for line in text.splitlines() if "- path:" in line] == [
        '"../control.csv"', '"../treated.csv"']  # fmt: skip


def test_files_without_the_option_are_refused(files, capsys, monkeypatch, tmp_path):
    code, _, err = run(capsys, monkeypatch, "init", tmp_path / "etude", *files)
    assert code == 1
    assert "write --from before them" in err
    assert not (tmp_path / "etude").exists()


def test_check_of_a_file_that_is_no_yaml_says_only_that(capsys, monkeypatch, tmp_path):
    (tmp_path / "study.yaml").write_text("a: [", encoding="utf-8")
    code, out, err = run(capsys, monkeypatch, "check", tmp_path / "study.yaml")
    assert code == 1
    assert "not valid YAML" in err
    assert "unverified" not in out + err
