"""The keys of study.yaml about outcomes."""

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from peereval.codebook import Labels
from peereval.yaml_model import Decision, Keys, Text, Texts, mapped

OutcomeType = Literal["continuous", "binary", "ordinal", "count", "time-to-event"]
LEAVING = "leaving"  # the event that needs no column: not being seen any more
_ITEM = re.compile(r"(?P<before>[^{}]*)\{item(?::0?\d{1,2}d)?\}(?P<after>[^{}]*)")
RELIABILITIES = ("alpha", "test-retest")
Reliability = Annotated[float, Field(ge=0, lt=1)] | Literal["alpha", "test-retest"]


class Outcome(Keys):
    """An outcome: an instrument scored from items, or a column taken as it is."""

    instrument: Text | None = None
    """A key that comes with the package, or your .yaml file."""
    items: Text | None = None
    """Pattern of the item columns, such as ISMI{item:02d}."""
    column: Text | None = None
    """The column of an outcome that is one number."""
    type: OutcomeType = "continuous"
    """What the column holds: a continuous score, an event or its absence, ordered categories, a count, or the day
    of an event (empty where it has not come)."""
    event: Text | None = None
    """The level of the codebook that counts as the event of a binary outcome, such as oui; or leaving, the event
    of a time-to-event outcome without a column: not being seen any more."""
    until: Text | None = None
    """The visit up to which the event is waited for; the last one when left out."""
    missing: Texts = ()
    """Codes for no answer among these columns."""
    scores: Texts = ()
    """The scores that are made; the usual ones when left out."""
    primary: Decision = False
    """Whether the study stands or falls by it."""
    important_difference: Annotated[float, Field(gt=0)] | dict[str, Annotated[float, Field(gt=0)]] | None = None
    """The smallest difference that matters, in units of the score; or one for each score."""
    reliability: Reliability | dict[str, Reliability] = "alpha"
    """Behind the reliable change: alpha of the first visit, test-retest in the reference group, or a number."""
    higher_is: Literal["better", "worse"] | None = None
    """Whether more is better or worse for the person, for a column; an instrument says it itself."""
    domain: Literal["clinical", "personal", "functional"] | None = None
    """Which recovery it is about, for a place among the trials of peer support; where left out the instrument says it,
    if it can. Quality of life and functioning are functional recovery there, symptoms clinical, and hope, empowerment
    and self-esteem personal."""
    label: Labels = Field(default_factory=dict)
    """What readers call it, by language."""

    @field_validator("items")
    @classmethod
    def _one_item(cls, value: str | None) -> str | None:
        if value is not None and not _ITEM.fullmatch(value):
            raise ValueError('\'items\' must hold {item} once, such as "ISMI{item:02d}" or "QV{item}".')
        return value

    @field_validator("reliability", mode="before")
    @classmethod
    def _known_reliability(cls, value: Any) -> Any:  # noqa: ANN401  (pydantic's contract)
        for one in value.values() if isinstance(value, dict) else (value,):
            if not (one in RELIABILITIES or _is_share(one)):
                listed = "use alpha, test-retest or a number from 0 to below 1, such as 0.85."
                raise ValueError(f"'reliability' is '{one}', which is not an option; {listed}")
        return value

    @model_validator(mode="after")
    def _source_of_values(self) -> "Outcome":
        if self.items and self.column:
            raise ValueError("an outcome has either 'items' or a 'column', not both. Remove one.")
        if self.items and not self.instrument:
            raise ValueError("'items' are scored by an instrument. Add 'instrument'.")
        if not self.items and not self.column and not self.leaves:
            raise ValueError("an outcome needs 'instrument' with 'items', or a 'column'. Add one.")
        if self.higher_is and self.instrument:
            raise ValueError("the instrument says whether higher is better. Remove 'higher_is'.")
        return self

    @model_validator(mode="after")
    def _typed(self) -> "Outcome":
        waits = self.type == "time-to-event"
        if self.event and self.type != "binary" and not self.leaves:
            raise ValueError("'event' goes with 'type: binary'. Add the type, or remove 'event'.")
        if self.until and not waits:
            raise ValueError("'until' goes with 'type: time-to-event'. Add the type, or remove 'until'.")
        if self.leaves and self.column:
            raise ValueError("'event: leaving' is read off the visits. Remove 'column', or 'event'.")
        if waits and self.primary:
            raise ValueError("a time-to-event outcome is a secondary one here. Remove 'primary'.")
        if self.type == "continuous":
            return self
        if self.instrument:
            raise ValueError(f"'type: {self.type}' is for a column taken as it is. Remove 'instrument' or 'type'.")
        if self.important_difference is not None:
            raise ValueError("'important_difference' is for continuous outcomes. Remove it.")
        return self

    @property
    def leaves(self) -> bool:
        """Whether the event is not being seen any more, which needs no column."""
        return self.type == "time-to-event" and self.event == LEAVING

    def is_item(self, column: str) -> bool:
        """Say whether a column has the name of an item of this outcome."""
        parts = _ITEM.fullmatch(self.items or "")
        if parts is None:
            return False
        digits = column.removeprefix(parts["before"]).removesuffix(parts["after"])
        return digits.isascii() and digits.isdigit() and self.item_column(int(digits)) == column

    def item_column(self, item: int) -> str:
        """Return the column that holds an item."""
        return (self.items or "").format(item=item)


def _is_share(value: object) -> bool:
    try:
        return not isinstance(value, bool) and 0.0 <= float(str(value)) < 1.0
    except ValueError:
        return False


Outcomes = Annotated[dict[str, Outcome], BeforeValidator(mapped)]
