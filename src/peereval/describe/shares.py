"""Shares of people: their intervals, and two of them compared, from counts."""

from collections.abc import Iterator

import numpy as np

Compared = tuple[object, ...]


def compare_shares(
    seen: float, total: float, seen_other: float, total_other: float, level: float
) -> Iterator[Compared]:
    """Yield the comparison of two shares of people retained, as rows of a result of kind "differential_attrition".

    Parameters
    ----------
    seen, total, seen_other, total_other
        People seen and people expected of a group and of the reference.
    level
        The level of the interval.

    Yields
    ------
    tuple
        quantity, estimate, std_error, df, statistic, p_value, conf_low, conf_high: the difference in
        retention (percentage points, Newcombe interval), chi2, and chi2 with Yates's correction.

    Examples
    --------
    >>> rows = {row[0]: row for row in compare_shares(35, 85, 105, 205, 0.95)}
    >>> round(rows["chi2"][4], 3), round(rows["chi2"][5], 3)
    (2.427, 0.119)
    """
    yield "difference in retention", *_in_points(newcombe_interval(seen, total, seen_other, total_other, level))
    table = np.array([[seen, total - seen], [seen_other, total_other - seen_other]])
    for quantity, yates in (("chi2", False), ("chi2 with Yates", True)):
        yield quantity, *_chi2(table, yates=yates)


def wilson_interval(seen: float, total: float, level: float) -> tuple[float, float]:
    """Return the Wilson interval of a share, as proportions; NaN where there is nobody.

    References
    ----------
    Wilson (1927), doi:10.1080/01621459.1927.10502953.

    Examples
    --------
    >>> tuple(round(100 * bound, 1) for bound in wilson_interval(52, 144, 0.95))
    (28.7, 44.2)
    """
    from scipy.stats import norm  # noqa: PLC0415  (`check` starts without it)

    if not total:
        return float("nan"), float("nan")
    _, low, high = _wilson(seen, total, float(norm.ppf(0.5 + level / 2)))
    return low, high


def newcombe_interval(seen: float, total: float, seen_other: float, total_other: float, level: float) -> np.ndarray:
    """Return a difference of two independent proportions with its Newcombe interval.

    The hybrid score interval without continuity correction: it keeps within -1 and 1 and does
    not collapse to a point where a proportion is 0 or 1.

    Parameters
    ----------
    seen, total, seen_other, total_other
        Counts of the two groups.
    level
        The level of the interval.

    Returns
    -------
    np.ndarray, shape (3,)
        First minus other proportion, lower and upper bound; NaN where a group is empty.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17, 873-890, method 10,
    doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.

    Examples
    --------
    >>> newcombe_interval(56, 70, 48, 80, 0.95).round(4).tolist()
    [0.2, 0.0524, 0.3339]
    """
    from scipy.stats import norm  # noqa: PLC0415  (`check` starts without it)

    if not total or not total_other:
        return np.full(3, np.nan)
    z = float(norm.ppf(0.5 + level / 2))
    one, low, high = _wilson(seen, total, z)
    other, other_low, other_high = _wilson(seen_other, total_other, z)
    difference = one - other
    below = np.hypot(one - low, other_high - other)
    above = np.hypot(high - one, other - other_low)
    return np.array([difference, difference - below, difference + above])


def _wilson(seen: float, total: float, z: float) -> tuple[float, float, float]:
    share = seen / total
    centre = (share + z**2 / (2 * total)) / (1 + z**2 / total)
    half = z / (1 + z**2 / total) * np.sqrt(share * (1 - share) / total + z**2 / (4 * total**2))
    # At 0 and 1 one bound is the proportion itself; rounding must not carry it beyond.
    return share, float(min(share, centre - half)), float(max(share, centre + half))


def _in_points(found: np.ndarray) -> Compared:
    estimate, low, high = (100 * float(one) for one in found)
    return estimate, *(np.nan,) * 4, low, high


def _chi2(table: np.ndarray, *, yates: bool) -> Compared:
    from scipy.stats import chi2_contingency  # noqa: PLC0415  (`check` starts without it)

    if (table.sum(axis=0) == 0).any() or (table.sum(axis=1) == 0).any():
        return (np.nan,) * 7
    found = chi2_contingency(table, correction=yates)
    return np.nan, np.nan, float(found.dof), float(found.statistic), float(found.pvalue), np.nan, np.nan
