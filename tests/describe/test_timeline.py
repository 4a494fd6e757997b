"""When visits took place: days set by hand on either clock, quantiles against R; the timetable."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peereval.describe.timeline import DAYS_A_MONTH, describe_timetable, describe_timing

# One addition and one division more than in R.
CLOSE = 1e-12
DAYS = (120, 170, 183, 190, 205, 260)
START = pd.Timestamp("2013-07-01")


def visits(days, group="treated", first="T0", second="T6", began=None):
    """Return people seen twice, the second time some days after the first."""
    rows = []
    for number, day in enumerate(days):
        about = {"participant": f"{group}{number}", "group": group, "exposure_start": began}
        rows.append({**about, "visit": first, "visit_date": START})
        rows.append({**about, "visit": second, "visit_date": START + pd.Timedelta(days=day)})
    return pd.DataFrame(rows)


def by_key(result):
    return result.rows.set_index(["group", "entry", "visit", "clock", "quantity"])["estimate"]


def test_months_since_the_first_visit_against_quantile_of_r(dated_study, attrition_reference):
    found = by_key(describe_timing(visits(DAYS), dated_study))
    names = {"median": 50, "q1": 25, "q3": 75, "p10": 10, "p90": 90}
    for name, share in names.items():
        expected = attrition_reference[f"months_{share}"]
        assert found["treated", "", "T6", "first visit", name] == pytest.approx(expected, rel=CLOSE)
    # Planned at 182.625 days, 42 days either way: 120 and 260 are outside.
    assert found["treated", "", "T6", "first visit", "inside"] == 4
    assert found["treated", "", "T6", "first visit", "inside percent"] == pytest.approx(100 * 4 / 6)
    assert found["treated", "", "T6", "first visit", "window weeks"] == 6


def test_the_first_visit_and_a_visit_without_a_window_have_no_share(dated_study):
    found = by_key(describe_timing(visits(DAYS, second="T12"), dated_study))
    assert ("treated", "", "T0", "first visit", "dated") not in found.index
    assert ("treated", "", "T12", "first visit", "inside") not in found.index
    assert found["treated", "", "T12", "first visit", "planned"] == 12


def test_people_followed_before_have_two_clocks(dated_study):
    began = START - pd.Timedelta(days=200)
    frame = visits((180, 190), group="prefollowed", first="T6", second="T12", began=began)
    found = by_key(describe_timing(frame, dated_study))
    assert found["prefollowed", "T6", "T6", "exposure", "median"] == pytest.approx(200 / DAYS_A_MONTH)
    assert found["prefollowed", "T6", "T12", "exposure", "median"] == pytest.approx(385 / DAYS_A_MONTH)
    assert found["prefollowed", "T6", "T12", "exposure", "planned"] == 12
    assert found["prefollowed", "T6", "T12", "first visit", "median"] == pytest.approx(185 / DAYS_A_MONTH)
    assert found["prefollowed", "T6", "T12", "first visit", "planned"] == 6


def test_a_visit_without_a_day_is_counted_as_undated(dated_study):
    frame = visits(DAYS)
    frame.loc[1, "visit_date"] = pd.NaT
    found = by_key(describe_timing(frame, dated_study))
    assert found["treated", "", "T6", "first visit", "dated"] == 5
    assert found["treated", "", "T6", "first visit", "undated"] == 1


def test_without_dates_there_are_no_rows(few, dated_study):
    assert describe_timing(few, dated_study).rows.empty
    assert describe_timing(few.assign(visit_date=pd.NaT), dated_study).rows.empty


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(st.lists(st.integers(30, 500), min_size=1, max_size=12), st.integers(-1000, 1000))
def test_months_do_not_depend_on_when_the_study_began(dated_study, days, shift):
    frame = visits(days)
    moved = frame.assign(visit_date=frame["visit_date"] + pd.Timedelta(days=shift)).iloc[::-1]
    one, other = (by_key(describe_timing(part, dated_study)) for part in (frame, moved))
    pd.testing.assert_series_equal(one, other)
    assert one["treated", "", "T6", "first visit", "inside"] == sum(abs(day - 6 * DAYS_A_MONTH) <= 42 for day in days)


def test_the_timetable_counts_both_days_and_the_delay(dated_study):
    rows = describe_timetable(dated_study).rows.set_index(["phase", "version", "quantity"])
    assert rows.loc[("1", "planned", "days"), "estimate"] == 31
    assert rows.loc[("1", "actual", "days"), "estimate"] == 51
    assert rows.loc[("1", "actual", "delay start"), "estimate"] == 10
    assert rows.loc[("1", "actual", "delay end"), "estimate"] == 30
    assert rows.loc[("2", "planned", "days"), "estimate"] == 1
    assert rows.loc[("1", "actual", "days"), "first"] == "2013-01-11"
    assert not np.isin("actual", rows.loc["2"].index.get_level_values("version"))


def test_a_study_without_a_timetable_has_no_rows(study):
    assert describe_timetable(study).rows.empty
