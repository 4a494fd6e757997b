"""Who is seen when: drop-out that depends on the previous score, in exact numbers."""

import numpy as np
import pandas as pd

from peereval.plan.world import COHORTS, VISITS, Attendance

# Log odds of dropping out per standard deviation of the previous stigma score and rating.
_STIGMA, _RATING = 0.8, -0.6


def draw_attendance(rng: np.random.Generator, people: pd.DataFrame, scores: np.ndarray) -> np.ndarray:
    """Return who is seen at which visit, people x visits, with exactly the counts of COHORTS.

    People are ranked by the log odds of dropping out, which rise with the stigma score and
    fall with the rating of their last visit, plus logistic noise; those at the top of the
    ranking are lost. So drop-out is at random given what was observed.

    Parameters
    ----------
    rng
        Source of chance.
    people
        The people of `draw_people`.
    scores
        Observed stigma score and rating, people x visits x 2.
    """
    risk = _risk(scores)
    seen = np.zeros((len(people), len(VISITS)), dtype=bool)
    for number, cohort in enumerate(COHORTS):
        members = np.flatnonzero(people["cohort"] == number)
        seen[members, cohort.enters] = True
        if len(cohort.seen) > 1:
            second = cohort.enters + 1
            kept = _stay(rng, risk[members, cohort.enters], cohort.seen[1])
            seen[members[kept], second] = True
        if len(cohort.seen) > 2:
            seen[_third(rng, risk, members, kept, cohort), 2] = True
    return seen


def _risk(scores: np.ndarray) -> np.ndarray:
    flat = scores.reshape(-1, 2)
    standard = (scores - flat.mean(axis=0)) / flat.std(axis=0)
    return np.asarray(_STIGMA * standard[..., 0] + _RATING * standard[..., 1])


def _stay(rng: np.random.Generator, risk: np.ndarray, number: int) -> np.ndarray:
    """Return the positions of the `number` people least likely to be lost."""
    return np.argsort(risk + rng.logistic(size=len(risk)), kind="stable")[:number]


def _third(
    rng: np.random.Generator, risk: np.ndarray, members: np.ndarray, kept: np.ndarray, cohort: Attendance
) -> np.ndarray:
    """Return the people seen at the third visit: most from the second, some who come back."""
    there, away = members[kept], np.delete(members, kept)
    staying = there[_stay(rng, risk[there, 1], cohort.seen[2] - cohort.returning)]
    returning = away[_stay(rng, risk[away, 0], cohort.returning)]
    return np.concatenate([staying, returning])
