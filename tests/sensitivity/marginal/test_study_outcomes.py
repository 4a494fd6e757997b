"""Outcomes that are no continuous score, from the study file to the report."""

import numpy as np
import pytest

import peereval as pe
from typed_study import FIELDS, OUTCOMES, typed_rows, write_typed_study


@pytest.fixture(scope="module")
def analysis(tmp_path_factory):
    return pe.analyze(write_typed_study(tmp_path_factory.mktemp("typed")))


def rows_of(analysis, kind, outcome):
    return analysis.result(kind, outcome).rows


def test_every_type_has_means_contrasts_and_a_fit(analysis):
    for outcome in ("work", "grade", "days"):
        for kind in ("marginal_means", "marginal_contrasts", "marginal_fit"):
            assert rows_of(analysis, kind, outcome)["estimate"].notna().all()
        assert not analysis.of_kind("fit", outcome)  # no mixed model of it
    assert analysis.of_kind("fit", "score")


def test_observed_events_are_those_of_the_file(analysis):
    index = ["group", "visit", "category", "quantity"]
    found = rows_of(analysis, "observed_events", "work").set_index(index)["estimate"]
    people = [row for row in typed_rows() if row[2] == "1" and row[3] == "T6"]
    events = sum(row[6] == "oui" for row in people)
    assert found["treated", "T6", "", "measured"] == len(people)
    assert found["treated", "T6", "oui", "count"] == events
    assert found["treated", "T6", "oui", "percent"] == pytest.approx(100.0 * events / len(people))
    grades = rows_of(analysis, "observed_events", "grade").set_index(index)["estimate"]
    assert grades["treated", "T6", "low", "count"] == sum(row[7] == "low" for row in people)


def test_the_study_door_is_the_frame_door(analysis):
    """The marginal model on the rows of the file, with the weights of the frame door."""
    import pandas as pd

    rows = pd.DataFrame(typed_rows(), columns=["id", "site", "group", "visit", "age", "score", "work", "grade", "days"])
    rows = rows.assign(work=(rows["work"] == "oui") * 1.0, age=rows["age"].astype(float))
    made = pe.attendance_weights(
        rows, "work", participant="id", visit="visit", group="group", baseline="T0", covariates=["age"]
    ).rows
    weighed = rows.merge(made[["id", "visit", "attendance_weight"]].astype({"visit": str}), on=["id", "visit"])
    fit = pe.fit_marginal(
        "work ~ group * visit + age",
        weighed.dropna(subset=["attendance_weight"]).assign(group=lambda d: d["group"].map({"témoin": "a", "1": "b"})),
        participant="id",
        visit="visit",
        cluster="site",
        family="binomial",
        weights="attendance_weight",
    )
    own = pe.marginal_contrasts(fit, group="group", reference="a", baseline="T0").rows.set_index("visit")
    theirs = rows_of(analysis, "marginal_contrasts", "work")
    theirs = theirs[theirs["quantity"] == "difference in change of risk"].set_index("visit")
    for figure in ("estimate", "std_error", "df"):  # the same sums in another order
        np.testing.assert_allclose(theirs[figure], own[figure], rtol=1e-8)


def test_baseline_counts_people_by_category(analysis):
    rows = rows_of(analysis, "baseline", "")
    assert set(rows.loc[rows["variable"] == "work", "level"]) == {"", "non", "oui"}
    assert set(rows.loc[rows["variable"] == "grade", "level"]) == {"", "low", "middle", "high"}


def test_without_attendance_weights_it_is_said(tmp_path):
    study = write_typed_study(tmp_path, study="sensitivity: {run: false, attendance: {run: false}}\n")
    notes = pe.analyze(study, outcomes=["work"]).result("marginal_means", "work").notes
    assert "marginal_unweighted" in [note.code for note in notes]


def test_few_events_and_cells_without_events_are_findings(tmp_path):
    data = [[*row[:6], "non" if row[3] == "T12" and row[2] == "1" else row[6], *row[7:]] for row in typed_rows()]
    analysis = pe.analyze(write_typed_study(tmp_path, data=data), outcomes=["work"])
    rules = {finding.rule for finding in analysis.findings}
    assert {"events-few", "outcome-separated"} <= rules
    rows = rows_of(analysis, "marginal_contrasts", "work")
    assert (rows.loc[rows["visit"] == "T12", "note"] == "not estimable").all()
    assert rows.loc[rows["visit"] == "T6", "estimate"].notna().all()


def test_an_outcome_that_cannot_be_modelled_is_a_finding(tmp_path):
    """Every treated person has the event and no control has: nothing is left to estimate."""
    data = [[*row[:6], "oui" if row[2] == "1" else "non", *row[7:]] for row in typed_rows(40)]
    analysis = pe.analyze(write_typed_study(tmp_path, data=data), outcomes=["work"])
    assert "marginal-not-fitted" in {finding.rule for finding in analysis.findings}
    assert analysis.of_kind("observed_events", "work")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("event: oui, ", "", "which level of 'emploi' is the event"),
        ("event: oui", "event: ouii", "Did you mean 'oui'"),
        ("type: binary", "type: count", "'event' goes with 'type: binary'"),
        ("column: days, type: count", "column: emploi, type: count", "holds no numbers"),
        ("type: count", "type: count, important_difference: 2", "for continuous outcomes"),
        ("type: ordinal", "type: ordinnal", "ordinal"),
    ],
)
def test_keys_that_do_not_go_together_are_refused(tmp_path, old, new, said):
    path = write_typed_study(tmp_path, outcomes=OUTCOMES.replace(old, new, 1))
    with pytest.raises(pe.StudyFileError, match=said):
        pe.read_study(path)


def test_analyses_for_scores_are_not_asked_of_events(tmp_path):
    path = write_typed_study(tmp_path, study="sensitivity: {outcomes: [work]}\n")
    with pytest.raises(pe.StudyFileError, match="for continuous outcomes; 'work' has 'type: binary'"):
        pe.read_study(path)


def test_primary_outcomes_are_told_in_a_sentence(tmp_path):
    primary = OUTCOMES.replace("event: oui", "event: oui, primary: true").replace(
        "type: count", "type: count, primary: true"
    )
    analysis = pe.analyze(write_typed_study(tmp_path, outcomes=primary), outcomes=["work", "days"])
    pe.write_report(analysis, tmp_path / "out")
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "a difference in change of the probability of" in page
    assert "changed by a factor of" in page
    assert (tmp_path / "out" / "figures" / "marginal.png").is_file()


@pytest.mark.parametrize(
    ("outcome", "value", "rule"), [("work", "2", "outcome-not-binary"), ("days", "1,5", "outcome-not-count")]
)
def test_values_that_are_not_of_the_type_are_errors(tmp_path, outcome, value, rule):
    place = {"work": 6, "days": 8}[outcome]
    data = [[*row[:6], {"oui": "1", "non": "0"}[row[6]], *row[7:]] for row in typed_rows(40)]
    data[3][place] = value
    fields = FIELDS.replace(
        '{name: emploi, levels: {non: {labels: {en: "No", fr: Non}}, oui: {labels: {en: "Yes", fr: Oui}}}}',
        "{name: emploi, type: integer}",
    ).replace("type: integer", "type: number")
    path = write_typed_study(tmp_path, data=data, outcomes=OUTCOMES.replace("event: oui, ", ""), fields=fields)
    checked = pe.check_data(path)
    assert [(f.count, f.severity) for f in checked.findings if f.rule == rule] == [(1, "error")]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_report_shows_them(analysis, tmp_path, language):
    from dataclasses import replace

    said = replace(analysis, study=analysis.study.model_copy(update={"language": language}))
    pe.write_report(said, tmp_path / "out")
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    titles = {"en": "Observed events and categories", "fr": "Événements et catégories observés"}
    assert titles[language] in page
    assert {"en": "Odds ratio", "fr": "Rapport de cotes"}[language] in page
    assert ">marginal_" not in page


def test_outside_only_what_tells_no_count_leaves(analysis):
    outside = pe.disclose(analysis)
    kinds = {result.kind for result in outside.results}
    assert not {"observed_events", "marginal_means", "marginal_fit"} & kinds
    kept = set(outside.result("marginal_contrasts", "work").rows["quantity"])
    assert kept == {"difference in change of risk"}
    unknown = " ".join(str(f.values) for f in outside.findings if f.rule == "disclosure-kind-unknown")
    assert "marginal" not in unknown
    assert "events" not in unknown
