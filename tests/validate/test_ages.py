"""Ages and years of birth: possible, and growing with the calendar."""

import numpy as np
import pytest

from peereval.validate.words import words_of


def ages(*values):
    """Return a fault: the ages of the first person at T0, T6 and T12."""

    def fault(frame):
        frame.loc[[0, 1, 2], "age"] = values

    return fault


def brief(findings):
    return [(one.severity, one.rule, one.rows) for one in findings]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (ages(40, -1, 40), ("error", "age-impossible", (3,))),
        (ages(40, 121, 40), ("error", "age-impossible", (3,))),
        (ages(41, 41, 40), ("warning", "age-decreases", (3, 4))),
        (ages(40.7, 40.2, 41), ("warning", "age-decreases", (2, 3))),
        (ages(40, 42, 42), ("warning", "age-jumps", (2, 3))),
        (ages(40, np.nan, 43), ("warning", "age-jumps", (2, 4))),
    ],
)
def test_an_age_that_cannot_be_is_found(found, fault, expected):
    assert brief(found(fault)) == [expected]


@pytest.mark.parametrize(
    "fault", [ages(40, 41, 41), ages(40, 40, 41), ages(40.75, 40, 41), ages(0, 1, 1), ages(119, 119, 120)]
)
def test_an_age_that_grows_with_the_calendar_is_not(found, fault):
    assert found(fault) == []


def test_without_days_the_months_of_the_visits_count(found):
    def fault(frame):
        frame["visit_date"] = frame["visit_date"].where(frame.index < 0)
        frame.loc[[0, 1, 2], "age"] = [40, 42, 42]

    assert brief(found(fault)) == [("warning", "age-jumps", (2, 3))]


@pytest.mark.parametrize(("year", "wrong"), [(2015, True), (2014, False), (1894, False), (1893, True)])
def test_a_year_of_birth_lies_before_the_visit(found, year, wrong):
    def fault(frame):
        frame.loc[0, "born"] = year

    assert brief(found(fault)) == [("error", "birth-year-impossible", (2,))] * wrong


def test_words_are_found_in_names_of_every_style():
    assert words_of("Âge_T0") == {"age", "t"}
    assert words_of("AgeInclusion") == {"age", "inclusion"}
    assert words_of("Année de naissance") == {"annee", "de", "naissance"}
    assert "age" not in words_of("Langage, stage et village")
