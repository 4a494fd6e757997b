"""Simulated cohorts for the timings."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

FORMULA = "y ~ group * visit + (age + sex + diagnosis) * visit"
LONG_FORMULA = "y ~ group * visit + age + sex + severity"
VISITS = np.array(["T0", "T6", "T12"])
SIGMA = np.array([[0.25, 0.15, 0.12], [0.15, 0.30, 0.18], [0.12, 0.18, 0.36]])
SITES = 24


def _people(rng: np.random.Generator, n: int) -> dict[str, NDArray[np.generic]]:
    return {
        "age": rng.normal(42, 12, n),
        "sex": rng.choice(["F", "M"], n),
        "diagnosis": rng.choice(["mood", "other", "psychotic"], n),
    }


def _long(values: NDArray[np.float64], seen: NDArray[np.bool_], of_people: dict[str, NDArray[np.generic]],
          visits: NDArray[np.str_]) -> pd.DataFrame:  # fmt: skip
    who, when = np.nonzero(seen)
    carried = {name: column[who] for name, column in of_people.items()}
    return pd.DataFrame({"participant": who, "visit": visits[when], **carried, "y": values[who, when]})


def three_visits(participants: int, seed: int, *, prefollowed: bool = True) -> pd.DataFrame:
    """Return a cohort like STIGMA's: 24 sites, drop-out, a group without a first visit unless left out.

    That group makes columns of the design depend on each other, which not every peer can take.
    """
    rng = np.random.default_rng(seed)
    names, shares = (["control", "treated", "prefollowed"], [0.55, 0.25, 0.2])
    if not prefollowed:
        names, shares = names[:2], [0.7, 0.3]
    group = rng.choice(names, participants, p=shares)
    site = rng.integers(0, SITES // 2, participants) + SITES // 2 * (group != "control")
    effects = rng.normal(0.0, 0.15, SITES)[:, None] + rng.normal(0.0, 0.10, (SITES, 3))
    y = 2.3 - 0.1 * np.arange(3) * (group == "treated")[:, None] + effects[site]
    y = y + rng.multivariate_normal(np.zeros(3), SIGMA, participants)
    seen = rng.random((participants, 3)) > np.array([0.0, 0.25, 0.45])
    seen[group == "prefollowed", 0] = False
    return _long(y, seen, {"group": group, "site": site, **_people(rng, participants)}, VISITS)


def ten_visits(participants: int, seed: int) -> pd.DataFrame:
    """Return a trial with two groups, ten visits, drop-out and visits missed in between."""
    rng = np.random.default_rng(seed)
    lag = np.abs(np.subtract.outer(np.arange(10), np.arange(10)))
    spread = np.linspace(1.0, 1.6, 10)
    y = rng.multivariate_normal(np.zeros(10), np.outer(spread, spread) * 0.8**lag, participants)
    group = rng.choice(["control", "treated"], participants)
    y = y - 0.05 * np.arange(10) * (group == "treated")[:, None]
    last = np.where(rng.random(participants) < 0.35, rng.integers(2, 10, participants), 10)
    seen = (np.arange(10) < last[:, None]) & (rng.random((participants, 10)) > 0.04)
    seen[:, 0] = True
    columns = {"group": group, **_people(rng, participants), "severity": rng.normal(size=participants)}
    return _long(y, seen, columns, np.array([f"M{month}" for month in range(10)]))
