"""Planned visits that did not take place, against those that did."""

import pandas as pd
import pytest

from peereval.validate.absences import visits_unanswered


@pytest.fixture
def absent(full_frame):
    """Return a function: (row of the frame, visit, reason) to the table of absences."""

    def made(*cases):
        rows = full_frame.loc[[row for row, _, _ in cases]].assign(
            visit=pd.Categorical([visit for _, visit, _ in cases], dtype=full_frame["visit"].dtype),
            absence_reason=pd.Categorical([why for *_, why in cases], dtype=full_frame["absence_reason"].dtype),
        )
        items = [column for column in full_frame if str(column).startswith("I") or column == "egf"]
        rows[items] = float("nan")
        return rows.reset_index(drop=True).assign(source_file="absences.csv", source_row=range(2, len(cases) + 2))

    return made


def without(row):
    return lambda frame: frame.drop(index=row)


def brief(findings):
    return [(one.severity, one.rule, one.file, one.rows) for one in findings]


def test_an_absence_with_its_reason_is_no_fault(found, absent):
    assert found(without(2), absent((2, "T12", "refus"))) == []
    assert found(without(2), absent((2, "T12", "décès"))) == []


def test_an_absence_at_a_visit_that_was_attended_is_an_error(found, absent):
    findings = found(len, absent((2, "T12", "refus")))
    assert brief(findings) == [("error", "absence-contradicted", "absences.csv", (2,))]
    wanted = "corrections: [{participant: CODE, visit: VISIT, column: absence, missing: true, reason: WHY}]"
    assert findings[0].fix == wanted


def test_an_absence_given_twice_is_a_warning(found, absent):
    findings = found(without(2), absent((2, "T12", "refus"), (2, "T12", "décès")))
    assert brief(findings) == [("warning", "absence-repeated", "absences.csv", (2, 3))]


@pytest.mark.parametrize("column", ["egf", "I07"])
def test_answers_in_the_row_of_an_absence_are_an_error(found, absent, column):
    absences = absent((2, "T12", "refus"))
    absences[column] = 3.0
    assert brief(found(without(2), absences)) == [("error", "absence-answered", "absences.csv", (2,))]


@pytest.mark.parametrize(("reason", "wrong"), [("décès", True), ("deuil", False), ("refus", False)])
def test_a_visit_after_a_death_is_an_error(found, absent, reason, wrong):
    findings = found(without(1), absent((1, "T6", reason)))
    assert brief(findings) == [("error", "visit-after-death", "data.csv", (4,))] * wrong


def test_a_visit_without_any_answer_is_a_warning_where_no_column_says_why(frame, study):
    frame.loc[[1, 4], "egf"] = float("nan")
    (finding,) = visits_unanswered(frame, study)
    assert brief([finding]) == [("warning", "visit-unanswered", "data.csv", (3, 6))]
    assert finding.fix == "columns: {absence_reason: COLUMN}"


def test_one_answer_is_a_visit_and_a_column_of_reasons_says_the_rest(full_frame, full_study, frame, study):
    items = [column for column in full_frame if str(column).startswith("I") or column == "egf"]
    full_frame.loc[3, items] = float("nan")
    assert list(visits_unanswered(full_frame, full_study)) == []
    assert list(visits_unanswered(frame, study)) == []
