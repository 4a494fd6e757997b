"""Which covariance is fitted: the structures asked for, in order, by level or pooled."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from peereval.errors import FitError
from peereval.model.cells import arrange, random_effects
from peereval.model.classes import Classes, Columns
from peereval.model.clusters import RandomEffects
from peereval.model.compress import Compressed
from peereval.model.covariance import Model, Structure
from peereval.model.fit import Fit
from peereval.model.identified import UnidentifiedError, refuse_unidentified
from peereval.model.membership import SiteEffects
from peereval.model.structures.by_level import ByLevel
from peereval.model.structures.catalogue import CATALOGUE, short_name, structure_name
from peereval.remarks import Note


@dataclass(frozen=True, slots=True)
class Choice:
    """One covariance to try: its name in the catalogue and the columns it depends on."""

    name: str
    columns: Columns


def choose_structures(covariance: str | Sequence[str], columns: Columns) -> tuple[str, ...]:
    """Return the names in the catalogue of the structures asked for.

    Raises
    ------
    FitError
        If a name is unknown, or a structure has no use for the times or the weights given.
    """
    if not isinstance(covariance, Iterable):
        raise FitError("covariance is the name of a structure, or a list of them to try in order.")
    given = (covariance,) if isinstance(covariance, str) else tuple(covariance)
    if not given:
        raise FitError("covariance is an empty list; give at least one structure, such as 'unstructured'.")
    names = tuple(structure_name(name) for name in given)
    for name in names:
        kind = CATALOGUE[name]
        if columns.time is not None and not kind.timed:
            raise FitError(
                f"covariance='{short_name(name)}' does not depend on time. Leave time= out, or use {_those('timed')}."
            )
        if columns.weights is not None and not kind.weighed:
            raise FitError(
                f"covariance='{short_name(name)}' has no residual variance that observation_weights could divide. "
                f"Leave them out, or use {_those('weighed')}."
            )
    return names


def _those(quality: str) -> str:
    return " or ".join(f"'{short_name(name)}'" for name, kind in CATALOGUE.items() if getattr(kind, quality))


def covariance_model(data: Compressed, classes: Classes, name: str, site_effects: SiteEffects) -> Model:
    """Return the covariance model: Sigma by class, and G of sites and workers.

    Raises
    ------
    UnidentifiedError
        If the visits seen together do not identify Sigma.
    """
    parts = [CATALOGUE[name].make(plan) for plan in classes.plans]
    structure: Structure = ByLevel(classes.levels, tuple(parts)) if classes.levels else parts[0]
    refuse_unidentified(data, structure, classes)
    random: RandomEffects | None = None
    if data.member is not None:
        layout = arrange(data.member, data.n_participants)
        effects = site_effects if data.member.site is not None else None
        random = random_effects(effects, data.n_visits, layout.n_sites, layout.n_workers)
    return Model(structure, data.classes, random, classes.levels)


def first_that_holds(names: Sequence[str], columns: Columns, attempt: Callable[[Choice], Fit]) -> Fit:
    """Return the fit of the first structure that the data can carry, with notes on those they cannot.

    A structure by level is followed by the same structure pooled.

    Raises
    ------
    FitError
        The reason of the first one, when none can be fitted.
    """
    pooled = replace(columns, by=None)
    choices = [Choice(name, each) for name in names for each in dict.fromkeys([columns, pooled])]
    notes: list[Note] = []
    first: FitError | None = None
    for choice in choices:
        try:
            fit = attempt(choice)
        except FitError as reason:
            first = first or reason
            notes += [_pooled_note(columns.by, reason)] if choice.columns.by is not None else []
            continue
        if choice.name != names[0]:
            tried = ", ".join(short_name(name) for name in names[: names.index(choice.name)])
            notes.append(Note("covariance_next", tried=tried, used=short_name(choice.name)))
        return replace(fit, notes=(*fit.notes, *dict.fromkeys(notes))) if notes else fit
    raise first if first is not None else FitError("No covariance was asked for.")


def _pooled_note(by: str | None, reason: FitError) -> Note:
    """Say why a covariance by level became one for all."""
    if not isinstance(reason, UnidentifiedError) or not reason.level:
        return Note("covariance_pooled", by=by)
    if reason.visits:
        return Note("covariance_pooled_visits", by=by, level=reason.level, visits=reason.visits)
    return Note("covariance_pooled_pairs", by=by, level=reason.level, pairs=reason.pairs)
