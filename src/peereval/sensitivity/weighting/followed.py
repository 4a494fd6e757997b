"""Two groups followed from a baseline visit: who they were then, and what was measured at each visit."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.model.rows import refuse_frame, refuse_names
from peereval.remarks import Note
from peereval.sensitivity.weighting.propensity import Propensity, design_propensity
from peereval.sensitivity.weighting.roles import (
    Roles,
    compared_pair,
    refuse_baseline,
    refuse_outcome,
    refuse_rows,
    visits_from,
)

Floats = NDArray[np.float64]


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
    refuse_names((roles.group, roles.visit))
    refuse_outcome(data[roles.outcome])
    order, visits = visits_from(data, roles)
    pair = compared_pair(data, roles)
    rows = data.assign(**{roles.visit: order})
    rows = rows[rows[roles.group].isin(pair) & rows[roles.visit].isin(visits)]
    refuse_rows(rows, roles)
    own = rows[rows[roles.visit] == roles.baseline]
    refuse_baseline(own, roles, pair)
    complete, propensity = _designs(own, roles, pair, names, list(dict.fromkeys(propensity_covariates)))
    more = list(dict.fromkeys(covariates))
    columns = _design(complete, roles, pair, more).X if more else np.ones((propensity.n_people, 1))
    notes = _notes(rows, own, propensity, roles)
    return Followed(propensity, columns, _values(rows, roles, propensity, visits), visits, *pair, notes)


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
    numbers = rows[roles.outcome].to_numpy(dtype=np.float64, na_value=np.nan)
    values = np.full((people.n_people, len(visits)), np.nan)
    values[row[row >= 0], column[row >= 0]] = numbers[row >= 0]
    return np.asarray(values - np.nanmean(values))


def _notes(rows: pd.DataFrame, own: pd.DataFrame, people: Propensity, roles: Roles) -> tuple[Note, ...]:
    """Return how many people are left out, and how many are seen at some visits only."""
    absent = int(rows[roles.participant].nunique() - own[roles.participant].nunique())
    lacking = int(own[roles.participant].nunique() - people.n_people)
    notes = [Note("weighted_no_baseline", participants=absent, baseline=roles.baseline)] if absent else []
    return (*notes, *([Note("weighted_no_covariate", participants=lacking)] if lacking else []))
