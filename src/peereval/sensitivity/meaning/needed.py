"""How many people must be exposed for one more to benefit, or to come to harm."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import FitError
from peereval.remarks import Note
from peereval.results import Result, make_result

Floats = NDArray[np.float64]
QUANTITY = "number needed"


def number_needed(
    difference: float | Floats, conf_low: float | Floats = np.nan, conf_high: float | Floats = np.nan
) -> Result:
    """Return the numbers needed to be exposed for one more person to benefit, with their intervals.

    Use it on a difference in the share of people who do well. A number above 0 is a number
    needed to benefit (NNTB), one below 0 a number needed to harm (NNTH). Where the interval of
    the difference covers 0, that of the number runs from a benefit through infinity, which is no
    difference at all, to a harm: its lower limit is then above 0 and its upper limit below. In
    an observational study it is a number to be exposed, given the covariates adjusted for.

    Parameters
    ----------
    difference, conf_low, conf_high
        Of one or of several differences in risk of the good event, exposed minus reference, in
        shares: 0.10 for 10 percent.

    Returns
    -------
    Result
        Kind "number_needed", key ``difference_number`` from 1. `conf_low` is the inverse of the
        higher limit of the difference, `conf_high` that of the lower one.

    Raises
    ------
    FitError
        If a difference is not from -1 to 1, or an interval does not hold its estimate.

    References
    ----------
    Altman 1998, doi:10.1136/bmj.317.7168.1309; Bender and Blettner 2002,
    doi:10.1016/S0895-4356(01)00510-8.

    Examples
    --------
    >>> print(number_needed(0.10, -0.05, 0.25).notes[0])
    NNTB 10 (NNTB 4 to infinity to NNTH 20)
    """
    given = [np.atleast_1d(np.asarray(one, dtype=np.float64)) for one in (difference, conf_low, conf_high)]
    middle, low, high = np.broadcast_arrays(*given)
    if (np.abs(middle) > 1.0).any():
        raise FitError("A difference in risk is from -1 to 1: give 0.10 for 10 percent.")
    if (low > middle).any() or (high < middle).any():
        raise FitError("An interval does not hold its estimate; conf_low is the lower limit of the difference.")
    frame = pd.DataFrame({"difference_number": np.arange(1, len(middle) + 1), "quantity": QUANTITY})
    frame = frame.assign(**needed_columns(middle, low, high))
    return make_result("number_needed", frame, notes=[needed_note(*one) for one in zip(middle, low, high, strict=True)])


def needed_columns(middle: Floats, low: Floats, high: Floats) -> dict[str, Floats]:
    """Return estimate, conf_low and conf_high of numbers needed, from differences with their limits."""
    with np.errstate(divide="ignore"):
        return {"estimate": 1.0 / middle, "conf_low": 1.0 / high, "conf_high": 1.0 / low}


def needed_note(middle: float, low: float, high: float) -> Note:
    """Return a number needed in words, in whole numbers as Altman writes them."""
    code = "number_needed" if np.isnan(low) or np.isnan(high) else "number_needed_interval"
    through = low < 0.0 < high
    first, last = (high, low) if middle > 0.0 else (low, high)  # from the strongest on the side of the estimate
    said = {"number": needed_text(middle), "low": needed_text(first), "high": needed_text(last)}
    return Note(f"{code}_through" if through else code, **said)


def needed_text(difference: float) -> str:
    """Return one number needed with its direction.

    Examples
    --------
    >>> needed_text(0.12), needed_text(-0.05)
    ('NNTB 8', 'NNTH 20')
    """
    if difference == 0.0 or np.isnan(difference):
        return "\u221e"
    return f"NNT{'B' if difference > 0.0 else 'H'} {1.0 / abs(difference):.0f}"
