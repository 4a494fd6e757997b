"""Checks of ages and years of birth: possible ones, and ages that follow the calendar."""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from peereval.remarks import Finding
from peereval.study import Study
from peereval.validate.days import DAYS_A_YEAR, Array, days_between, row_days
from peereval.validate.numbers import is_number_column
from peereval.validate.places import correct_cell, findings_by_file
from peereval.validate.sequence import consecutive_rows, mark, read_sequence
from peereval.validate.words import words_of

OLDEST = 120
# Ages in whole years jump by one between two visits of any distance.
ROUNDING = 1.0
# Ages with decimals may fall by a tenth when they are rounded; beside a whole age, by almost a year.
TENTH = 0.1
_AGE = {"age", "ages"}
_BANDS = {"band", "bands", "category", "categorie", "class", "classe", "group", "groupe", "range", "tranche"}
_BIRTH, _YEAR = {"birth", "born", "naissance", "nee"}, {"annee", "year", "yr"}
_BIRTH_YEARS = {"anneenaissance", "birthyear", "yearofbirth", "yob"}


def ages_impossible(frame: pd.DataFrame, study: Study) -> Iterator[Finding]:
    """Find ages under 0 or over 120, where the codebook gives no bound of its own to find them."""
    for column in _columns(frame, study, _is_age):
        ages, (youngest, oldest) = _numbers(frame, column), _bounds(column, study)
        wrong = ((youngest < 0) & (ages < 0)) | ((oldest > OLDEST) & (ages > OLDEST))
        values = {"column": column, "oldest": OLDEST}
        yield from findings_by_file("error", "age-impossible", frame, wrong, values, fix=correct_cell(column, study))


def ages_against_calendar(frame: pd.DataFrame, study: Study) -> Iterator[Finding]:
    """Find ages that fall from a visit to the next, or grow by a year more than the time between them.

    The time is that between the days of the two visits; where one is not known, between their months.
    """
    visits, days = read_sequence(frame, study), row_days(frame, "visit_date")
    months = np.array([visit.month for visit in study.visits.values()])[visits.place]
    for column in _columns(frame, study, _is_age):
        ages, (youngest, oldest) = _numbers(frame, column), _bounds(column, study)
        # Ages that are impossible by themselves are found by themselves.
        possible = (ages >= max(youngest, 0)) & (ages <= min(oldest, OLDEST))
        earlier, later = consecutive_rows(visits, possible)
        grown = ages[later] - ages[earlier]
        whole = (ages[later] % 1 == 0) | (ages[earlier] % 1 == 0)
        fallen = np.where(whole, grown <= -ROUNDING, grown < -TENTH)
        jumped = grown - _years(days, months, earlier, later) > ROUNDING
        for rule, wrong in (("age-decreases", fallen), ("age-jumps", jumped)):
            rows = mark(np.concatenate([earlier[wrong], later[wrong]]), len(frame))
            fix = correct_cell(column, study)
            yield from findings_by_file("warning", rule, frame, rows, {"column": column}, fix=fix)


def birth_years_impossible(frame: pd.DataFrame, study: Study) -> Iterator[Finding]:
    """Find years of birth after the visit, or more than 120 years before it."""
    days = row_days(frame, "visit_date")
    this_year = pd.Timestamp.now("UTC").year
    year = np.where(np.isnat(days), this_year, days.astype("datetime64[Y]").astype(int) + 1970)
    for column in _columns(frame, study, _is_birth_year):
        born = _numbers(frame, column)
        wrong = (born > year) | (born < year - OLDEST)
        values = {"column": column, "oldest": OLDEST}
        fix = correct_cell(column, study, visit="")
        yield from findings_by_file("error", "birth-year-impossible", frame, wrong, values, fix=fix)


def _numbers(frame: pd.DataFrame, column: str) -> Array:
    return frame[column].to_numpy(dtype=float, na_value=np.nan)


def _bounds(column: str, study: Study) -> tuple[float, float]:
    """Return the least and the greatest value that the codebook allows in a column."""
    field = study.book.field(column)
    least = field.constraints.minimum if field else None
    greatest = field.constraints.maximum if field else None
    return (-np.inf if least is None else least), (np.inf if greatest is None else greatest)


def _years(days: Array, months: Array, earlier: Array, later: Array) -> Array:
    by_day = days_between(days[earlier], days[later]) / DAYS_A_YEAR
    return np.where(np.isnan(by_day), (months[later] - months[earlier]) / 12, by_day)


def _columns(frame: pd.DataFrame, study: Study, wanted: Callable[[set[str]], bool]) -> list[str]:
    """Return the columns of numbers whose name, or label in the codebook, has the words that are wanted."""
    labels = {field.name: (field.name, *field.labels.values()) for field in study.book.fields}
    named = {name: (name,) for name in study.model.covariates} | labels
    return [
        name
        for name, texts in named.items()
        if name in frame and any(wanted(words_of(text)) for text in texts) and is_number_column(frame[name])
    ]


def _is_age(words: set[str]) -> bool:
    return bool(words & _AGE) and not words & _BANDS


def _is_birth_year(words: set[str]) -> bool:
    return bool(words & _BIRTH_YEARS) or bool(words & _BIRTH and words & _YEAR)
