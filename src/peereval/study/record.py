"""The keys of study.yaml about what no data file holds: people counted before inclusion, and the timetable."""

import datetime as dt
import re
from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from peereval.codebook import Labels
from peereval.yaml_model import Keys, mapped

Count = Annotated[int, Field(ge=0)]


class Counted(Keys):
    """People of a group counted at a visit outside the data files.

    `eligible` in theory, `refused` or not reached (`missed` appointments), and `expected` still to come.
    """

    eligible: Count | None = None
    """People eligible in theory."""
    refused: Count | None = None
    """People who refused."""
    missed: Count | None = None
    """People whose appointments were missed."""
    expected: Count | None = None
    """People still expected."""


_FRENCH_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
"""A day as it is written in France, and as days are read in every file of data: the day first."""


def _day(value: object) -> object:
    text = str(value).strip()
    french = _FRENCH_DAY.fullmatch(text)
    try:
        return dt.date(*map(int, french.group(3, 2, 1))) if french else dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"'{value}' is not a day; write it as 2014-06-30.") from None


Day = Annotated[dt.date, BeforeValidator(_day)]


class Phase(Keys):
    """A phase of the timetable: its label, its planned first and last day, and the actual ones."""

    label: Labels
    """Name of the phase, by language."""
    planned: tuple[Day, Day] | None = None
    """Planned first and last day."""
    actual: tuple[Day, Day] | None = None
    """Actual first and last day."""

    @model_validator(mode="after")
    def _dated(self) -> "Phase":
        if self.planned is None and self.actual is None:
            raise ValueError("a phase needs 'planned' or 'actual': its first and last day. Add one.")
        for name, days in (("planned", self.planned), ("actual", self.actual)):
            if days and days[1] < days[0]:
                raise ValueError(f"'{name}' ends before it begins. Exchange the two days.")
        return self


CountedByVisit = Annotated[dict[str, Counted], BeforeValidator(mapped)]
Flow = Annotated[dict[str, CountedByVisit], BeforeValidator(mapped)]
