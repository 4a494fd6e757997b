"""The keys of study.yaml about families of tests: what is confirmed, in which order, adjusted how."""

import re
from collections.abc import Iterable, Mapping
from typing import Literal

from pydantic import ConfigDict, model_validator

from peereval.errors import did_you_mean
from peereval.yaml_model import Keys, Text, Texts

FamilyAdjustment = Literal["holm", "hochberg", "bonferroni", "benjamini-hochberg", "dunnett", "none"]
_MINUS = re.compile(r"\s[-−–]\s")


class Hypothesis(Keys):
    """A hypothesis: no difference in change of an outcome at a visit, between a group and the reference."""

    outcome: Text
    """An outcome (with all its scores), or one score of it such as quality_physical."""
    visit: Text
    """The visit that changes go to."""
    contrast: Text
    """GROUP - REFERENCE, such as treated - control."""


class FamilyKeys(Keys):
    """Families of tests by name, each a list of hypotheses; the order they are tested in, and the adjustment within.

    Without families the primary outcomes at the last visit are one; everything else is exploratory.
    """

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, tuple[Hypothesis, ...]]
    order: Texts = ()
    """The families in the order they are tested; as they are written when left out."""
    adjust: FamilyAdjustment = "holm"
    """How the p values of one family are adjusted together."""

    @property
    def named(self) -> dict[str, tuple[Hypothesis, ...]]:
        """The families in the order they are tested; those that `order` leaves out come last."""
        written: Mapping[str, tuple[Hypothesis, ...]] = self.model_extra or {}
        first = [name for name in self.order if name in written]
        return {name: written[name] for name in (*first, *(one for one in written if one not in first))}

    @model_validator(mode="before")
    @classmethod
    def _lists(cls, value: object) -> object:
        own = ("order", "adjust")
        for name, tests in value.items() if isinstance(value, dict) else ():
            if name not in own and not (isinstance(tests, list) and all(isinstance(one, dict) for one in tests)):
                hint = did_you_mean(str(name), own)
                raise ValueError(
                    f"the family '{name}' must be a list such as "
                    f"[{{outcome: NAME, visit: NAME, contrast: GROUP - REFERENCE}}].{hint}"
                )
        return value


def parse_contrast(text: str, groups: Iterable[str]) -> tuple[str, str] | None:
    """Return the two groups of a contrast such as "treated - control", or None where it is none.

    Examples
    --------
    >>> parse_contrast("treated - control", ["control", "treated"])
    ('treated', 'control')
    >>> parse_contrast("treated-control", ["control", "treated"]) is None
    True
    """
    known = set(groups)
    for found in _MINUS.finditer(text):
        first, second = text[: found.start()].strip(), text[found.end() :].strip()
        if first in known and second in known:
            return first, second
    return None
