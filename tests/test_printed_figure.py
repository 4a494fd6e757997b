"""Printed figures are read as they stand: value, last digit, bound."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peereval.printed_figure import read_printed_figure


@pytest.mark.parametrize(
    ("text", "value", "unit", "bound"),
    [
        ("0.93", 0.93, 0.01, ""), (".47", 0.47, 0.01, ""), ("75,3\u00a0%", 75.3, 0.1, ""), ("−0.00", 0, 0.01, ""),
        ("< .001", 0.001, 0.001, "<"), ("≥ 2", 2, 1, ">"), ("more than 80 %", 80, 1, ">"),
        ("plus de 80", 80, 1, ">"), ("27 001", 27001, 1, ""), ("27\u202f001", 27001, 1, ""),
        ("about 27 000", 27000, 1000, ""), ("environ 27\u00a0000", 27000, 1000, ""), ("27000", 27000, 1, ""),
        ("about 30 million", 30e6, 1e6, ""), ("30.2 millions", 30.2e6, 1e5, ""), ("1,234,567", 1234567, 1, ""),
        ("1,234.5", 1234.5, 0.1, ""), ("2.69**", 2.69, 0.01, ""), ("3.2e-4", 0.00032, 0.00001, ""),
        ("3.2 × 10^-4", 0.00032, 0.00001, ""), ("3.2×10^-4", 0.00032, 0.00001, ""), ("-1,5", -1.5, 0.1, ""),
        ("about 0", 0, 1, ""), ("= 12", 12, 1, ""), ("1-30 December 2012", None, None, None), ("", None, None, None),
        ("0.1 to 0.3", None, None, None), ("9" * 70, None, None, None), ("12 34", None, None, None),
    ],
)  # fmt: skip
def test_the_text_decides(text, value, unit, bound):
    figure = read_printed_figure(text)
    if value is None:
        assert figure is None
    else:
        assert (figure.value, figure.bound) == (pytest.approx(value), bound)
        assert figure.unit == pytest.approx(unit)


@given(st.floats(-1e6, 1e6), st.integers(0, 6))
def test_a_figure_holds_what_was_rounded_to_it(number, decimals):
    assert read_printed_figure(f"{number:.{decimals}f}").holds(number)
    assert read_printed_figure(f"{number:.{decimals}f}".replace(".", ",")).holds(number)


@given(st.integers(-(10**6), 10**6), st.integers(1, 6))
def test_a_tie_may_go_either_way_and_nothing_beyond(number, decimals):
    figure = read_printed_figure(f"{number / 10**decimals:.{decimals}f}")
    assert figure.holds(figure.value + figure.unit / 2)
    assert figure.holds(figure.value - figure.unit / 2)
    assert not figure.holds(figure.value + 0.501 * figure.unit)


def test_a_bound_holds_what_lies_beyond_it():
    assert read_printed_figure("< .001").holds(0.0004)
    assert not read_printed_figure("< .001").holds(0.0011)
    assert not read_printed_figure("5").holds(float("nan"))


def test_the_allowance_for_binary_digits_stays_small_beside_the_unit_of_a_large_figure():
    printed = read_printed_figure("30 000 000.00")
    assert printed.holds(30_000_000.005)
    assert not printed.holds(30_000_000.0051)  # beyond half a unit, far more than by binary digits
