"""The keys of study.yaml about what could bias the main result."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from peereval.errors import did_you_mean
from peereval.yaml_model import Decision, Keys, Text, Texts, listed, mapped

PROPENSITY = ("att", "overlap", "ate")
MISSING = (
    "delta",
    "copy-increments",
    "jump-to-reference",
    "copy-reference",
    "last-mean-carried-forward",
)


MOST = 2000


def _among(options: tuple[str, ...], key: str) -> AfterValidator:
    """Return the check that every name of a list is one of the options."""

    def known(names: tuple[str, ...]) -> tuple[str, ...]:
        """Return the names, each once, or refuse one that is no option."""
        for name in names:
            if name not in options:
                listed = f"use some of: {', '.join(options)}.{did_you_mean(name, options)}"
                raise ValueError(f"'{key}' names '{name}', which is not an option; {listed}")
        return tuple(dict.fromkeys(names))

    return AfterValidator(known)


def _some_or_none(count: int) -> int:
    """Return a number of imputations: variances between fewer than five data sets say nothing."""
    if count != 0 and not 5 <= count <= MOST:
        raise ValueError(f"'imputations' is a number from 5 to {MOST}, or 0 for none.")
    return count


class SurvivorKeys(Keys):
    """What is assumed of people of groups that enter later who were no longer followed then."""

    shares: tuple[Annotated[float, Field(gt=0, le=1)], ...] = (0.5, 0.75, 1.0)
    """Shares of those who ever began that were still followed."""
    deltas: tuple[float, ...] = ()
    """By how much those who left differ from those seen, in units of the outcome;
    half an SD to either side when left out."""


class AttendanceKeys(Keys):
    """Drop-out by weights: people seen at a visit stand for those like them who missed it."""

    run: Decision = True
    """Whether these weights are made."""
    covariates: Texts | None = None
    """What attendance is predicted from beside the group and the outcomes seen; those of the model by default."""
    returns: Literal["auto", "modelled", "left-out"] = "auto"
    """What becomes of values after a missed visit: modelled where enough people come back, or left out."""
    by_group: Decision = False
    """Whether every coefficient is the group's own."""
    truncate: float = Field(default=0.99, gt=0.5, le=1)
    """The quantile of the weights at a visit above which they are set to it; 1 for none."""
    combined: Decision = False
    """Whether they are also multiplied by the weights that make the groups alike (att), as an answer of its own."""


MergedLevels = Annotated[dict[str, Texts], BeforeValidator(mapped)]
Split = Annotated[tuple[str, ...] | MergedLevels, BeforeValidator(listed)]


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
    propensity_covariates: Texts = ("usual",)
    """What the weights make alike: columns and measures at the first visit; usual is every measure there, the
    covariates of the model and the region, and may stand in a list with columns of the services."""
    truncate: float = Field(default=0.99, gt=0.5, le=1)
    """The quantile of the weights of each group that larger ones are set to; 1 for none."""
    survivors: SurvivorKeys = SurvivorKeys()
    """Groups that enter later: what those no longer followed could change."""
    missing: Annotated[Texts, _among(MISSING, "missing")] = ("delta", "copy-increments")
    """What is assumed of missed visits beside missing at random; [] for nothing else."""
    responders: Literal["impute", "nonresponder", "none"] = "impute"
    """Who improved by a threshold: missed visits imputed first, counted as no improvement, or not asked at all."""
    dose: Text | None = None
    """The column that counts contacts with the worker up to the second visit; the months followed when left out."""
    attendance: AttendanceKeys = AttendanceKeys()
    """Weights for drop-out."""
    completers: Decision = True
    """Whether the main model is also fitted to the people seen at every visit."""
    delta: Annotated[dict[str, float | dict[str, float]], BeforeValidator(mapped)] = Field(default_factory=dict)
    """What is added to the missed values of a group, at all visits after the first or at each one named.

    In units of the measure; above 0 is worse for the person. Left out: the important difference,
    else half the standard deviation at the first visit, for those compared and for everyone.
    """
    imputations: Annotated[int, AfterValidator(_some_or_none)] = 100
    """How many completed data sets multiple imputation makes, 0 for none; of covariates a fifth as many."""
    subgroups: Annotated[dict[str, Split], BeforeValidator(mapped)] = Field(default_factory=dict)
    """Whether the result differs by category of a column: its levels in order (nothing for all of the
    codebook), or NAME: [levels merged]; of a number its cut points, or continuous."""
