"""The instruments on a terminal, in both languages."""

import re

import pytest
from typer.testing import CliRunner

from peereval.cli import app
from peereval.errors import ScoringError
from peereval.score.keyfile import instrument_names, read_instrument


def run(*arguments):
    return CliRunner().invoke(app, ["instruments", *arguments])


def test_the_list_says_what_each_measures_and_whether_it_was_verified():
    lines = run("list").output.splitlines()
    listed = {line.split()[0]: re.split(r"\s{2,}", line) for line in lines[1 : 1 + len(instrument_names())]}
    assert tuple(listed) == instrument_names()
    assert listed["ismi29"] == ["ismi29", "stigma", "29", "7", "lower", "no"]
    assert listed["sqol18"][-1] == "to complete"
    french = run("list", "--language", "fr").output
    assert re.search(r"whodas12\s+fonctionnement\s+12\s+1\s+plus bas\s+oui", french)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", instrument_names())
def test_every_key_can_be_shown(name, language):
    shown = run("show", name, "--language", language)
    assert shown.exit_code == 0
    key = read_instrument(name)
    assert key.source in shown.output
    for score in key.scores:
        assert score in shown.output


def test_a_key_shows_its_rules():
    shown = run("show", "ismi29").output
    assert re.search(r"alienation\s+mean\s+3/6\s+1, 5, 8, 16, 17, 21", shown)
    assert re.search(r"Reversed items\s+7, 14, 24, 26, 27", shown)
    assert "Not verified" in shown
    assert "minimal, mild, moderate, severe – bounds 2; 2.5; 3;" in shown
    assert re.search(r"At most unanswered\s+20%", run("show", "whoqol_bref").output)
    assert re.search(r"social \*\s+mean, 0–100\s+2/3\s+20–22", run("show", "whoqol_bref_spss").output)


def test_a_key_of_ones_own_can_be_shown(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("name: mine\nextends: whodas12\nscores: {total: {rule: sum, minimum_answered: 11}}\n")
    shown = run("show", str(path)).output
    assert re.search(r"total \*\s+prorated sum\s+11/12\s+1–12", shown)


def test_an_ambiguous_name_is_refused():
    assert isinstance(run("show", "rosenberg").exception, ScoringError)
