"""What a score is once it is in the table: its name, its words, its range, its direction."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from peereval.results import Finding, Result


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


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """A frame with one more column per measure, and what came up while scoring it.

    Attributes
    ----------
    frame
        The frame given, plus a column per measure.
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
