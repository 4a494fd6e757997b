"""Effect sizes of trials from counts of people with an event: odds ratios, and as standardised differences."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from peereval.errors import DataError

Floats = NDArray[np.float64]
LOGISTIC = np.sqrt(3.0) / np.pi
"""One over the standard deviation of the standard logistic distribution."""
HALF = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class OddsRatio:
    """Log odds ratios with their standard errors, and both as standardised differences.

    `halved` says where 0.5 was added to the four cells, since one of them was 0.
    """

    log_odds_ratio: Floats
    std_error: Floats
    d: Floats
    std_error_d: Floats
    halved: NDArray[np.bool_]


def odds_from_counts(events_1: ArrayLike, n_1: ArrayLike, events_2: ArrayLike, n_2: ArrayLike) -> OddsRatio:
    """Return the log odds ratios of two groups from their counts, and as standardised differences.

    d = log OR sqrt(3) / pi: what the difference would be of a logistic score that was cut into
    event and no event. Where one of the four cells is 0, 0.5 is added to all of them; where
    nobody or everybody of both groups had the event, there is no odds ratio (NaN).

    Parameters
    ----------
    events_1, n_1, events_2, n_2
        People with the event and all people; of one shape.

    Raises
    ------
    DataError
        If a count is below 0, or above the size of its group.

    References
    ----------
    Hasselblad and Hedges 1995, doi:10.1037/0033-2909.117.1.167; Chinn 2000,
    doi:10.1002/1097-0258(20001130)19:22<3127::AID-SIM784>3.0.CO;2-M.

    Examples
    --------
    >>> found = odds_from_counts(23, 74, 29, 70)
    >>> round(float(found.log_odds_ratio), 3), round(float(found.d), 3)
    (-0.45, -0.248)
    """
    with_1, with_2, all_1, all_2 = (np.asarray(one, dtype=float) for one in (events_1, events_2, n_1, n_2))
    if np.any((with_1 < 0) | (with_2 < 0) | (with_1 > all_1) | (with_2 > all_2)):
        raise DataError("Counts of events go from 0 to the size of their group. Check which column is which.")
    cells = np.stack(np.broadcast_arrays(with_1, all_1 - with_1, with_2, all_2 - with_2))
    halved = np.any(cells == 0.0, axis=0)
    silent = ((cells[0] == 0) & (cells[2] == 0)) | ((cells[1] == 0) & (cells[3] == 0))
    cells = np.where(silent, np.nan, cells + HALF * halved)
    log_odds = np.log(cells[0] * cells[3]) - np.log(cells[1] * cells[2])
    error = np.sqrt(np.sum(1.0 / cells, axis=0))
    return OddsRatio(log_odds, error, log_odds * LOGISTIC, error * LOGISTIC, np.asarray(halved & ~silent))
