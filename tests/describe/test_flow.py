"""Flow: counted by hand, and Wilson intervals against R."""

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peereval.describe.entry import first_attended
from peereval.describe.flow import describe_analysed, describe_flow, entry_visit
from peereval.errors import DataError

# prop.test solves the same quadratic; only rounding differs.
CLOSE = 1e-12
# group, entry, visit: expected, seen, missed, lost, newly lost, returned, entered
BY_HAND = {
    ("control", "", "T0"): (2, 2, 0, 0, 0, 0, 2),
    ("control", "", "T6"): (2, 0, 1, 1, 1, 0, 0),
    ("control", "", "T12"): (2, 1, 0, 1, 0, 1, 0),
    ("treated", "", "T0"): (2, 2, 0, 0, 0, 0, 2),
    ("treated", "", "T6"): (2, 1, 1, 0, 0, 0, 0),
    ("treated", "", "T12"): (2, 2, 0, 0, 0, 1, 0),
    ("prefollowed", "", "T6"): (1, 1, 0, 0, 0, 0, 1),
    ("prefollowed", "", "T12"): (2, 2, 0, 0, 0, 0, 1),
    ("prefollowed", "T6", "T6"): (1, 1, 0, 0, 0, 0, 1),
    ("prefollowed", "T6", "T12"): (1, 1, 0, 0, 0, 0, 0),
    ("prefollowed", "T12", "T12"): (1, 1, 0, 0, 0, 0, 1),
}
COUNTS = ["expected", "seen", "missed", "lost", "newly lost", "returned", "entered"]


def wide(result, keys):
    return result.rows.pivot_table(index=keys, columns="quantity", values="estimate", sort=False)


def test_flow_counted_by_hand(few, study):
    table = wide(describe_flow(few, study), ["group", "entry", "visit"])
    assert {key: tuple(row) for key, row in table[COUNTS].iterrows()} == BY_HAND


def test_retention_against_prop_test(study, reference):
    plan = {"control": (205, 157, 105), "treated": (85, 64, 35)}
    rows = [
        (f"{group}{person}", group, visit)
        for group, counts in plan.items()
        for visit, count in zip(study.visits, counts, strict=True)
        for person in range(count)
    ]
    rows = describe_flow(pd.DataFrame(rows, columns=["participant", "group", "visit"]), study).rows
    kept = rows[rows["quantity"] == "retained"].set_index(["group", "visit"])
    for group, (entered, *later) in plan.items():
        for visit, seen in zip(("T6", "T12"), later, strict=True):
            row = kept.loc[(group, visit)]
            assert row["estimate"] == pytest.approx(100 * seen / entered, rel=CLOSE)
            assert row["conf_low"] == pytest.approx(100 * reference[f"wilson_{seen}_{entered}_low"], rel=CLOSE)
            assert row["conf_high"] == pytest.approx(100 * reference[f"wilson_{seen}_{entered}_high"], rel=CLOSE)


def test_entry_is_the_first_visit_attended_in_any_row_order(few, study):
    entries = {"a": "T0", "b": "T0", "c": "T6", "d": "T12", "e": "T0", "f": "T0"}
    for frame in (few, few.iloc[::-1]):
        entry = entry_visit(frame, study)
        assert entry.cat.ordered
        assert entry.astype(str).tolist() == frame["participant"].map(entries).tolist()


def test_covariates_are_those_of_the_first_visit(few, study):
    age = first_attended(few, ["age"], study)["age"]
    assert age[few["participant"] == "a"].tolist() == [30.0] * 3
    # Missing at T6, recorded at T12: stays missing.
    assert age[few["participant"] == "c"].isna().all()


def test_a_covariate_that_no_file_has_is_refused(few, study):
    with pytest.raises(DataError, match=r"no column 'aeg'.*Did you mean 'age'"):
        first_attended(few, ["aeg"], study)


def test_people_lost_to_a_covariate_are_counted_by_group(few, study):
    (result,) = describe_analysed(few, study, _measures(few, study))
    table = wide(result, ["group", "visit"])
    columns = ["measured", "missing outcome", "missing covariate", "analysed"]
    assert table.loc[("prefollowed", ""), columns].tolist() == [2, 0, 1, 1]
    assert table.loc[("prefollowed", "T12"), columns].tolist() == [2, 0, 1, 1]
    assert table.loc[("treated", "T12"), columns].tolist() == [1, 1, 0, 1]
    assert table.loc[("control", ""), columns].tolist() == [1, 1, 0, 1]


def _measures(frame, study):
    from peereval.score.scale import score_scales

    return score_scales(frame, study).measures


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(
    st.lists(st.sampled_from(["T0", "T6", "T12", "T0 T6", "T6 T12", "T0 T12", "T0 T6 T12"]), min_size=1, max_size=12)
)
def test_everyone_expected_is_seen_missed_or_lost(study, patterns):
    rows = [(str(i), "treated", visit) for i, seen in enumerate(patterns) for visit in seen.split()]
    once = pd.DataFrame(rows, columns=["participant", "group", "visit"])
    twice = pd.concat([once, once.assign(participant=once["participant"] + "'")], ignore_index=True)
    table, doubled = (wide(describe_flow(frame, study), ["group", "entry", "visit"]) for frame in (once, twice))
    assert (table["expected"] == table["seen"] + table["missed"] + table["lost"]).all()
    assert (table["expected"] == table["entered"].cumsum()).all()
    assert doubled[COUNTS].equals(2 * table[COUNTS])


def test_no_people_no_rows(few, study):
    assert describe_flow(few.iloc[:0], study).rows.empty


def figure(result, group, visit, quantity, entry=""):
    rows = result.rows
    found = rows[(rows["group"] == group) & (rows["visit"] == visit) & (rows["quantity"] == quantity)]
    found = found[found["entry"] == entry]["estimate"]
    assert len(found) <= 1
    return found.iloc[0] if len(found) else None


def test_counts_of_the_study_file_are_shown_as_typed(absent, dated_study):
    flow = describe_flow(absent[0], dated_study, absent[1])
    typed = {"eligible": 10, "refusals": 3, "missed appointments": 2, "still expected": 1}
    assert {name: figure(flow, "treated", "T0", name) for name in typed} == typed
    # What was not typed has no row: nobody counted is not none.
    assert figure(flow, "control", "T0", "still expected") is None


def test_people_with_absences_only_are_included_and_not_seen(absent, dated_study):
    flow = describe_flow(absent[0], dated_study, absent[1])
    assert [figure(flow, "treated", "T0", name) for name in ("included", "never seen", "entered")] == [5, 1, 4]
    assert [figure(flow, "control", "T0", name) for name in ("included", "never seen", "entered")] == [2, 1, 1]
    assert figure(flow, "prefollowed", "T12", "included") == 1
    without = describe_flow(absent[0], dated_study)
    assert figure(without, "treated", "T0", "included") is None
    shared = [(group, visit, name) for group in ("treated", "control") for visit in ("T0", "T6") for name in COUNTS]
    assert [figure(flow, *key) for key in shared] == [figure(without, *key) for key in shared]
