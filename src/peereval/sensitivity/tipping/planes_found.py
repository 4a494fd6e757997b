"""The planes of a tipping point, by the jackknife or by multiple imputation, and how they were found."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from peereval.errors import FitError
from peereval.model.fit import Fit
from peereval.remarks import Note
from peereval.sensitivity.imputation.analysed import Asked, analyse_completed, prepare_analysis
from peereval.sensitivity.imputation.compared import Compared
from peereval.sensitivity.imputation.multiple import describe_imputations, draw_sets
from peereval.sensitivity.imputation.parameters import Drawing
from peereval.sensitivity.imputation.participants import Participants
from peereval.sensitivity.tipping.imputed_planes import imputed_planes
from peereval.sensitivity.tipping.jackknife_planes import jackknife_planes
from peereval.sensitivity.tipping.plane import Plane


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The planes, and what a result says of how they were made."""

    planes: list[Plane]
    method: dict[str, object]
    notes: tuple[Note, ...]


def source(imputations: int, rng: np.random.Generator | None) -> np.random.Generator:
    """Return the source of chance of some imputations, or refuse too few of them, or none to draw from."""
    if not isinstance(imputations, int) or imputations < 2:
        raise FitError("imputations is a whole number of 2 or more.")
    if rng is None:
        raise FitError("Multiple imputation draws values; give the source of chance: rng=numpy.random.default_rng(1).")
    return rng


def find_planes(
    fit: Fit, data: pd.DataFrame, asked: Asked, every: Compared, picked: list[int], drawing: Drawing | None
) -> Found:
    """Return the planes, of the jackknife or of multiple imputation."""
    if drawing is None:
        done = analyse_completed(fit, data, asked)
        _refuse_complete(fit, done.plan.people, asked.group, every, picked)
        return Found(jackknife_planes(done, every, picked), done.method, done.notes)
    prepared = prepare_analysis(fit, data, asked, with_sites=True)
    people = prepared.plan.people
    _refuse_complete(fit, people, asked.group, every, picked)
    sets, how = draw_sets(fit, data, asked, prepared.plan, drawing, by_group=False)
    codes = people.personal[asked.site].factorize(sort=True)[0] if asked.site else None
    unit = float(np.sqrt(np.diag(np.asarray(fit.residual_covariance)).max()))
    planes = imputed_planes(list(sets), prepared, every, picked, site=codes, unit=unit)
    method, notes = describe_imputations(fit, asked, prepared, drawing, how, by_group=False)
    return Found(planes, method, notes)


def _refuse_complete(fit: Fit, people: Participants, group: str, every: Compared, picked: Sequence[int]) -> None:
    """Refuse a visit that nobody of a group compared missed."""
    for j in picked:
        g, t = every.group[j], every.visit[j]
        if people.seen[people.group == g, t].all():
            name, visit = fit.frame.levels[group][g], fit.visits[t]
            raise FitError(Note("refused_nothing_to_move", group=name, visit=visit))
