"""From a table to measures: columns found, values checked, findings that say where."""

import numpy as np
import pandas as pd
import pytest

from peereval.errors import ScoringError
from peereval.score.scale import score_scales

ISMI = 'stigma: {instrument: ismi29, items: "ISMI{item:02d}", missing: [99], primary: true, important_difference: 0.3}'
SECRET = 77


@pytest.fixture
def ismi_frame():
    items = {f"ISMI{item:02d}": [2.0, 3.0, 1.0] for item in range(1, 30)}
    return pd.DataFrame({
        "participant": ["a", "a", "b"], "group": "control", "visit": ["T0", "T6", "T0"],
        **items, "source_file": "data.csv", "source_row": [2, 3, 4],
    })  # fmt: skip


def test_a_measure_carries_what_a_report_needs(ismi_frame, study_of):
    scored = score_scales(ismi_frame, study_of(ISMI))
    (measure,) = scored.measures
    assert (measure.name, measure.score, measure.instrument, measure.verified) == ("stigma", "total", "ismi29", False)
    assert (measure.minimum, measure.maximum, measure.higher_is) == (1.0, 4.0, "worse")
    assert measure.important_difference == 0.3
    assert len(measure.items) == 29
    assert measure.reversed_items == ("ISMI07", "ISMI14", "ISMI24", "ISMI26", "ISMI27")
    # 24 items as they are, 5 turned: (24 x 2 + 5 x 3) / 29 and so on.
    assert scored.frame["stigma"].to_numpy() == pytest.approx([63 / 29, 82 / 29, 44 / 29], rel=1e-15)
    rows = scored.results[0].rows.set_index("quantity")["estimate"]
    assert rows.to_dict() == {"minimum": 1.0, "maximum": 4.0, "important difference": 0.3}
    assert scored.results[0].method["label.fr"] == "Stigmatisation intériorisée (ISMI-29)"
    assert "stigma" not in ismi_frame


def test_several_scores_have_names_and_words_of_their_own(study_of):
    outcome = "quality: {instrument: whoqol_bref, items: 'QV{item}', label: {fr: Qualité de vie}}"
    frame = pd.DataFrame({f"QV{item}": [4] for item in range(1, 27)})
    scored = score_scales(frame, study_of(outcome))
    assert [one.name for one in scored.measures] == [
        f"quality_{score}" for score in ("physical", "psychological", "social", "environment")
    ]
    assert scored.measures[0].labels["fr"] == "Qualité de vie\u00a0: santé physique"
    # 5 items at 4 and two turned to 2: mean 24/7, (24/7 - 1) x 25.
    assert scored.frame["quality_physical"].tolist() == pytest.approx([(24 / 7 - 1) * 25], rel=1e-15)


def test_items_out_of_range_are_errors_with_their_rows_and_no_value(ismi_frame, study_of):
    ismi_frame.loc[1, "ISMI03"] = SECRET
    ismi_frame.loc[2, "ISMI03"] = 2.5
    ismi_frame.loc[2, "ISMI04"] = 99
    scored = score_scales(ismi_frame, study_of(ISMI))
    (found,) = [one for one in scored.findings if one.severity == "error"]
    assert (found.rule, found.file, found.rows, found.count) == ("item-out-of-range", "data.csv", (3, 4), 2)
    assert found.values["columns"] == "ISMI03"
    for words in (found.message("en"), found.message("fr"), found.fix):
        assert str(SECRET) not in words
    assert "missing" in found.fix


def test_text_among_items_is_an_error(ismi_frame, study_of):
    frame = ismi_frame.assign(ISMI05=["2", "souvent", "99"])
    found = [one for one in score_scales(frame, study_of(ISMI)).findings if one.severity == "error"]
    assert [(one.rule, one.rows, one.count) for one in found] == [("item-not-number", (3,), 1)]
    assert "souvent" not in found[0].message("fr")


def test_absent_columns_name_the_nearest(ismi_frame, study_of):
    scored = score_scales(ismi_frame.rename(columns={"ISMI29": "ISMI_29"}), study_of(ISMI))
    (found,) = [one for one in scored.findings if one.severity == "error"]
    assert (found.rule, found.values["columns"]) == ("item-column-absent", "ISMI29")
    assert found.fix == "sources: [{rename: {ISMI_29: ISMI29}}]"
    assert scored.frame["stigma"].isna().all()


def test_a_file_without_some_items_is_named(ismi_frame, study_of):
    frame = ismi_frame.assign(source_file=["a.csv", "a.csv", "b.csv"])
    frame.loc[2, ["ISMI02", "ISMI05"]] = np.nan
    (found,) = [one for one in score_scales(frame, study_of(ISMI)).findings if one.severity == "warning"]
    assert (found.rule, found.file, found.count) == ("item-column-empty", "b.csv", 2)
    assert found.values["columns"] == "ISMI02, ISMI05"
    assert "b.csv" in found.fix


def test_a_table_without_rows_is_not_an_absent_column(study_of):
    scored = score_scales(pd.DataFrame({"participant": []}), study_of(ISMI))
    assert [one.rule for one in scored.findings] == ["key-unverified"]
    assert scored.frame["stigma"].empty


def test_too_few_answers_and_unverified_keys_are_notes(ismi_frame, study_of):
    ismi_frame.loc[0, [f"ISMI{item:02d}" for item in range(1, 8)]] = np.nan
    ismi_frame.loc[1, [f"ISMI{item:02d}" for item in range(1, 30)]] = np.nan
    scored = score_scales(ismi_frame, study_of(ISMI))
    notes = {one.rule: one for one in scored.findings}
    assert set(notes) == {"key-unverified", "scale-too-few-answered"}
    assert notes["scale-too-few-answered"].count == 1
    assert scored.frame["stigma"].isna().tolist() == [True, True, False]


def test_zero_is_no_rating_of_functioning(study_of):
    frame = pd.DataFrame({"egf": [0, 1, 55.5, 100]})
    scored = score_scales(frame, study_of("functioning: {instrument: gaf, column: egf}"))
    assert scored.findings == ()
    assert scored.frame["functioning"].tolist()[1:] == [1.0, 55.5, 100.0]
    assert np.isnan(scored.frame["functioning"].iloc[0])


def test_a_column_is_taken_as_it_is(study_of):
    frame = pd.DataFrame({"hours": [1.5, 99.0]})
    scored = score_scales(frame, study_of("work: {column: hours, missing: [99], important_difference: 2}"))
    (measure,) = scored.measures
    assert (measure.instrument, measure.higher_is, measure.important_difference) == ("", "unstated", 2.0)
    assert scored.frame["work"].iloc[0] == 1.5
    assert np.isnan(scored.frame["work"].iloc[1])


def test_items_need_a_pattern(study_of):
    with pytest.raises(ScoringError, match=r"ismi29 has 29 items; write items"):
        score_scales(pd.DataFrame({"x": [1.0]}), study_of("stigma: {instrument: ismi29, column: x}"))


def test_a_scale_of_ones_own_beside_the_study(study_of):
    key = (
        "name: mine\nsource: our form\nverified: true\nlabel: {fr: Espoir, en: Hope}\nitems: 2\n"
        "responses: {minimum: 0, maximum: 10, whole: false}\nreversed: [2]\nhigher_is: better\n"
        "scores: {total: {items: all, rule: sum, rescale: {minimum: 0, maximum: 100}}}\n"
    )
    outcome = "hope: {instrument: mine.yaml, items: 'H{item}', important_difference: {total: 7}}"
    scored = score_scales(pd.DataFrame({"H1": [2.5, 10.0], "H2": [10.0, 0.0]}), study_of(outcome, mine=key))
    assert scored.frame["hope"].tolist() == [12.5, 100.0]
    assert (scored.measures[0].labels["fr"], scored.measures[0].important_difference) == ("Espoir", 7.0)
    assert scored.findings == ()


def test_the_number_of_items_answered_is_kept(ismi_frame, study_of):
    ismi_frame.loc[0, [f"ISMI{item:02d}" for item in range(1, 8)]] = np.nan
    ismi_frame.loc[1, "ISMI05"] = 99
    ismi_frame.loc[2, [f"ISMI{item:02d}" for item in range(1, 30)]] = np.nan
    scored = score_scales(ismi_frame, study_of(ISMI.replace("{instr", "{scores: [total, stigma_resistance], instr")))
    assert [one.answered for one in scored.measures] == ["stigma_total_answered", "stigma_stigma_resistance_answered"]
    assert scored.frame["stigma_total_answered"].tolist() == [22, 28, 0]
    assert scored.frame["stigma_stigma_resistance_answered"].tolist() == [4, 5, 0]
    assert scored.frame["stigma_total_answered"].dtype == "int64"
    assert "stigma_total_answered" not in ismi_frame


def test_a_column_that_a_measure_would_replace_is_an_error(ismi_frame, study_of):
    frame = ismi_frame.assign(stigma=[1, 2, 3], stigma_answered=1)
    found = [one for one in score_scales(frame, study_of(ISMI)).findings if one.severity == "error"]
    assert [(one.rule, one.values["column"]) for one in found] == [
        ("measure-name-taken", "stigma"), ("measure-name-taken", "stigma_answered"),
    ]  # fmt: skip
    assert found[0].fix == "sources: [{rename: {stigma: stigma_file}}]"
    own = score_scales(pd.DataFrame({"gaf": [0, 50]}), study_of("gaf: {instrument: gaf, column: gaf}"))
    assert own.findings == ()
    assert own.frame["gaf_answered"].tolist() == [0, 1]


@pytest.mark.parametrize("dtype", ["object", "string", "category"])
def test_items_may_be_text_of_any_kind(ismi_frame, study_of, dtype):
    texts = ismi_frame.assign(**{
        f"ISMI{item:02d}": pd.Series(["2", "3.0", None], dtype=object).astype(dtype) for item in range(1, 30)
    })  # fmt: skip
    texts.loc[0, "ISMI01"] = np.nan
    scored = score_scales(texts, study_of(ISMI))
    assert scored.frame["stigma_answered"].tolist() == [28, 29, 0]
    assert scored.frame["stigma"].iloc[1] == pytest.approx(82 / 29, rel=1e-15)


@pytest.mark.parametrize(
    ("values", "out_of_range"),
    [([True, False, True], [1]), ([1, 2, 1], []), (pd.array([1, None, 2], dtype="Int64"), [])],
)
def test_items_may_be_numbers_of_any_kind(ismi_frame, study_of, values, out_of_range):
    scored = score_scales(ismi_frame.assign(ISMI01=values), study_of(ISMI))
    wrong = [one.count for one in scored.findings if one.rule == "item-out-of-range"]
    assert wrong == out_of_range


def test_infinity_is_no_number(ismi_frame, study_of):
    for values in ([np.inf, 1.0, 2.0], ["inf", "1", "2"], ["1e999", "1", "2"]):
        found = [one.rule for one in score_scales(ismi_frame.assign(ISMI01=values), study_of(ISMI)).findings]
        assert "item-not-number" in found


@pytest.mark.parametrize(
    ("instrument", "found"),
    [
        ("rosenberg", "'rosenberg' stands for 2 keys"),
        ("sqol18", "sqol18 is a template"),
        ("ismi30", "there is no instrument 'ismi30'"),
        ("ismi29, scores: [totl]", "ismi29 has no score 'totl'"),
        ("mine.yaml", "no items are listed for total"),
    ],
)
def test_what_cannot_be_scored_is_refused_with_its_line(study_of, instrument, found):
    key = (
        "name: mine\nsource: x\nitems: 2\nresponses: {minimum: 0, maximum: 1}\nhigher_is: better\nscores: {total: {}}\n"
    )
    study = study_of(f"y: {{instrument: {instrument}, items: 'Q{{item}}'}}", mine=key)
    with pytest.raises(ScoringError) as refused:
        score_scales(pd.DataFrame({"Q1": [1.0]}), study)
    assert str(refused.value).startswith("study.yaml line 9, outcome 'y': ")
    assert found in str(refused.value)


@pytest.mark.parametrize("outcome", [{"column": "EGF"}, {"instrument": "gaf", "column": "EGF"}])
def test_a_file_without_the_column_of_an_outcome_is_named_with_the_nearest(outcome, study_of):
    frame = pd.DataFrame({"EGF": [50.0, 60.0, np.nan], "E.G.F.": [np.nan, np.nan, 40.0]})
    frame = frame.assign(source_file=["a.csv", "a.csv", "T6 b.csv"], participant=["1", "2", "1"])
    (found,) = score_scales(frame, study_of({"functioning": {**outcome, "primary": True}})).findings
    assert (found.severity, found.rule, found.file) == ("warning", "outcome-column-empty", "T6 b.csv")
    assert found.fix == "sources: [{path: T6 b.csv, rename: {E.G.F.: EGF}}]"
    assert "«\u00a0functioning\u00a0»" in found.message("fr")


def test_many_columns_are_not_all_listed(ismi_frame, study_of):
    frame = ismi_frame.assign(source_file=["a.csv", "a.csv", "b.csv"])
    frame.loc[2, [f"ISMI{item:02d}" for item in range(1, 30)]] = np.nan
    (found,) = [one for one in score_scales(frame, study_of(ISMI)).findings if one.severity == "warning"]
    assert found.values["columns"] == "ISMI01, ISMI02, ISMI03, ISMI04, ISMI05, ISMI06, ISMI07, ..., ISMI29"
