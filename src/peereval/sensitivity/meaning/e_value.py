"""The E-value: how strongly something unmeasured must be tied to group and outcome to explain a difference away."""

from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import FitError, one_of
from peereval.remarks import Note
from peereval.results import Result, make_result

Floats = NDArray[np.float64]
Scale = Literal["risk ratio", "standardised difference"]
SCALES = ("risk ratio", "standardised difference")
PER_SD = 0.91  # logarithm of the risk ratio a standard deviation (Chinn 2000; VanderWeele and Ding 2017)


def e_value(
    estimate: float | Floats,
    conf_low: float | Floats = np.nan,
    conf_high: float | Floats = np.nan,
    *,
    scale: Scale = "risk ratio",
) -> Result:
    """Return the E-values of estimates and of their limits nearest to no difference.

    Use it to say how strong confounding that nobody measured would have to be: the smallest
    risk ratio that an unmeasured confounder must have with the group and with the outcome, given
    the measured ones, to explain the estimate away. With a standardised difference it is an
    approximation: RR = exp(0.91 d).

    Parameters
    ----------
    estimate, conf_low, conf_high
        Of one or of several estimates, on the scale named; without limits there is no E-value of
        the limit.
    scale
        ``"risk ratio"`` or ``"standardised difference"``.

    Returns
    -------
    Result
        Kind "e_value", key ``estimate_number`` from 1; quantities "risk ratio" (with the limits),
        "E-value", RR + sqrt(RR (RR - 1)) with RR inverted below 1, and "E-value of the limit",
        which is 1 where the interval covers no difference.

    Raises
    ------
    FitError
        If the scale is unknown, or a risk ratio is not above 0.

    References
    ----------
    VanderWeele and Ding 2017, doi:10.7326/M16-2607; Chinn 2000,
    doi:10.1002/1097-0258(20001130)19:22<3127::AID-SIM784>3.0.CO;2-M.

    Examples
    --------
    >>> e_value(3.9, 1.8, 8.7).rows.query("quantity != 'risk ratio'")["estimate"].round(2).tolist()
    [7.26, 3.0]
    """
    if scale not in SCALES:
        raise FitError(one_of("scale", scale, SCALES))
    given = [np.atleast_1d(np.asarray(one, dtype=np.float64)) for one in (estimate, conf_low, conf_high)]
    ratio, low, high = np.broadcast_arrays(*given)
    if scale == "standardised difference":
        ratio, low, high = (np.exp(PER_SD * one) for one in (ratio, low, high))
    if any((one <= 0.0).any() for one in (ratio, low, high)):
        raise FitError("A risk ratio is above 0; for a difference use scale='standardised difference'.")
    frame = e_value_rows(ratio, low, high)
    notes = [Note("e_value"), *([Note("e_value_continuous")] if scale == "standardised difference" else [])]
    return make_result("e_value", frame, method={"scale": scale}, notes=notes)


def e_value_rows(ratio: Floats, low: Floats, high: Floats) -> pd.DataFrame:
    """Return the rows of risk ratios with their limits, each (m,): three quantities of each estimate."""
    number = np.arange(1, len(ratio) + 1)
    limits = {"conf_low": low, "conf_high": high}
    parts = [
        pd.DataFrame({"estimate_number": number, "quantity": "risk ratio", "estimate": ratio, **limits}),
        pd.DataFrame({"estimate_number": number, "quantity": "E-value", "estimate": e_values(ratio)}),
        pd.DataFrame({"estimate_number": number, "quantity": "E-value of the limit",
                      "estimate": e_values(nearest_limit(ratio, low, high))}),
    ]  # fmt: skip
    frame = pd.concat(parts).sort_values("estimate_number", kind="stable", ignore_index=True)
    return frame[~((frame["quantity"] == "E-value of the limit") & frame["estimate"].isna())]


def e_values(ratio: Floats) -> Floats:
    """Return RR + sqrt(RR (RR - 1)), with a ratio below 1 inverted."""
    away = np.maximum(ratio, 1.0 / ratio)
    return np.asarray(away + np.sqrt(away * (away - 1.0)))


def nearest_limit(ratio: Floats, low: Floats, high: Floats) -> Floats:
    """Return the limit of the interval on the side of 1, and 1 where the interval covers it."""
    limit = np.where(ratio >= 1.0, low, high)
    covers = (low <= 1.0) & (high >= 1.0)
    return np.asarray(np.where(covers, 1.0, limit))
