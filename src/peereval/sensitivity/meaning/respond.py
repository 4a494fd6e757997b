"""Who is split into responders and others: people, their completed values, the columns adjusted for."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import FitError, did_you_mean
from peereval.model.fit import Fit
from peereval.remarks import Note
from peereval.sensitivity.imputation.ancova import Ancova, ancova_columns
from peereval.sensitivity.imputation.completion import Completion, plan_completion
from peereval.sensitivity.imputation.participants import Participants, read_participants
from peereval.sensitivity.imputation.requirements import refuse_fit
from peereval.sensitivity.meaning.completed import impute_values, observed_values
from peereval.sensitivity.meaning.standardised import Columns

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]
Mask = NDArray[np.bool_]

TIE = 1e-9  # of the threshold: 2.1 - 1.8 in binary is a change of 0.3


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """n participants to be split: what completes them, what is adjusted for, groups, sites and visits by number.

    plan : None where nobody missed a visit
    group (n,), sites (n,) or None ; levels, visits : names ; reference, start : the numbers compared with
    """

    found: Participants
    plan: Completion | None
    ancova: Ancova
    covariates: Sequence[str]
    group: Codes
    sites: Codes | None
    levels: tuple[object, ...]
    visits: tuple[object, ...]
    reference: int
    start: int
    names: tuple[str, str]

    @property
    def later(self) -> list[int]:
        """The numbers of the visits after the one changes start from."""
        return list(range(self.start + 1, len(self.visits)))


def read_people(
    fit: Fit,
    data: pd.DataFrame,
    *,
    group: str,
    reference: object,
    baseline: object,
    covariates: Sequence[str] | None,
    site: str | None,
) -> People:
    """Return who is to be split, or refuse what does not fit together."""
    refuse_fit(fit, group, with_sites=True)
    visits = tuple(fit.visits)
    if baseline not in visits[:-1]:
        listed, hint = ", ".join(map(repr, visits[:-1])), did_you_mean(str(baseline), map(str, visits))
        raise FitError(f"baseline={baseline!r} is not a visit with another one after it: {listed}.{hint}")
    formula = fit.data.design.formula.columns
    named = (
        tuple(name for name in formula if name not in {group, fit.frame.visit}) if covariates is None else covariates
    )
    more = {f"covariates[{j}]": name for j, name in enumerate(named)} | ({"site": site} if site else {})
    found = read_participants(fit, data, group=group, intercurrent=None, more=more)
    levels = tuple(fit.frame.levels[group])
    if reference not in levels:
        hint = did_you_mean(str(reference), map(str, levels))
        raise FitError(f"reference={reference!r} is not a level; they are: {', '.join(map(repr, levels))}.{hint}")
    plan = None
    if not found.seen.all():
        plan = plan_completion(fit, found, group=group, reference=reference, strategy="mar", baseline_covariate=None,
                               delta=None)  # fmt: skip
    sites = pd.factorize(found.personal[site])[0].astype(np.intp) if site else None
    if sites is not None:
        _refuse_lone_groups(found.group, sites, levels)
    ancova = ancova_columns(found.personal, found.group, len(levels), named)
    at = (levels.index(reference), visits.index(baseline))
    return People(found, plan, ancova, named, found.group, sites, levels, visits, *at, (group, fit.frame.visit))


def _refuse_lone_groups(group: Codes, sites: Codes, levels: Sequence[object]) -> None:
    if sites.max() < 2:
        raise FitError(Note("refused_fewer_sites"))
    for code, name in enumerate(levels):
        if len(np.unique(sites[group == code])) < 2:
            raise FitError(Note("refused_all_at_one_site", group=name))


@dataclass(frozen=True, slots=True, eq=False)
class Directed:
    """Improvements since the start in M imputations, (M, n, T), above 0 for the better; starts (M, n)."""

    improvement: Floats
    starts: Floats
    notes: tuple[Note, ...]


def direct_values(
    fit: Fit,
    people: People,
    *,
    higher_is: str,
    draws: str,
    site: str | None,
    imputations: int,
    rng: np.random.Generator,
) -> Directed:
    """Return the improvements of everyone in values drawn from the model; twice the same where nothing is missing."""
    notes: tuple[Note, ...] = ()
    if people.plan is None:
        completed = np.repeat(observed_values(fit, people.found)[None], 2, axis=0)
    else:
        completed, notes = impute_values(fit, people.plan, draws=draws, site=site, imputations=imputations, rng=rng)
    starts = completed[:, :, people.start]
    sign = 1.0 if higher_is == "better" else -1.0
    return Directed(sign * (completed - starts[..., None]), starts, notes)


@dataclass(frozen=True, slots=True, eq=False)
class Splits:
    """What splits people: who they are, by how much they improved, and how those not seen are counted.

    kept : a visit that was missed counts as neither improved nor deteriorated
    adjusted : the value at the start is adjusted for
    """

    people: People
    directed: Directed
    kept: bool
    adjusted: bool

    def improved(self, visit: int, limit: float) -> Floats:
        """Return who improved by at least `limit` at a visit, (M, n), 0 or 1."""
        moved = self.directed.improvement[:, :, visit] >= limit - abs(limit) * TIE
        return np.asarray(moved & self._counts(visit), dtype=np.float64)

    def deteriorated(self, visit: int, limit: float) -> Floats:
        """Return who got worse by at least `limit` at a visit, (M, n), 0 or 1."""
        moved = -self.directed.improvement[:, :, visit] >= limit - abs(limit) * TIE
        return np.asarray(moved & self._counts(visit), dtype=np.float64)

    def _counts(self, visit: int) -> Mask:
        seen = self.people.found.seen
        return seen[:, visit] & seen[:, self.people.start] if self.kept else np.ones(len(seen), dtype=bool)

    def columns(self) -> Columns:
        """Return the columns of the regression in every imputation, the value at the start last."""
        ancova, starts = self.people.ancova, self.directed.starts
        n_sets, n_groups = len(starts), len(self.people.levels)
        own = np.broadcast_to(ancova.columns, (n_sets, *ancova.columns.shape))
        everyone = np.broadcast_to(np.swapaxes(ancova.in_group, 0, 1), (n_sets, n_groups, *ancova.columns.shape))
        if not self.adjusted:
            return Columns(own, everyone)
        scaled = ((starts - starts.mean()) / (starts.std() or 1.0))[..., None]
        repeated = np.broadcast_to(scaled[:, None], (n_sets, n_groups, *scaled.shape[1:]))
        return Columns(np.concatenate([own, scaled], axis=-1), np.concatenate([everyone, repeated], axis=-1))
