"""Who leaves: by hand, and against R."""

import pytest

from peereval.describe.attrition import describe_attrition

# The same sums in R; only rounding differs.
CLOSE = 1e-10


def by_key(result):
    return result.rows.set_index(["variable", "level", "group", "status", "quantity"])["estimate"]


def test_age_of_those_lost_against_r(cohort, study, attrition_reference):
    found = by_key(describe_attrition(cohort.frame, study, cohort.measures))
    assert found["age", "", "treated", "not seen", "mean"] == pytest.approx(
        attrition_reference["age_mean_lost"], rel=CLOSE
    )
    assert found["age", "", "treated", "not seen", "sd"] == pytest.approx(attrition_reference["age_sd_lost"], rel=CLOSE)
    assert found["age", "", "treated", "", "smd"] == pytest.approx(attrition_reference["age_smd"], rel=CLOSE)


def test_people_and_levels_by_hand(few, study):
    from peereval.score.scale import score_scales

    scored = score_scales(few, study)
    found = by_key(describe_attrition(scored.frame, study, scored.measures))
    # a, b treated and f control are seen at T12, e is not; d entered at T12 and c stayed.
    assert found["", "", "control", "seen", "people"] == 1
    assert found["", "", "control", "not seen", "people"] == 1
    assert found["", "", "prefollowed", "seen", "people"] == 1
    assert found["sex", "F", "treated", "seen", "count"] == 1
    assert found["sex", "F", "treated", "seen", "percent"] == 50
    assert found["age", "", "prefollowed", "seen", "missing"] == 1


def test_who_stayed_and_who_left_add_up(cohort, study):
    found = by_key(describe_attrition(cohort.frame, study, cohort.measures))
    for group in ("treated", "control"):
        for status in ("seen", "not seen"):
            people = found["", "", group, status, "people"]
            for name in ("age", "sex", "diagnosis", "y"):
                known = [found[name, "", group, status, quantity] for quantity in ("count", "missing")]
                assert sum(known) == people
            levels = [found["diagnosis", level, group, status, "count"] for level in ("psychotic", "mood", "other")]
            assert sum(levels) == found["diagnosis", "", group, status, "count"]


def test_no_people_no_rows(few, study):
    assert describe_attrition(few.iloc[:0], study, ()).rows.empty
