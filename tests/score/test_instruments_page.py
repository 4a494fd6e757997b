"""The examples of docs/instruments.md, run as they stand there."""

import doctest
import re
from pathlib import Path

import pytest

from peereval.score.keyfile import read_instrument

PAGE = Path(__file__).parents[2] / "docs" / "instruments.md"
KEY_FILE = re.compile(r"`(\w+\.yaml)`:\n\n```yaml\n(.*?)```", re.DOTALL)
PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def page():
    return PAGE.read_text(encoding="utf-8")


@pytest.fixture
def folder(page, tmp_path, monkeypatch):
    for name, text in KEY_FILE.findall(page):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_key_of_the_page_can_be_used(folder):
    names = sorted(path.name for path in folder.glob("*.yaml"))
    assert names == ["disability.yaml", "disability_1_5.yaml", "eq5d_other.yaml", "hope.yaml", "my_sqol18.yaml"]
    for name in names:
        assert read_instrument(name).chosen()


def test_every_example_of_the_page_gives_what_it_says(page, folder):
    examples = "\n".join(PYTHON.findall(page))
    test = doctest.DocTestParser().get_doctest(examples, {}, "instruments.md", str(PAGE), 0)
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    said = []
    result = runner.run(test, out=said.append)
    assert result.attempted >= 8
    assert not result.failed, "".join(said)


def test_every_key_word_of_a_key_is_on_the_page(page):
    from peereval.score.bands import BandSet
    from peereval.score.instruments import Instrument
    from peereval.score.score_rule import ScoreRule
    from peereval.score.value_set import ValueSet

    words = {*Instrument.model_fields, *ScoreRule.model_fields, *BandSet.model_fields, *ValueSet.model_fields}
    unsaid = {word for word in words - {"based_on", "template"} if not re.search(rf"\b{word}\b", page)}
    assert unsaid == set()
