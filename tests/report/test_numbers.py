from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peereval.report.numbers import cell_text, format_figure, format_interval, format_p, format_percent
from peereval.report.table import Cell, Number

figures = st.floats(-1e6, 1e6, allow_nan=False)


@pytest.mark.parametrize(
    ("language", "figure", "percent", "p", "interval"),
    [
        ("en", "−1,234.50", "45.3%", "<\u00a00.001", "[−0.31, −0.02]"),
        ("fr", "−1\u202f234,50", "45,3\u00a0%", "<\u00a00,001", "[−0,31\u00a0; −0,02]"),
    ],
)
def test_each_language_prints_its_own_marks(language, figure, percent, p, interval):
    assert format_figure(-1234.5, 2, language) == figure
    assert format_percent(45.34, 1, language) == percent
    assert format_p(0.00099, language) == p
    assert format_interval(-0.314, -0.016, 2, language) == interval


@given(figures, st.integers(0, 4))
def test_the_printed_figure_is_the_rounded_one_in_both_languages(value, decimals):
    exact = Decimal(repr(round(value, decimals))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)
    for language, mark in (("en", "."), ("fr", ",")):
        text = format_figure(value, decimals, language)
        plain = text.replace("−", "-").replace("\u202f", "")
        plain = plain.replace(",", "") if language == "en" else plain.replace(",", ".")
        assert Decimal(plain) == exact
        assert (mark in text) == (decimals > 0 or (language == "en" and abs(exact) >= 1000 and mark == ","))


@given(figures, st.integers(0, 4))
def test_no_figure_is_minus_nothing_and_none_has_a_point_in_french(value, decimals):
    text = format_figure(value, decimals, "fr")
    assert "." not in text
    assert "-" not in text
    assert not (text.startswith("−") and set(text) <= set("−0,"))


def test_missing_and_infinite_figures_are_signs_not_words():
    assert format_figure(float("nan"), 2, "en") == "–"
    assert format_figure(float("-inf"), 2, "en") == "−∞"
    assert format_p(1.0, "en") == ">\u00a00.999"
    assert format_p(0.001, "en") == "0.001"


def test_a_cell_prints_its_figures_in_the_layout_of_its_column():
    numbers = tuple(Number(value, "k", decimals=1) for value in (2.0, 1.5, 2.5))
    assert cell_text(Cell(numbers=numbers), "estimate", "fr") == "2,0 [1,5\u00a0; 2,5]"
    assert cell_text(Cell(numbers=numbers[:2]), "pair", "en") == "2.0 (1.5)"
    assert cell_text(Cell("not estimable"), "estimate", "en") == "not estimable"
