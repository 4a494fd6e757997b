"""The residuals of the main model in summary: quantiles, bands by fitted value, spread by visit.

Nothing of a single participant leaves here: a quantile stands for three residuals at least,
a band for twenty.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from peereval.model.diagnostics import residuals
from peereval.model.fit import Fit
from peereval.results import Result, make_result

Floats = NDArray[np.float64]
QUANTILES, BANDS = 100, 12
BAND = {"lower tail": 0.05, "q1": 0.25, "median": 0.5, "q3": 0.75, "upper tail": 0.95}


def describe_residuals(fit: Fit, outcome: str) -> Result:
    """Return the scaled residuals of a fit in summary, of kind "residuals".

    Keys plot and place. `plot` "visit": count, mean and sd of the residuals, and the percentage
    beyond 1.96, at each visit; "normal": quantiles of the residuals and of the normal
    distribution; "fitted": in bands of equally many rows, the mean fitted value and quantiles
    of the residuals.

    References
    ----------
    Fitzmaurice, Laird and Ware 2011, Applied Longitudinal Analysis, section 10.2.
    """
    table = residuals(fit)
    scaled, fitted = (table[name].to_numpy(dtype=np.float64) for name in ("scaled", "fitted"))
    parts = (*_by_visit(table), *_quantiles(scaled), *_bands(scaled, fitted))
    rows = pd.DataFrame(parts, columns=["plot", "place", "quantity", "estimate"])
    method = {"formula": fit.formula, "covariance": fit.structure_name, "residuals": "cholesky-scaled"}
    return make_result("residuals", rows, outcome=outcome, method=method)


Row = tuple[str, str, str, float]


def _by_visit(table: pd.DataFrame) -> Iterator[Row]:
    for visit, own in table.groupby("visit", observed=True)["scaled"]:
        yield "visit", str(visit), "count", float(len(own))
        yield "visit", str(visit), "mean", float(own.mean())
        yield "visit", str(visit), "sd", float(own.std())
        yield "visit", str(visit), "percent beyond 1.96", float(100.0 * (own.abs() > 1.96).mean())


def _quantiles(scaled: Floats) -> Iterator[Row]:
    number = max(1, min(QUANTILES, scaled.size // 3))
    shares = (np.arange(number) + 0.5) / number
    for place, share in enumerate(shares, start=1):
        yield "normal", str(place), "normal quantile", float(stats.norm.ppf(share))
        yield "normal", str(place), "scaled residual", float(np.quantile(scaled, share))


def _bands(scaled: Floats, fitted: Floats) -> Iterator[Row]:
    number = max(1, min(BANDS, scaled.size // 20))
    for place, members in enumerate(np.array_split(np.argsort(fitted, kind="stable"), number), start=1):
        yield "fitted", str(place), "fitted value", float(fitted[members].mean())
        for name, share in BAND.items():
            yield "fitted", str(place), name, float(np.quantile(scaled[members], share))
