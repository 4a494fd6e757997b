"""The weights of every replicate, the propensity score fitted anew for each."""

from dataclasses import dataclass
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from peereval.errors import FitError
from peereval.remarks import Note
from peereval.sensitivity.weighting.balancing import group_weights
from peereval.sensitivity.weighting.propensity import Propensity
from peereval.sensitivity.weighting.scores import fit_scores
from peereval.sensitivity.weighting.separation import refuse_separated

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weighting:
    """Whom the weights stand for, and the quantile of their group at which they are cut."""

    estimand: str
    truncate: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """Weights of R replicates.

    weights (R, n) : how often a person counts included
    target (R, n) : how much each person counts in the population that the estimand is about
    found (R,) : False where covariates separate the groups, so that the weights are of no use
    """

    weights: Floats
    target: Floats
    found: NDArray[np.bool_]


def weigh_replicates(people: Propensity, counts: Floats, weighting: Weighting) -> Weighed:
    """Return the weights of every replicate, and of whom its estimate speaks.

    The target is everybody treated for "att", everybody for "ate", and everybody in
    proportion to e (1 - e) for "overlap".

    Raises
    ------
    FitError
        If the estimand or the quantile is not an option.
    """
    found = fit_scores(people.X, people.treated, counts)
    with np.errstate(divide="ignore", invalid="ignore"):  # a replicate without one of the groups has no weights
        each = group_weights(found.scores, people.treated, counts, weighting.estimand, weighting.truncate)
    weights = np.where(counts > 0.0, counts * each, 0.0)
    share = {"att": people.treated.astype(np.float64), "ate": np.ones(1)}
    target = share.get(weighting.estimand, found.scores * (1.0 - found.scores))
    return Weighed(np.nan_to_num(weights), counts * target, found.converged & np.isfinite(weights).all(axis=1))


def refuse_unweighed(people: Propensity) -> NoReturn:
    """Refuse groups that no weights make alike.

    Raises
    ------
    FitError
        Always: naming what separates the groups, or saying that some visit or balance is at fault.
    """
    if not fit_scores(people.X, people.treated, people.whole).converged[0]:
        refuse_separated(people)
    raise FitError(Note("refused_seen_separated"))
