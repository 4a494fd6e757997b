"""What a study says of change: its keys, what becomes of them, what a reader is told where nothing can be."""

import numpy as np
import pytest

import peereval as pe
from peereval.errors import StudyFileError
from peereval.estimate.main_model import fit_main_model
from peereval.estimate.model_table import model_table
from peereval.report.disclosure.apply import disclose
from peereval.report.disclosure.known import with_rows
from peereval.report.labels import Labels
from peereval.report.methods.section import methods_paragraph
from peereval.report.numbers import cell_text
from peereval.report.tables.responder_sentences import responder_sentences
from peereval.report.tables.responders import responders_table
from peereval.sensitivity.meaning.study import find_responders
from peereval.sensitivity.meaning.study_dose import find_dose
from peereval.sensitivity.question import Question
from small_study import STUDY, write_small_study

DIRECTED = STUDY.replace("primary: true", "primary: true, higher_is: better, reliability: 0.8")


def analysed(folder, study=STUDY):
    return pe.analyze(write_small_study(folder, study=study))


def question(folder, study=STUDY):
    """Return the question of the study's one measure, without the rest of its analysis."""
    read = pe.read_study(write_small_study(folder, study=study))
    scored = pe.check_data(read).scored
    frame, by_site = model_table(scored.frame, read)
    fit = fit_main_model(frame, read, scored.measures[0].name)
    return Question(read, scored.measures[0], frame, scored.frame, by_site, fit)


def texts(analysis):
    rows = responders_table(Labels(analysis)).rows
    return [[cell.text or [number.value for number in cell.numbers] for cell in row.cells] for row in rows]


@pytest.fixture(scope="module")
def directed(tmp_path_factory):
    return analysed(tmp_path_factory.mktemp("directed"), DIRECTED)


def test_responders_of_a_study_at_each_threshold(directed):
    rows = directed.result("responders", "score").rows
    assert rows["threshold"].unique().tolist() == [
        "important difference",
        "reliable change",
        "half a standard deviation",
    ]
    assert set(rows.loc[rows["quantity"] == "participants", "estimate"]) == {20.0}
    limits = directed.result("change_thresholds", "score")
    assert limits.method["reliability"] == 0.8
    spread = limits.method["deviation_value"]
    told = limits.rows.set_index("threshold")["estimate"]
    assert told["important difference"] == 0.5
    assert told["reliable change"] == pytest.approx(1.96 * np.sqrt(2 * 0.2) * spread)


def test_the_table_says_responders_and_numbers_needed(directed):
    rows, table = texts(directed), responders_table(Labels(directed))
    assert rows[1][0] == "Important difference, T0\u00a0→\u00a0T6"
    assert len(rows) == 1 + 3 * 2
    for row, cells in zip(rows[1:], table.rows[1:], strict=True):
        (points, low, high), needed = row[-2], cell_text(cells.cells[-1], table.columns[-1].layout, "en")
        assert needed.startswith("NNTB" if points > 0 else "NNTH")
        assert ("infinity" in needed) == (low < 0 < high)


@pytest.mark.parametrize(
    ("interval", "words"),
    [
        ((12.4, 3.1, 21.7), "12 more people in 100 improved by 0.50 or more"),
        ((-12.4, -21.7, -3.1), "12 fewer people in 100 improved by 0.50 or more"),
        ((-12.4, -21.7, -3.1), "in “Treated” than in “Controls” (95% CI from 3 to 22)"),
        ((4.0, -8.0, 16.0), "is not settled: the 95% interval of the difference"),
        ((4.0, -8.0, 16.0), "goes from −8 to 16 people in 100"),
    ],
)
def test_the_sentence_follows_from_the_interval(directed, interval, words):
    result = directed.result("responders", "score")
    rows = result.rows
    risk = rows["quantity"] == "difference in risk"
    for name, value in zip(("estimate", "conf_low", "conf_high"), interval, strict=True):
        rows.loc[risk, name] = value
    labels = Labels(directed)
    told = list(responder_sentences(labels, labels.measure("score"), with_rows(result, rows)))
    assert len(told) == 1
    assert words in told[0]


def test_the_methods_say_what_was_done(directed):
    said = " ".join(methods_paragraph(Labels(directed)))
    assert "imputed 50 times from the main model" in said
    assert "E-values say" in said
    assert "Kaplan" not in said


def test_e_values_are_of_the_main_contrast(directed):
    rows = directed.result("e_value", "score").rows
    main = directed.result("change_contrasts", "score").rows.set_index("visit")
    spread = directed.result("change_thresholds", "score").method["deviation_value"]
    for visit in ("T6", "T12"):
        found = rows[(rows["visit"] == visit) & (rows["quantity"] == "risk ratio")].iloc[0]
        for name in ("estimate", "conf_low", "conf_high"):
            assert np.log(found[name]) == pytest.approx(0.91 * main.loc[visit, name] / spread)


def test_without_a_direction_nobody_is_a_responder(tmp_path):
    made, found = find_responders(question(tmp_path))
    assert [one.kind for one in made] == ["change_thresholds"]
    assert [one.rule for one in found] == ["responders-no-direction"]
    assert "higher_is" in found[0].fix
    assert found[0].message("fr")


def test_without_an_important_difference_two_thresholds_are_left(tmp_path):
    made, _ = find_responders(question(tmp_path, DIRECTED.replace(", important_difference: 0.5", "")))
    assert made[1].rows["threshold"].unique().tolist() == ["reliable change", "half a standard deviation"]


@pytest.mark.parametrize(("asked", "made"), [("none", None), ("nonresponder", "nonresponder")])
def test_responders_are_counted_as_the_study_asks(tmp_path, asked, made):
    results, _ = find_responders(question(tmp_path, DIRECTED + f"sensitivity: {{responders: {asked}}}\n"))
    assert [one.method["unobserved"] for one in results if one.kind == "responders"] == ([made] if made else [])


def test_of_an_external_report_few_people_are_hidden(directed):
    hidden = disclose(directed)
    rows = hidden.result("responders", "score").rows
    assert "participants" not in set(rows["quantity"])
    shares = rows[rows["quantity"].isin(["improved", "deteriorated"])]
    keys = ["threshold", "group", "visit", "quantity"]
    whole = shares[keys].merge(directed.result("responders", "score").rows, on=keys)["estimate"].to_numpy()
    few = np.minimum(whole, 100.0 - whole) * 20.0 / 100.0 < directed.study.smallest_cell
    assert few.any()
    assert ((shares["note"].to_numpy() == "hidden") == few).all()
    assert shares["estimate"].to_numpy() == pytest.approx(np.where(few, np.nan, whole.round()), nan_ok=True)
    assert hidden.of_kind("responder_curve") == ()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("reliability: 0.8", "reliability: alfa", "line 15: 'reliability' is 'alfa', which is not an option"),
        ("reliability: 0.8", "reliability: 1.0", "from 0 to below 1"),
        ("reliability: 0.8", "reliability: {total: 2}", "'reliability' is '2'"),
        ("higher_is: better", "higher_is: more", "'higher_is' is 'more', which is not an option"),
        ("column: score", "column: score, instrument: gaf", "Remove 'higher_is'"),
        ("model:", "sensitivity: {dose: agge}\nmodel:", "line 16: the column 'agge' of 'dose' .* Did you mean 'age'"),
    ],
)
def test_keys_that_cannot_be_are_refused_with_their_line(tmp_path, old, new, words):
    path = write_small_study(tmp_path, study=DIRECTED.replace(old, new))
    with pytest.raises(StudyFileError, match=words):
        pe.read_study(path)


def test_the_reliability_of_the_example_is_its_alpha(example_analysis):
    made = example_analysis["en"]
    told = made.result("reliability", "stigma").rows
    alpha = told[(told["quantity"] == "alpha") & (told["visit"] == "T0")]["estimate"].iloc[0]
    assert made.result("change_thresholds", "stigma").method["reliability"] == pytest.approx(alpha)
    assert set(made.result("e_value", "stigma").rows["group"]) == {"treated"}


def test_a_column_named_as_dose_is_the_dose(tmp_path):
    alone = DIRECTED.replace("model: {covariates: [age]}", "sensitivity: {dose: age}")
    made, _ = find_dose(question(tmp_path / "alone", alone))
    assert made[0].rows["dose"].unique().tolist() == ["age"]
    assert find_dose(question(tmp_path / "none", DIRECTED)) == ((), ())
    made, found = find_dose(question(tmp_path / "covariate", DIRECTED + "sensitivity: {dose: age}\n"))
    assert made == ()
    assert found[0].rule == "dose-not-estimated"
    assert "depends on the covariates" in found[0].message("en")
