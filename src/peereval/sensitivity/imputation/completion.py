"""From a fit and its frame to all that completing it needs: kinds of participant and their values."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import FitError, did_you_mean
from peereval.estimate.inference import estimable_rows
from peereval.model.fit import Fit
from peereval.remarks import Note
from peereval.sensitivity.imputation.conditional_mean import Values
from peereval.sensitivity.imputation.delta import Deltas, read_delta
from peereval.sensitivity.imputation.participants import Participants
from peereval.sensitivity.imputation.strategies import (
    BORROWING,
    CARRIED,
    MAR,
    STRATEGIES,
    Kinds,
    choose_strategies,
    refuse_without_baseline,
)

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Completion:
    """What is to be completed, and how: participants, their kinds, their values from a centre of the outcome."""

    people: Participants
    kinds: Kinds
    values: Values
    strategy: Codes
    centre: float
    label: str
    notes: tuple[Note, ...]


def plan_completion(
    fit: Fit,
    people: Participants,
    *,
    group: str,
    reference: object,
    strategy: str | Mapping[str, str],
    baseline_covariate: str | None,
    delta: Deltas | None,
) -> Completion:
    """Return what is to be completed and how, or refuse it."""
    levels = fit.frame.levels[group]
    if reference not in levels:
        hint = did_you_mean(str(reference), map(str, levels))
        raise FitError(f"reference={reference!r} is not a level; they are: {', '.join(map(repr, levels))}.{hint}")
    if people.seen.all():
        raise FitError(Note("refused_nothing_to_impute"))
    by_group = choose_strategies(strategy, levels, reference)
    refuse_without_baseline(by_group, baseline_covariate, tuple(fit.frame.means))
    own = _strategies(people, by_group)
    kinds, kind = _kinds(fit, people, own, list(levels).index(reference))
    missed = np.array([(~people.seen[people.group == g]).sum(axis=0) for g in range(len(levels))])
    added = read_delta(delta, levels, fit.visits, missed)[people.group]
    borrowing = np.isin(own, BORROWING)
    X, other = _columns(fit, people, group, None), _columns(fit, people, group, reference)
    _refuse_undetermined(fit, np.concatenate([X[~people.seen], other[borrowing].reshape(-1, X.shape[-1])]))
    centre = float(np.median(fit.data.design.y))
    values = _values(fit, people, X, other, added, kind, centre)
    carried = int((np.isin(by_group[people.group], CARRIED) & (people.ice == 0)).sum())
    notes = (*people.notes, *((Note("imputation_nothing_to_carry", participants=carried),) if carried else ()))
    return Completion(people, kinds, values, own, centre, describe_strategy(by_group, levels, reference), notes)


def describe_strategy(by_group: Codes, levels: tuple[object, ...], reference: object) -> str:
    """Return the name of the strategy, by group where groups other than the reference differ.

    Examples
    --------
    >>> describe_strategy(np.array([0, 1]), ("control", "treated"), "control")
    'jump-to-reference'
    """
    named = {level: STRATEGIES[code] for level, code in zip(levels, by_group, strict=True)}
    others = {name for level, name in named.items() if level != reference}
    if len(others) == 1 and named[reference] == STRATEGIES[MAR]:
        return others.pop()
    return ", ".join(f"{level}: {name}" for level, name in named.items())


def _strategies(people: Participants, by_group: Codes) -> Codes:
    """Return the strategy of each participant, (n,): missing at random where nothing follows an event."""
    own, n_visits = by_group[people.group], people.seen.shape[1]
    after = np.arange(n_visits) >= people.ice[:, None]
    resumed = int(((own != MAR) & (people.seen & after).any(axis=1)).sum())
    if resumed:
        raise FitError(Note("refused_values_after_event", people=resumed))
    if (by_group != MAR).any() and not ((own != MAR) & after.any(axis=1)).any():
        raise FitError(Note("refused_nobody_after_event"))
    nothing = ~after.any(axis=1) | ((own == CARRIED) & (people.ice == 0))
    return np.where(nothing, MAR, own)


def _kinds(fit: Fit, people: Participants, strategy: Codes, reference: int) -> tuple[Kinds, Codes]:
    """Return the kinds of participant and the kind of each, (n,)."""
    ice = np.where(strategy == MAR, people.seen.shape[1], people.ice)
    every = np.column_stack([people.seen, ice, strategy, people.group])
    found, kind = np.unique(every, axis=0, return_inverse=True)
    codes = found[:, -3:].T
    own = codes[2] if fit.model.levels else np.zeros_like(codes[2])
    other = np.full_like(own, reference if fit.model.levels else 0)
    return Kinds(found[:, :-3] > 0, codes[0], codes[1], codes[2], own, other), kind.ravel().astype(np.intp)


def _columns(fit: Fit, people: Participants, group: str, as_group: object) -> Floats:
    """Return the columns of the design at every visit, (n, T, columns), in the own group or in another."""
    n_visits = len(fit.visits)
    personal = people.personal.copy()
    if as_group is not None:
        personal[group] = pd.Series([as_group] * len(personal), dtype=object)
    grid = personal.loc[np.repeat(np.arange(len(personal)), n_visits)].reset_index(drop=True)
    rows = fit.frame.columns_for(grid.assign(**{fit.frame.visit: np.tile(np.array(fit.visits), len(personal))}))
    return rows.reshape(len(personal), n_visits, -1)


def _refuse_undetermined(fit: Fit, rows: Floats) -> None:
    lost = int((~estimable_rows(fit, rows)).sum())
    if lost:
        raise FitError(Note("refused_mean_undetermined", visits=lost))


def _values(
    fit: Fit, people: Participants, X: Floats, other: Floats, added: Floats, kind: Codes, centre: float
) -> Values:
    """Return the values in units of the scale of the fit, counted from the centre."""
    data = fit.data
    observed = np.zeros((data.n_participants + 1, data.n_visits))
    observed[data.design.participant, data.design.visit] = (data.design.y - centre) / data.scale
    turn, start = np.linalg.inv(data.basis.root), data.start

    def rows(columns: Floats) -> Floats:
        """Return design rows in the units of the engine, the fitted start beside them."""
        kept = columns[..., data.basis.kept]
        return np.concatenate([kept @ turn, ((kept @ start - centre) / data.scale)[..., None]], axis=-1)

    return Values(rows(X), rows(other), observed[people.position], added / data.scale * ~people.seen, kind)


def completed_frame(fit: Fit, plan: Completion, completed: Floats, group: str) -> pd.DataFrame:
    """Return a row per participant and visit: the outcome completed, whether imputed, and by which strategy."""
    people, n_visits = plan.people, len(fit.visits)
    after = np.arange(n_visits) >= people.ice[:, None]
    used = np.where(after, plan.strategy[:, None], MAR).ravel()
    imputed = ~people.seen.ravel()
    return pd.DataFrame(
        {
            fit.frame.participant: np.repeat(people.labels, n_visits),
            fit.frame.visit: pd.Categorical(np.tile(np.array(fit.visits), len(people.labels)), list(fit.visits)),
            group: np.repeat(people.personal[group].to_numpy(), n_visits),
            fit.data.design.formula.outcome: (completed * fit.data.scale + plan.centre).ravel(),
            "imputed": imputed,
            "strategy": np.where(imputed, np.array(STRATEGIES)[used], ""),
        }
    )
