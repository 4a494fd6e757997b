"""How one score is made from its items, or from other scores."""

from math import ceil
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from peereval.codebook import Labels
from peereval.score.bands import BandSet
from peereval.score.value_set import ValueSet
from peereval.yaml_model import Keys, Texts, mapped

Direction = Literal["better", "worse"]
Rule = Literal["mean", "sum", "strict_sum", "value_set"]
Item = Annotated[int, Field(ge=1)]
STRICT: tuple[Rule, ...] = ("strict_sum", "value_set")


def _amount(value: object) -> object:
    """Read "80%" as the share 0.8 and "5" as a count: a share stays a float, a count an int."""
    text = str(value).strip()
    try:
        if text.endswith("%"):
            return float(text.removesuffix("%").replace(",", ".")) / 100
        return int(text) if text.isdecimal() else float(text)
    except ValueError:
        raise ValueError(f"'{text}' is neither a number of items such as 5 nor a share such as 80%.") from None


def listed_numbers(value: object) -> object:
    """Return item numbers as a list: one number as a list of it, nothing as none; `all` stays."""
    if value is None or value == "all":
        return value or ()
    listed = value if isinstance(value, list | tuple) else [value]
    if not all(str(item).isascii() and str(item).isdecimal() and int(str(item)) > 0 for item in listed):
        raise ValueError("items are given by their numbers, from 1 on: all, or a list such as [1, 2, 5].")
    return listed


Amount = Annotated[int | float, BeforeValidator(_amount), Field(gt=0)]


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
    """How one score is made.

    Attributes
    ----------
    items, scores
        The numbers of its items, or the names of the scores it is made of.
    rule
        `mean` of the answered items; `sum`, in which an unanswered item is replaced by the mean
        of the answered ones (a prorated sum); `strict_sum`, missing unless every item is
        answered; `value_set`, which adds up a number for each answer and needs every item.
    value_set
        The numbers of a value set.
    minimum_answered
        How many items (5) or which share of them (80%) must be answered; of scores, how many
        must be there. All, when it is not said.
    rescale
        The range that the score is stretched to, linearly.
    reflect
        Whether minimum + maximum - score replaces the score, at the end.
    higher_is
        Whether a higher score is better or worse, where it is not as in the whole instrument.
    bands
        Sets of bands of this score, by name.
    label
        What people call it, by language.
    """

    items: Annotated[Literal["all"] | tuple[Item, ...], BeforeValidator(listed_numbers)] = ()
    scores: Texts = ()
    rule: Rule = "mean"
    value_set: ValueSet | None = None
    minimum_answered: Amount = 1.0
    rescale: Range | None = None
    reflect: bool = False
    higher_is: Direction | None = None
    bands: Annotated[dict[str, BandSet], BeforeValidator(mapped)] = Field(default_factory=dict)
    label: Labels = Field(default_factory=dict)

    @model_validator(mode="after")
    def _agree(self) -> "ScoreRule":
        if self.items and self.scores:
            raise ValueError("a score is made of 'items' or of 'scores', not of both. Remove one.")
        if self.items != "all" and len(set(self.items)) < len(self.items):
            twice = next(item for item in self.items if self.items.count(item) > 1)
            raise ValueError(f"'items' lists item {twice} twice. Keep it once.")
        if self.rule in STRICT and self.minimum_answered not in (1.0, len(self.items or ())):
            raise ValueError(
                f"'{self.rule}' needs every item answered. Remove 'minimum_answered', or take another rule."
            )
        if (self.rule == "value_set") != (self.value_set is not None):
            raise ValueError(
                "'rule: value_set' and the key 'value_set' go together. Add the other, or remove this one."
            )
        if self.reflect and self.higher_is is None:
            raise ValueError(
                "'reflect' turns the score round. Say with 'higher_is' whether higher is then better or worse."
            )
        return self


def amount_of(amount: float, items: int) -> int:
    """Return a minimum as a number of items: a share (a float up to 1) is rounded up.

    Examples
    --------
    >>> amount_of(0.8, 29), amount_of(0.5, 6), amount_of(5, 7)
    (24, 3, 5)
    """
    # 0.8 * 5 must give 4, not 5, whatever the last bit of the product is.
    return ceil(amount * items - 1e-9) if isinstance(amount, float) and amount <= 1 else ceil(amount)
