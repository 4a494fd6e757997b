"""Every figure of every sentence is that of results.csv at its key, in both languages, whole and fit to leave."""

import re

import pytest

from peereval.report.labels import Labels
from peereval.report.methods.section import methods_paragraph
from peereval.report.numbers import Printed
from peereval.report.paragraphs.later_entry import later_paragraphs
from peereval.report.sections.content import Content
from peereval.report.sections.outcomes import outcome_blocks, outcome_sentences
from peereval.report.sections.summary import summary_section
from peereval.report.wording import plain
from peereval.terms import _table

from .sentence_reader import check_numbers, numbers_in, rows_by_key, sentences

CAUSAL = {
    "en": ("effect", "thanks", "due to", "cause", "led to", "reduc", "increas", "decreas", "improv", "worsen", "benefi",
           "because", "allow"),
    "fr": ("effet", "grâce", "dû ", "due ", "cause", "conduit", "rédui", "augment", "diminu", "amélior", "aggrav",
           "bénéfi", "permis", "permet"),
}  # fmt: skip


@pytest.fixture(scope="module", params=["en", "fr", "en external", "fr external"])
def told(request, example_analysis, example_disclosed):
    language, _, external = request.param.partition(" ")
    analysis = example_disclosed(language) if external else example_analysis[language]
    return Labels(analysis)


def words_of(paragraphs):
    """Return paragraphs as texts, sentence by sentence."""
    return [plain(one) for part in paragraphs for one in part]


def test_figures_on_the_first_screen_are_those_of_their_keys(told):
    found = numbers_in(sentences(summary_section(Content(told, (), ()))))
    assert len(found) > 20
    check_numbers(found, rows_by_key(told.analysis))


def test_figures_of_results_paragraphs_are_those_of_their_keys(told):
    said = [one for measure in told.measures.values() for part in outcome_sentences(told, measure) for one in part]
    found = numbers_in(said)
    assert len(found) > 100
    check_numbers(found, rows_by_key(told.analysis))


def test_no_measured_number_of_a_results_paragraph_stands_without_a_key(told):
    names = {"0", "1", "12", "95"}  # no difference, month, level of the interval
    visits = re.compile("|".join(sorted(told.study.visits, key=len, reverse=True)))
    for measure in told.measures.values():
        for part in outcome_sentences(told, measure):
            words = "".join(piece for one in part for piece in one if not isinstance(piece, Printed))
            assert set(re.findall(r"\d+", visits.sub("", words))) <= names


def test_every_outcome_is_told_primary_ones_first_and_at_length(told):
    blocks = outcome_blocks(told)
    headings = [block for block in blocks if hasattr(block, "id")]
    assert [one.id for one in headings] == [*(f"results-{name}" for name in told.measures), "results-shown"]
    lengths = {name: sum(len(plain(one)) for part in outcome_sentences(told, measure) for one in part)
               for name, measure in told.measures.items()}  # fmt: skip
    assert max(lengths, key=lengths.get) == "stigma"


def test_people_already_followed_are_described_without_a_causal_word(told):
    said = [
        plain(one) for measure in told.measures.values() for part in later_paragraphs(told, measure) for one in part
    ]
    assert len(said) > 10
    text = " ".join(said).lower()
    assert [word for word in CAUSAL[told.language] if word in text] == []


def test_nothing_is_called_significant():
    """Titles of works aside: they are quoted as they are."""
    texts = [(key, text) for key, text in _table().items() if not key.startswith("reference.")]
    refused = re.compile("significant|significance|significati[fv]|test de signification")
    assert [key for key, text in texts if refused.search(f"{text['en']} {text['fr']}".lower())] == []


def test_french_sentences_have_their_spaces_and_quotation_marks(told):
    if told.language == "en":
        return
    said = [
        plain(one) for measure in told.measures.values() for part in outcome_sentences(told, measure) for one in part
    ]
    text = " ".join([*said, *methods_paragraph(told)])
    assert not re.search(r"[^\u00a0][;:!?»](?!\d)|[“”'\"]|«[^\u00a0]", text)
    assert not re.search(r"\b(de|que|le|la|ne|se|je) (?=[aeiouyéèêâîôû])(?!onze|oui)", re.sub("«[^»]*»", "", text))
