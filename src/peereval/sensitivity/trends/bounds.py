"""Parallel trends: what a difference in change assumes, and how false it would have to be.

With one visit before the treatment the assumption cannot be tested. What can be said is how
much the trends of the groups would have had to differ, untreated, to produce the result.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from peereval.errors import FitError
from peereval.estimate.inference import NOT_ESTIMABLE
from peereval.remarks import Note
from peereval.results import Result, make_result

Floats = NDArray[np.float64]

_KEYS = ("group", "visit", "reference", "baseline")
_FIGURES = ("estimate", "conf_low", "conf_high")
SHARES = (0.25, 0.5, 1.0)


def bound_trends(
    contrasts: Result,
    changes: Result | None = None,
    *,
    groups: Sequence[str] | None = None,
    shares: Sequence[float] = SHARES,
) -> Result:
    """Return what differences in change become when untreated trends may differ, and the bias that explains them.

    Use it after `change_contrasts`: groups were not randomised, and with one visit before the
    treatment parallel trends cannot be tested. If the trends differ by at most M, the effect lies
    in [low - M, high + M] (at least the level of the interval; Manski and Pepper 2018,
    doi:10.1162/REST_a_00689).

    Parameters
    ----------
    contrasts
        Of `change_contrasts`: keys group, visit, reference, baseline.
    changes
        Of `changes`: the reference's own change is the yardstick of M. Without it, or where it is
        not known, M is counted in shares of the difference itself.
    groups
        The groups asked about; all by default.
    shares
        M in multiples of the yardstick.

    Returns
    -------
    Result
        Kind "parallel_trends": keys ``group, visit, reference, baseline, share``. Quantities: "bias
        that explains the difference" (the difference in trend that would leave no effect), "bias that
        reaches the interval" (that which would bring 0 into it; 0 where it is there), "yardstick", and
        for each share "difference in change" with the bounds in `conf_low` and `conf_high`.

    Raises
    ------
    FitError
        If a share is negative, or the contrasts are not differences in change.
    """
    if any(not np.isfinite(share) or share < 0.0 for share in shares):
        raise FitError("shares are numbers of 0 or more: the difference in trend as a multiple of the yardstick.")
    rows = _asked(contrasts, groups)
    yardstick = _yardstick(rows, changes)
    made = [*_biases(rows, yardstick), *(_bounds(rows, yardstick, share) for share in shares)]
    frame = pd.concat(made, ignore_index=True)
    method = {**contrasts.method, "yardstick": "change of the reference" if changes else "the difference itself"}
    note = Note("parallel_trends")
    return make_result("parallel_trends", frame, outcome=contrasts.outcome, method=method, notes=(note,))


def _asked(contrasts: Result, groups: Sequence[str] | None) -> pd.DataFrame:
    """Return the differences in change asked about: their keys, estimates and bounds."""
    rows = contrasts.rows
    own = rows["quantity"] == "difference in change"
    if groups is not None:
        own &= rows["group"].astype(str).isin(list(groups))
    if not own.any() or "baseline" not in rows:
        raise FitError("bound_trends takes differences in change: the result of change_contrasts(..., baseline='T0').")
    rows = rows.loc[own, [*_KEYS, *_FIGURES]].reset_index(drop=True)
    lost = ~np.isfinite(rows[list(_FIGURES)].to_numpy(dtype=np.float64)).all(axis=1)
    return rows.assign(note=np.where(lost, NOT_ESTIMABLE, ""))


def _biases(rows: pd.DataFrame, yardstick: Floats) -> Iterator[pd.DataFrame]:
    """Yield the differences in trend that would explain each row, and the yardstick."""
    keys = rows[[*_KEYS, "note"]].assign(share=np.nan)
    near = nearest_bound(rows["conf_low"], rows["conf_high"])
    yield keys.assign(quantity="bias that explains the difference", estimate=rows["estimate"])
    yield keys.assign(quantity="bias that reaches the interval", estimate=np.where(rows["note"] == "", near, np.nan))
    yield keys.assign(quantity="yardstick", estimate=yardstick)


def _bounds(rows: pd.DataFrame, yardstick: Floats, share: float) -> pd.DataFrame:
    """Return the rows widened by a share of the yardstick."""
    allowed = share * np.abs(yardstick)
    moved = {"conf_low": rows["conf_low"] - allowed, "conf_high": rows["conf_high"] + allowed}
    return rows.assign(share=share, quantity="difference in change", **moved)[
        [*_KEYS, "share", "quantity", *_FIGURES, "note"]
    ]


def nearest_bound(low: ArrayLike, high: ArrayLike) -> Floats:
    """Return the bound of an interval nearest to 0, 0 where the interval holds it.

    Examples
    --------
    >>> nearest_bound([0.1, -0.2, -0.5], [0.4, 0.3, -0.2]).tolist()
    [0.1, 0.0, -0.2]
    """
    low, high = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    return np.where(low > 0.0, low, np.where(high < 0.0, high, 0.0))


def _yardstick(rows: pd.DataFrame, changes: Result | None) -> Floats:
    """Return the reference's own change at each row, the difference itself where it is not known."""
    own = rows["estimate"].to_numpy(dtype=np.float64)
    if changes is None:
        return own
    known = changes.rows
    known = known[known["quantity"] == "change"]
    if "entry" in known:
        known = known[known["entry"].astype("string").fillna("") == ""]
    found = dict(
        zip(zip(known["group"].astype(str), known["visit"].astype(str), strict=True), known["estimate"], strict=True)
    )
    asked = zip(rows["reference"].astype(str), rows["visit"].astype(str), strict=True)
    return np.array([found.get(one, np.nan) for one in asked], dtype=np.float64)
