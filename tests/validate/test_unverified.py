"""Marks of a draft are counted where they stand, and nothing else is taken for one."""

import pytest

from peereval.validate.unverified import find_guesses, language_of

STUDY = """\
# Lines that end in # TO CHECK are guesses. # TO CHECK
study: x  # TO CHECK
language: fr # fran\u00e7ais  # \u00c0 V\u00c9RIFIER
groups:
  a: {label: {en: "TO CHECK"}}
  b: {label: {en: b}} # TO CHECK: not at the end of the line
  # c: {} # TO CHECK
  d: {} # to check
codebook: book.yaml
"""


@pytest.fixture
def study(tmp_path):
    (tmp_path / "study.yaml").write_text(STUDY, encoding="utf-8")
    return tmp_path / "study.yaml"


def test_only_marks_at_the_end_of_a_line_that_says_something_count(study):
    (found,) = find_guesses(study)
    assert (found.file, found.rows, found.count) == ("study.yaml", (2, 3, 8), 3)
    assert "3" in found.message("fr")


def test_the_codebook_is_read_as_well(study):
    (study.parent / "book.yaml").write_text("fields:  # TO CHECK\n", encoding="utf-8")
    assert [(one.file, one.rows) for one in find_guesses(study)] == [("study.yaml", (2, 3, 8)), ("book.yaml", (1,))]


@pytest.mark.parametrize("text", ["a: [", "- x\n", "language: de\n", ""])
def test_files_that_are_no_study_have_a_language_and_no_guesses(text, study):
    study.write_text(text, encoding="utf-8")
    assert find_guesses(study) == ()
    assert language_of(study) == "en"


def test_the_language_is_the_one_that_is_written(study):
    assert language_of(study) == "fr"
