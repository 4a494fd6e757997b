"""The keys of programme.yaml about who works in a programme: its posts, and what is published of them."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from peereval.study.programme_figure import CountedPart, Named, PrintedFigure
from peereval.study.record import Day
from peereval.yaml_model import Keys, Text, Texts, mapped

POST_COLUMNS = ("post", "site", "setting", "start", "end", "reason", "fte", "monthly_wage")


class Posts(Keys):
    """A table with a row for each post and who held it, one after the other."""

    table: Text
    """The file: .csv with a header."""
    columns: Annotated[dict[Literal["post", "site", "setting", "start", "end", "reason", "fte", "monthly_wage"], Text],
                       BeforeValidator(mapped)] = Field(default_factory=dict)  # fmt: skip
    """Names that the columns have in the file, where they differ."""
    until: Day | None = None
    """The day on which it was last known who held a post."""
    labels: Annotated[dict[str, Named], BeforeValidator(mapped)] = Field(default_factory=dict)
    """What readers call the settings and reasons of the table, by language."""
    administrative: Texts = ()
    """Reasons that end the watch and not the post, such as the end of the study."""


class Moment(Keys):
    """What is published of the posts at one time."""

    at: Text
    """The time: 2012, 2017-12."""
    label: Named = Field(default_factory=dict)
    """What readers call the time, by language."""
    counts: Annotated[dict[str, CountedPart], BeforeValidator(mapped)] = Field(default_factory=dict)
    """What is counted, by name: planned, recruited, posts, regions, left."""
    source: Text | None = None
    """Where it is printed: a name of `sources`."""


class Staff(Keys):
    """Who works in the programme: posts one by one, or what is published of them."""

    posts: Posts | None = None
    """The table of posts."""
    people: PrintedFigure | None = None
    """How many people work in it."""
    settings: Annotated[dict[str, CountedPart], BeforeValidator(mapped)] = Field(default_factory=dict)
    """How many of them in each kind of service."""
    median_wage: PrintedFigure | None = None
    """Median wage of a month at full time."""
    moments: tuple[Moment, ...] = ()
    """What is published of the posts, time by time."""
    source: Text | None = None
    """Where it is printed: a name of `sources`."""
