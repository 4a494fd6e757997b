"""report.docx of an external report: what is hidden stands nowhere in the package."""

import csv

import pytest

from peereval.report.write import write_report
from peereval.terms import term

from .docx_reader import WordReader, words_of


@pytest.fixture(scope="module", params=["en", "fr"])
def external(request, example_disclosed, tmp_path_factory):
    analysis = example_disclosed(request.param)
    folder = write_report(analysis, tmp_path_factory.mktemp("external") / "results").parent
    with (folder / "results.csv").open(encoding="utf-8", newline="") as lines:
        rows = {row["key"]: row for row in csv.DictReader(lines)}
    return analysis, rows, WordReader((folder / "report.docx").read_bytes())


def test_hidden_figures_are_signs_in_bookmarks_too(external):
    analysis, rows, word = external
    language = analysis.study.language
    signs = {term("disclosure.sign", language), term("disclosure.word", language)}
    hidden = {key for key, row in rows.items() if row["note"] == "hidden"}
    said = {name: text for name, text in word.figures.items() if word.keys[name][0] in hidden}
    assert len(said) > 10
    for name, text in word.figures.items():
        key, column = word.keys[name]
        assert bool(rows[key][column]) or text in signs


def test_the_list_of_keys_holds_names_and_no_figure(external):
    _, rows, word = external
    listed = word.part("customXml/item1.xml")
    assert all(set(one.attrib) == {"bookmark", "key", "column"} and one.text is None for one in listed)
    assert {key for key, _ in word.keys.values()} <= set(rows)


def test_the_file_says_that_it_may_leave_and_has_no_picture_but_png(external):
    analysis, _, word = external
    said = term("disclosure.external", analysis.study.language)
    assert said in word.visible
    assert said in words_of(next(word.part(name) for name in word.parts if name.startswith("word/header")))
    media = [name for name in word.parts if name.startswith("word/media/")]
    assert media
    assert all(name.endswith(".png") for name in media)
    assert not [name for name in word.parts if name.endswith((".bin", ".emf", ".svg", ".xlsx", ".jpeg"))]
