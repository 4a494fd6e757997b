"""The command `recalculate`: what it prints and writes, and how it ends."""

import pytest
from typer.testing import CliRunner

from peereval.cli import app
from peereval.errors import PeerevalError

ROW = "  - {{label: a, kind: two_means, mean: [50.06, 52.32], sd: [9.08, 7.14], n: [34, 30], t: {t}}}\n"


def run(*arguments):
    return CliRunner().invoke(app, ["recalculate", *map(str, arguments)])


@pytest.fixture
def printed(tmp_path):
    def write(t):
        path = tmp_path / "table.yaml"
        path.write_text(f"peereval_printed: 1\ntitle: T\nsource: S\nchecks:\n{ROW.format(t=t)}", encoding="utf-8")
        return path

    return write


def test_a_table_is_recalculated_beside_its_file(printed):
    file = printed(1.48)
    done = run(file)
    assert done.exit_code == 0, done.output  # an inconsistent figure is a result
    assert "Inconsistent" in done.output
    folder = file.parent / "recalculation"
    assert (folder / "recalculation.html").is_file()
    assert (folder / "printed" / "table.yaml").read_bytes() == file.read_bytes()


@pytest.mark.parametrize(("t", "code"), [(1.48, 1), (1.10, 0)])
def test_strict_ends_with_1_where_a_figure_is_inconsistent(printed, t, code):
    assert run(printed(t), "--strict", "--out", printed(t).parent / "out").exit_code == code


def test_the_example_needs_no_file_and_speaks_french(tmp_path):
    done = run("--example", "--out", tmp_path / "out", "--language", "fr")
    assert done.exit_code == 0, done.output
    assert "PROMIS-anger" in done.output
    assert "Discordant" in done.output


@pytest.mark.parametrize("arguments", [[], ["table.yaml", "--example"]])
def test_a_file_or_the_example_is_asked_for(arguments):
    done = run(*arguments)
    assert isinstance(done.exception, PeerevalError)
    assert "--example" in str(done.exception)
