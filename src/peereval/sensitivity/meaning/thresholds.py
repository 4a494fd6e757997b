"""How much a person must change for the change to count: three answers, each with its name."""

from math import sqrt

import pandas as pd

from peereval.errors import FitError
from peereval.estimate.effect_size import Deviation
from peereval.remarks import Note
from peereval.results import Result, make_result

IMPORTANT, RELIABLE, HALF_SD = THRESHOLDS = ("important difference", "reliable change", "half a standard deviation")
BEYOND_ERROR = 1.96  # Jacobson and Truax's: 5 of 100 people who have not changed seem to have


def change_thresholds(
    deviation: Deviation | None = None,
    *,
    important_difference: float | None = None,
    reliability: float | None = None,
    reliability_of: str = "given",
) -> Result:
    """Return the changes from which a person counts as changed, as many of three as can be told.

    Use it before `responder_contrasts`. The important difference is what matters to people, as
    the study says; the reliable change is what measurement error alone rarely makes; half a
    standard deviation is a rule of thumb where nothing better is known. They answer different
    questions, so the name of a threshold belongs beside every share of responders.

    Parameters
    ----------
    deviation
        The raw standard deviation at the first visit (`pooled_deviation`).
    important_difference
        In the unit of the outcome, above 0.
    reliability
        Of the outcome, from 0 to below 1; needs `deviation`.
    reliability_of
        Which reliability it is, such as "alpha" or "test-retest".

    Returns
    -------
    Result
        Kind "change_thresholds", key ``threshold``: "important difference"; "reliable change",
        1.96 sqrt(2) SD sqrt(1 - r); "half a standard deviation".

    Raises
    ------
    FitError
        If nothing is given, or a number is not possible.

    References
    ----------
    Jacobson and Truax 1991, doi:10.1037/0022-006X.59.1.12; Norman, Sloan and Wyrwich 2003,
    doi:10.1097/01.MLR.0000062554.74615.4C.

    Examples
    --------
    >>> sd = Deviation(10.0, 98, 100, "raw SD")
    >>> change_thresholds(sd, important_difference=4.0, reliability=0.8).rows["estimate"].round(3).tolist()
    [4.0, 12.396, 5.0]
    """
    if important_difference is None and deviation is None:
        raise FitError("Give an important_difference, a deviation (see pooled_deviation), or both.")
    rows: list[tuple[str, float]] = []
    if important_difference is not None:
        rows.append((IMPORTANT, _above_zero(important_difference)))
    if reliability is not None:
        rows.append((RELIABLE, _reliable_change(deviation, reliability)))
    if deviation is not None:
        rows.append((HALF_SD, deviation.value / 2.0))
    method: dict[str, object] = {"important_difference": important_difference or ""}
    if deviation is not None:
        method |= {"deviation": deviation.name, "deviation_value": deviation.value}
    if reliability is not None:
        method |= {"reliability": float(reliability), "reliability_of": reliability_of}
    notes = [Note("reliable_change")] if reliability is not None else []
    frame = pd.DataFrame(rows, columns=["threshold", "estimate"]).assign(quantity="threshold")
    return make_result("change_thresholds", frame, method=method, notes=notes)


def _above_zero(value: float) -> float:
    if not 0.0 < value < float("inf"):
        raise FitError("important_difference is the size of a difference that matters: a number above 0.")
    return float(value)


def _reliable_change(deviation: Deviation | None, reliability: float) -> float:
    """Return the change that measurement error exceeds in 5 of 100 people."""
    if not 0.0 <= reliability < 1.0:
        raise FitError("reliability is from 0 to below 1: 1 would mean that nothing is ever measured wrong.")
    if deviation is None:
        raise FitError("The reliable change needs a standard deviation: give a deviation (see pooled_deviation).")
    return BEYOND_ERROR * sqrt(2.0) * deviation.value * sqrt(1.0 - reliability)
