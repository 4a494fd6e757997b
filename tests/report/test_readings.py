"""What a sentence says of an interval is what the interval holds: on a grid of intervals, in both languages."""

from itertools import product
from math import isfinite

import pytest

from peereval.report.labels import Labels, Measure
from peereval.report.paragraphs.scores import reading_pieces
from peereval.report.paragraphs.typed import reading_text
from peereval.report.rows import Figure
from peereval.report.sentences import read_interval, verdict_sentence
from peereval.report.sentences_beside import Contrast
from peereval.report.wording import plain
from peereval.terms import term

NAN = float("nan")
GRID = (-0.9, -0.5, -0.3, -0.2, -0.05, 0.05, 0.2, 0.3, 0.5, 0.9)
INTERVALS = [(low, high) for low, high in product(GRID, GRID) if low < high]
SENSES = ("better", "worse", "unstated")
WORDS = {
    "en": {"excludes": "excludes 0", "whole": "whole interval", "favour": "in favour of “{}”", "none": "no difference"},
    "fr": {"excludes": "exclut 0", "whole": "Tout l’intervalle", "favour": "en faveur de « {} »",
           "none": "aucune différence"},
}  # fmt: skip


def contrast(labels, low, high, important, higher_is):
    """Return a contrast of the treated and the controls with an interval."""
    rows = {("important difference",): figure(important, NAN, NAN)} if isfinite(important) else {}
    measure = Measure("score", "Score", {"higher_is": higher_is}, rows)
    own = figure((low + high) / 2, low, high)
    return Contrast(labels, measure, own, ("treated", "control"), ("T0", "T12"), "95%")


def figure(estimate, low, high):
    return Figure("key", "", estimate, NAN, NAN, NAN, NAN, low, high)


def read(one):
    """Return the two texts on an interval: that of the first screen and that of the results."""
    return [plain(made).replace("\u00a0", " ") for made in
            (verdict_sentence(one), reading_pieces(one, one.figure))]  # fmt: skip


@pytest.fixture(scope="module", params=["en", "fr"])
def labels(request, analysis_of):
    return Labels(analysis_of(request.param))


@pytest.mark.parametrize("important", [0.3, NAN])
@pytest.mark.parametrize("higher_is", SENSES)
def test_a_sentence_names_no_direction_that_its_interval_does_not_exclude(labels, higher_is, important):
    words = WORDS[labels.language]
    for low, high in INTERVALS:
        apart = low > 0 or high < 0
        better = {"better": low > 0, "worse": high < 0, "unstated": False}[higher_is]
        for text in read(contrast(labels, low, high, important, higher_is)):
            assert words["none"] not in text
            assert (words["excludes"] in text or words["whole"].lower() in text.lower()) == apart, (low, high, text)
            if apart and higher_is != "unstated":
                named, other = ("treated", "control") if better else ("control", "treated")
                assert words["favour"].format(labels.group(named)) in text, (low, high, text)
                assert words["favour"].format(labels.group(other)) not in text, (low, high, text)
            if higher_is == "unstated":
                assert words["favour"].partition("{")[0].rstrip("“« ") not in text


@pytest.mark.parametrize("higher_is", ["better", "worse"])
def test_an_important_difference_is_excluded_only_where_no_bound_reaches_it(labels, higher_is):
    for low, high in INTERVALS:
        verdict = read_interval(low, high, 0.3, higher_is=higher_is)
        inside = low > -0.3 and high < 0.3
        assert (verdict in ("no_important_difference", "small_benefit", "small_harm")) == inside, (low, high)
        assert (verdict == "undecided") == (low <= -0.3 and high >= 0.3), (low, high)
        assert (verdict in ("important_benefit", "important_harm")) == (low >= 0.3 or high <= -0.3), (low, high)


def test_wider_intervals_never_say_more(labels):
    """An interval that holds another one excludes nothing that the other one does not."""
    said = {one: read_interval(*one, 0.3, higher_is="better") for one in INTERVALS}
    sure = {"important_benefit", "benefit", "small_benefit", "important_harm", "harm", "small_harm"}
    for (low, high), (inner_low, inner_high) in product(INTERVALS, INTERVALS):
        if low <= inner_low and inner_high <= high and said[low, high] in sure:
            assert said[inner_low, inner_high] in sure


@pytest.mark.parametrize(("low", "high"), [(NAN, NAN), (-0.1, NAN), (NAN, 0.1)])
@pytest.mark.parametrize("higher_is", SENSES)
def test_without_an_interval_nothing_is_excluded(labels, low, high, higher_is):
    assert read_interval(low, high, 0.3, higher_is=higher_is) == "no_interval"
    for text in read(contrast(labels, low, high, 0.3, higher_is)):
        assert WORDS[labels.language]["excludes"] not in text


@pytest.mark.parametrize(("none", "scale"), [(0.0, "difference"), (1.0, "ratio")])
def test_differences_and_ratios_are_read_against_their_own_null(labels, none, scale):
    for low, high in INTERVALS:
        said = reading_text(labels, figure(none, none + low, none + high), none)
        side = "above" if low > 0 else "below" if high < 0 else "holds"
        assert said == term(f"outcome.reading_{side}_{scale}", labels.language)
    assert reading_text(labels, figure(none, NAN, NAN), none) == term("outcome.reading_no_interval", labels.language)
