"""Who works: an event at every visit, more likely with better functioning and, later, with a peer worker."""

import numpy as np
import pandas as pd
from scipy.special import ndtr

from peereval.plan.latent import trait_means, trait_spread
from peereval.plan.world import TRAITS, VISITS

# Somebody works where a normal variable around this mean is above 0.
_LEVEL, _BY_FUNCTIONING = -0.9, 0.04  # at a functioning of 50, and for each point above
_EFFECT = (0.0, 0.15, 0.35)  # on the treated, by visit, beside what functioning does
_PERSON, _PERSON_VISIT = 0.9, 0.4  # standard deviations around the mean
_UNKNOWN = 0.01
YES, NO = "Oui", "Non"
_FUNCTIONING = TRAITS.index("functioning")


def draw_employment(rng: np.random.Generator, people: pd.DataFrame, traits: np.ndarray) -> pd.Series:
    """Return whether each person works at each visit, (people x visits,): "Oui", "Non" or missing.

    Parameters
    ----------
    rng
        Source of chance.
    people
        The people of `draw_people`.
    traits
        Their traits, people x visits x traits.
    """
    n = len(people)
    around = rng.normal(scale=_PERSON, size=(n, 1)) + rng.normal(scale=_PERSON_VISIT, size=(n, len(VISITS)))
    works = _mean(traits[:, :, _FUNCTIONING], people["group"].to_numpy()) + around > 0.0
    told = pd.Series(np.where(works, YES, NO).reshape(-1), dtype="string")
    return told.mask(rng.random(len(told)) < _UNKNOWN)


def employment_effects(people: pd.DataFrame) -> pd.DataFrame:
    """Return the true difference in change of the probability of working, treated v control: measure, visit, effect.

    As `true_effects`: the same people, each taken once as treated and once as control.
    """
    base = people[people["group"] != "prefollowed"]
    levels = expected_employment(base, "treated") - expected_employment(base, "control")
    return pd.DataFrame({"visit": VISITS[1:], "measure": "work", "effect": levels[1:] - levels[0]})


def expected_employment(people: pd.DataFrame, group: str) -> np.ndarray:
    """Return the expected probability of working of people taken to be in a group, by visit (3,)."""
    means = _mean(trait_means(people, group)[:, :, _FUNCTIONING], np.full(len(people), group))
    spread = np.sqrt((_BY_FUNCTIONING * trait_spread()[_FUNCTIONING]) ** 2 + _PERSON**2 + _PERSON_VISIT**2)
    return np.asarray(ndtr(means / spread).mean(axis=0))


def _mean(functioning: np.ndarray, group: np.ndarray) -> np.ndarray:
    treated = (group == "treated")[:, None] * np.array(_EFFECT)
    return np.asarray(_LEVEL + _BY_FUNCTIONING * (functioning - 50.0) + treated)
