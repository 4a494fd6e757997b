"""Patterns of attendance: counted by hand, and adding up to the people."""

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peereval.describe.attendance import describe_patterns


def table(result):
    rows = result.rows
    return {tuple(key): figure for *key, figure in rows[["group", "pattern", "quantity", "estimate"]].to_numpy()}


def test_patterns_counted_by_hand(few, study):
    found = table(describe_patterns(few, study))
    counts = {key[:2]: figure for key, figure in found.items() if key[2] == "count"}
    assert counts == {
        ("treated", "XXX"): 1, ("treated", "X-X"): 1, ("prefollowed", ".XX"): 1, ("prefollowed", "..X"): 1,
        ("control", "X--"): 1, ("control", "X-X"): 1}  # fmt: skip
    assert found["control", "", "came back"] == 1
    assert found["control", "", "monotone percent"] == 50
    assert found["prefollowed", "", "monotone"] == 2


def test_notes_say_who_left_and_who_came_back(few, study):
    rows = describe_patterns(few, study).rows
    notes = rows[rows["quantity"] == "count"].set_index(["group", "pattern"])["note"]
    assert notes["treated", "XXX"] == "all visits"
    assert notes["control", "X--"] == "left"
    assert notes["control", "X-X"] == "came back"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(
    st.lists(st.sampled_from(["T0", "T6", "T12", "T0 T6", "T6 T12", "T0 T12", "T0 T6 T12"]), min_size=1, max_size=15)
)
def test_patterns_add_up_to_the_people(study, patterns):
    rows = [(str(i), "treated", visit) for i, seen in enumerate(patterns) for visit in seen.split()]
    found = table(describe_patterns(pd.DataFrame(rows, columns=["participant", "group", "visit"]), study))
    counts = [figure for key, figure in found.items() if key[2] == "count"]
    assert sum(counts) == found["treated", "", "people"] == len(patterns)
    assert found["treated", "", "monotone"] + found["treated", "", "came back"] == len(patterns)
    assert found["treated", "", "came back"] == patterns.count("T0 T12")
