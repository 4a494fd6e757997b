"""The files of published tables: all of the package's can be read, what is wrong in one is said with its line."""

import re

import pytest

import peereval as pe
from peereval.evidence import published_names, read_published
from peereval.evidence.published_tables import EMPTY, say

GOOD = """\
peereval_published: 1
title: Mine
sources: {article: An article.}
tables:
  one:
    title: One
    source: article
    rows: {a: A, c: C}
    columns: {b: B}
    cells:
      - {row: a, column: b, value: 0.30, key: observed/x/mean}
      - {row: c, column: b, status: not published}
"""
BAD = {
    "unknown status": (
        "status: not published",
        "status: unpublished",
        "line 12: 'status' is 'unpublished'",
    ),
    "unknown row": ("{row: c,", "{row: d,", "line 12: 'row' is 'd', which 'rows' does not list"),
    "unknown column": ("{row: c, column: b", "{row: c, column: bb", "line 12: 'column' is 'bb'.*Did you mean 'b'"),
    "duplicate cell": ("{row: c,", "{row: a,", "line 12: row 'a', column 'b' is stated twice, first on line 11"),
    "place not stated": ("      - {row: c, column: b, status: not published}\n", "", "not stated: c x b"),
    "value without digits": ("value: 0.30", "value: low", "line 11: 'low' is not one figure"),
    "an interval in one cell": ("value: 0.30", 'value: "0.3 [0.1, 0.5]"', "bounds of an interval"),
    "value of a lost cell": (
        "status: not published",
        "status: lost in the source, value: 3",
        "holds no value",
    ),
    "computed without a value": ("status: not published", "status: computed", "line 12: .*needs the value"),
    "unknown source": ("source: article", "source: artcle", "line 7: 'source' is 'artcle'.*Did you mean 'article'"),
    "unknown key": ("title: Mine", "titel: Mine", "titel.*Did you mean 'title'"),
    "later version": ("published: 1", "published: 2", "line 1: "),
    "no tables": (GOOD[GOOD.index("tables") :], "tables: {}\n", "line 4: "),
}


@pytest.mark.parametrize("name", published_names())
def test_every_file_of_the_package_is_readable_and_filled_in(name):
    published = read_published(name)
    assert published.name == name
    for table in published.tables.values():
        assert len(table.in_order()) == len(table.rows) * len(table.columns)
        assert all(bool(cell.value) != (cell.status in EMPTY) for cell in table.cells)
        for words in (published.title, table.title, *table.rows.values(), *table.columns.values()):
            assert say(words, "en")
            assert say(words, "fr")


@pytest.mark.parametrize("name", published_names())
def test_french_words_are_set_as_french(name):
    published = read_published(name)
    words = [published.title, published.note, published.inference, *published.sources.values()]
    for table in published.tables.values():
        words += [table.title, table.note, *table.rows.values(), *table.columns.values()]
    french = [word["fr"] for word in words if isinstance(word, dict)]
    assert [text for text in french if re.search(r"(?<=[^\u00a0\w/)])[;?!%]| [:;?!%]|'", text)] == []


def test_a_file_of_ones_own_is_read(tmp_path):
    (tmp_path / "mine.yaml").write_text(GOOD, encoding="utf-8")
    published = read_published(tmp_path / "mine.yaml")
    assert published.tables["one"].cell("a", "b").value == "0.30"  # as printed: its decimals are known
    assert published.name == "mine"


@pytest.mark.parametrize("case", BAD)
def test_what_is_wrong_is_said_with_its_line(tmp_path, case):
    old, new, said = BAD[case]
    assert old in GOOD
    (tmp_path / "mine.yaml").write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(pe.StudyFileError, match=said):
        read_published(tmp_path / "mine.yaml")


def test_an_unknown_name_is_answered_with_those_there_are():
    with pytest.raises(pe.StudyFileError, match="Did you mean 'smit_2023'"):
        read_published("smit_2032")
