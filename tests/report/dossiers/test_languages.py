"""The words of the dossiers: no English in a French one, decimal commas and no-break spaces."""

import re

import pytest

from peereval.report.dossiers.build import make_document
from peereval.report.to_html import render_html
from report.page_reader import PageReader, english_in

from .conftest import TOPICS


@pytest.fixture(scope="module")
def words_of(dossier_of):
    """Return a function that gives the words of the page of a topic, what is quoted from others aside."""
    known = {}

    def read(topic, language):
        if (topic, language) not in known:
            dossier = dossier_of(topic, language)
            page = render_html(make_document(dossier, drawn=lambda _: False))
            known[topic, language] = without_quotations(PageReader(page).words, dossier)
        return known[topic, language]

    return read


def without_quotations(words, dossier):
    """Return the words of a page without references, names of instruments, and sentences as they were printed."""
    quoted = [source.text for source in dossier.sources]
    for result in dossier.results:
        quoted += [name for column in ("instrument", "trial") if column in result.rows for name in result.rows[column]]
    for text in sorted({one for one in quoted if one}, key=len, reverse=True):
        words = words.replace(text, "")
    return words


@pytest.mark.parametrize("topic", TOPICS)
def test_no_english_stands_in_a_french_dossier(topic, words_of):
    """Formulas such as P(|T| ≥ |t|) are words of no language."""
    said = {one: [word for word in english_in(words_of(topic, one)) if re.search(r"[a-z]{3}", word)] for one in
            ("en", "fr")}  # fmt: skip
    assert said["en"]
    assert said["fr"] == []


@pytest.mark.parametrize("topic", TOPICS)
def test_no_line_breaks_before_the_marks_of_a_french_dossier(topic, words_of):
    words = words_of(topic, "fr")
    assert "\u00a0" in words
    broken = set(re.findall(r"\S*[^\s,][ \n][;:?!%»](?!\w)", words))
    assert broken <= {"vie :"}  # a label of the study by hand: its own typography
