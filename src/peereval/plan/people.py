"""The people of the simulated study: their service, age, sex, diagnosis and dates."""

import numpy as np
import pandas as pd

from peereval.plan.world import COHORTS, DIAGNOSES, PEOPLE, REGIONS, SERVICES_PER_REGION

_PREFIX = {"control": "C", "treated": "S", "prefollowed": "D"}


def draw_people(rng: np.random.Generator) -> pd.DataFrame:
    """Return one row per person, in the order of the cohorts.

    Returns
    -------
    pd.DataFrame
        participant, group, cohort (position in COHORTS), site, region, sex, age, diagnosis,
        inclusion (date of the first visit).
    """
    frames = [_draw_cohort(rng, number) for number in range(len(COHORTS))]
    people = pd.concat(frames, ignore_index=True)
    order = people.groupby("group").cumcount() + 1
    return people.assign(participant=people["group"].map(_PREFIX) + order.map("{:03d}".format))


def service_numbers(group: str) -> np.ndarray:
    """Return the numbers of the services of a group: the first half has peer workers."""
    half = SERVICES_PER_REGION * len(REGIONS)
    return np.arange(half, 2 * half) if group == "control" else np.arange(half)


def _draw_cohort(rng: np.random.Generator, number: int) -> pd.DataFrame:
    cohort = COHORTS[number]
    n = cohort.seen[0]
    women, age, spread, shares = PEOPLE[cohort.group]
    services = service_numbers(cohort.group)
    # Everyone's service first once each, so that none is empty; the rest unequally.
    weights = rng.dirichlet(np.full(len(services), 6.0))
    service = np.concatenate([services, rng.choice(services, n - len(services), p=weights)])
    start = np.datetime64("2013-07-01") if cohort.enters == 0 else np.datetime64("2013-10-01")
    return pd.DataFrame({
        "group": cohort.group,
        "cohort": number,
        "service": rng.permutation(service),
        "sex": np.where(rng.random(n) < women, "F", "H"),
        "age": np.clip(rng.normal(age, spread, n), 18, 78).round(1),
        "diagnosis": rng.choice(DIAGNOSES, n, p=shares),
        "inclusion": start + rng.integers(0, 360 if cohort.enters == 0 else 200, n),
    }).assign(
        site=lambda frame: frame["service"].map(lambda code: f"S{code + 1:02d}"),
        region=lambda frame: frame["service"].map(lambda code: REGIONS[code % len(REGIONS)]),
    )  # fmt: skip
