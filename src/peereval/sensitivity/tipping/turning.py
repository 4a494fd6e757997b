"""The tipping point: how much worse people who missed a visit would have to be for the conclusion to turn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from peereval.errors import FitError, did_you_mean, one_of
from peereval.model.fit import Fit
from peereval.results import Note, Result, make_result
from peereval.sensitivity.imputation.analysed import Asked, analyse_completed, prepare_analysis
from peereval.sensitivity.imputation.compared import Compared, compare_groups
from peereval.sensitivity.imputation.multiple import describe_imputations
from peereval.sensitivity.imputation.parameters import Draws, draw_parameters
from peereval.sensitivity.imputation.participants import Participants
from peereval.sensitivity.tipping.imputed_planes import imputed_planes
from peereval.sensitivity.tipping.jackknife_planes import jackknife_planes
from peereval.sensitivity.tipping.plane import Plane
from peereval.sensitivity.tipping.plane_rows import default_deltas, plane_rows, read_deltas

DIRECTIONS = ("better", "worse")


def tipping_point(
    fit: Fit,
    data: pd.DataFrame,
    *,
    group: str,
    reference: object,
    visit: object,
    compared: object = None,
    baseline: object = None,
    strategy: str | Mapping[str, str] = "mar",
    intercurrent: str | None = None,
    baseline_covariate: str | None = None,
    covariates: Sequence[str] | None = None,
    site: str | None = None,
    deltas: Sequence[float] | None = None,
    deltas_reference: Sequence[float] | None = None,
    deviation: float | None = None,
    imputations: int | None = None,
    rng: np.random.Generator | None = None,
    draws: Draws = "bootstrap",
    higher_is: str | None = None,
    level: float = 0.95,
) -> Result:
    """Return a difference for every delta added to values that were missed, and where its conclusion turns.

    Use it to say how far from missing at random people who missed a visit would have to be
    before the interval of a difference reaches 0, or leaves it. Two deltas are asked about: one
    for the group compared, one for the reference. They are added to the values imputed at
    `visit` (see `reference_based_contrasts`, whose further parameters and errors these are). The
    estimate is linear and the variance quadratic in the deltas, both exactly, so that the model
    is fitted to the replicates, or values are drawn, once for all deltas.

    Parameters
    ----------
    visit
        The visit whose missed values are moved, and at which the groups are compared.
    compared
        The group compared with the reference; every other group by default, one after the other.
    deltas, deltas_reference
        What is added in the group compared, and in the reference (by default the same), in the
        unit of the outcome; 0 is always among them. By default nine steps from -1 to 1
        deviations, or from -2 to 2 where the conclusion turns beyond 1 only.
    deviation
        The standard deviation that deltas are judged by; by default the model's at the visit.
    imputations, rng, draws
        To impute by multiple imputation rather than by conditional means, with Rubin's variance:
        how many, and as of `multiply_imputed_contrasts`. The fit may then have site effects.
    higher_is
        Whether a higher value is ``"better"`` or ``"worse"`` for the person: a delta above 0 is
        then the worse one. Without it a delta above 0 makes values higher.

    Returns
    -------
    Result
        Kind "tipping_point", keys ``group, visit, reference, [baseline,] delta,
        delta_reference``. For each pair of deltas the difference (in change, with `baseline`)
        with its interval. Then "turning delta above 0" and "turning delta below 0": the delta
        nearest to 0 on either side at which a limit of the interval is 0, of the group compared
        (its key `delta` is empty and the reference's is 0), and of the reference; and the same
        "in SD", divided by `deviation`. "does not turn" stands in `note` where no delta does it.

    Raises
    ------
    DataError, FitError
        As `reference_based_contrasts`; and if nobody of the group compared missed the visit, or
        a group is compared with itself.

    References
    ----------
    Yan, Lee and Li 2009, doi:10.1080/10543400903242795; Liublinska and Rubin 2014,
    doi:10.1002/sim.6197.
    """
    if higher_is is not None and higher_is not in DIRECTIONS:
        raise FitError(one_of("higher_is", higher_is, DIRECTIONS))
    asked = Asked(group, reference, strategy, intercurrent, baseline_covariate, None, covariates, site, level)
    every = compare_groups(fit, group=group, reference=reference, baseline=baseline)
    picked = _pick(every, fit, group, reference, compared, visit, baseline)
    chance = None if imputations is None else Chance(imputations, draws, _source(imputations, rng))
    found = _find_planes(fit, data, asked, every, picked, chance)
    planes = [plane.signed(-1.0 if higher_is == "better" else 1.0) for plane in found.planes]
    at = list(fit.visits).index(visit)
    spread = deviation or float(np.sqrt(np.asarray(fit.residual_covariance)[at, at]))
    given = read_deltas(deltas) if deltas is not None else default_deltas(planes, spread, level)
    other = read_deltas(deltas_reference) if deltas_reference is not None else given
    keys = every.keys.iloc[picked]
    frame = plane_rows(keys, planes, (given, other), spread=spread, level=level, quantity=every.quantity)
    said = {"visit": visit, "positive_delta": "worse" if higher_is else "higher", "deviation": spread}
    note = Note("tipping_point_sign" if higher_is else "tipping_point_higher", visit=visit)
    return make_result("tipping_point", frame, method={**found.method, **said}, notes=(*found.notes, note))


@dataclass(frozen=True, slots=True, eq=False)
class Chance:
    """How many imputations are made, how their parameters are drawn, and from what chance."""

    imputations: int
    draws: str
    rng: np.random.Generator


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The planes, and what a result says of how they were made."""

    planes: list[Plane]
    method: dict[str, object]
    notes: tuple[Note, ...]


def _source(imputations: int, rng: np.random.Generator | None) -> np.random.Generator:
    if not isinstance(imputations, int) or imputations < 2:
        raise FitError("imputations is a whole number of 2 or more.")
    if rng is None:
        raise FitError("Multiple imputation draws values; give the source of chance: rng=numpy.random.default_rng(1).")
    return rng


def _find_planes(
    fit: Fit, data: pd.DataFrame, asked: Asked, every: Compared, picked: list[int], chance: Chance | None
) -> Found:
    """Return the planes, of the jackknife or of multiple imputation."""
    if chance is None:
        done = analyse_completed(fit, data, asked)
        _refuse_complete(fit, done.plan.people, asked.group, every, picked)
        return Found(jackknife_planes(done, every, picked), done.method, done.notes)
    prepared = prepare_analysis(fit, data, asked, with_sites=True)
    people = prepared.plan.people
    _refuse_complete(fit, people, asked.group, every, picked)
    drawn = draw_parameters(
        fit, people, draws=chance.draws, site=asked.site, imputations=chance.imputations, rng=chance.rng
    )
    planes = imputed_planes(fit, prepared, every, picked, drawn=drawn, site=asked.site, rng=chance.rng)
    method, notes = describe_imputations(fit, asked, prepared, drawn, chance.draws)
    return Found(planes, method, notes)


def _pick(
    every: Compared, fit: Fit, group: str, reference: object, compared: object, visit: object, baseline: object
) -> list[int]:
    """Return the differences asked about: those at the visit, of one group or of all."""
    levels, visits = fit.frame.levels[group], fit.visits
    if visit not in visits:
        raise FitError(f"visit={visit!r} is not a visit of the model: {', '.join(map(repr, visits))}.")
    if visit == baseline:
        raise FitError(f"visit={visit!r} is the baseline, from which nothing has changed yet; name a later visit.")
    if compared is not None and compared == reference:
        raise FitError(f"{compared!r} is its own reference; compare another group with it, or leave out 'compared'.")
    if compared is not None and compared not in levels:
        hint = did_you_mean(str(compared), map(str, levels))
        raise FitError(f"compared={compared!r} is not a level; they are: {', '.join(map(repr, levels))}.{hint}")
    at = every.visit == list(visits).index(visit)
    own = np.ones_like(at) if compared is None else every.group == list(levels).index(compared)
    return [int(j) for j in np.flatnonzero(at & own)]


def _refuse_complete(fit: Fit, people: Participants, group: str, every: Compared, picked: Sequence[int]) -> None:
    """Refuse a visit that nobody of a group compared missed."""
    for j in picked:
        g, t = every.group[j], every.visit[j]
        if people.seen[people.group == g, t].all():
            name, visit = fit.frame.levels[group][g], fit.visits[t]
            raise FitError(
                f"Nobody of {name!r} missed {visit!r}: there is nothing to move. Name a visit that was missed."
            )
