"""Days of visits: possible, in order, each its own, and within their window by the clock of the person."""

import numpy as np
import pandas as pd
import pytest


def day(row, when, column="visit_date"):
    def fault(frame):
        frame.loc[row, column] = pd.Timestamp(when)

    return fault


def brief(findings):
    return [(one.severity, one.rule, one.rows) for one in findings]


def test_sound_data_have_no_finding(found):
    assert found(len) == []


def test_a_visit_before_the_one_it_follows_is_found_with_both_rows(found):
    findings = found(day(1, "2013-12-20"))
    assert ("warning", "date-out-of-order", (2, 3)) in brief(findings)
    (order,) = (one for one in findings if one.rule == "date-out-of-order")
    assert order.fix == "corrections: [{participant: CODE, visit: VISIT, column: jour, value: DAY, reason: WHY}]"


def test_visits_are_compared_with_the_last_one_that_has_a_day(found):
    def fault(frame):
        frame.loc[1, "visit_date"] = pd.NaT
        frame.loc[2, "visit_date"] = pd.Timestamp("2014-01-09")

    assert ("warning", "date-out-of-order", (2, 4)) in brief(found(fault))


def test_two_visits_on_one_day_are_found(found):
    assert ("warning", "date-shared", (2, 3)) in brief(found(day(1, "2014-01-10")))


@pytest.mark.parametrize(
    ("column", "when", "expected"),
    [
        ("visit_date", "1989-12-31", True),
        ("visit_date", "1990-01-01", False),
        ("visit_date", str(pd.Timestamp.now("UTC").date() + pd.Timedelta(days=3)), True),
        ("visit_date", str(pd.Timestamp.now("UTC").date()), False),
        ("exposure_start", "1914-01-15", True),
        ("exposure_end", "1914-01-15", True),
        ("exposure_end", str(pd.Timestamp.now("UTC").date() + pd.Timedelta(days=300)), False),
    ],
)
def test_days_before_1990_or_after_today_are_impossible_but_an_end_may_be_planned(found, column, when, expected):
    findings = [one for one in found(day(6, when, column)) if one.rule == "date-impossible"]
    named = {"visit_date": "jour", "exposure_start": "debut", "exposure_end": "fin"}[column]
    assert [(*one[:2], one[2]) for one in brief(findings)] == [("error", "date-impossible", (8,))] * expected
    assert [one.values["column"] for one in findings] == [named] * expected


# T6 is month 6: 6 x 30.4375 = 182.6 days after the first visit of 2014-01-10, give or take 28 days.
@pytest.mark.parametrize(("when", "outside"), [("2014-08-08", False), ("2014-08-09", True), ("2014-06-13", True)])
def test_a_window_counts_from_the_first_visit(found, when, outside):
    findings = found(day(1, when))
    assert brief(findings) == [("warning", "visit-outside-window", (3,))] * outside
    if outside:
        assert findings[0].values == {"visit": "T6", "weeks": "4", "month": "6"}


def test_who_starts_late_has_the_clock_of_that_first_visit(found):
    def fault(frame):
        frame.loc[0, "visit_date"] = pd.NaT
        frame.loc[1, "visit_date"] = pd.Timestamp("2014-01-10")
        frame.loc[2, "visit_date"] = pd.Timestamp("2014-07-12")

    assert found(fault) == []


def test_the_clock_of_the_pre_followed_starts_with_their_worker(found):
    # From 2013-10-01, the visit of 2014-07-12 is day 284 and that of 2015-01-10 day 466: 101 days late, both.
    findings = found(lambda frame: frame.__setitem__("exposure_start", start_at(frame, 12, "2013-10-01")))
    rules = [one for one in brief(findings) if one[1].startswith("visit-outside")]
    assert rules == [
        ("warning", "visit-outside-window-exposure", (14,)),
        ("warning", "visit-outside-window-exposure", (15,)),
    ]
    none = found(lambda frame: frame.loc[:, "exposure_start"].where(frame.index < 0))
    assert none == []


def start_at(frame, row, when):
    own = frame["participant"] == frame.loc[row, "participant"]
    return frame["exposure_start"].mask(own, pd.Timestamp(when))


def test_without_days_nothing_is_said(found):
    def fault(frame):
        frame["visit_date"] = np.nan
        del frame["exposure_start"], frame["exposure_end"], frame["exposure_end_reason"], frame["absence_reason"]

    assert found(fault) == []
