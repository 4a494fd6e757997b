"""Differences in retention: Newcombe's own table, R's chi-squared and Welch tests."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peereval.describe.retention import describe_retention, describe_site_retention
from peereval.describe.shares import newcombe_interval

# The same closed forms in R; only rounding differs.
CLOSE = 1e-9
# Newcombe (1998), Table II, method 10: counts, then the interval to four decimals.
TABLE_II = [
    ((56, 70, 48, 80), (0.0524, 0.3339)),
    ((9, 10, 3, 10), (0.1705, 0.8090)),
    ((6, 7, 2, 7), (0.0582, 0.8062)),
    ((5, 56, 0, 29), (-0.0381, 0.1926)),
    ((0, 10, 0, 20), (-0.1611, 0.2775)),
    ((0, 10, 0, 10), (-0.2775, 0.2775)),
    ((10, 10, 0, 20), (0.6791, 1.0)),
    ((10, 10, 0, 10), (0.6075, 1.0)),
]


@pytest.mark.parametrize(("counts", "interval"), TABLE_II)
def test_intervals_against_the_published_table(counts, interval):
    found = newcombe_interval(*counts, 0.95)
    assert found[0] == counts[0] / counts[1] - counts[2] / counts[3]
    assert found[1:].round(4).tolist() == list(interval)


@given(st.integers(1, 60), st.integers(1, 60), st.data())
def test_an_interval_holds_its_difference_keeps_within_one_and_turns_round(one, other, data):
    seen, seen_other = data.draw(st.integers(0, one)), data.draw(st.integers(0, other))
    difference, low, high = newcombe_interval(seen, one, seen_other, other, 0.95)
    # Bounds at 0 and 1 are reached up to rounding.
    slack = 1e-12
    assert -1 - slack <= low <= difference <= high <= 1 + slack
    turned = newcombe_interval(seen_other, other, seen, one, 0.95)
    np.testing.assert_allclose(turned, [-difference, -high, -low], rtol=0, atol=slack)
    wider = newcombe_interval(seen, one, seen_other, other, 0.99)
    assert wider[1] <= low + slack
    assert wider[2] >= high - slack


def test_an_empty_group_has_no_interval():
    assert np.isnan(newcombe_interval(0, 0, 3, 4, 0.95)).all()


@pytest.fixture(scope="module")
def published(study):
    plan = {"control": (205, 157, 105), "treated": (85, 64, 35)}
    rows = [
        (f"{group}{person}", group, visit)
        for group, counts in plan.items()
        for visit, count in zip(study.visits, counts, strict=True)
        for person in range(count)
    ]
    return pd.DataFrame(rows, columns=["participant", "group", "visit"])


def by_key(result):
    return result.rows.set_index(["group", "visit", "quantity"])


def test_published_retention_against_chisq_test(published, study, attrition_reference):
    rows = by_key(describe_retention(published, study))
    for visit in ("T6", "T12"):
        for name, quantity in (("chi2", "chi2"), ("yates", "chi2 with Yates")):
            row = rows.loc[("treated", visit, quantity)]
            assert row["statistic"] == pytest.approx(attrition_reference[f"{name}_{visit}_statistic"], rel=CLOSE)
            assert row["p_value"] == pytest.approx(attrition_reference[f"{name}_{visit}_p"], rel=CLOSE)
    # As printed: 75.3 v 76.6 %, 41.2 v 51.2 %; chi2 0.055 (p .81) and 2.427 (p .119).
    assert rows.loc[("treated", "T6", "difference in retention"), "estimate"] == pytest.approx(75.3 - 76.6, abs=0.1)
    assert rows.loc[("treated", "T12", "difference in retention"), "estimate"] == pytest.approx(41.2 - 51.2, abs=0.1)
    assert round(rows.loc[("treated", "T12", "chi2"), "statistic"], 3) == 2.427
    # No sites, no comparison of sites.
    assert "difference between sites" not in rows.index.get_level_values("quantity")


def test_sites_against_welch_of_r(cohort, study, attrition_reference):
    result = describe_retention(cohort.frame, study)
    row = by_key(result).loc[("treated", "T12", "difference between sites")]
    assert row["estimate"] == pytest.approx(100 * attrition_reference["welch_difference"], rel=CLOSE)
    assert row["df"] == pytest.approx(attrition_reference["welch_df"], rel=CLOSE)
    assert row["p_value"] == pytest.approx(attrition_reference["welch_p"], rel=CLOSE)
    assert row["conf_low"] == pytest.approx(100 * attrition_reference["welch_low"], rel=CLOSE)
    assert row["conf_high"] == pytest.approx(100 * attrition_reference["welch_high"], rel=CLOSE)
    assert [note.code for note in result.notes] == ["retention-clustered"]


def test_groups_that_enter_later_are_not_compared(cohort, study):
    assert set(describe_retention(cohort.frame, study).rows["group"]) == {"treated"}


def test_nobody_lost_leaves_no_chi_squared(study):
    rows = [
        (f"{group}{i}", group, visit) for group in ("control", "treated") for i in range(3) for visit in study.visits
    ]
    found = by_key(describe_retention(pd.DataFrame(rows, columns=["participant", "group", "visit"]), study))
    assert np.isnan(found.loc[("treated", "T12", "chi2"), "statistic"])
    assert found.loc[("treated", "T12", "difference in retention"), "estimate"] == 0


def test_sites_add_up_to_the_groups(cohort, study):
    rows = describe_site_retention(cohort.frame, study).rows
    seen = rows[rows["quantity"] == "seen"].groupby(["group", "visit"])["estimate"].sum()
    counts = cohort.frame.groupby(["group", "visit"], observed=True).size()
    assert {key: seen[key] for key in counts.index} == counts.to_dict()


def test_without_sites_there_is_no_retention_by_site(published, study):
    assert describe_site_retention(published, study).rows.empty


def test_sites_that_all_keep_everybody_are_compared_without_a_warning(study):
    # One group keeps everybody, the other one 2 of 3 or 1 of 3: SciPy's own test warns of the first (warnings fail).
    kept = {"control": (3, 3, 3), "treated": (2, 1, 2)}
    people = [
        (f"{group}{site}{i}", group, f"{group}{site}", i < seen)
        for group, counts in kept.items()
        for site, seen in enumerate(counts)
        for i in range(3)
    ]
    rows = [(who, group, "T0", site) for who, group, site, _ in people]
    rows += [(who, group, visit, site) for who, group, site, stays in people if stays for visit in ("T6", "T12")]
    frame = pd.DataFrame(rows, columns=["participant", "group", "visit", "site"])
    row = by_key(describe_retention(frame, study)).loc[("treated", "T6", "difference between sites")]
    # By hand: shares 2/3, 1/3, 2/3 against 1, 1, 1; variance 1/27 of the first, divided by 3.
    assert row["estimate"] == pytest.approx(-400 / 9)
    assert row["std_error"] == pytest.approx(100 / 9)
    assert (row["statistic"], row["df"]) == (pytest.approx(-4), pytest.approx(2))
