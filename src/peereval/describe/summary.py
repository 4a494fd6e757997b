"""Summaries of one variable in one set of people, and standardised differences between two."""

import numpy as np
import pandas as pd

QUARTILES = "linear interpolation (Hyndman and Fan type 7)"


def summarise_numbers(values: pd.Series) -> dict[str, float]:
    """Return count, mean, sd (n - 1), median, quartiles, range and number missing.

    Examples
    --------
    >>> found = summarise_numbers(pd.Series([1.0, 2.0, 3.0, 4.0, np.nan]))
    >>> found["mean"], found["q1"], found["missing"]
    (2.5, 1.75, 1.0)
    """
    known = values.dropna().astype("float64")
    q1, median, q3 = (float(known.quantile(share)) for share in (0.25, 0.5, 0.75))
    return {
        "count": float(len(known)),
        "mean": float(known.mean()),
        "sd": float(known.std()),
        "median": median,
        "q1": q1,
        "q3": q3,
        "missing": float(values.isna().sum()),
    }


def smd_numbers(one: pd.Series, other: pd.Series) -> float:
    """Return the standardised difference of means, one minus other; NaN without variance.

    The denominator is the square root of the mean of the two variances.

    References
    ----------
    Austin (2009), Statistics in Medicine 28, 3083-3107, doi:10.1002/sim.3697.

    Examples
    --------
    >>> round(smd_numbers(pd.Series([2.0, 3.0, 4.0]), pd.Series([1.0, 2.0, 3.0])), 3)
    1.0
    """
    spread = np.sqrt((one.var() + other.var()) / 2)
    return float((one.mean() - other.mean()) / spread) if spread > 0 else float("nan")


def smd_levels(one: pd.Series, other: pd.Series) -> float:
    """Return the standardised difference of two distributions over levels, never negative.

    The Mahalanobis distance between the two vectors of proportions without their first
    level, with the mean of the two multinomial covariances; for two levels it is the
    absolute standardised difference of proportions. NaN where that covariance is singular.

    Parameters
    ----------
    one, other
        Levels of the people of each group; missing ones are left out.

    References
    ----------
    Yang and Dalton (2012), SAS Global Forum, paper 335.

    Examples
    --------
    >>> round(smd_levels(pd.Series(list("aabb")), pd.Series(list("abbb"))), 3)
    0.535
    """
    shares = [values.astype(object).value_counts(normalize=True) for values in (one, other)]
    p, q = (np.asarray(share, dtype="float64") for share in pd.concat(shares, axis="columns").fillna(0.0).T.to_numpy())
    p, q = p[1:], q[1:]
    pooled = (_multinomial(p) + _multinomial(q)) / 2
    if not len(one.dropna()) or not len(other.dropna()):
        return float("nan")
    if not len(p):
        return 0.0
    if np.linalg.matrix_rank(pooled) < len(p):
        return float("nan")
    return float(np.sqrt((p - q) @ np.linalg.solve(pooled, p - q)))


def _multinomial(shares: np.ndarray) -> np.ndarray:
    return np.asarray(np.diag(shares) - np.outer(shares, shares))
