"""The keys of study.yaml about what could bias the main result."""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from peereval.errors import did_you_mean
from peereval.yaml_model import Decision, Keys, Texts, listed, mapped

PROPENSITY = ("att", "overlap", "ate")
MISSING = (
    "delta",
    "copy-increments",
    "jump-to-reference",
    "copy-reference",
    "last-mean-carried-forward",
)


def _among(options: tuple[str, ...], key: str) -> AfterValidator:
    """Return the check that every name of a list is one of the options."""

    def known(names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if name not in options:
                listed = f"use some of: {', '.join(options)}.{did_you_mean(name, options)}"
                raise ValueError(f"'{key}' names '{name}', which is not an option; {listed}")
        return tuple(dict.fromkeys(names))

    return AfterValidator(known)


MergedLevels = Annotated[dict[str, Texts], BeforeValidator(mapped)]
Split = Annotated[tuple[str, ...] | MergedLevels, BeforeValidator(listed)]


class SurvivorKeys(Keys):
    """What is assumed of people of groups that enter later who were no longer followed then."""

    shares: tuple[Annotated[float, Field(gt=0, le=1)], ...] = (0.5, 0.75, 1.0)
    """Shares of those who ever began that were still followed."""
    deltas: tuple[float, ...] = ()
    """By how much those who left differ from those seen, in units of the outcome;
    half an SD to either side when left out."""


class SensitivityKeys(Keys):
    """What could bias the main result, analysis by analysis; asked of primary outcomes.

    Each stands in one forest beside the main result with its assumption in a line.
    """

    run: Decision = True
    """Whether these analyses are run at all; false for a quick look at the main models."""
    outcomes: Texts = ()
    """The outcomes they are run for; the primary ones when left out."""
    propensity: Annotated[Texts, _among(PROPENSITY, "propensity")] = ("att",)
    """Weights for selection into the groups: att, overlap, ate; [] for none."""
    survivors: SurvivorKeys = SurvivorKeys()
    """Groups that enter later: what those no longer followed could change."""
    missing: Annotated[Texts, _among(MISSING, "missing")] = ("delta", "copy-increments")
    """What is assumed of missed visits beside missing at random; [] for nothing else."""
    subgroups: Annotated[dict[str, Split], BeforeValidator(mapped)] = Field(default_factory=dict)
    """Whether the result differs by category of a column: its levels in order (nothing for all of the
    codebook), or NAME: [levels merged]; of a number its cut points, or continuous."""
