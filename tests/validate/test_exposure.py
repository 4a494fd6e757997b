"""The follow-up by the worker: its start, end and reason, and how they stand to the visits."""

import pandas as pd
import pytest


def person(frame, row):
    return frame["participant"] == frame.loc[row, "participant"]


def put(row, **values):
    """Return a fault: values of a person at all their visits."""

    def fault(frame):
        for column, value in values.items():
            new = pd.Timestamp(value) if column in ("exposure_start", "exposure_end") else value
            frame.loc[person(frame, row), column] = new

    return fault


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (
            put(6, exposure_end="2014-01-14", exposure_end_reason="moved"),
            ("error", "exposure-reversed", (8, 9, 10)),
        ),
        (put(0, exposure_start="2014-02-01"), ("warning", "exposure-in-reference", (2, 3, 4))),
        (put(6, exposure_end="2015-02-01"), ("warning", "exposure-end-unexplained", (8, 9, 10))),
        (put(6, exposure_end_reason="moved"), ("warning", "exposure-reason-alone", (8, 9, 10))),
        (put(12, exposure_start="2014-07-13"), ("warning", "exposure-after-entry", (14,))),
        (put(6, exposure_start="2013-12-10"), ("warning", "exposure-before-entry", (8,))),
    ],
)
def test_a_fault_is_found_where_it_is(found, fault, expected):
    findings = [(one.severity, one.rule, one.rows) for one in found(fault)]
    kept = [one for one in findings if not one[1].startswith(("visit-outside", "exposure-ended"))]
    assert kept == [expected]


@pytest.mark.parametrize(
    "fault",
    [
        put(6, exposure_end="2014-01-15", exposure_end_reason="moved"),  # a follow-up of one day
        put(6, exposure_start="2013-12-11"),  # 30 days before the first visit
        put(12, exposure_start="2014-07-12"),  # on the day of entry
    ],
)
def test_what_is_just_possible_is_not_found(found, fault):
    rules = {one.rule for one in found(fault)}
    assert not rules & {"exposure-reversed", "exposure-before-entry", "exposure-after-entry"}


def test_two_starts_of_one_person_are_found_and_a_reason_at_another_visit_is_enough(found):
    def two_starts(frame):
        frame.loc[7, "exposure_start"] = pd.Timestamp("2014-01-20")

    (finding,) = found(two_starts)
    assert (finding.rule, finding.rows, finding.values) == ("exposure-differs", (8, 9, 10), {"column": "debut"})
    assert finding.fix == "corrections: [{participant: CODE, column: debut, value: DAY, reason: WHY}]"

    def said_once(frame):
        frame.loc[8, "exposure_end"] = pd.Timestamp("2015-02-01")
        frame.loc[7, "exposure_end_reason"] = "moved"

    assert found(said_once) == []


def test_who_was_still_followed_is_said_by_group_and_visit(found):
    findings = found(put(6, exposure_end="2014-10-01", exposure_end_reason="moved"))
    (note,) = findings
    assert (note.severity, note.rule, note.count) == ("note", "exposure-ended", 1)
    assert note.values == {"group": "treated", "visit": "T12", "total": 2, "followed": 1}
    assert "1 of 2 people" in note.message("en")


def test_an_end_on_the_day_of_the_visit_is_still_a_follow_up(found):
    assert found(put(6, exposure_end="2015-01-10", exposure_end_reason="moved")) == []


def test_an_end_recorded_at_a_visit_that_was_missed_counts(found, full_frame):
    absences = full_frame.loc[[8]].assign(
        absence_reason=pd.Categorical(["refus"], dtype=full_frame["absence_reason"].dtype),
        exposure_end=pd.Timestamp("2014-07-01"),
        **{column: float("nan") for column in full_frame if column.startswith("I") or column == "egf"},
    )
    findings = found(lambda frame: frame.drop(index=8), absences.reset_index(drop=True))
    assert {one.rule: one.values.get("visit") for one in findings} == {
        "exposure-ended": "T6",
        "exposure-end-unexplained": None,
    }


def test_a_visit_after_a_death_is_an_error(found):
    findings = found(put(6, exposure_end="2014-10-01", exposure_end_reason="décès"))
    assert ("error", "visit-after-death", (10,)) in [(one.severity, one.rule, one.rows) for one in findings]
