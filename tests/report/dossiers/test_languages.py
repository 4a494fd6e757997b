"""The words of the dossiers: no English in a French one, decimal commas, and no-break spaces."""

import pytest

from peereval.report.dossiers.write import render_dossier
from report.page_reader import PageReader, english_in

from .conftest import TOPICS


@pytest.fixture(scope="module")
def seen(dossier_of):
    def read(topic, language):
        dossier = dossier_of(topic, language)
        (page,) = (content for name, content in render_dossier(dossier).items() if name.endswith(".html"))
        words = PageReader(page.decode("utf-8")).words
        for source in dossier.sources:
            words = words.replace(source.text, "")
        return words

    return read


@pytest.mark.parametrize("topic", TOPICS)
def test_no_english_stands_in_a_french_dossier(topic, seen):
    assert english_in(seen(topic, "en"))
    assert english_in(seen(topic, "fr")) == []
