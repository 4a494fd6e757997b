"""Balancing weights from propensity scores: by estimand, truncated, with mean 1 in each group."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from peereval.errors import FitError, one_of

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Estimand = Literal["att", "overlap", "ate"]
ESTIMANDS = ("att", "overlap", "ate")
_EDGE = 1e-12  # a score nearer to 0 or 1 is that of a separated person: its weight says nothing


def balancing_weights(scores: Floats, treated: Mask, estimand: str) -> Floats:
    """Return the weights that make the two groups alike in what the score is made of.

    With e the score, for the treated and the others: "att" 1 and e / (1 - e), the effect in people
    like the treated; "ate" 1 / e and 1 / (1 - e), in everybody; "overlap" 1 - e and e, in people
    who could have been in either group.

    Parameters
    ----------
    scores
        Of replicates and people, (R, n) or (n,).
    treated
        Who is in the treated group, (n,).
    estimand
        "att", "overlap" or "ate".

    Returns
    -------
    array
        Weights in the shape of the scores, neither truncated nor scaled.

    Raises
    ------
    FitError
        If the estimand is none of these.

    References
    ----------
    Li, Morgan and Zaslavsky 2018, doi:10.1080/01621459.2016.1260466, table 1.

    Examples
    --------
    >>> balancing_weights(np.array([0.5, 0.2]), np.array([True, False]), "att").tolist()
    [1.0, 0.25]
    """
    if estimand not in ESTIMANDS:
        raise FitError(one_of("estimand", estimand, ESTIMANDS))
    e = np.clip(scores, _EDGE, 1.0 - _EDGE)
    if estimand == "overlap":
        return np.where(treated, 1.0 - e, e)
    if estimand == "ate":
        return np.where(treated, 1.0 / e, 1.0 / (1.0 - e))
    return np.where(treated, 1.0, e / (1.0 - e))


def truncate_weights(weights: Floats, treated: Mask, counts: Floats, quantile: float | None) -> Floats:
    """Return the weights with those above a quantile of their group set to it.

    The quantile interpolates between the two nearest weights (Hyndman and Fan's type 7, the
    default of R and NumPy) among the people of a replicate, each as often as it counts.

    Parameters
    ----------
    weights
        (R, n).
    treated
        (n,).
    counts
        How often each person counts in each replicate, whole numbers, (R, n).
    quantile
        Such as .99; None for no truncation.

    Returns
    -------
    array
        (R, n); people who do not count are cut too.

    Raises
    ------
    FitError
        If the quantile is not above .5 and at most 1.

    References
    ----------
    Cole and Hernan 2008, doi:10.1093/aje/kwn164.
    """
    check_quantile(quantile)
    if quantile is None or quantile == 1.0:
        return weights
    cuts = [_quantile(weights[:, one], counts[:, one], quantile)[:, None] for one in (treated, ~treated)]
    return np.minimum(weights, np.where(treated, *cuts))


def check_quantile(quantile: float | None) -> None:
    """Refuse what is no quantile to truncate weights at.

    Raises
    ------
    FitError
        If it is not above .5 and at most 1.
    """
    if quantile is not None and not 0.5 < quantile <= 1.0:
        raise FitError(f"truncate={quantile!r} is not a quantile above .5 and below 1; use .99, or None for none.")


def _quantile(weights: Floats, counts: Floats, quantile: float) -> Floats:
    """Return a quantile of each replicate, (R,), of weights repeated as often as they count."""
    order = np.argsort(weights, axis=1, kind="stable")
    ranked = np.take_along_axis(weights, order, axis=1)
    reached = np.cumsum(np.take_along_axis(counts, order, axis=1), axis=1)
    place = (reached[:, -1:] - 1.0) * quantile
    below = np.floor(place)
    ends = [np.take_along_axis(ranked, (reached > at).argmax(axis=1)[:, None], axis=1)
            for at in (below, np.minimum(below + 1.0, reached[:, -1:] - 1.0))]  # fmt: skip
    return np.asarray((ends[0] + (place - below) * (ends[1] - ends[0]))[:, 0])


def scale_weights(weights: Floats, treated: Mask, counts: Floats) -> Floats:
    """Return the weights with mean 1 in each group of each replicate, so that they sum to its people.

    Parameters
    ----------
    weights, counts
        (R, n).
    treated
        (n,).
    """
    held = counts * weights
    means = [held[:, one].sum(axis=1) / counts[:, one].sum(axis=1) for one in (treated, ~treated)]
    return np.asarray(weights / np.where(treated, means[0][:, None], means[1][:, None]))


def group_weights(scores: Floats, treated: Mask, counts: Floats, estimand: str, truncate: float | None) -> Floats:
    """Return balancing weights, truncated, with mean 1 in each group: (R, n) from scores (R, n).

    A person's weight is to be multiplied with how often the person counts.

    Raises
    ------
    FitError
        If the estimand or the quantile is not an option.
    """
    cut = truncate_weights(balancing_weights(scores, treated, estimand), treated, counts, truncate)
    return scale_weights(cut, treated, counts)


def effective_size(weights: Floats, counts: Floats | None = None) -> Floats:
    """Return how many equally weighted people would tell as much: (sum w)^2 / sum w^2, along the last axis.

    References
    ----------
    Kish 1965, Survey Sampling, section 11.7.

    Examples
    --------
    >>> float(effective_size(np.array([1.0, 1.0, 0.0])))
    2.0
    """
    times = np.ones_like(weights) if counts is None else counts
    return np.asarray((times * weights).sum(axis=-1) ** 2 / (times * weights**2).sum(axis=-1))
