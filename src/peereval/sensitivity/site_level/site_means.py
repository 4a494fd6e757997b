"""The analysis of site-mean changes: one figure a site, then a t test between sites."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def compare_site_means(means: Floats, treated: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats]:
    """Return the difference, its standard error and its degrees of freedom, sites - 2.

    Parameters
    ----------
    means
        (S, V) mean change of each site at each visit, missing where nobody was seen.
    treated
        (S,) the group of each site.

    Returns
    -------
    (V,), (V,), (V,)
        Missing where a group has no site at a visit, or both have one.
    """
    seen = np.isfinite(means)
    sides = [seen & treated[:, None], seen & ~treated[:, None]]
    count = np.array([side.sum(axis=0) for side in sides], dtype=np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.array([np.where(side, means, 0.0).sum(axis=0) for side in sides]) / count
        squares = [np.where(side, means - m, 0.0) ** 2 for side, m in zip(sides, mean, strict=True)]
        df = count.sum(axis=0) - 2.0
        variance = np.sum(squares, axis=(0, 1)) / df
        error = np.sqrt(variance * (1.0 / count).sum(axis=0))
    known = (count > 0.0).all(axis=0) & (df > 0.0)
    blank = np.where(known, 0.0, np.nan)
    return mean[0] - mean[1] + blank, error + blank, df + blank
