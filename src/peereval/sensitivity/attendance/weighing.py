"""How weights of attendance are made: the share of the group that was seen over the chance of being seen."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peereval.errors import FitError, one_of
from peereval.remarks import Note
from peereval.sensitivity.attendance.histories import (
    RETURNS,
    Returns,
    attendance_chance,
    choose_returns,
    used_visits,
)
from peereval.sensitivity.attendance.records import Records

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """How weights are made: what becomes of values after a gap, by group or not, the quantile of truncation."""

    returns: str
    by_group: bool
    truncate: float


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """Weights (R, n, T), 0 where a value does not count, before and after truncation, with their chances."""

    weight: Floats
    untruncated: Floats
    chance: Floats


def read_rules(records: Records, *, returns: Returns, by_group: bool, truncate: float | None) -> Rules:
    """Return how weights are made of records, or refuse it.

    Raises
    ------
    FitError
        If an option is unknown, or nobody missed a visit.
    """
    if returns not in RETURNS:
        raise FitError(one_of("returns", returns, RETURNS))
    if truncate is not None and not (isinstance(truncate, int | float) and 0.5 < truncate <= 1.0):
        raise FitError("truncate is a quantile above 0.5, such as 0.99, or None for no truncation.")
    if records.seen.all():
        raise FitError(Note("refused_nothing_to_weight"))
    return Rules(choose_returns(records, returns), bool(by_group), 1.0 if truncate is None else float(truncate))


def weigh_attendance(records: Records, rules: Rules, counted: Floats) -> Weighed:
    """Return the weights of replicates in which participants count as `counted` (R, n) says."""
    chance = attendance_chance(records, rules.returns, by_group=rules.by_group, counted=counted)
    used = used_visits(records, rules.returns) & (counted > 0.0)[:, :, None]
    member = (records.group == np.arange(len(records.groups))[:, None]).astype(np.float64)
    people = counted @ member.T
    came = np.einsum("rn,gn,rnt->rgt", counted, member, used, optimize=True)
    share = (came / people[:, :, None])[:, records.group]
    raw = np.where(used, share / np.where(used, chance, 1.0), 0.0)
    raw[:, :, 0] = used[:, :, 0]
    limit = np.nanquantile(np.where(used, raw, np.nan), rules.truncate, axis=1)[:, None, :]
    return Weighed(np.minimum(raw, limit), raw, chance)
