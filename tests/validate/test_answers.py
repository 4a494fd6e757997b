"""How instruments were filled in, and how their answers are coded."""

import numpy as np
import pandas as pd
import pytest

from peereval.validate.answers import ItemSet
from peereval.validate.run import check_items

ITEMS = tuple(f"I{item:02d}" for item in range(1, 30))


def brief(findings):
    return [(one.severity, one.rule, one.rows) for one in findings]


def test_one_answer_throughout_is_a_note(found):
    def fault(frame):
        frame.loc[0, list(ITEMS)] = 2.0
        frame.loc[0, ["I03", "I17"]] = np.nan

    assert brief(found(fault)) == [("note", "answers-equal", (2,))]


@pytest.mark.parametrize(("answered", "said"), [(5, False), (6, True)])
def test_fewer_than_six_answers_say_nothing(found, answered, said):
    def fault(frame):
        frame.loc[0, list(ITEMS)] = np.nan
        frame.loc[0, list(ITEMS[:answered])] = 2.0

    assert brief(found(fault)) == [("note", "answers-equal", (2,))] * said


def test_two_answers_in_turn_are_a_note(found):
    def fault(frame):
        frame.loc[0, list(ITEMS)] = [1.0 + 3 * (place % 2) for place in range(29)]
        frame.loc[0, "I09"] = np.nan

    assert brief(found(fault)) == [("note", "answers-alternating", (2,))]

    def once_otherwise(frame):
        fault(frame)
        frame.loc[0, "I10"] = 2.0

    assert found(once_otherwise) == []


def test_the_same_answers_at_two_visits_are_a_note(found):
    def copied(frame):
        frame.loc[2, list(ITEMS)] = frame.loc[0, list(ITEMS)].to_numpy()

    assert brief(found(copied)) == [("note", "answers-copied", (2, 4))]

    def of_another_person(frame):
        frame.loc[3, list(ITEMS)] = frame.loc[0, list(ITEMS)].to_numpy()

    assert found(of_another_person) == []

    def almost(frame):  # the same sum of answers by place, which is no copy
        copied(frame)
        frame.loc[[0, 2], "I01"], frame.loc[[0, 2], "I02"] = [1.0, 3.0], [3.0, 2.0]

    assert found(almost) == []


def test_answers_one_step_lower_than_declared_are_said_to_be_shifted(full_study, full_frame):
    many = pd.concat([full_frame] * 3, ignore_index=True).assign(source_row=range(2, 50))
    many["source_file"] = np.where(many.index < 24, "a.csv", "b.csv")
    many.loc[many.index >= 24, ["I01", "I02"]] = np.tile([[0], [1], [3]], (8, 2))
    findings = [
        one for one in check_items(many, full_study, (ItemSet("stigma", ITEMS, 1, 4),)) if one.rule.startswith("items-")
    ]
    assert brief(findings) == [("warning", "items-shifted", tuple(range(26, 50)))]
    assert findings[0].file == "b.csv"
    wanted = {"minimum": "1", "maximum": "4", "low": "0", "high": "3", "columns": "I01, I02", "outcome": "stigma"}
    assert findings[0].values == wanted


def test_a_slip_is_no_shift_and_a_column_of_something_else_is_outside(found):
    def slip(frame):
        frame["I01"] = frame["I01"].clip(upper=3)
        frame.loc[0, "I01"] = 0

    assert found(slip) == []

    def other(frame):
        frame["I05"] = frame["I05"] + 20

    assert brief(found(other)) == [("warning", "items-outside", tuple(range(2, 18)))]


@pytest.mark.parametrize(("code", "said"), [(999, True), (99, True), (-9, True), (9, True), (4, False), (3, False)])
def test_a_code_far_outside_the_rest_is_said_to_be_one(found, code, said):
    def fault(frame):
        frame.loc[0, "stays"] = code

    findings = found(fault)
    assert brief(findings) == [("warning", "code-undeclared", (2,))] * said
    if said:
        assert findings[0].fix == f'codebook.yaml line 5: missingValues: ["{code}"]'
        assert findings[0].values == {"code": code, "columns": "stays"}


def test_a_code_among_values_is_a_value(found):
    def fault(frame):
        frame["stays"] = np.linspace(1, 120, len(frame))
        frame.loc[[3, 5], "stays"] = [9, 99]

    assert found(fault) == []


def test_a_code_of_an_outcome_is_declared_under_it(found):
    def fault(frame):
        frame.loc[2, ["I01", "I04"]] = 9.0

    (finding,) = (one for one in found(fault) if one.rule == "code-undeclared")
    assert (finding.rows, finding.fix) == ((4,), "outcomes: {stigma: {missing: [9]}}")
    assert finding.values == {"code": 9, "columns": "I01, I04"}
