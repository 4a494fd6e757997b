"""Why people of the simulated study were not seen, and people included who never came."""

import numpy as np
import pandas as pd

from peereval.plan.people import service_numbers
from peereval.plan.world import COHORTS, REGIONS, VISITS

# Shares of the reasons of those who leave for good, and of those who come back.
_LEAVING = {"refused": 0.24, "unreachable": 0.30, "moved": 0.13, "institution": 0.10, "deceased": 0.02,
            "worker_left": 0.11, "administrative": 0.10}  # fmt: skip
_RETURNING = {"unwell": 0.40, "unreachable": 0.35, "administrative": 0.25}
FINAL = ("refused", "moved", "institution", "deceased")
_UNRECORDED = 0.08
# People included who were never seen, by group.
NEVER_SEEN = {"control": 4, "treated": 3}
_LETTERS = {"control": "C", "treated": "S"}


def draw_reasons(rng: np.random.Generator, people: pd.DataFrame, seen: np.ndarray) -> np.ndarray:
    """Return why each person was not seen at each visit: people x visits of names, "" where not recorded.

    A reason that is final (a move, a death, a refusal) stands at every later visit; nobody
    who comes back has one. A visit that was attended, or not yet planned, has "".
    """
    said = np.full(seen.shape, "", dtype=object)
    entry = seen.argmax(axis=1)
    for position in range(1, seen.shape[1]):
        absent = ~seen[:, position] & (position > entry)
        back = absent & seen[:, position + 1 :].any(axis=1)
        drawn = _draw(rng, people["group"].to_numpy() == "control", back)
        before = np.isin(said[:, position - 1], FINAL)
        drawn = np.where(before, said[:, position - 1], drawn)
        known = before | (rng.random(len(people)) >= _UNRECORDED)
        said[:, position] = np.where(absent & known, drawn, "")
    return said


def _draw(rng: np.random.Generator, control: np.ndarray, back: np.ndarray) -> np.ndarray:
    """Return a reason for everybody; controls have no worker who could leave."""
    without = {name: share for name, share in _LEAVING.items() if name != "worker_left"}
    leaving = np.where(control, _choose(rng, without, len(back)), _choose(rng, _LEAVING, len(back)))
    return np.where(back, _choose(rng, _RETURNING, len(back)), leaving)


def _choose(rng: np.random.Generator, shares: dict[str, float], number: int) -> np.ndarray:
    weights = np.array(list(shares.values()))
    return rng.choice(np.array(list(shares), dtype=object), number, p=weights / weights.sum())


def draw_never_seen(rng: np.random.Generator) -> pd.DataFrame:
    """Return people who agreed to take part and came to no visit: one row each, at the first visit.

    Nothing but service and region was recorded of them; their numbers follow those of the others.
    """
    parts = []
    for group, number in NEVER_SEEN.items():
        last = sum(cohort.seen[0] for cohort in COHORTS if cohort.group == group)
        service = rng.choice(service_numbers(group), number)
        parts.append(pd.DataFrame({
            "participant": [f"{_LETTERS[group]}{last + one:03d}" for one in range(1, number + 1)],
            "group": group,
            "site": [f"S{code + 1:02d}" for code in service],
            "region": [REGIONS[code % len(REGIONS)] for code in service],
            "visit": VISITS[0],
            "reason": rng.choice(["refused", "unreachable", "unwell"], number),
        }))  # fmt: skip
    return pd.concat(parts, ignore_index=True)
