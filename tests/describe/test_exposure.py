"""Who is still followed at each visit: people set by hand."""

import pandas as pd
import pytest

from peereval.describe.exposure import describe_exposure
from peereval.describe.timeline import DAYS_A_MONTH

COLUMNS = ["participant", "group", "visit", "visit_date", "exposure_start", "exposure_end", "exposure_end_reason"]
ROWS = [
    # Still followed; ended on the day of T6; ended before T6; begun after T0; without a start.
    ("a", "treated", "T0", "2013-07-01", "2013-07-01", None, None),
    ("a", "treated", "T6", "2014-01-01", None, None, None),
    ("b", "treated", "T6", "2014-01-01", "2013-07-01", "2014-01-01", "closed"),
    ("c", "treated", "T6", "2014-01-01", "2013-07-01", "2013-10-01", "worker_left"),
    ("d", "treated", "T0", "2013-07-01", "2013-08-01", None, None),
    ("e", "treated", "T6", "2014-01-01", None, None, None),
    ("f", "treated", "T6", "2014-01-01", "2013-07-01", "2013-12-31", None),
    ("g", "control", "T0", "2013-07-01", None, None, None),
]


@pytest.fixture
def frame():
    made = pd.DataFrame(ROWS, columns=COLUMNS)
    days = ["visit_date", "exposure_start", "exposure_end"]
    return made.assign(**{name: pd.to_datetime(made[name]) for name in days})


def by_key(result):
    return result.rows.set_index(["group", "visit", "reason", "quantity"])["estimate"]


def test_followed_and_ended_counted_by_hand(frame, dated_study):
    found = by_key(describe_exposure(frame, dated_study))
    at_six = {"seen": 5, "followed": 2, "ended": 2, "not begun": 0, "undated": 1, "ended without reason": 1}
    assert {name: found["treated", "T6", "", name] for name in at_six} == at_six
    assert found["treated", "T6", "", "followed percent"] == 50
    assert found["treated", "T6", "worker_left", "ended"] == 1
    assert ("treated", "T6", "closed", "ended") not in found.index
    assert found["treated", "T0", "", "not begun"] == 1
    assert "control" not in found.index.get_level_values("group")


def test_months_followed_stop_at_the_end(frame, dated_study):
    found = by_key(describe_exposure(frame, dated_study))
    # a and b 184 days, c 92, f 183.
    assert found["treated", "T6", "", "median"] == pytest.approx(183.5 / DAYS_A_MONTH)


def test_seen_are_followed_ended_not_begun_or_undated(frame, dated_study):
    found = by_key(describe_exposure(frame, dated_study))
    for visit in ("T0", "T6"):
        parts = [found["treated", visit, "", name] for name in ("followed", "ended", "not begun", "undated")]
        assert sum(parts) == found["treated", visit, "", "seen"]


def test_dates_in_the_row_of_an_absence_count(frame, dated_study):
    absences = frame[frame["participant"] == "e"].assign(
        visit="T12", exposure_start=pd.Timestamp("2013-07-01"), visit_date=pd.NaT
    )
    found = by_key(describe_exposure(frame, dated_study, absences))
    assert found["treated", "T6", "", "undated"] == 0
    assert found["treated", "T6", "", "followed"] == 3


def test_a_study_without_these_columns_has_no_rows(few, study):
    assert describe_exposure(few, study).rows.empty
