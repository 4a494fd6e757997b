"""The distance of two numbers, against its definition worked out by hand."""

import numpy as np
import pandas as pd
import pytest

from peereval.replication.numbers import COLUMNS, TOLERANCE, compare_numbers

ROW = {"estimate": "2.0", "std_error": "0.5", "df": "30.0", "statistic": "4.0", "p_value": "0.001",
       "conf_low": "1.0", "conf_high": "3.0"}  # fmt: skip


def table(*rows):
    """Return rows as results.csv has them: text, led by key, kind, outcome and quantity."""
    told = [{"key": f"k{n}", "kind": "k", "outcome": "y", "quantity": "q", **ROW, **row} for n, row in enumerate(rows)]
    return pd.DataFrame(told)


def distances(was, now):
    """Return the relative differences by column of one row."""
    return compare_numbers(table(was), table(now)).rows.set_index("column")["relative_difference"]


def test_the_same_table_is_equal_to_the_last_digit():
    same = compare_numbers(table({}, {"estimate": "1e-300"}), table({}, {"estimate": "1e-300"}))
    assert len(same.rows) == 2 * len(COLUMNS)
    assert (same.rows["relative_difference"] == 0).all()


@pytest.mark.parametrize(
    ("column", "was", "now", "expected"),
    [
        ("estimate", "2.0", "2.1", 0.1 / 2.1),
        ("estimate", "0.0", "1e-12", 1e-12 / 0.5),  # zero is measured by its standard error
        ("conf_low", "1e-15", "-1e-15", 2e-15 / 0.5),
        ("std_error", "0.5", "0.6", 0.1 / 0.6),
        ("df", "30.0", "30.3", 0.3 / 30.3),
        ("statistic", "1e-13", "3e-13", 2e-13),  # its standard error is 1
        ("statistic", "4.0", "5.0", 1 / 5),
        ("p_value", "1e-40", "2e-40", 0.5),
    ],
)
def test_each_column_has_its_scale(column, was, now, expected):
    both = {"p_value": "0.0"} if column == "p_value" else {}
    assert distances({**both, column: was}, {**both, column: now})[column] == pytest.approx(expected, rel=1e-12)


def test_a_rounded_zero_is_zero_beside_large_numbers_of_its_kind():
    """Without a standard error: 1e-16 and 3e-16 are both 0 where others of the kind are some 10."""
    bare = dict.fromkeys(COLUMNS, "")
    was = table({**bare, "estimate": "10.0"}, {**bare, "estimate": "1e-16"})
    now = table({**bare, "estimate": "10.0"}, {**bare, "estimate": "3e-16"})
    found = compare_numbers(was, now).rows["relative_difference"]
    assert found.max() == pytest.approx(2e-16 / (1e-5 * 10), rel=1e-9)
    assert found.max() < TOLERANCE


def test_a_small_number_that_changed_is_seen_beside_large_ones():
    bare = dict.fromkeys(COLUMNS, "")
    was = table({**bare, "estimate": "10.0"}, {**bare, "estimate": "0.001"})
    now = table({**bare, "estimate": "10.0"}, {**bare, "estimate": "0.00100001"})
    assert compare_numbers(was, now).rows["relative_difference"].max() > TOLERANCE


def test_missing_beside_missing_is_not_counted_and_beside_a_number_infinite():
    assert "df" not in distances({"df": ""}, {"df": ""})
    assert np.isinf(distances({"df": ""}, {"df": "3"})["df"])
    assert np.isinf(distances({"conf_high": "inf"}, {"conf_high": "3"})["conf_high"])
    assert distances({"conf_high": "inf"}, {"conf_high": "inf"})["conf_high"] == 0


def test_rows_that_one_lacks_are_named():
    found = compare_numbers(table({}, {}), table({}))
    assert (found.missing, found.added) == (("k1",), ())
    found = compare_numbers(table({}), table({}, {}))
    assert (found.missing, found.added) == ((), ("k1",))
