"""The key of an instrument: which items make which score, and by what rule."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from peereval.codebook import Labels
from peereval.errors import ScoringError, did_you_mean
from peereval.score.key_rules import key_problems
from peereval.score.score_rule import Amount, Direction, Item, Range, ScoreRule, amount_of, listed_numbers
from peereval.yaml_model import Keys, Text, Texts

Domain = Literal[
    "stigma",
    "quality of life",
    "functioning",
    "self-esteem",
    "health utility",
    "symptoms",
    "recovery",
    "service use",
    "other",
]
ItemNumbers = Annotated[tuple[Item, ...], BeforeValidator(listed_numbers)]


class Instrument(Keys):
    """The key of an instrument, as its YAML file states it.

    Attributes
    ----------
    name, source
        What it is called in study.yaml, and where the key comes from.
    version
        The version of the key: another one may give other scores.
    domain
        What it measures, one of a fixed list.
    based_on
        The built-in instrument that the key extends, "" for none.
    verified
        Whether the key was seen in its source; if not, the report says so.
    template
        Whether scores are left for the user to complete, in a key that extends this one.
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
    partition
        Scores that must hold every item of the instrument exactly once between them.
    default_scores
        The scores made when study.yaml does not choose.
    """

    name: Text
    version: str = ""
    domain: Domain = "other"
    based_on: Text = ""
    source: Text
    verified: bool = False
    template: bool = False
    label: Labels = Field(default_factory=dict)
    items: Item
    responses: Range
    reversed: ItemNumbers = ()
    missing: tuple[float, ...] = ()
    higher_is: Direction
    maximum_unanswered: Amount | None = None
    partition: Texts = ()
    default_scores: Texts = ()
    scores: dict[str, ScoreRule]

    @model_validator(mode="after")
    def _agree(self) -> "Instrument":
        problem = next(key_problems(self), "")
        if problem:
            raise ValueError(problem)
        return self

    @property
    def incomplete(self) -> tuple[str, ...]:
        """The scores of a template that have no items yet, nor scores that have some."""
        without = [name for name, rule in self.scores.items() if not rule.items and not rule.scores]
        above = [name for name, rule in self.scores.items() if set(rule.scores) & set(without)]
        return (*without, *above)

    def items_of(self, score: str) -> tuple[int, ...]:
        """Return the numbers of the items of a score, through the scores it is made of."""
        rule = self.scores[score]
        if rule.scores:
            return tuple(dict.fromkeys(item for part in rule.scores for item in self.items_of(part)))
        return tuple(range(1, self.items + 1)) if rule.items == "all" else rule.items

    def needed(self, score: str) -> int:
        """Return how many items of a score (or of the scores it is made of) must be answered."""
        rule = self.scores[score]
        return amount_of(rule.minimum_answered, len(rule.scores or self.items_of(score)))

    def direction_of(self, score: str) -> Direction:
        """Return whether a higher score is better or worse."""
        return self.scores[score].higher_is or self.higher_is

    def chosen(self, scores: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return the scores asked for, else the default ones, else all.

        Raises
        ------
        ScoringError
            If a score is not one of the instrument's, or the template does not say its items.
        """
        for name in scores:
            if name not in self.scores:
                listed = ", ".join(self.scores)
                hint = did_you_mean(name, self.scores)
                raise ScoringError(f"{self.name} has no score '{name}'; its scores are {listed}.{hint}")
        wanted = scores or self.default_scores or tuple(self.scores)
        open_ones = [name for name in wanted if name in self.incomplete]
        if open_ones:
            raise ScoringError(_how_to_complete(self, open_ones))
        return wanted


def _how_to_complete(instrument: Instrument, scores: list[str]) -> str:
    blank = [name for name, rule in instrument.scores.items() if not rule.items and not rule.scores]
    lines = "\n".join(f"  {name}: {{items: [...]}}" for name in blank)
    own = f"my_{instrument.name}"
    return (
        f"{instrument.name} is a template: which items make {', '.join(scores)} was not seen in a source, so it is not "
        f"scored as it is. Copy the item numbers from your form into a file beside study.yaml, such as {own}.yaml, "
        f"and write instrument: {own}.yaml in study.yaml:\n"
        f"name: {own}\nextends: {instrument.name}\nscores:\n{lines}"
    )
