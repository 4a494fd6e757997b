"""A band for the mean of everyone who ever began, from the mean of those still followed.

People followed before the study are seen only if they are still there. With pi the share still
followed and delta how much those who left differ from those seen, mean of all = mean seen +
(1 - pi) delta.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from peereval.errors import FitError
from peereval.remarks import Note
from peereval.results import Result, make_result

Floats = NDArray[np.float64]

_MOVED = ("estimate", "conf_low", "conf_high")
_FIGURES = (*_MOVED, "std_error", "df", "note")


def mean_of_all(seen: ArrayLike, share: ArrayLike, delta: ArrayLike) -> Floats:
    """Return the mean of everyone: seen + (1 - share) delta.

    Examples
    --------
    >>> mean_of_all(2.0, [1.0, 0.5], 0.4).tolist()
    [2.0, 2.2]
    """
    moved = (1.0 - np.asarray(share, dtype=np.float64)) * np.asarray(delta, dtype=np.float64)
    return np.asarray(np.asarray(seen, dtype=np.float64) + moved)


def survivor_band(means: Result, groups: Sequence[str], *, shares: Sequence[float], deltas: Sequence[float]) -> Result:
    """Return the adjusted means of groups of survivors over what is assumed of those who left.

    Use it for groups that were included only if they were still followed: their means are those of
    survivors by construction. The result describes; it does not compare.

    Parameters
    ----------
    means
        Of `adjusted_means` by group and visit.
    groups
        The groups seen from a later visit on.
    shares
        pi: shares still followed, above 0 and at most 1.
    deltas
        By how much the mean of those who left differs from that of those seen, in the unit of the
        outcome.

    Returns
    -------
    Result
        Kind "survivors": keys ``group, visit, share, delta``, quantity "adjusted mean", with the
        interval of the mean moved by (1 - pi) delta: pi and delta are assumed, not estimated.

    Raises
    ------
    FitError
        If a group is unknown, a share is not above 0 and at most 1, or a list is empty.
    """
    rows = means.rows
    known = list(dict.fromkeys(rows["group"].astype(str)))
    for group in groups:
        if group not in known:
            raise FitError(f"'{group}' is not a group of the means; they are: {', '.join(known)}.")
    pi, moved = np.asarray(shares, dtype=np.float64), np.asarray(deltas, dtype=np.float64)
    if not pi.size or not moved.size:
        raise FitError("shares and deltas need at least one number each.")
    if not ((pi > 0.0) & (pi <= 1.0)).all() or not np.isfinite(moved).all():
        raise FitError("A share still followed lies above 0 and is at most 1, and a delta is a finite number.")
    own = rows[rows["group"].astype(str).isin(list(groups)) & (rows["quantity"] == "adjusted mean")]
    if "entry" in own:
        own = own[own["entry"].astype("string").fillna("") == ""]
    own = own[own["estimate"].notna()]
    grid = pd.MultiIndex.from_product([pi, moved], names=["share", "delta"]).to_frame(index=False)
    made = own[["group", "visit"]].merge(grid, how="cross").assign(quantity="adjusted mean")
    made[list(_FIGURES)] = own[["group", "visit", *_FIGURES]].merge(grid, how="cross")[list(_FIGURES)]
    shifted = {name: mean_of_all(made[name], made["share"], made["delta"]) for name in _MOVED}
    frame = made.assign(**shifted)[["group", "visit", "share", "delta", "quantity", *_FIGURES]]
    return make_result("survivors", frame, outcome=means.outcome, method=dict(means.method), notes=(Note("survivors"),))
