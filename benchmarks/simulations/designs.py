"""The designs: who is in which group, who is seen, and what the truth then is."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulations.people import MEAN, SITES, People, logistic, outcomes, spread_sites

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

EFFECT = np.array([0.0, -0.15, -0.30])  # of the programme, where it is the same for all
PEOPLE = 300
MANY = (400, 40)  # people and sites, where more are needed


@dataclass(frozen=True, slots=True, eq=False)
class Set:
    """One simulated study: the frame of what was seen, and that of everything."""

    seen: pd.DataFrame
    complete: pd.DataFrame


def selection(rng: np.random.Generator) -> Set:
    """Who is treated depends on two covariates on which changes depend too; groups share sites."""
    site = spread_sites(rng, PEOPLE)
    x, b = rng.standard_normal(PEOPLE), (rng.random(PEOPLE) < 0.4).astype(float)
    group = logistic(rng, -0.4 + 0.7 * x + 0.6 * b).astype(np.intp)
    y = outcomes(rng, site) + np.outer(x, [0.1, 0.18, 0.28]) + np.outer(b, [0.0, 0.05, 0.15]) + np.outer(group, EFFECT)
    return _complete(People(site, group, x, y, np.ones(y.shape, dtype=bool)), b=b)


def site_confounding(rng: np.random.Generator) -> Set:
    """Sites that were to improve anyway became the treated ones: nothing that was measured says which."""
    site = spread_sites(rng, PEOPLE)
    trend = rng.standard_normal(SITES)
    treated = np.zeros(SITES, dtype=np.intp)
    treated[np.argsort(trend + rng.standard_normal(SITES))[: SITES // 2]] = 1
    x, b = rng.standard_normal(PEOPLE), (rng.random(PEOPLE) < 0.4).astype(float)
    group = treated[site]
    y = outcomes(rng, site) + np.outer(x, [0.1, 0.18, 0.28]) + np.outer(group, EFFECT)
    y = y + np.outer(trend[site], [0.0, 0.08, 0.16])
    return _complete(People(site, group, x, y, np.ones(y.shape, dtype=bool)), b=b)


def drop_out(rng: np.random.Generator) -> Set:
    """Leave for good by the last outcome: controls who do badly, treated who do well; missing at random."""
    people = _by_site(rng, PEOPLE, SITES)
    return _left(people, _attend(rng, people, LEAVE, back=None))


def drop_out_many_sites(rng: np.random.Generator) -> Set:
    """Leave for good as in `drop_out`, with more sites and people."""
    people = _by_site(rng, *MANY)
    return _left(people, _attend(rng, people, LEAVE, back=None))


def gaps(rng: np.random.Generator) -> Set:
    """Miss a visit by the last outcome, and come back or not by what was seen before; missing at random."""
    people = _by_site(rng, *MANY)
    return _left(people, _attend(rng, people, LEAVE, back=2.0))


def delta(rng: np.random.Generator) -> Set:
    """Treated people who are not seen do worse by a known amount than those like them."""
    people = _alone(rng)
    seen = _attend(rng, people, MANY_LEAVE, back=None)
    shifted = people.y + DELTA * (~seen & (people.group == 1)[:, None])
    return _left(People(people.site, people.group, people.age, shifted, seen), seen)


def copy_increments(rng: np.random.Generator) -> Set:
    """Treated people who leave change from then on as controls do."""
    people = _alone(rng)
    seen = _attend(rng, people, MANY_LEAVE, back=None)
    last = seen.sum(axis=1) - 1
    kept = np.where(seen, EFFECT, EFFECT[last][:, None])
    y = people.y + (people.group == 1)[:, None] * (kept - EFFECT)
    return _left(People(people.site, people.group, people.age, y, seen), seen)


def jump_to_reference(rng: np.random.Generator) -> Set:
    """Treated people who leave do from then on as controls do who had the same value at T0."""
    people = _alone(rng)
    seen = _attend(rng, people, MANY_LEAVE, back=None)
    y = people.y - (people.group == 1)[:, None] * np.where(seen, 0.0, EFFECT)
    return _left(People(people.site, people.group, people.age, y, seen), seen)


DELTA = 0.25
LEAVE = ((1.6, 1.8), (2.2, 0.9))  # log odds of coming at T6 and T12: at the mean of the last outcome, and its slope
MANY_LEAVE = ((1.2, 1.2), (1.2, 1.2))


def _by_site(rng: np.random.Generator, n: int, sites: int) -> People:
    """Return people of two groups assigned by site."""
    site = spread_sites(rng, n, sites)
    group = (site % 2).astype(np.intp)
    age = rng.standard_normal(n)
    y = outcomes(rng, site, sites, visit_sd=0.14) - np.outer(age, [0.06, 0.06, 0.06]) + np.outer(group, EFFECT)
    return People(site, group, age, y, np.ones(y.shape, dtype=bool))


def _alone(rng: np.random.Generator) -> People:
    """Return people of two groups who are in no sites."""
    n = 200
    group = np.repeat(np.array([0, 1], dtype=np.intp), n // 2)
    age = rng.standard_normal(n)
    y = outcomes(rng, np.zeros(n, dtype=np.intp), 1, site_sd=0.0) - np.outer(age, [0.06, 0.06, 0.06])
    y = y + np.outer(group, EFFECT)
    return People(np.arange(n, dtype=np.intp), group, age, y, np.ones(y.shape, dtype=bool))


def _attend(
    rng: np.random.Generator, people: People, odds: tuple[tuple[float, float], ...], back: float | None
) -> Mask:
    """Return who is seen when: everyone at T0; the slopes have the other sign in the controls.

    `back` is by how much missing the visit before lowers the log odds of coming, over what
    the values seen say; with None nobody comes back.
    """
    sign = np.where(people.group == 1, 1.0, -1.0)
    seen = np.ones(people.y.shape, dtype=bool)
    last = people.y[:, 0].copy()
    for t, (middle, slope) in enumerate(odds, start=1):
        eta = middle + slope * sign * (last - MEAN)
        came = logistic(rng, eta if back is None else eta - back * ~seen[:, t - 1])
        seen[:, t] = came & (seen[:, t - 1] | (back is not None))
        last = np.where(seen[:, t], people.y[:, t], last)
    return seen


def _complete(people: People, **more: Floats) -> Set:
    frame = people.frame(**more)
    return Set(frame, frame)


def _left(people: People, seen: Mask) -> Set:
    everything = np.ones(seen.shape, dtype=bool)
    shown = (People(people.site, people.group, people.age, people.y, one) for one in (seen, everything))
    return Set(*(one.frame() for one in shown))


def last_seen(rng: np.random.Generator) -> Floats:
    """Return how many treated people of a set without sites were last seen at each visit, (3,)."""
    people = _alone(rng)
    last = _attend(rng, people, MANY_LEAVE, back=None).sum(axis=1) - 1
    return np.bincount(last[people.group == 1], minlength=3).astype(np.float64)
