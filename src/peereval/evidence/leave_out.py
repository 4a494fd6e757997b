"""How much a pooled effect rests on one trial."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from peereval.errors import DataError
from peereval.evidence.pooled import check_effects, check_options
from peereval.evidence.pooled_rows import mean_figures
from peereval.evidence.random_effects import Interval, Method, pool_many
from peereval.results import Result, make_result


def leave_one_trial_out(
    effects: ArrayLike,
    std_errors: ArrayLike,
    *,
    method: Method = "reml",
    interval: Interval = "knapp-hartung",
    level: float = 0.95,
    labels: Sequence[str] | None = None,
) -> Result:
    """Return the pooled effect without each trial in turn, the variance between trials estimated anew.

    The k poolings are one calculation on arrays (k, k).

    Parameters
    ----------
    effects, std_errors, method, interval, level, labels
        As in `pool_effects`; at least two trials.

    Returns
    -------
    Result
        Of kind "leave_one_trial_out". Key ``left_out``, "" for the pooling of all trials; quantities
        "pooled effect", "tau2", "I2" (a percentage).

    Raises
    ------
    DataError
        As `pool_effects`, and with one trial.

    Examples
    --------
    >>> found = leave_one_trial_out([0.3, 0.1, 0.5], [0.1, 0.1, 0.2], labels=["A", "B", "C"])
    >>> found.rows.query("quantity == 'pooled effect'")["left_out"].tolist()
    ['', 'A', 'B', 'C']
    """
    y, errors, names = check_effects(effects, std_errors, labels)
    check_options(method, interval, level)
    if len(y) < 2:
        raise DataError("With one trial nothing is left when it is left out.")
    used = np.concatenate([np.ones((1, len(y)), dtype=bool), ~np.eye(len(y), dtype=bool)])
    found = pool_many(y, errors**2, used, method=method, interval=interval, level=level)
    rows = []
    for place, name in enumerate(["", *names]):
        several = found.count[place] > 1
        rows += [
            {"left_out": name, "quantity": "pooled effect", **mean_figures(found, place, interval)},
            {"left_out": name, "quantity": "tau2", "estimate": found.between.tau2[place] if several else np.nan,
             "note": "boundary" if several and found.between.boundary[place] else ""},
            {"left_out": name, "quantity": "I2", "estimate": 100.0 * found.inconsistency.i2[place]},
        ]  # fmt: skip
    asked = {"method": method, "interval": interval, "level": level, "trials": len(y)}
    return make_result("leave_one_trial_out", pd.DataFrame(rows), method=asked)
