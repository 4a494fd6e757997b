"""Beside each flag stands the range of the answers of its sensitivity analyses."""

import re

import pandas as pd
import pytest

from peereval.report.answers import MAIN
from peereval.report.flag_ranges import KEYS, SPEAKING, range_sentences
from peereval.report.flags import raise_flags
from peereval.report.labels import Labels
from peereval.report.sections.content import Content
from peereval.report.sections.summary import summary_section
from peereval.report.wording import plain
from peereval.results import Analysis, make_result

from .sentence_reader import kept, numbers_in

METHOD = {"level": 0.95}


def answer(name, estimate, low, high, outcome="stigma"):
    """Return the answer of a sensitivity analysis at T12."""
    rows = [(name, "treated", "T12", "control", "T0", "difference in change", estimate, low, high)]
    names = ["analysis", "group", "visit", "reference", "baseline", "quantity", "estimate", "conf_low", "conf_high"]
    return make_result("sensitivity", pd.DataFrame(rows, columns=names), outcome=outcome, method=METHOD)


@pytest.fixture
def flagged(analysis_of):
    """Return what stands beside a flag of the analysis made by hand, whose main answer is -0.16 [-0.29, -0.03]."""

    def flag(name, *answers, without=(), language="en"):
        whole = analysis_of(language)
        results = [one for one in whole.results if one.kind not in without]
        labels = Labels(Analysis(whole.study, whole.findings, whole.provenance, (*results, *answers)))
        told, key = range_sentences(labels, name)
        return " ".join(plain(one) for one in told), key

    return flag


def test_the_range_is_that_of_the_analyses_that_speak_about_the_flag(example_analysis):
    labels = Labels(example_analysis["en"])
    rows = pd.concat([one.rows for one in labels.analysis.of_kind("sensitivity", "stigma")])
    rows = rows[(rows["visit"] == "T12") & ~rows["analysis"].isin(list(MAIN))]
    adjusted = labels.analysis.result("t0_adjusted", "stigma").rows.query("visit == 'T12'")["estimate"].tolist()
    main = labels.analysis.result("change_contrasts", "stigma").rows.query("visit == 'T12' and group == 'treated'")
    for name, flag in ((flag.id, flag) for flag in raise_flags(labels)):
        own = rows[rows["analysis"].str.startswith(SPEAKING[name])]["estimate"].tolist()
        own += adjusted if name == "selection" else []
        printed = [piece.number.value for piece in numbers_in(flag.answers[:1])]
        assert printed == [*sorted({min(own), max(own)}), main["estimate"].item()]
        assert flag.key == ""


def test_one_side_of_zero_and_of_the_important_difference(flagged):
    said, key = flagged("selection", answer("weights-att", -0.2, -0.29, -0.1))
    assert "from −0.200 to −0.140 at T12 (main −0.160)" in said
    assert "same side of 0 and of the important difference (0.30)" in said
    assert "Every interval excludes 0, as does the main one." in said
    assert key == ""


def test_answers_on_the_other_side_are_named(flagged):
    answers = answer("weights-att", 0.02, -0.1, 0.14), answer("dr-did", -0.4, -0.5, -0.3)
    said, _ = flagged("selection", *answers)
    assert "On the other side of 0 from the main answer: weighted, in people like the treated." in said
    assert "other side of the important difference (0.30) from the main answer: doubly robust difference" in said
    assert "The main interval excludes 0; the interval includes 0 for: weighted, in people like the treated." in said


def test_a_single_answer_is_said_in_the_singular(flagged):
    said, _ = flagged("missing_covariate", answer("covariates-imputed", -0.33, -0.4, 0.1))
    assert said == (
        "With missing covariates imputed, the answer at T12 is −0.330 (main −0.160). It lies on the same side of 0. "
        "It lies on the other side of the important difference (0.30) from the main answer. Its interval includes 0; "
        "the main one excludes it."
    )


@pytest.mark.parametrize("name", list(SPEAKING))
@pytest.mark.parametrize("language", ["en", "fr"])
def test_without_an_analysis_the_flag_names_the_key_that_runs_it(flagged, name, language):
    none = {"en": ("No analysis", "No other analysis"), "fr": ("Aucune analyse", "Aucune autre analyse")}[language]
    said, key = flagged(name, without=("t0_adjusted",), language=language)
    assert said.startswith(none[0])
    assert key == "sensitivity: {run: true}"
    said, key = flagged(name, answer("site-means", -0.1, -0.2, 0.1), without=("t0_adjusted",), language=language)
    assert said.startswith(none[0])
    assert key == f"sensitivity: {{{KEYS[name]}}}"
    said, key = flagged("selection", language=language)
    assert none[1] in said
    assert key


def test_the_keys_of_the_flags_are_keys_of_a_study():
    from peereval.study.sensitivity import SensitivityKeys

    fields = set(SensitivityKeys.model_fields)
    assert {key.partition(":")[0] for key in KEYS.values()} <= fields


def test_several_primary_measures_have_each_its_own_range(analysis_of):
    whole = analysis_of("en")
    direct = whole.result("measure", "functioning")
    primary = make_result("measure", direct.rows, outcome="functioning", method={**direct.method, "primary": True})
    results = [one for one in whole.results if one is not direct]
    answers = answer("weights-att", -0.2, -0.29, -0.1), answer("weights-att", 5.0, 4.0, 6.0, "functioning")
    labels = Labels(Analysis(whole.study, (), whole.provenance, (*results, primary, *answers)))
    told, _ = range_sentences(labels, "selection")
    leads = [plain(one).partition(":")[0] for one in told]
    assert [lead for lead in leads if "Followed by a PSW" in lead] == [
        "Internalised stigma, Followed by a PSW",
        "Global functioning, Followed by a PSW",
    ]


def test_an_outcome_that_is_no_score_is_said_to_have_none(analysis_of):
    whole = analysis_of("en")
    own = whole.result("measure", "stigma")
    typed = make_result("measure", own.rows, outcome="stigma", method={**own.method, "type": "binary"})
    results = [one for one in whole.results if one.outcome != "stigma"]
    labels = Labels(Analysis(whole.study, (), whole.provenance, (*results, typed)))
    (said,), key = range_sentences(labels, "drop_out")
    assert plain(said).startswith("Internalised stigma: sensitivity analyses bear on scores")
    assert key == ""


def test_bounds_tipping_point_and_band_stand_under_their_flags(example_analysis):
    flags = {flag.id: " ".join(map(plain, flag.answers)) for flag in raise_flags(Labels(example_analysis["en"]))}
    assert re.search(
        r"reach 0 if, without the programme, the changes to T12 had differed by −0\.\d{3}", flags["selection"]
    )
    assert re.search(r"with a delta of 0\.\d+ \(0\.\d+ SD\) added to the missed values", flags["drop_out"])
    assert re.search(r"mean of “Already followed” at T12 would lie between \d\.\d\d and \d\.\d\d", flags["survivors"])


def test_the_first_screen_reads_well_without_sensitivity_analyses(example_analysis):
    gone = ("sensitivity", "parallel_trends", "tipping_point", "survivors", "weights", "attendance_weights")
    labels = Labels(kept(example_analysis["fr"], lambda one: one.kind not in gone))
    flags = raise_flags(labels)
    assert [flag.key for flag in flags] == ["sensitivity: {run: true}"] * 4
    blocks = summary_section(Content(labels, (), ())).blocks
    codes = [fact.content for block in blocks for item in getattr(block, "items", ()) for fact in item.facts]
    assert codes == ["sensitivity: {run: true}"] * 4


def test_those_lost_by_the_last_visit_stand_in_the_first_table(example_analysis):
    from peereval.report.tables.people import attendance_table

    table = attendance_table(Labels(example_analysis["en"]))
    assert table.columns[-1].title == "Lost by T12"
    assert [row.cells[-1].numbers[0].value for row in table.rows] == [100.0, 50.0, 22.0]
