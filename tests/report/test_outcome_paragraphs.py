"""The results paragraphs: each type of outcome in its own words, what is not known said as such."""

import pytest

import peereval as pe
from peereval.report.labels import Labels
from peereval.report.sections.outcomes import outcome_blocks, outcome_sentences
from peereval.report.wording import plain
from peereval.results import Analysis, make_result
from typed_study import OUTCOMES, write_typed_study

from .sentence_reader import check_numbers, kept, numbers_in, rows_by_key

MAIN = ("estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high")


@pytest.fixture(scope="module", params=["en", "fr"])
def typed(request, tmp_path_factory):
    """The labels of a study with a score, an event, ordered categories and a count; the event is primary too."""
    outcomes = OUTCOMES.replace("event: oui,", "event: oui, primary: true,")
    path = write_typed_study(tmp_path_factory.mktemp("typed"), study="sensitivity: {run: false}\n", outcomes=outcomes)
    path.write_text(path.read_text().replace("language: en", f"language: {request.param}"))
    return Labels(pe.analyze(path))


def told(labels, name):
    """Return the paragraphs on a measure as text."""
    return [" ".join(plain(one) for one in part) for part in outcome_sentences(labels, labels.measure(name))]


def changed(analysis, outcome="stigma", visit="T12", note="", **figures):
    """Return an analysis whose difference in change of the treated has other figures at a visit."""
    result = analysis.result("change_contrasts", outcome)
    rows = result.rows
    own = (rows["visit"] == visit) & (rows["group"] == "treated")
    rows.loc[own, list(figures)] = list(figures.values())
    rows.loc[own, "note"] = note
    other = make_result("change_contrasts", rows, outcome=outcome, method=result.method)
    results = tuple(other if one is result else one for one in analysis.results)
    return Analysis(analysis.study, analysis.findings, analysis.provenance, results)


def test_events_categories_and_counts_have_their_own_words(typed):
    words = {
        "en": ("difference in change of the probability", "odds of a higher category", "mean count"),
        "fr": ("différence de changement de la probabilité", "cotes d’une catégorie plus élevée", "nombre moyen"),
    }
    for name, expected in zip(("work", "grade", "days"), words[typed.language], strict=True):
        (said,) = told(typed, name)
        assert expected in said
        assert "T6" in said


def test_figures_of_every_type_are_those_of_their_keys(typed):
    said = [one for name in typed.measures for part in outcome_sentences(typed, typed.measure(name)) for one in part]
    found = numbers_in(said)
    kinds = {piece.number.key.split("/")[0] for piece in found}
    assert kinds >= {
        "change_contrasts",
        "changes",
        "marginal_contrasts",
        "marginal_means",
        "t0_adjusted",
        "effect_size",
    }
    check_numbers(found, rows_by_key(typed.analysis))


def test_a_score_tells_changes_difference_other_visits_effect_size_and_adjusted(analysis_of):
    first, second, third = told(Labels(analysis_of("en")), "stigma")
    assert first.startswith("From T0 to T12, the adjusted mean changed by")
    assert "changed by −0.25 (95% CI [" in first
    assert "The difference in change was −0.16 (95% CI [−0.29, −0.03]; p = 0.021)." in first
    assert "In standard deviations at T0, the difference in change to T12 was −0.32" in second
    assert "At T6 the difference in change was −0.08 (95% CI [" in second
    assert "Among people with the same T0 value, the difference at T12 was −0.14" in second
    assert third.startswith("The group “Already followed” was not seen at T0")
    assert "Among those who entered at T6, the change from T6 to T12 was −0.03" in third


def test_secondary_outcomes_are_told_in_less(analysis_of):
    labels = Labels(analysis_of("en"))
    assert sum(map(len, told(labels, "functioning"))) < 0.7 * sum(map(len, told(labels, "stigma")))


def test_what_is_not_estimable_is_said_so_and_nothing_is_read_from_it(analysis_of):
    missing = changed(analysis_of("fr"), note="not estimable", **dict.fromkeys(MAIN, float("nan")))
    first = told(Labels(missing), "stigma")[0]
    assert "n’est pas estimable avec ces données" in first
    assert "intervalle" not in first


def test_what_is_hidden_is_said_so(analysis_of):
    hidden = changed(analysis_of("en"), note="hidden", **dict.fromkeys(MAIN, float("nan")))
    first = told(Labels(hidden), "stigma")[0]
    assert "is not shown in this version" in first
    assert "interval" not in first


def test_the_reading_follows_the_interval_and_not_the_p_value(analysis_of):
    sure = told(Labels(changed(analysis_of("en"), conf_low=-0.6, conf_high=-0.35, p_value=0.9)), "stigma")[0]
    assert "in favour of “Followed by a PSW”" in sure
    open_ = told(Labels(changed(analysis_of("en"), conf_low=-0.6, conf_high=0.5, p_value=0.001)), "stigma")[0]
    assert "do not settle the question" in open_


def test_an_estimate_without_interval_stands_alone(analysis_of):
    alone = changed(analysis_of("en"), conf_low=float("nan"), conf_high=float("nan"), p_value=float("nan"))
    first = told(Labels(alone), "stigma")[0]
    assert "The difference in change was −0.16. No interval could be computed" in first


@pytest.mark.parametrize(
    ("note", "p_value", "words"),
    [
        ("rejected", 0.0004, "was rejected (adjusted p <\u00a00.001)"),
        ("not rejected", 0.31, "was not rejected (adjusted p = 0.310)"),
        ("not tested", float("nan"), "was not tested: one before it was not rejected"),
    ],
)
def test_the_decision_of_the_family_is_the_one_taken(example_analysis, note, p_value, words):
    whole = example_analysis["en"]
    result = whole.result("families", "stigma")
    rows = result.rows
    own = (rows["family"] == "primary") & (rows["adjust"] == "holm")
    rows.loc[own, "note"], rows.loc[own, "p_value"] = note, p_value
    other = make_result("families", rows, outcome="stigma", method=result.method)
    results = tuple(other if one is result else one for one in whole.results)
    said = " ".join(told(Labels(Analysis(whole.study, (), whole.provenance, results)), "stigma"))
    assert words in said


def test_an_outcome_in_no_family_is_exploratory(example_analysis):
    whole = example_analysis["en"]
    result = whole.result("families", "functioning")
    none = make_result("families", result.rows.query("adjust == 'none'"), outcome="functioning", method=result.method)
    results = tuple(none if one is result else one for one in whole.results)
    said = " ".join(told(Labels(Analysis(whole.study, (), whole.provenance, results)), "functioning"))
    assert "they are exploratory" in said


def test_a_time_to_an_event_has_its_own_words(example_analysis):
    (said,) = told(Labels(example_analysis["en"]), "leaving")
    assert "the share without the event was" in said
    assert "The hazard ratio, “Followed by a peer support worker” over “Control districts”, was" in said
    assert "the interval includes 1 and leaves the direction open" in said


def test_without_models_there_are_no_paragraphs(example_analysis):
    kinds = ("measure", "flow", "baseline")
    assert outcome_blocks(Labels(kept(example_analysis["en"], lambda one: one.kind in kinds))) == ()
