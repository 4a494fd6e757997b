"""Recognises full birth dates: days that imply the ages of people, the same at each visit of a person."""

import unicodedata
from typing import Any

import numpy as np
import pandas as pd

from peereval.validate.identifier_cells import Cells

YOUNGEST, OLDEST = 10, 110
SHARE_OF_AGES = 0.8
SPREAD_YEARS = 8  # birth dates spread over decades, days of a study do not
SHARE_CONSTANT = 0.95
SHARE_DAYS = 0.8  # of filled cells that are days
FEWEST_DAYS = 5  # a day that many people share is no birth date
_YEAR = 365.25
_SHORTEST = len("1/1/26")
_NUMERIC = (
    ("ymd", r"^(?P<y>(?:18|19|20)\d\d)[-/. ]?(?P<m>0[1-9]|1[0-2])[-/. ]?(?P<d>0[1-9]|[12]\d|3[01])(?:[T ]0?0:00.*)?$"),
    ("dmy", r"^(?P<d>0?[1-9]|[12]\d|3[01])[-/. ](?P<m>0?[1-9]|1[0-2])[-/. ](?P<y>(?:18|19|20)?\d\d)(?: 0?0:00.*)?$"),
    ("dmy", r"^(?P<d>0?[1-9]|[12]\d|3[01])(?P<m>0[1-9]|1[0-2])(?P<y>(?:19|20)\d\d)$"),
    ("mdy", r"^(?P<m>0?[1-9]|1[0-2])[-/. ](?P<d>1[3-9]|2\d|3[01])[-/. ](?P<y>(?:18|19|20)?\d\d)$"),
)
_WORDED = r"^(?P<d>\d{1,2})(?:er|st|nd|rd|th)? (?P<word>[a-z]{3,9})\.? (?P<y>(?:19|20)\d\d)$"
_MONTHS = {
    word: month
    for month, words in enumerate(
        ("jan", "fev feb", "mar", "avr apr", "mai may", "juin jun", "juil jul", "aou aug", "sep", "oct", "nov", "dec"),
        start=1,
    )
    for word in words.split()
}


def days_of(cells: Cells) -> "pd.Series[Any]":
    """Return the day that each different text writes, missing where it writes none.

    Read are 1965-03-12, 12/03/1965, 12.3.65, 12031965, 12 mars 1965, and 3/25/1965.
    """
    parts = pd.DataFrame({name: pd.Series(np.nan, index=cells.texts.index) for name in "ymd"})
    for _, pattern in _NUMERIC:
        found = cells.texts.str.extract(pattern)[["y", "m", "d"]].astype(float)
        parts = parts.fillna(found)
    plain = cells.texts.map(lambda text: unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower())
    worded = plain.str.extract(_WORDED)
    starts = worded["word"].fillna("")
    month = starts.str[:4].map(_MONTHS).fillna(starts.str[:3].map(_MONTHS))
    parts = parts.fillna(pd.DataFrame({"y": worded["y"].astype(float), "m": month, "d": worded["d"].astype(float)}))
    whole = parts.dropna()
    years = whole["y"].where(whole["y"] > 99, np.where(whole["y"] > 26, 1900, 2000) + whole["y"])
    days = pd.to_datetime(pd.DataFrame({"year": years, "month": whole["m"], "day": whole["d"]}), errors="coerce")
    return days.reindex(cells.texts.index)


def holds_days(cells: Cells) -> bool:
    """Say whether most filled cells of a column write a day."""
    cells = cells.usual()
    if not (cells.texts.str.len() >= _SHORTEST).any():  # spares the columns of answers, of which there may be thousands
        return False
    return cells.share(days_of(cells).notna()) >= SHARE_DAYS


def are_birth_dates(days: "pd.Series[Any]", reference: pd.Timestamp, participants: "pd.Series[Any] | None") -> bool:
    """Say whether days are birth dates: mostly the ages of people, spread, and constant within person.

    Parameters
    ----------
    days
        One day a row, or missing.
    reference
        The day at which ages are taken.
    participants
        Who the rows belong to, where it is known.
    """
    filled = days.dropna()
    people = len(filled) if participants is None else participants.reindex(filled.index).nunique()
    if filled.nunique() < min(FEWEST_DAYS, people / 2):
        return False
    ages = (reference - filled).dt.days.to_numpy() / _YEAR
    if len(ages) == 0 or float(((ages >= YOUNGEST) & (ages <= OLDEST)).mean()) < SHARE_OF_AGES:
        return False
    if filled.nunique() >= FEWEST_DAYS and float(np.quantile(ages, 0.9) - np.quantile(ages, 0.1)) < SPREAD_YEARS:
        return False
    if participants is None:
        return True
    each = filled.groupby(participants.reindex(filled.index)).nunique()
    return len(each) == 0 or float((each <= 1).mean()) >= SHARE_CONSTANT
