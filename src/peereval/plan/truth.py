"""The true effects of the simulated study, on the scale of the observed scores.

An item is a normal variable cut at half points, so its expected value is a sum of normal
probabilities: the true effects are computed, not simulated.
"""

import numpy as np
import pandas as pd
from scipy.special import ndtr

from peereval.plan.answers import Questionnaire, questionnaires
from peereval.plan.latent import trait_means, trait_spread
from peereval.plan.world import VISITS
from peereval.score.rules import score_items

# Outcome of the example study, and its scores, for each questionnaire in order.
MEASURES = (
    {"stigma": "total"},
    {f"quality_{score}": score for score in ("physical", "psychological", "social", "environment")},
    {"functioning": "rating"},
)


def true_effects(people: pd.DataFrame) -> pd.DataFrame:
    """Return the true difference in change since T0, treated v control, for each measure.

    Averaged over the people who enter at T0, each taken once as treated and once as
    control: the effect at the same age, sex and diagnosis, had nobody been lost.

    Parameters
    ----------
    people
        The people of `draw_people`.

    Returns
    -------
    pd.DataFrame
        measure, visit, effect.
    """
    base = people[people["group"] != "prefollowed"]
    levels = expected_scores(base, "treated") - expected_scores(base, "control")
    effects = (levels - levels.loc["T0"]).drop(index="T0")
    return effects.rename_axis("visit").reset_index().melt("visit", var_name="measure", value_name="effect")


def expected_scores(people: pd.DataFrame, group: str) -> pd.DataFrame:
    """Return the expected score of people taken to be in a group: one row per visit, one column per measure."""
    means = trait_means(people, group)
    columns: dict[str, pd.Series] = {}
    for asked, measures in zip(questionnaires(), MEASURES, strict=True):
        items = _expected_answers(asked, means)
        columns |= {name: score_items(items, asked.instrument, score) for name, score in measures.items()}
    visit = np.tile(np.array(VISITS), len(people))
    return pd.DataFrame(columns).groupby(visit, sort=False).mean()


def _expected_answers(asked: Questionnaire, means: np.ndarray) -> pd.DataFrame:
    """Return the expected answer to each item, reversed ones already turned, one row per person and visit."""
    chosen = list(asked.traits)
    spread = np.sqrt(trait_spread()[chosen] ** 2 + asked.noise**2)
    felt = means.reshape(-1, means.shape[-1])[:, chosen] + asked.shifts
    answers = asked.instrument.responses.minimum + sum(ndtr((felt - cut) / spread) for cut in asked.cuts)
    return pd.DataFrame(answers, columns=range(1, asked.instrument.items + 1))
