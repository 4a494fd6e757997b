"""The key of an instrument: which items make which score, and by what rule."""

from math import ceil
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from peereval.codebook import Labels
from peereval.errors import ScoringError, did_you_mean
from peereval.yaml_model import Keys, Text, Texts

Direction = Literal["better", "worse"]
Rule = Literal["mean", "sum"]
Item = Annotated[int, Field(ge=1)]


def _amount(value: object) -> object:
    """Read "80%" as the share 0.8 and "5" as a count: a share stays a float, a count an int."""
    text = str(value).strip()
    try:
        if text.endswith("%"):
            return float(text.removesuffix("%").replace(",", ".")) / 100
        return int(text) if text.isdecimal() else float(text)
    except ValueError:
        raise ValueError(f"'{text}' is neither a number of items such as 5 nor a share such as 80%.") from None


def _listed(value: object) -> object:
    return [value] if isinstance(value, str | int) and value != "all" else value


Amount = Annotated[int | float, BeforeValidator(_amount), Field(gt=0)]
ItemNumbers = Annotated[tuple[Item, ...], BeforeValidator(_listed)]


class Range(Keys):
    """The lowest and the highest value, and whether only whole numbers lie between."""

    minimum: float
    maximum: float
    whole: bool = True

    @model_validator(mode="after")
    def _ordered(self) -> "Range":
        if self.minimum >= self.maximum:
            raise ValueError("'minimum' must be below 'maximum'.")
        return self


class ScoreRule(Keys):
    """How one score is made from its items."""

    items: Annotated[Literal["all"] | tuple[Item, ...], BeforeValidator(_listed)]
    rule: Rule = "mean"
    minimum_answered: Amount = 1.0
    rescale: Range | None = None
    higher_is: Direction | None = None
    label: Labels = Field(default_factory=dict)


class Instrument(Keys):
    """The key of an instrument, as its YAML file states it.

    Attributes
    ----------
    name, source
        What it is called in study.yaml, and where the key comes from.
    based_on
        The built-in instrument that the key extends, "" for none.
    verified
        Whether the key was seen in its source; if not, the report says so.
    items
        Number of items; they are numbered from 1.
    responses
        Allowed responses, before reversal.
    reversed
        Items replaced by minimum + maximum - response.
    missing
        Responses that mean "no answer".
    maximum_unanswered
        Share (or number) of unanswered items above which no score is made.
    default_scores
        The scores made when study.yaml does not choose.
    """

    name: Text
    based_on: Text = ""
    source: Text
    verified: bool = False
    label: Labels = Field(default_factory=dict)
    items: Item
    responses: Range
    reversed: ItemNumbers = ()
    missing: tuple[float, ...] = ()
    higher_is: Direction
    maximum_unanswered: Amount | None = None
    default_scores: Texts = ()
    scores: dict[str, ScoreRule]

    @model_validator(mode="after")
    def _agree(self) -> "Instrument":
        used = {item for rule in self.scores.values() if rule.items != "all" for item in rule.items}
        if any(item > self.items for item in used | set(self.reversed)):
            raise ValueError(f"an item number is above the number of items, {self.items}. Correct one of them.")
        if not self.scores:
            raise ValueError("'scores' lists no score. Add one, such as total: {items: all}.")
        unknown = [name for name in self.default_scores if name not in self.scores]
        if unknown:
            raise ValueError(f"'default_scores' names '{unknown[0]}', which is not in 'scores'. Correct it.")
        return self

    def items_of(self, score: str) -> tuple[int, ...]:
        """Return the numbers of the items of a score."""
        listed = self.scores[score].items
        return tuple(range(1, self.items + 1)) if listed == "all" else listed

    def needed(self, score: str) -> int:
        """Return how many items of a score must be answered."""
        return amount_of(self.scores[score].minimum_answered, len(self.items_of(score)))

    def chosen(self, scores: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return the scores asked for, else the default ones, else all.

        Raises
        ------
        ScoringError
            If a score is not one of the instrument's.
        """
        for name in scores:
            if name not in self.scores:
                listed = ", ".join(self.scores)
                hint = did_you_mean(name, self.scores)
                raise ScoringError(f"{self.name} has no score '{name}'; its scores are {listed}.{hint}")
        return scores or self.default_scores or tuple(self.scores)


def amount_of(amount: float, items: int) -> int:
    """Return a minimum as a number of items: a share (a float up to 1) is rounded up.

    Examples
    --------
    >>> amount_of(0.8, 29), amount_of(0.5, 6), amount_of(5, 7)
    (24, 3, 5)
    """
    # 0.8 * 5 must give 4, not 5, whatever the last bit of the product is.
    return ceil(amount * items - 1e-9) if isinstance(amount, float) and amount <= 1 else ceil(amount)
