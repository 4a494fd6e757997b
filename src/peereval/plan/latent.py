"""The traits behind the answers: for every person, visit and trait, a mean and a draw."""

import numpy as np
import pandas as pd

from peereval.plan.world import CORRELATION, COURSES, DIAGNOSES, REGIONS, SERVICES_PER_REGION, TRAITS, VISITS


def trait_means(people: pd.DataFrame, group: str | None = None) -> np.ndarray:
    """Return the expected traits of people given who they are: people x visits x traits.

    Parameters
    ----------
    people
        The people of `draw_people`.
    group
        The group they are taken to be in; by default their own. Comparing two groups on the
        same people is how the true effects are worked out.
    """
    member = people["group"].to_numpy() if group is None else np.full(len(people), group)
    means = [_one_trait(people, member, trait) for trait in TRAITS]
    return np.stack(means, axis=-1)


def _one_trait(people: pd.DataFrame, member: np.ndarray, trait: str) -> np.ndarray:
    course = COURSES[trait]
    kind = people["diagnosis"].map(DIAGNOSES.index).to_numpy()
    fixed = (
        course.per_decade * (people["age"].to_numpy() - 42) / 10
        + course.woman * (people["sex"].to_numpy() == "F")
        + np.array(course.diagnosis)[kind]
    )
    later = np.array([0.0, 0.5, 1.0])
    varying = np.array(course.diagnosis_by_visit)[kind][:, None] * later
    treated = (member == "treated")[:, None] * (course.selection + np.array(course.effect))
    followed = (member == "prefollowed")[:, None] * np.array(course.prefollowed)
    return np.asarray(fixed[:, None] + varying + np.array(course.control) + treated + followed)


def draw_traits(rng: np.random.Generator, people: pd.DataFrame) -> np.ndarray:
    """Return the traits of people at every visit, people x visits x traits, attended or not."""
    n, services = len(people), 2 * SERVICES_PER_REGION * len(REGIONS)
    spread = {part: np.array([getattr(COURSES[trait], part) for trait in TRAITS]) for part in _PARTS}
    root = np.linalg.cholesky(CORRELATION)
    service = rng.normal(size=(services, 1, len(TRAITS))) * spread["service"]
    moment = rng.normal(size=(services, len(VISITS), len(TRAITS))) * spread["service_visit"]
    person = (rng.normal(size=(n, 1, len(TRAITS))) @ root.T) * spread["person"]
    occasion = (rng.normal(size=(n, len(VISITS), len(TRAITS))) @ root.T) * spread["person_visit"]
    return np.asarray(trait_means(people) + (service + moment)[people["service"].to_numpy()] + person + occasion)


_PARTS = ("service", "service_visit", "person", "person_visit")


def trait_spread() -> np.ndarray:
    """Return the standard deviation of each trait around its mean, all levels together."""
    squares = [sum(getattr(COURSES[trait], part) ** 2 for part in _PARTS) for trait in TRAITS]
    return np.asarray(np.sqrt(squares))
