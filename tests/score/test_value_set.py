"""The range of a value set, against every state it can value."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peereval.score.value_set import ValueSet, sum_values, value_range

# Sums of at most five numbers under 10.
LAST_BITS = 1e-12
NUMBERS = st.floats(-2, 2)


@given(
    st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=4), st.integers(1, 3), NUMBERS, st.booleans()
)
def test_the_range_is_that_of_all_states(tables, level, extra, anywhere):
    items = tuple(range(1, len(tables) + 1))
    values = ValueSet(
        by_level=dict(zip(items, tables, strict=True)), any_at={"level": level, "add": extra} if anywhere else None
    )
    states = np.array(list(product((1.0, 2.0, 3.0), repeat=len(items))))
    found = sum_values(states, items, values, 1)
    assert value_range(items, values, 1) == pytest.approx((found.min(), found.max()), abs=LAST_BITS)


def test_what_is_no_level_has_no_value():
    values = ValueSet(by_level={1: (0, -1, -2)})
    answers = np.array([[1.0], [3.0], [0.0], [4.0], [1.5], [np.nan]])
    assert sum_values(answers, (1,), values, 1).tolist()[:2] == [1.0, -1.0]
    assert np.isnan(sum_values(answers, (1,), values, 1)[2:]).all()
