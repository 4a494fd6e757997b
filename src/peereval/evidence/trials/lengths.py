"""Whether trials with a longer follow-up have other effects."""

import numpy as np
import pandas as pd

from peereval.evidence.pooled import pool_effects
from peereval.evidence.random_effects import Interval, Method
from peereval.remarks import Note
from peereval.results import Result, make_result

SPLIT = 6.0
"""Months: a longer follow-up is longer than this."""
SHORT, LONG = "short", "long"
FEWEST = 2


def compare_lengths(rows: pd.DataFrame, *, method: Method, interval: Interval, level: float) -> Result | None:
    """Return the pooled effects of trials followed up to six months and longer, with the test between them.

    Use it beside a study that follows people for a year: few trials do.

    Parameters
    ----------
    rows
        Rows of `Trials`; those whose months are unknown are left out.
    method, interval, level
        As in `pool_effects`.

    Returns
    -------
    Result or None
        Of kind "trials_by_length", key ``subgroup`` ("short", "long", "" for both); quantities as those of
        `pool_effects`, "Q between" among them. None where one side has fewer than two trials.
    """
    known = rows[rows["months"].notna()]
    sides = np.where(known["months"] > SPLIT, LONG, SHORT)
    if any((sides == one).sum() < FEWEST for one in (SHORT, LONG)):
        return None
    found = pool_effects(
        known["effect"], known["std_error"], method=method, interval=interval, level=level, subgroups=list(sides)
    )
    kept = found.rows
    kept = kept[kept["trial"] == ""].drop(columns="trial")
    return make_result(
        "trials_by_length", kept, method={**found.method, "split": SPLIT}, notes=[Note("trials_lengths")]
    )
