"""Whether small trials have other effects than large ones."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import stats

from peereval.evidence.pooled import FEW, check_effects
from peereval.remarks import Note
from peereval.results import Result, make_result


def funnel_asymmetry(effects: ArrayLike, std_errors: ArrayLike, *, level: float = 0.95) -> Result:
    """Return Egger's regression: the intercept of effect / SE on 1 / SE, 0 where the funnel is symmetric.

    Asymmetry has many causes (trials not published, but also smaller trials in other people or of
    other quality, chance); the regression tells none of them from another. Under ten trials it
    has next to no power: nothing is computed, and a note says so.

    Parameters
    ----------
    effects, std_errors
        As in `pool_effects`.
    level
        Of the interval.

    Returns
    -------
    Result
        Of kind "funnel_asymmetry": one row, quantity "Egger intercept", t with k - 2 degrees of freedom.

    Raises
    ------
    DataError
        As `pool_effects`.

    References
    ----------
    Egger et al. 1997, doi:10.1136/bmj.315.7109.629; Sterne et al. 2011, doi:10.1136/bmj.d4002.
    """
    y, errors, _ = check_effects(effects, std_errors, None)
    row: dict[str, object] = {"quantity": "Egger intercept"}
    asked = {"level": level, "trials": len(y)}
    if len(y) < FEW:
        few = Note("funnel_few_trials", count=len(y), least=FEW)
        return make_result("funnel_asymmetry", pd.DataFrame([row | {"note": "few trials"}]), method=asked, notes=[few])
    if np.ptp(errors) <= 1e-12 * errors.max():  # then 1/SE is constant, and the intercept is not identified
        return make_result("funnel_asymmetry", pd.DataFrame([row | {"note": "one precision"}]), method=asked)
    line = stats.linregress(1.0 / errors, y / errors)
    df = len(y) - 2.0
    estimate, error = float(line.intercept), float(line.intercept_stderr)
    half = float(stats.t.ppf(0.5 + level / 2.0, df)) * error
    statistic = estimate / error if error > 0.0 else float("nan")
    row |= {"estimate": estimate, "std_error": error, "df": df, "statistic": statistic,
            "p_value": float(2.0 * stats.t.sf(abs(statistic), df)), "conf_low": estimate - half,
            "conf_high": estimate + half}  # fmt: skip
    return make_result("funnel_asymmetry", pd.DataFrame([row]), method=asked, notes=[Note("funnel_no_cause")])
