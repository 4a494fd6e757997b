"""The strategies of reference-based imputation: what each says of the mean after an intercurrent event.

A missing value is imputed by its mean given what was observed, m_t + B (y_obs - m_obs). Before
the event, and for people without one, m and B are those of the own group (missing at random).
From the event on the strategy says where m comes from, and from whose covariance B.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peereval.errors import FitError, did_you_mean, one_of

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]
Mask = NDArray[np.bool_]

STRATEGIES = ("mar", "jump-to-reference", "copy-reference", "copy-increments", "last-mean-carried-forward")
MAR, JUMP, COPY, INCREMENTS, CARRIED = range(len(STRATEGIES))
BORROWING = (JUMP, COPY, INCREMENTS)  # they take the reference's means
NEED_BASELINE = (JUMP, COPY)


def choose_strategies(strategy: str | Mapping[str, str], levels: Sequence[object], reference: object) -> Codes:
    """Return the strategy of each group, (groups,), as a number in `STRATEGIES`.

    A name alone is for every group but the reference, which stays missing at random.

    Raises
    ------
    FitError
        If a strategy or a group is unknown, or the reference would borrow from itself.
    """
    given: dict[object, str] = {}
    if isinstance(strategy, Mapping):
        given.update(strategy)
    else:
        given.update({level: strategy for level in levels if level != reference})
    chosen = np.full(len(levels), MAR, dtype=np.intp)
    for group, name in given.items():
        if group not in levels:
            listed = ", ".join(map(repr, levels))
            hint = did_you_mean(str(group), map(str, levels))
            raise FitError(f"strategy names {group!r}, which is not a group; they are: {listed}.{hint}")
        if name not in STRATEGIES:
            raise FitError(one_of("strategy", name, STRATEGIES))
        code = STRATEGIES.index(name)
        if group == reference and code in BORROWING:
            raise FitError(
                f"'{name}' for {group!r} takes {group!r} itself as its reference, which is 'mar' under another name. "
                "Give it a group other than the reference, or 'mar'."
            )
        chosen[list(levels).index(group)] = code
    return chosen


def refuse_without_baseline(strategies: Codes, baseline: str | None, numbers: Sequence[str]) -> None:
    """Refuse a strategy that takes the reference's level from a model that does not hold the value at baseline.

    `numbers` are the numeric covariates of the model.
    """
    asked = [STRATEGIES[code] for code in NEED_BASELINE if (strategies == code).any()]
    if not asked:
        return
    if baseline is None:
        raise FitError(
            f"'{asked[0]}' gives people the reference's mean level. Without the value at baseline among the "
            "covariates that is the mean of people who started elsewhere, and the difference between the groups at "
            "baseline would enter the effect. Fit the visits after baseline with the value at baseline as a "
            "covariate and name it (baseline_covariate='...'), or use 'copy-increments'."
        )
    if baseline not in numbers:
        hint = did_you_mean(str(baseline), numbers)
        raise FitError(
            f"baseline_covariate='{baseline}' is no numeric covariate of the model, so '{asked[0]}' would give people "
            f"the mean of others who started elsewhere. Numeric covariates: {', '.join(numbers) or 'none'}.{hint}"
        )


@dataclass(frozen=True, slots=True, eq=False)
class Kinds:
    """The C different ways in which participants are imputed.

    seen (C, T) : the visits with a value; ice (C,) : the first visit after the event, T without one
    strategy (C,), group (C,) : codes
    own, reference (C,) : the covariance class of the own group and of the reference
    """

    seen: Mask
    ice: Codes
    strategy: Codes
    group: Codes
    own: Codes
    reference: Codes

    @property
    def before(self) -> Mask:
        """Which visits come before the event, (C, T)."""
        return np.asarray(np.arange(self.seen.shape[1]) < self.ice[:, None])

    def uses(self, *codes: int) -> Mask:
        """Which visits are imputed by one of these strategies, (C, T)."""
        return np.isin(self.strategy, codes)[:, None] & ~self.before & ~self.seen


@dataclass(frozen=True, slots=True, eq=False)
class Means:
    """Where the mean of each missing visit comes from, each (C, T, T): rows are visits imputed, columns visits used."""

    own: Floats
    reference: Floats


def strategy_means(kinds: Kinds) -> Means:
    """Return the combination of the own group's and the reference's means that a strategy makes.

    Jump and copy: the reference's mean of the visit. Increments: the own mean of the last visit
    before the event and what the reference's mean moves from there; without a visit before, the
    reference's. Carried forward: the own mean of the last visit before.
    """
    n_visits = kinds.seen.shape[1]
    here = np.eye(n_visits) * ~kinds.seen[:, :, None]
    last = np.zeros_like(here)
    some = np.flatnonzero((kinds.ice > 0) & (kinds.ice < n_visits))
    last[some, :, kinds.ice[some] - 1] = 1.0
    borrowed, moved = kinds.uses(*BORROWING)[..., None], kinds.uses(INCREMENTS)[..., None]
    carried = kinds.uses(CARRIED)[..., None]
    own = np.where(borrowed | carried, 0.0, here) + last * (moved | carried)
    return Means(own, here * borrowed - last * moved)
