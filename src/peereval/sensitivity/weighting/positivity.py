"""Whether every kind of person could have been in either group: counts by category and site, and overlap of scores."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.sensitivity.weighting.propensity import Propensity

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
SITE = "site"
_KEYS = ["variable", "level", "arm", "quantity", "estimate"]


def outside_scores(scores: Floats, treated: Mask) -> Mask:
    """Return whose score, (n,), lies outside the range of the scores of the other group.

    Examples
    --------
    >>> scores, treated = np.array([0.2, 0.9, 0.1, 0.5]), np.array([True, True, False, False])
    >>> outside_scores(scores, treated).tolist()
    [False, True, True, False]
    """
    own, other = scores[treated], scores[~treated]
    low, high = np.where(treated, other.min(), own.min()), np.where(treated, other.max(), own.max())
    return np.asarray((scores < low) | (scores > high))


def positivity_rows(propensity: Propensity, scores: Floats | None) -> pd.DataFrame:
    """Return the rows of the kind "positivity" (see `propensity_weights`).

    Parameters
    ----------
    propensity
        The people.
    scores
        Their scores, (n,); None where there are none, so that people are counted only.
    """
    outside = None if scores is None else outside_scores(scores, propensity.treated)
    rows = [
        row
        for variable, values in _categories(propensity).items()
        for level in _levels(values)
        for row in _rows(propensity, (str(variable), level), (values == level).to_numpy(dtype=np.bool_), outside)
    ]
    return pd.DataFrame(rows, columns=_KEYS)


def _categories(propensity: Propensity) -> dict[str, pd.Series]:
    """Return everybody under "", the covariates that are categories, and the sites."""
    table = propensity.characteristics
    found = {"": pd.Series([""] * propensity.n_people)}
    found |= {str(name): values for name, values in table.items() if isinstance(values.dtype, pd.CategoricalDtype)}
    if propensity.site is not None:
        found[SITE] = pd.Series(np.array(propensity.sites, dtype=object)[propensity.site])
    return found


def _levels(values: pd.Series) -> list[str]:
    coded = isinstance(values.dtype, pd.CategoricalDtype)
    return list(values.cat.categories) if coded else sorted(values.unique())


def _rows(
    propensity: Propensity, place: tuple[str, str], inside: Mask, outside: Mask | None
) -> Iterator[tuple[str, str, str, str, float]]:
    arms = ((propensity.treated_group, propensity.treated), (propensity.reference, ~propensity.treated))
    for arm, members in arms:
        own = inside & members
        key = (place[0], str(place[1]), arm)
        yield (*key, "count", float(own.sum()))
        if outside is not None:
            yield (*key, "outside", float((own & outside).sum()))
            share = 100.0 * float(outside[own].mean()) if own.any() else float("nan")
            yield (*key, "percent outside", share)
