"""Typed cells become numbers, days, or the text that Excel would show."""

import datetime as dt

import pandas as pd

from peereval.load.typed.cells import same_type, text_cells, type_cells


def test_whole_numbers_are_shown_without_a_decimal():
    assert text_cells(pd.Series([1.0, 2.5, None])).tolist() == ["1", "2.5", None]


def test_dates_without_hours_are_shown_as_days():
    stamps = pd.Series(pd.to_datetime(["2014-03-01", "2014-03-01 12:30", None], format="mixed"))
    assert text_cells(stamps).tolist() == ["2014-03-01", "2014-03-01 12:30:00", None]
    assert type_cells(stamps, as_text=False).dtype == "datetime64[us]"


def test_blank_text_is_missing_and_other_text_keeps_its_zeros():
    assert type_cells(pd.Series(["007", "  ", None, "a "]), as_text=False).tolist() == ["007", None, None, "a"]


def test_days_after_2262_are_days():
    days = type_cells(pd.Series([dt.date(9999, 12, 31), None], dtype=object), as_text=False)
    assert days.dt.year.tolist()[0] == 9999
    assert pd.isna(days[1])


def test_a_column_of_numbers_in_one_file_and_text_in_another_is_text():
    numbers, text = same_type([pd.Series([1.0, 2.0]), pd.Series(["1", "x"])])
    assert (numbers.tolist(), text.tolist()) == (["1", "2"], ["1", "x"])
    alone, empty = same_type([pd.Series([1.0, 2.0]), pd.Series([None, None], dtype=object)])
    assert alone.dtype == float
    assert empty.isna().all()
