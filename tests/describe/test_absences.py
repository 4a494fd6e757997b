"""Absences counted by hand; typed counts that do not add up."""

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peereval.describe.absences import describe_absences, flow_findings, never_seen
from peereval.describe.flow import describe_flow


def table(result):
    rows = result.rows
    return {
        tuple(key): figure for *key, figure in rows[["group", "visit", "reason", "quantity", "estimate"]].to_numpy()
    }


def test_absences_counted_by_hand(absent, dated_study):
    found = table(describe_absences(*absent, dated_study))
    # Treated at T6: b (unreachable, back at T12) and c (moved); a was seen after all.
    totals = {"absent": 2, "recorded": 2, "not recorded": 0, "returned": 1, "newly absent": 2, "newly not recorded": 0}
    assert {name: found["treated", "T6", "", name] for name in totals} == totals
    assert found["treated", "T6", "unreachable", "count"] == 1
    assert found["treated", "T6", "moved", "percent"] == 50
    # At T12: c again, and d without a reason, newly absent.
    totals = {"absent": 2, "recorded": 1, "not recorded": 1, "returned": 0, "newly absent": 1, "newly not recorded": 1}
    assert {name: found["treated", "T12", "", name] for name in totals} == totals
    assert found["treated", "T12", "moved", "newly absent"] == 0
    # Never seen: n once, at the first visit planned.
    assert found["treated", "T0", "", "absent"] == 1
    assert found["treated", "T0", "refused", "count"] == 1
    assert found["treated", "T6", "refused", "count"] == 0
    assert not [key for key in found if key[0] == "prefollowed"]


def test_reasons_stand_in_the_order_of_the_codebook(absent, dated_study):
    rows = describe_absences(*absent, dated_study).rows
    own = rows[(rows["group"] == "treated") & (rows["visit"] == "T6") & (rows["quantity"] == "count")]
    assert own["reason"].tolist() == ["refused", "unreachable", "moved"]


def test_never_seen_are_those_with_absences_only(absent, dated_study):
    people = never_seen(*absent, dated_study)
    assert sorted(people["participant"]) == ["m", "n"]
    assert people["visit"].astype(str).tolist() == ["T0", "T0"]


def test_typed_counts_that_do_not_add_up_are_found(absent, dated_study):
    (found,) = flow_findings(*absent, dated_study)
    # Treated: 10 eligible, but 3 + 2 + 1 and 5 included; control: 8 = 5 + 1 and 2 included.
    assert (found.severity, found.rule) == ("warning", "flow-unbalanced")
    assert dict(found.values) == {"group": "treated", "visit": "T0", "eligible": 10, "added": 11}


PATTERNS = ["T0", "T0 T6", "T0 T12", "T0 T6 T12", "T6 T12"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(PATTERNS), st.sampled_from(["", "moved", "refused"])), min_size=1, max_size=9)
)
def test_the_absent_are_the_missed_and_the_lost_and_each_has_a_reason_or_none(dated_study, people):
    seen = [(f"p{i}", "treated", visit) for i, (visits, _) in enumerate(people) for visit in visits.split()]
    frame = pd.DataFrame(seen, columns=["participant", "group", "visit"])
    rows = [(f"p{i}", "treated", visit, reason) for i, (visits, reason) in enumerate(people) if reason
            for visit in dated_study.visits if visit not in visits.split()]  # fmt: skip
    absences = pd.DataFrame(rows, columns=["participant", "group", "visit", "absence_reason"])
    flow = describe_flow(frame, dated_study, absences).rows.set_index(["visit", "quantity"])["estimate"]
    found = table(describe_absences(frame, absences, dated_study))
    for visit in dated_study.visits:
        if (visit, "missed") not in flow.index:
            continue
        lost = flow[visit, "missed"] + flow[visit, "lost"]
        assert found.get(("treated", visit, "", "absent"), 0) == lost
        own = [figure for key, figure in found.items() if key[1] == visit and key[3] == "count"]
        assert sum(own) == found.get(("treated", visit, "", "recorded"), 0)
        both = [found.get(("treated", visit, "", name), 0) for name in ("recorded", "not recorded")]
        assert sum(both) == lost


def test_no_people_no_rows(absent, dated_study):
    assert describe_absences(absent[0].iloc[:0], absent[1].iloc[:0], dated_study).rows.empty
    assert list(flow_findings(absent[0].iloc[:0], absent[1].iloc[:0], dated_study)) == []


def test_a_study_without_a_column_of_reasons_has_no_one_never_seen(absent, dated_study):
    frame = absent[0]
    assert never_seen(frame, frame.iloc[:0], dated_study).empty
    # Without the people who never came: treated 3 + 2 + 1 + 4, control 5 + 1 + 1.
    assert [found.values["added"] for found in flow_findings(frame, frame.iloc[:0], dated_study)] == [7]


@pytest.mark.parametrize("shuffled", [False, True])
def test_the_order_of_the_rows_does_not_matter(absent, dated_study, shuffled):
    frame, absences = (part.iloc[::-1] if shuffled else part for part in absent)
    assert table(describe_absences(frame, absences, dated_study)) == table(describe_absences(*absent, dated_study))
