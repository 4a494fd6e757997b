"""The correlation of the differences in change of one fit, which Dunnett's test needs."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import FitError
from peereval.estimate.contrasts import change_contrast_matrix
from peereval.estimate.df_method import DfMethod
from peereval.estimate.inference import estimate_rows
from peereval.estimate.means import Weights
from peereval.model.fit import Fit
from peereval.results import Result, make_result

Floats = NDArray[np.float64]
PLACE = ("group", "visit")


def estimate_correlation(fit: Fit, rows: Floats, error: Floats, df_method: str) -> Floats:
    """Return the correlation of estimates, (m, m), under whatever variance their standard errors (m,) have.

    Var(a + b) = Var(a) + Var(b) + 2 Cov(a, b).
    """
    i, j = np.triu_indices(len(rows), 1)
    correlation = np.eye(len(rows))
    if i.size:
        both = estimate_rows(fit, rows[i] + rows[j], df_method=df_method, level=0.95)["std_error"].to_numpy()
        found = (both**2 - error[i] ** 2 - error[j] ** 2) / (2.0 * error[i] * error[j])
        correlation[i, j] = correlation[j, i] = np.clip(found, -1.0, 1.0)
    return correlation


def contrast_correlations(
    fit: Fit,
    *,
    group: str,
    reference: object,
    baseline: object,
    outcome: str = "",
    weights: Weights = "equal",
    df_method: DfMethod = "auto",
) -> Result:
    """Return the correlations of the differences in change of a fit, for Dunnett's test in `adjust_families`.

    Parameters
    ----------
    fit, group, reference, baseline, weights, df_method
        As in `change_contrasts`.
    outcome
        The name that the hypotheses give the outcome of the fit.

    Returns
    -------
    Result
        Kind "contrast_correlation", keys ``group, visit, other_group, other_visit``.

    Raises
    ------
    FitError
        If a name or a level is not in the model.
    """
    keys, rows = change_contrast_matrix(
        fit, group=group, reference=reference, baseline=baseline, by=None, weights=weights
    )
    return describe_correlation(fit, keys.rename(columns={group: "group"}), rows, outcome=outcome, df_method=df_method)


def describe_correlation(
    fit: Fit, keys: pd.DataFrame, rows: Floats, *, outcome: str = "", df_method: str = "auto"
) -> Result:
    """Return the correlations of estimates, of kind "contrast_correlation".

    Parameters
    ----------
    fit
        The fit that the estimates come from, with their variance.
    keys
        m rows with columns group and visit.
    rows
        (m, columns), over the columns of the design.
    outcome, df_method
        As of the estimates.

    Returns
    -------
    Result
        Keys ``group, visit, other_group, other_visit``, one row an ordered pair; a pair with
        an estimate that the data do not determine has none.
    """
    error = estimate_rows(fit, rows, df_method=df_method, level=0.95)["std_error"].to_numpy()
    found = np.full((len(rows), len(rows)), np.nan)
    good = np.flatnonzero(np.isfinite(error))
    found[np.ix_(good, good)] = estimate_correlation(fit, rows[good], error[good], df_method)
    own = keys[list(PLACE)].astype(str).reset_index(drop=True)
    pairs = own.merge(own.add_prefix("other_"), how="cross")
    return make_result("contrast_correlation", pairs.assign(quantity="correlation", estimate=found.ravel()),
                       outcome=outcome)  # fmt: skip


def read_correlation(rows: pd.DataFrame, correlations: Sequence[Result], family: str) -> Floats:
    """Return the correlation of the statistics of one family, (m, m).

    Raises
    ------
    FitError
        If the family has several outcomes, or no correlation of its contrasts is given.
    """
    outcomes = list(dict.fromkeys(rows["outcome"].astype(str))) if "outcome" in rows else [""]
    if len(outcomes) > 1:
        raise FitError(
            f"Dunnett's test is of contrasts of one outcome; the family '{family}' has {len(outcomes)}: "
            f"{', '.join(outcomes)}. Use adjust='holm', or a family for each outcome."
        )
    given = [one for one in correlations if one.outcome == outcomes[0]]
    if not given:
        raise FitError(
            f"Dunnett's test needs the correlation of the contrasts of '{outcomes[0]}': give correlations=[...] of "
            "contrast_correlations, or use adjust='holm'."
        )
    table = given[0].rows.set_index([*PLACE, *(f"other_{name}" for name in PLACE)])["estimate"]
    places = rows[list(PLACE)].astype(str).itertuples(index=False, name=None)
    wanted = list(places)
    try:
        return np.array([[table.loc[(*one, *other)] for other in wanted] for one in wanted], dtype=np.float64)
    except KeyError:
        raise FitError(f"The correlations given leave out a contrast of the family '{family}'.") from None
