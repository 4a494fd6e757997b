import pytest
from hypothesis import given
from hypothesis import strategies as st

from peereval.report.labels import Labels
from peereval.report.sentences import primary_headlines, read_interval
from peereval.report.wording import plain
from peereval.results import make_result
from peereval.terms import term

NONE = float("nan")
FIELDS = ("baseline", "visit", "own", "other", "group", "reference", "estimate", "level", "interval")
bounds = st.tuples(*[st.floats(-2, 2, allow_subnormal=False)] * 2).map(sorted)


@pytest.mark.parametrize(
    ("low", "high", "important", "verdict"),
    [
        (-0.31, -0.02, 0.3, "benefit"),
        (-0.50, -0.30, 0.3, "important_benefit"),
        (-0.29, -0.02, 0.3, "small_benefit"),
        (0.02, 0.31, 0.3, "harm"),
        (0.30, 0.50, 0.3, "important_harm"),
        (0.02, 0.29, 0.3, "small_harm"),
        (-0.20, 0.10, 0.3, "no_important_difference"),
        (-0.40, 0.40, 0.3, "undecided"),
        (-0.40, 0.10, 0.3, "benefit_possible"),
        (-0.10, 0.40, 0.3, "harm_possible"),
        (-0.31, -0.02, NONE, "favours"),
        (0.02, 0.31, NONE, "against"),
        (-0.02, 0.31, NONE, "includes_zero"),
    ],
)
def test_the_verdict_is_what_the_interval_holds(low, high, important, verdict):
    assert read_interval(low, high, important, higher_is="worse") == verdict


@given(bounds, st.floats(0.01, 1))
def test_turning_the_scale_round_changes_nothing(interval, important):
    low, high = interval
    turned = read_interval(-high, -low, important, higher_is="better")
    assert turned == read_interval(low, high, important, higher_is="worse")


@given(bounds, st.floats(0.01, 1), st.floats(0.1, 100))
def test_the_unit_of_the_scale_changes_nothing(interval, important, unit):
    low, high = interval
    if any(abs(abs(bound) - important) < 1e-9 for bound in interval):
        return
    scaled = read_interval(low * unit, high * unit, important * unit, higher_is="better")
    assert scaled == read_interval(low, high, important, higher_is="better")


def contrast(analysis, **figures):
    """Return the primary contrasts with other figures at T12."""
    result = analysis.result("change_contrasts", "stigma")
    rows = result.rows
    rows.loc[(rows["visit"] == "T12") & (rows["group"] == "treated"), list(figures)] = list(figures.values())
    return make_result("change_contrasts", rows, outcome="stigma", method=result.method)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_wording_follows_the_interval_and_not_the_p_value(analysis_of, language):
    def said(**figures):
        changed = analysis_of(language, replaced=[contrast(analysis_of(language), **figures)])
        (headline,) = primary_headlines(Labels(changed))
        return plain(headline.verdict)

    sure = said(conf_low=-0.6, conf_high=-0.35, p_value=0.0001)
    assert sure == said(conf_low=-0.6, conf_high=-0.35, p_value=0.9)
    assert sure != said(conf_low=-0.6, conf_high=0.1, p_value=0.0001)


def test_the_sentence_gives_both_changes_the_difference_and_its_interval(analysis_of):
    (headline,) = primary_headlines(Labels(analysis_of("fr")))
    assert plain(headline.estimate).replace("\u00a0", " ") == (
        "Entre T0 et T12, la moyenne ajustée a changé de −0,25 dans le groupe « Suivis par un MSP » et de −0,09 dans "
        "le groupe « Secteurs témoins », soit une différence de changement de −0,16 (IC à 95 % [−0,29 ; −0,03])."
    )


def test_a_contrast_without_figures_is_said_to_be_so(analysis_of):
    missing = dict.fromkeys(("estimate", "conf_low", "conf_high"), NONE)
    changed = analysis_of("en", replaced=[contrast(analysis_of("en"), **missing)])
    (headline,) = primary_headlines(Labels(changed))
    assert "not estimable" in plain(headline.estimate)
    assert headline.verdict == ()


def test_beside_it_stand_the_other_interval_the_sites_and_the_t0_adjusted_difference(analysis_of):
    (headline,) = primary_headlines(Labels(analysis_of("en")))
    assert plain(headline.beside) == (
        "Interval of the difference in change: robust by site (CR2), Bell-McCaffrey, 180.0 df. Beside it, model-based, "
        "Kenward-Roger, 74.3 df: [−0.29, −0.03]. Sites: 24."
    )
    assert plain(headline.adjusted) == (
        "Among people with the same T0 value, “Followed by a PSW” and “Control districts” differ at T12 by −0.14 "
        "(95% CI [−0.27, −0.01])."
    )
    assert "parallel" in plain(headline.assumed)
    assert "Ding and Li" in plain(headline.assumed)


@pytest.mark.parametrize(("wider", "told"), [(0.01, True), (-0.01, False)])
def test_a_robust_interval_narrower_than_that_of_the_model_is_said_to_be_so(analysis_of, wider, told):
    (beside,) = analysis_of("en").of_kind("change_contrasts_beside", "stigma")
    rows = beside.rows.assign(conf_high=beside.rows["conf_high"] + wider)
    other = make_result("change_contrasts_beside", rows, outcome="stigma", method=beside.method)
    (headline,) = primary_headlines(Labels(analysis_of("en", replaced=[other])))
    assert ("narrower" in plain(headline.beside)) is told


def test_french_names_of_visits_need_no_elision():
    keys = ("sentence.changes", "sentence.difference", "sentence.not_estimable")
    texts = [term(key, "fr", **{name: name for name in FIELDS}) for key in keys]
    assert [text for text in texts if "ntre baseline et visit" not in text.replace("\u00a0", " ")] == []


def test_one_person_is_not_said_in_the_plural():
    assert term("figure.seen_one", "fr", count=1) == "1 vu"
    said = term("finding.first-visit-absent", "fr", people=1, group="g", visit="T0")
    assert said.replace("\u00a0", " ") == "Participants du groupe « g » sans visite T0 : 1."
