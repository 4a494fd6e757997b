"""What a score is once it is in the table: its name, its words, its range, its direction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from peereval.remarks import Finding
from peereval.results import Result
from peereval.score.bands import BandSet
from peereval.study.outcomes import OutcomeType


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """A column that can be analysed, and what a reader must know about it.

    Attributes
    ----------
    name
        The column of the scored frame: the outcome's name, or outcome_score when the
        outcome has several scores.
    outcome, score
        The outcome of study.yaml it comes from, and the score of its instrument.
    labels
        What people call it, by language.
    instrument
        Name of the instrument, "" for a column taken as it is.
    verified
        Whether the instrument's key was seen in its source.
    minimum, maximum
        The values it can take; NaN where nobody stated them.
    higher_is
        Whether a higher value is better or worse for the person; "unstated" for a column
        taken as it is.
    primary
        Whether study.yaml names it a primary outcome.
    important_difference
        The smallest difference that matters, in units of the measure, if stated.
    items, reversed_items, responses
        Columns of its items, those reversed among them, and the range of a response.
    bands
        The sets of bands of the score, by name; none for most scores.
    version, domain
        The version of the instrument's key, and what it measures.
    type
        What its values are: "continuous"; "binary" (1 the event, 0 not); "ordinal" (0, 1, ... in
        the order of `categories`); "count".
    categories
        What the values 0, 1, ... of a binary or ordinal measure stand for; else empty.
    """

    name: str
    outcome: str
    score: str
    labels: Mapping[str, str]
    instrument: str
    verified: bool
    minimum: float
    maximum: float
    higher_is: Literal["better", "worse", "unstated"]
    primary: bool = False
    important_difference: float | None = None
    items: tuple[str, ...] = ()
    reversed_items: tuple[str, ...] = ()
    responses: tuple[float, float] = (float("nan"), float("nan"))
    bands: Mapping[str, BandSet] = field(default_factory=dict)
    version: str = ""
    domain: str = ""
    type: OutcomeType = "continuous"
    categories: tuple[str, ...] = ()

    @property
    def answered(self) -> str:
        """The column of the scored frame that counts its answered items."""
        return f"{self.name}_answered"


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """A frame with two more columns per measure, and what came up while scoring it.

    Attributes
    ----------
    frame
        The frame given, plus for each measure a column of its name, missing where too few
        items were answered, and a column `<measure>_answered`: how many of its items were
        answered with an allowed response (a whole number, 0 where none was; for a measure
        taken from one column, 0 or 1).
    measures
        What the new columns are, in the order of study.yaml.
    results
        One `Result` of kind "measure" per measure.
    findings
        Items out of range or absent (severity error), scores missing for want of answers
        and keys that are not verified (severity note).
    """

    frame: pd.DataFrame
    measures: tuple[Measure, ...]
    results: tuple[Result, ...]
    findings: tuple[Finding, ...]
