"""Effect sizes of trials from what their papers print: means, t, F or p.

Every function takes numbers or arrays of one shape and returns arrays of that shape; the
first group is the one whose advantage is positive.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from peereval.errors import DataError

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class StandardisedDifference:
    """Standardised mean differences, arrays of one shape.

    `d` is divided by the pooled standard deviation; `g` is d times `correction` (J, for the
    bias of small samples); both with their standard errors.
    """

    d: Floats
    std_error_d: Floats
    correction: Floats
    g: Floats
    std_error: Floats


def difference_from_means(
    mean_1: ArrayLike, sd_1: ArrayLike, n_1: ArrayLike, mean_2: ArrayLike, sd_2: ArrayLike, n_2: ArrayLike
) -> StandardisedDifference:
    """Return the standardised differences of two groups from their means, standard deviations and sizes.

    With S the pooled standard deviation and N = n1 + n2: d = (mean1 - mean2) / S,
    J = 1 - 3 / (4 (N - 2) - 1), g = J d, SE(g) = J sqrt(N / (n1 n2) + d^2 / (2 N)).

    Parameters
    ----------
    mean_1, sd_1, n_1, mean_2, sd_2, n_2
        Of one shape; a missing value (NaN) gives NaN.

    Raises
    ------
    DataError
        If a group has fewer than two people, or a standard deviation is not above 0.

    References
    ----------
    Hedges 1981, doi:10.3102/10769986006002107; Borenstein, Hedges, Higgins and Rothstein 2009, chapter 4,
    doi:10.1002/9780470743386.

    Examples
    --------
    >>> found = difference_from_means(50.26, 8.11, 34, 44.90, 7.81, 30)
    >>> round(float(found.d), 2), round(float(found.g), 2)
    (0.67, 0.66)
    """
    size_1, size_2 = _sizes(n_1, n_2)
    spread_1, spread_2 = _above_zero(sd_1, "sd_1"), _above_zero(sd_2, "sd_2")
    pooled = np.sqrt(((size_1 - 1.0) * spread_1**2 + (size_2 - 1.0) * spread_2**2) / (size_1 + size_2 - 2.0))
    return _corrected((np.asarray(mean_1, dtype=float) - np.asarray(mean_2, dtype=float)) / pooled, size_1, size_2)


def difference_from_t(t: ArrayLike, n_1: ArrayLike, n_2: ArrayLike) -> StandardisedDifference:
    """Return the standardised differences behind Student's t of two independent groups, d = t sqrt(1/n1 + 1/n2).

    Raises
    ------
    DataError
        If a group has fewer than two people.

    References
    ----------
    Borenstein et al. 2009, doi:10.1002/9780470743386.

    Examples
    --------
    >>> round(float(difference_from_t(2.69, 34, 30).d), 2)
    0.67
    """
    size_1, size_2 = _sizes(n_1, n_2)
    return _corrected(np.asarray(t, dtype=float) * np.sqrt(1.0 / size_1 + 1.0 / size_2), size_1, size_2)


def difference_from_f(f: ArrayLike, n_1: ArrayLike, n_2: ArrayLike, *, sign: ArrayLike) -> StandardisedDifference:
    """Return the standardised differences behind F with 1 numerator df of two independent groups.

    F is t squared: it does not say which group did better, so that `sign` has to.

    Parameters
    ----------
    f, n_1, n_2
        Of one shape; F is 0 or more.
    sign
        1 where the first group did better, -1 where the second did.

    Raises
    ------
    DataError
        If F is below 0, a sign is neither 1 nor -1, or a group has fewer than two people.
    """
    value = np.asarray(f, dtype=float)
    if np.any(value < 0.0):
        raise DataError("An F is never below 0. Check the column that was given.")
    return difference_from_t(_signs(sign) * np.sqrt(value), n_1, n_2)


def difference_from_p(p: ArrayLike, n_1: ArrayLike, n_2: ArrayLike, *, sign: ArrayLike) -> StandardisedDifference:
    """Return the standardised differences behind the two-sided p values of t tests with n1 + n2 - 2 df.

    A p printed as "< .001" is no number: what is computed from .001 is then a lower bound.

    Parameters
    ----------
    p, n_1, n_2
        Of one shape; p above 0, and up to 1.
    sign
        1 where the first group did better, -1 where the second did.

    Raises
    ------
    DataError
        If a p is not above 0 and up to 1, a sign is neither 1 nor -1, or a group has fewer than two people.
    """
    value = np.asarray(p, dtype=float)
    if np.any((value <= 0.0) | (value > 1.0)):
        raise DataError("A p value is above 0 and up to 1. One printed as 0.000 is '< 0.0005': it cannot be used.")
    size_1, size_2 = _sizes(n_1, n_2)
    t = stats.t.isf(value / 2.0, size_1 + size_2 - 2.0)
    return difference_from_t(_signs(sign) * t, size_1, size_2)


def small_sample_correction(df: ArrayLike) -> Floats:
    """Return J = 1 - 3 / (4 df - 1), by which d is multiplied to give g.

    Hedges' approximation; the exact factor is a ratio of gamma functions, less than 0.001 away
    from 10 degrees of freedom on.

    References
    ----------
    Hedges 1981, doi:10.3102/10769986006002107.
    """
    return np.asarray(1.0 - 3.0 / (4.0 * np.asarray(df, dtype=float) - 1.0))


def _corrected(d: Floats, size_1: Floats, size_2: Floats) -> StandardisedDifference:
    together = size_1 + size_2
    error = np.sqrt(together / (size_1 * size_2) + d**2 / (2.0 * together))
    factor = small_sample_correction(together - 2.0)
    return StandardisedDifference(np.asarray(d), error, factor, factor * d, factor * error)


def _sizes(n_1: ArrayLike, n_2: ArrayLike) -> tuple[Floats, Floats]:
    sizes = np.asarray(n_1, dtype=float), np.asarray(n_2, dtype=float)
    if any(np.any(one < 2.0) for one in sizes):
        raise DataError("A group of fewer than two people has no standard deviation: n_1 and n_2 are 2 or more.")
    return sizes


def _above_zero(value: ArrayLike, name: str) -> Floats:
    found = np.asarray(value, dtype=float)
    if np.any(found <= 0.0):
        raise DataError(f"{name} holds a standard deviation that is not above 0. Leave it missing where unknown.")
    return found


def _signs(sign: ArrayLike) -> Floats:
    found = np.asarray(sign, dtype=float)
    if not np.all(np.isin(found, (-1.0, 1.0))):
        raise DataError("sign is 1 where the first group did better and -1 where the second did.")
    return found
