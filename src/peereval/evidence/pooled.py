"""Random-effects meta-analysis of trials."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from peereval.errors import DataError, one_of
from peereval.evidence.pooled_rows import between_rows, pooled_rows, trial_rows
from peereval.evidence.random_effects import INTERVALS, METHODS, Interval, Method, RandomEffects, pool_many
from peereval.remarks import Note
from peereval.results import Result, make_result

Floats = NDArray[np.float64]
FEW = 10  # trials under which tests of asymmetry say nothing
SMALL_GROUP = 5  # trials under which the variance between them is poorly known


def pool_effects(
    effects: ArrayLike,
    std_errors: ArrayLike,
    *,
    method: Method = "reml",
    interval: Interval = "knapp-hartung",
    level: float = 0.95,
    labels: Sequence[str] | None = None,
    subgroups: Sequence[str] | None = None,
) -> Result:
    """Pool the effects of trials under random effects.

    Parameters
    ----------
    effects, std_errors
        One effect (such as Hedges' g, or a log odds ratio) a trial and its standard error, (k,).
    method
        How the variance between trials is estimated: restricted likelihood, or DerSimonian and
        Laird's moments.
    interval
        ``"knapp-hartung"``: t with k - 1 degrees of freedom on a standard error from the spread of
        the effects; ``"wald"``: normal.
    level
        Of all intervals.
    labels
        A name for each trial, each once; numbers when left out.
    subgroups
        A subgroup for each trial: each is pooled alone, with its own variance between trials, and
        the pooled effects are compared by Q.

    Returns
    -------
    Result
        Of kind "pooled_effects". Keys ``subgroup, trial``, "" for all. For all and for each subgroup the
        quantities "trials", "pooled effect", "tau2" (note "boundary" where it is 0) and "tau" with their
        interval by Q-profile, "Q", "I2" (a percentage), "H", "prediction interval" (t with k - 2 degrees of
        freedom, on the standard error of the interval asked for); for each trial "effect" (with its normal
        interval) and "weight" (a percentage); with subgroups "Q between". What k is too small for is NaN,
        with a note.

    Raises
    ------
    DataError
        If the lengths differ, a number is missing or infinite, a standard error is not above 0,
        a label stands twice, or an option is unknown.

    References
    ----------
    Viechtbauer 2005, doi:10.3102/10769986030003261; DerSimonian and Laird 1986, doi:10.1016/0197-2456(86)90046-2;
    Knapp and Hartung 2003, doi:10.1002/sim.1348; Higgins and Thompson 2002, doi:10.1002/sim.1186; Higgins, Thompson
    and Spiegelhalter 2009, doi:10.1111/j.1467-985X.2008.00552.x; Viechtbauer 2007, doi:10.1002/sim.2514.

    Examples
    --------
    >>> found = pool_effects([0.3, 0.1, 0.5, 0.2], [0.1, 0.1, 0.2, 0.2], labels=["A", "B", "C", "D"])
    >>> round(float(found.rows.set_index("quantity").loc["pooled effect", "estimate"]), 3)
    0.24
    """
    y, errors, names = check_effects(effects, std_errors, labels)
    check_options(method, interval, level)
    groups = _subgroups(subgroups, len(y))
    used = np.stack([np.ones(len(y), dtype=bool), *(groups == one for one in dict.fromkeys(groups) if one)])
    found = pool_many(y, errors**2, used, method=method, interval=interval, level=level)
    heads = ["", *(one for one in dict.fromkeys(groups) if one)]
    rows = [row for place, head in enumerate(heads) for row in pooled_rows(found, place, head, interval)]
    rows += between_rows(found, heads)
    rows += trial_rows(y, errors, found.weights[0], names, list(groups), level)
    asked = {"method": method, "interval": interval, "level": level, "trials": len(y)}
    notes = pooling_notes(found, interval)
    return make_result("pooled_effects", pd.DataFrame(rows), method=asked, notes=notes)


def check_effects(
    effects: ArrayLike, std_errors: ArrayLike, labels: Sequence[str] | None
) -> tuple[Floats, Floats, list[str]]:
    """Return effects, standard errors and labels of trials, once they can be pooled.

    Raises
    ------
    DataError
        As `pool_effects`.
    """
    y, errors = (_numbers(one, name) for one, name in ((effects, "effects"), (std_errors, "std_errors")))
    if len(y) != len(errors) or not len(y):
        raise DataError(f"{len(y)} effects and {len(errors)} standard errors: there must be as many, and at least one.")
    if not (errors > 0.0).all():
        where = _places(~(errors > 0.0))
        raise DataError(f"std_errors is not above 0 in place {where}, counted from 1: such a trial would have all the "
                        "weight. Correct it, or leave the trial out.")  # fmt: skip
    names = [str(one) for one in (range(1, len(y) + 1) if labels is None else labels)]
    if len(names) != len(y):
        raise DataError(f"{len(names)} labels for {len(y)} effects: there must be one for each.")
    twice = sorted({one for one in names if names.count(one) > 1})
    if twice:
        raise DataError(
            f"labels holds {', '.join(map(repr, twice))} more than once: each trial needs a name of its own."
        )
    return y, errors, names


def check_options(method: str, interval: str, level: float) -> None:
    """Refuse options that are unknown.

    Raises
    ------
    DataError
        As `pool_effects`.
    """
    if method not in METHODS:
        raise DataError(one_of("method", method, METHODS))
    if interval not in INTERVALS:
        raise DataError(one_of("interval", interval, INTERVALS))
    if not 0.0 < level < 1.0:
        raise DataError("level is the coverage of the intervals, between 0 and 1, such as 0.95.")


def pooling_notes(found: RandomEffects, interval: Interval) -> list[Note]:
    """Return what has to be known of the pooling of all trials (the first one)."""
    count = int(found.count[0])
    notes = [] if count > 1 else [Note("pooled_one_trial")]
    if 1 < count < SMALL_GROUP:
        notes.append(Note("pooled_few_trials", count=count))
    if count > 1 and found.between.boundary[0]:
        notes.append(Note("pooled_boundary"))
    if interval == "knapp-hartung" and count > 1:
        if np.isnan(found.std_error[0]):
            notes.append(Note("pooled_no_spread"))
        elif found.std_error[0] < found.model_error[0]:
            notes.append(Note("pooled_narrower"))
    if not found.between.converged[0]:
        notes.append(Note("pooled_not_converged"))
    return notes


def _numbers(values: ArrayLike, name: str) -> Floats:
    try:
        found = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        raise DataError(f"{name} must be numbers, one for each trial.") from None
    if found.ndim != 1:
        raise DataError(f"{name} must be a row of numbers, one for each trial; it has {found.ndim} dimensions.")
    if not np.isfinite(found).all():
        where = _places(~np.isfinite(found))
        raise DataError(f"{name} is missing or not finite in place {where}, counted from 1. Leave these trials out.")
    return found


def _places(marked: NDArray[np.bool_]) -> str:
    return ", ".join(str(place + 1) for place in np.flatnonzero(marked)[:8])


def _subgroups(subgroups: Sequence[str] | None, count: int) -> NDArray[np.str_]:
    if subgroups is None:
        return np.full(count, "")
    found = np.asarray([str(one) for one in subgroups])
    if len(found) != count:
        raise DataError(f"{len(found)} subgroups for {count} effects: there must be one for each.")
    if (found == "").any():
        raise DataError("A subgroup is empty text. Name it, such as 'not stated'.")
    return found
