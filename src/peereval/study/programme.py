"""The keys of programme.yaml: what a peer-support programme reaches, employs and costs."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import pandas as pd
from pydantic import BeforeValidator, Field, model_validator

from peereval.study.programme_figure import CountedPart, Figure, Named, PrintedFigure
from peereval.study.programme_staff import Staff
from peereval.terms import label_of
from peereval.yaml_model import Keys, Text, mapped

if TYPE_CHECKING:
    from peereval.remarks import Finding

AMOUNTS = ("members", "regular", "volunteers", "employees", "funding", "wage")


class Amounts(Keys):
    """What is counted of a group: its people, its employees and its money."""

    members: PrintedFigure | None = None
    """People who belong to it."""
    regular: PrintedFigure | None = None
    """Those of them who take part regularly."""
    volunteers: PrintedFigure | None = None
    """Volunteers."""
    employees: PrintedFigure | None = None
    """Employees, in full-time equivalents."""
    funding: PrintedFigure | None = None
    """Money a year, in the currency of the programme."""
    wage: PrintedFigure | None = None
    """Wage of a month at full time."""

    def given(self) -> dict[str, Figure]:
        """Return the figures that are given, by name."""
        return {name: figure for name in AMOUNTS if (figure := getattr(self, name)) is not None}


class GroupRow(Amounts):
    """A group or site, or several of which only totals and averages are published.

    The figures of the row are those of all its groups together; `average` holds those of one group.
    """

    name: Text
    """Name of the group or site."""
    label: Named = Field(default_factory=dict)
    """What readers call it, by language."""
    groups: PrintedFigure = Figure(value="1")
    """How many groups the row stands for."""
    average: Amounts = Amounts()
    """Figures of one group, on average."""
    year: Annotated[int, Field(ge=1900, le=2200)] | None = None
    """The year of its figures."""
    setting: Text | None = None
    """Where it works."""
    source: Text | None = None
    """Where its figures are printed: a name of `sources`."""


class Share(Keys):
    """A share that is published: so many percent."""

    percent: PrintedFigure
    """The percentage."""
    label: Named = Field(default_factory=dict)
    """What has it, by language."""
    adds_up: Text | None = None
    """A name that shares of one whole have in common: together they make 100 percent."""


class Growth(Keys):
    """How much something grew: as a published ratio over years, or from counts by year."""

    ratio: PrintedFigure | None = None
    """How many times as much at the end."""
    years: Annotated[float, Field(ge=0.25)] | None = None
    """Over how many years."""
    counts: Annotated[dict[str, PrintedFigure], BeforeValidator(mapped)] = Field(default_factory=dict)
    """The count of each year: 2004: 134."""
    label: Named = Field(default_factory=dict)
    """What grew, by language."""

    @model_validator(mode="after")
    def _one_way(self) -> "Growth":
        if (self.ratio is None) != (self.years is None) or (self.ratio is None) == (len(self.counts) < 2):
            raise ValueError("growth needs 'ratio' with 'years', or 'counts' of two years or more: one of them.")
        if any(not year.isdecimal() for year in self.counts):
            raise ValueError("'counts' of growth are by year: 2004: 134.")
        return self


class Whole(Keys):
    """A total that is published with its parts, which should add up to it."""

    total: PrintedFigure
    """The total."""
    parts: dict[str, CountedPart]
    """The parts, by name."""
    label: Named = Field(default_factory=dict)
    """What is divided, by language."""
    source: Text | None = None
    """Where it is printed: a name of `sources`."""


class ProgrammeKeys(Keys):
    """A programme file as read: its keys are attributes, in the words of the file."""

    programme: Literal["1"]
    """Version of this format: always 1."""
    title: Named
    """Name of the programme, by language."""
    currency: Text = "EUR"
    """Currency of every amount."""
    sources: Annotated[dict[str, Named], BeforeValidator(mapped)] = Field(default_factory=dict)
    """Where figures are printed, by name: a text, or one for each language."""
    groups: tuple[GroupRow, ...] = ()
    """Groups and sites, or totals and averages of many."""
    shares: Annotated[dict[str, Share], BeforeValidator(mapped)] = Field(default_factory=dict)
    """Shares that are published."""
    growth: Annotated[dict[str, Growth], BeforeValidator(mapped)] = Field(default_factory=dict)
    """What grew, and how much."""
    staff: Staff = Staff()
    """Who works in it."""
    parts: Annotated[dict[str, Whole], BeforeValidator(mapped)] = Field(default_factory=dict)
    """Totals with parts that should add up to them."""


@dataclass(frozen=True, slots=True, eq=False)
class Programme:
    """A programme: what its file says, its posts one by one, and what was found on the way.

    `posts` has a row for each post and who held it, in the order of the file (`source_row`), with
    `months` held, whether the holder has `left`, and the columns of the file that it knows; it has no
    rows where only totals are known. `file` is where the programme was read from.
    """

    keys: ProgrammeKeys
    posts: pd.DataFrame
    findings: "tuple[Finding, ...]" = ()
    file: Path = Path("programme.yaml")
    until: dt.date | None = None

    def __repr__(self) -> str:
        groups, title = len(self.keys.groups), label_of(dict[str, str](self.keys.title.items()), "en", self.file.name)
        return f"Programme({title!r}; rows of groups: {groups}; posts: {len(self.posts)})"
