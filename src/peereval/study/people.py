"""The keys of study.yaml about people: which columns say who, where and when; visits and groups."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from peereval.codebook import Labels
from peereval.yaml_model import Decision, Keys, Text, Texts, mapped

LABEL_KEYS = ("participant", "group", "site", "region", "worker", "visit")
DATE_KEYS = ("visit_date", "exposure_start", "exposure_end")
REASON_KEYS = ("absence_reason", "exposure_end_reason")


class Columns(Keys):
    """Which columns of the files hold the keys; `group` or `visit` may be said by the sources instead.

    Beside who and where: `visit_date`, the day of the visit; `worker`, the peer support worker;
    `exposure_start` and `exposure_end`, the days on which the follow-up by the worker began and ended, and
    `exposure_end_reason`, why; `absence_reason`, why a planned visit did not take place: a row with a reason
    is a visit that was not attended. The two reasons are columns with levels in the codebook.
    """

    participant: Text
    """Column of the person's code."""
    visit: Text | None = None
    """Column of the visit."""
    group: Text | None = None
    """Column of the group."""
    site: Text | None = None
    """Column of the service or centre."""
    region: Text | None = None
    """Column of the region."""
    visit_date: Text | None = None
    """Column of the day of the visit."""
    worker: Text | None = None
    """Column of the peer support worker."""
    exposure_start: Text | None = None
    """Column of the day on which the follow-up by the worker began."""
    exposure_end: Text | None = None
    """Column of the day on which it ended."""
    exposure_end_reason: Text | None = None
    """Column of why it ended; its levels stand in the codebook."""
    absence_reason: Text | None = None
    """Column of why a planned visit did not take place; its levels stand in the codebook."""

    @property
    def named(self) -> dict[str, str]:
        """The key columns that the study names: canonical name to column of the files."""
        return {key: str(name) for key, name in self.model_dump().items() if name}


class Visit(Keys):
    """A planned visit: its month, the other ways the files write it, how many weeks around it are in time."""

    month: float
    """Months from the first visit."""
    also: Texts = ()
    """Other ways in which files write it."""
    window_weeks: Annotated[float, Field(gt=0)] | None = None
    """Weeks before and after the planned day that are in time."""


class Group(Keys):
    """A group of participants; `enters_at` lists its entry visits when it has no first visit."""

    also: Texts = ()
    """Other ways in which files write it."""
    reference: Decision = False
    """Whether the other groups are compared with this one."""
    enters_at: Texts = ()
    """Entry visits of a group that has no first visit."""
    label: Labels = Field(default_factory=dict)
    """What readers call it, by language."""


Visits = Annotated[dict[str, Visit], BeforeValidator(mapped)]
Groups = Annotated[dict[str, Group], BeforeValidator(mapped)]
