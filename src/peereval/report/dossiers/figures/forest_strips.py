"""The rows of a forest of trials: trials, the pooled effect, the interval of a new trial, the reader's effects."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isnan, nan
from typing import Literal

from peereval.report.dossiers.trials_data import (
    CONTROL,
    TREATED,
    method_text,
    own_name,
    own_rows,
    pooled_figures,
    trial_rows,
)
from peereval.report.dossiers.words import DossierWords

Kind = Literal["trial", "pooled", "prediction", "own"]
GAP = 0.55


@dataclass(frozen=True, slots=True)
class Strip:
    """One row of a forest; what does not apply is missing."""

    row: Kind
    label: str
    estimate: float
    conf_low: float
    conf_high: float
    key: str
    instrument: str = ""
    months: float = nan
    n_treated: float = nan
    n_control: float = nan
    weight: float = nan


def make_strips(words: DossierWords, domain: str) -> list[Strip]:
    """Return the rows of the forest of a domain, from the top."""
    return [*_trials(words, domain), *_below(words, domain)]


def _trials(words: DossierWords, domain: str) -> Iterator[Strip]:
    for one in trial_rows(words, domain):
        told = {name: figure.estimate for name, figure in one.figures.items()}
        effect = one.effect
        yield Strip("trial", one.study, effect.estimate, effect.conf_low, effect.conf_high, effect.key, one.instrument,
                    told["months"], told[TREATED], told[CONTROL], one.weight.estimate)  # fmt: skip


def _below(words: DossierWords, domain: str) -> Iterator[Strip]:
    found = pooled_figures(words, domain)
    mean, bounds = found["pooled effect"], found["prediction interval"]
    method = method_text(words, words.dossier.result("pooled_effects", domain))
    label = words.say("forest.pooled", method=method)
    yield Strip("pooled", label, mean.estimate, mean.conf_low, mean.conf_high, mean.key)
    if not isnan(bounds.conf_low):
        yield Strip("prediction", words.say("forest.prediction"), nan, bounds.conf_low, bounds.conf_high, bounds.key)
    for one in own_rows(words, domain):
        label = words.say("forest.own", measure=own_name(words, one), visit=one.visit)
        effect = one.effect
        yield Strip("own", label, effect.estimate, effect.conf_low, effect.conf_high, effect.key)


def place_strips(strips: Sequence[Strip]) -> list[float]:
    """Return where each row stands, from 0, with a gap before the pooled effect and before the reader's own.

    Examples
    --------
    >>> kinds = ("trial", "trial", "pooled", "prediction", "own")
    >>> place_strips([Strip(kind, "", 0.0, 0.0, 0.0, "") for kind in kinds])
    [0.0, 1.0, 2.55, 3.55, 5.1]
    """
    places, at, before = [], -1.0, "trial"
    for strip in strips:
        begins = strip.row == "pooled" or (strip.row == "own" and before != "own")
        at += 1.0 + (GAP if begins else 0.0)
        places.append(round(at, 6))
        before = strip.row
    return places
