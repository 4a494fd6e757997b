"""Two groups followed from a baseline visit: who they were then, and what was measured at each visit."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import DataError, FitError, did_you_mean, one_of
from peereval.model.rows import refuse_frame
from peereval.model.visits import order_visits
from peereval.results import Note
from peereval.sensitivity.weighting.propensity import Propensity, design_propensity

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Roles:
    """Which columns and levels of a table say what, as the public functions name them."""

    outcome: str
    participant: str
    visit: str
    group: str
    reference: object
    treated: object
    baseline: object
    site: str | None

    @property
    def columns(self) -> dict[str, str]:
        """The columns by the option that names them."""
        named = {
            "outcome": self.outcome, "participant": self.participant, "visit": self.visit, "group": self.group
        }  # fmt: skip
        return {**named, "site": self.site} if self.site is not None else named


@dataclass(frozen=True, slots=True, eq=False)
class Followed:
    """The people of two groups with all covariates at baseline, and what was measured.

    propensity : the columns of the score, (n, p), and who is treated
    columns : a constant, then the covariates of the outcome, (n, q), numbers standardised
    values : outcomes by visit, baseline first, minus their mean, (n, T); NaN where not seen
    visits : the T visits
    treated, reference : the names of the groups
    """

    propensity: Propensity
    columns: Floats
    values: Floats
    visits: tuple[object, ...]
    treated: object
    reference: object
    notes: tuple[Note, ...]


def follow_groups(
    data: pd.DataFrame, roles: Roles, *, propensity_covariates: Sequence[str], covariates: Sequence[str]
) -> Followed:
    """Return the people of two groups, with what they were like at baseline and their outcomes.

    Covariates are those of the row at baseline; the outcome among them is its value there.
    People without that row, or without one of the covariates, are left out and counted.

    Raises
    ------
    DataError
        If a column is missing, a participant has two rows at a visit or changes group or
        site, or nobody has an outcome at baseline.
    FitError
        If a group or visit is not in the data, the reference is the treated group, or no
        covariate is named.
    """
    names = list(dict.fromkeys([*propensity_covariates, *covariates]))
    asked = {f"covariate {j + 1}": name for j, name in enumerate(names)}
    refuse_frame(data, {**roles.columns, **asked})
    order, visits = _visits_from(data, roles)
    pair = _pair(data, roles)
    rows = data.assign(**{roles.visit: order})
    rows = rows[rows[roles.group].isin(pair) & rows[roles.visit].isin(visits)]
    _refuse_rows(rows, roles)
    own = rows[rows[roles.visit] == roles.baseline]
    _refuse_baseline(own, roles, pair)
    complete, propensity = _designs(own, roles, pair, names, list(dict.fromkeys(propensity_covariates)))
    more = list(dict.fromkeys(covariates))
    columns = _design(complete, roles, pair, more).X if more else np.ones((propensity.n_people, 1))
    notes = _notes(rows, own, propensity, roles)
    return Followed(propensity, columns, _values(rows, roles, propensity, visits), visits, *pair, notes)


def _visits_from(data: pd.DataFrame, roles: Roles) -> tuple[pd.Categorical, tuple[object, ...]]:
    """Return the visits of the rows in order, and those from baseline on."""
    if data[roles.visit].isna().any() or data[roles.participant].isna().any():
        raise DataError("Some rows have no participant or no visit; give them one or drop them.")
    order = order_visits(data[roles.visit])[0]
    levels = list(order.categories)
    if roles.baseline not in levels:
        raise FitError(one_of("baseline", roles.baseline, levels))
    later = tuple(levels[levels.index(roles.baseline) :])
    if len(later) < 2:
        raise FitError(f"baseline={roles.baseline!r} is the last visit: nothing changes after it. Name an earlier one.")
    return order, later


def _pair(data: pd.DataFrame, roles: Roles) -> tuple[object, object]:
    """Return the treated group and the reference."""
    levels = list(pd.unique(data[roles.group].dropna()))
    if roles.reference not in levels:
        raise FitError(one_of("reference", roles.reference, levels))
    others = [level for level in levels if level != roles.reference]
    if roles.treated is None and len(others) != 1:
        listed = ", ".join(map(repr, others))
        raise FitError(
            f"'{roles.group}' has {len(others)} groups beside the reference: {listed}. Say which (treated=)."
        )
    treated = others[0] if roles.treated is None else roles.treated
    if treated == roles.reference:
        raise FitError(f"treated={treated!r} is the reference itself; a group cannot be compared with itself.")
    if treated not in levels:
        hint = did_you_mean(str(treated), map(str, others))
        raise FitError(f"treated={treated!r} is no group; the others are: {', '.join(map(repr, others))}.{hint}")
    return treated, roles.reference


def _refuse_rows(rows: pd.DataFrame, roles: Roles) -> None:
    """Refuse two rows of a participant at a visit, and a group or a site that changes."""
    if rows.duplicated([roles.participant, roles.visit]).any():
        raise DataError(f"A '{roles.participant}' has two rows at the same '{roles.visit}'; keep one.")
    own = [roles.group, roles.site] if roles.site is not None else [roles.group]
    for name in own:
        moved = int((rows.groupby(roles.participant)[name].nunique() > 1).sum())
        if moved:
            raise DataError(
                f"{moved} participants change '{name}' between visits. Weights compare people by what they were "
                "at baseline; use the value of that visit."
            )


def _refuse_baseline(own: pd.DataFrame, roles: Roles, pair: tuple[object, object]) -> None:
    """Refuse a group nobody of which was measured at baseline."""
    measured = own[own[roles.outcome].notna()]
    for name in pair:
        if not (measured[roles.group] == name).any():
            raise DataError(
                f"Nobody of the group {name!r} has '{roles.outcome}' at {roles.baseline}, so there is no change to "
                "compare and no T0 value to weight by. Name a group that entered then (treated=), or another baseline."
            )


def _designs(
    own: pd.DataFrame, roles: Roles, pair: tuple[object, object], names: list[str], scored: list[str]
) -> tuple[pd.DataFrame, Propensity]:
    """Return the rows at baseline of people with every covariate, and the design of their score."""
    whole = _design(own, roles, pair, names)
    if len(scored) == len(names):
        return own[own[roles.participant].isin(whole.participants)], whole
    complete = own[own[roles.participant].isin(whole.participants)]
    return complete, _design(complete, roles, pair, scored)


def _design(own: pd.DataFrame, roles: Roles, pair: tuple[object, object], names: list[str]) -> Propensity:
    return design_propensity(
        own.assign(**{roles.group: own[roles.group].astype(str)}),
        participant=roles.participant,
        group=roles.group,
        treated=str(pair[0]),
        reference=str(pair[1]),
        covariates=names,
        site=roles.site,
    )


def _values(rows: pd.DataFrame, roles: Roles, people: Propensity, visits: tuple[object, ...]) -> Floats:
    """Return outcomes minus their mean, (n, T)."""
    row = pd.Index(people.participants).get_indexer(pd.Index(rows[roles.participant]))
    column = pd.Index(list(visits)).get_indexer(pd.Index(rows[roles.visit]))
    numbers = pd.to_numeric(rows[roles.outcome], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    values = np.full((people.n_people, len(visits)), np.nan)
    values[row[row >= 0], column[row >= 0]] = numbers[row >= 0]
    return np.asarray(values - np.nanmean(values))


def _notes(rows: pd.DataFrame, own: pd.DataFrame, people: Propensity, roles: Roles) -> tuple[Note, ...]:
    """Return how many people are left out, and how many are seen at some visits only."""
    absent = int(rows[roles.participant].nunique() - own[roles.participant].nunique())
    lacking = int(own[roles.participant].nunique() - people.n_people)
    notes = [Note("weighted_no_baseline", participants=absent, baseline=roles.baseline)] if absent else []
    return (*notes, *([Note("weighted_no_covariate", participants=lacking)] if lacking else []))
