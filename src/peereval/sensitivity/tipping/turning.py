"""The tipping point: how much worse people who missed a visit would have to be for the conclusion to turn."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from peereval.errors import FitError, did_you_mean, one_of
from peereval.model.fit import Fit
from peereval.remarks import Note
from peereval.results import Result, make_result
from peereval.sensitivity.imputation.analysed import Asked
from peereval.sensitivity.imputation.compared import Compared, compare_groups
from peereval.sensitivity.imputation.parameters import Drawing, Draws
from peereval.sensitivity.tipping.plane_rows import default_deltas, plane_rows, read_deltas
from peereval.sensitivity.tipping.planes_found import Found, find_planes, source

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
        Kind "tipping_point", keys ``group, visit, reference, [baseline,] moved, delta,
        delta_reference``. For each pair of deltas the difference (in change, with `baseline`)
        with its interval, `moved` empty. Then "turning delta above 0" and "turning delta below
        0": the delta nearest to 0 on either side at which a limit of the interval is 0, with
        `moved` the group whose delta it is (of the key `delta` or `delta_reference`, empty
        there; the other is 0); and the same "in SD", divided by `deviation`. "does not turn"
        stands in `note` where no delta does it.

    Raises
    ------
    DataError, FitError
        As `reference_based_contrasts`; and if nobody of the group compared missed the visit, or
        a group is compared with itself.

    References
    ----------
    Campbell, Pennello and Yue 2011, doi:10.1080/10543406.2011.550094; Liublinska and Rubin 2014,
    doi:10.1002/sim.6197.
    """
    if higher_is is not None and higher_is not in DIRECTIONS:
        raise FitError(one_of("higher_is", higher_is, DIRECTIONS))
    asked = Asked(group, reference, strategy, intercurrent, baseline_covariate, None, covariates, site, level)
    every = compare_groups(fit, group=group, reference=reference, baseline=baseline)
    picked = _pick(every, fit, group, reference, compared, visit, baseline)
    drawing = None if imputations is None else Drawing(draws, site, imputations, source(imputations, rng))
    found = find_planes(fit, data, asked, every, picked, drawing)
    return _tell(fit, found, every, picked, deltas=(deltas, deltas_reference), deviation=deviation, higher_is=higher_is)


def _tell(
    fit: Fit,
    found: Found,
    every: Compared,
    picked: list[int],
    *,
    deltas: tuple[Sequence[float] | None, Sequence[float] | None],
    deviation: float | None,
    higher_is: str | None,
) -> Result:
    """Return the result: the grid of deltas, and where each difference turns."""
    planes = [plane.signed(-1.0 if higher_is == "better" else 1.0) for plane in found.planes]
    at, level = every.visit[picked[0]], float(str(found.method["level"]))
    spread = deviation or float(np.sqrt(np.asarray(fit.residual_covariance)[at, at]))
    given = default_deltas(planes, spread, level) if deltas[0] is None else read_deltas(deltas[0])
    other = given if deltas[1] is None else read_deltas(deltas[1])
    keys = every.keys.iloc[picked]
    frame = plane_rows(keys, planes, (given, other), spread=spread, level=level, quantity=every.quantity)
    visit = fit.visits[at]
    said = {"visit": visit, "positive_delta": "worse" if higher_is else "higher", "deviation": spread}
    note = Note("tipping_point_sign" if higher_is else "tipping_point_higher", visit=visit)
    return make_result("tipping_point", frame, method={**found.method, **said}, notes=(*found.notes, note))


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
