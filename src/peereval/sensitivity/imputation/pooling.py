"""Rubin's rules: one estimate from the analyses of several completed data sets."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.estimate.inference import t_columns

Floats = NDArray[np.float64]

MISSING_INFORMATION = "fraction of missing information"
LEAST = 1e-12  # share of the variance due to imputation below which there is none


@dataclass(frozen=True, slots=True, eq=False)
class Pooled:
    """Pooled figures, each (J,), with the share of the variance (and of the information) due to what is missing."""

    estimate: Floats
    std_error: Floats
    df: Floats
    share: Floats
    missing_information: Floats


def pool_rubin(estimates: Floats, variances: Floats, df_complete: Floats | float) -> Pooled:
    """Return the pooled figures of M analyses, (M, J) each, with Barnard and Rubin's degrees of freedom.

    T = W + (1 + 1/M) B with W the mean variance and B the variance of the estimates. With
    lambda = (1 + 1/M) B / T: df = 1 / (1/a + 1/b), a = (M - 1) / lambda^2,
    b = (nu + 1) / (nu + 3) nu (1 - lambda), nu = `df_complete`.

    References
    ----------
    Rubin 1987, doi:10.1002/9780470316696; Barnard and Rubin 1999, doi:10.1093/biomet/86.4.948.

    Examples
    --------
    >>> found = pool_rubin(np.array([[1.0], [2.0], [3.0]]), np.full((3, 1), 2.0), 20.0)
    >>> found.std_error.round(4), found.df.round(4)
    (array([1.8257]), array([5.8387]))
    """
    m = len(estimates)
    within, between = variances.mean(axis=0), estimates.var(axis=0, ddof=1)
    total = within + (1.0 + 1.0 / m) * between
    share = np.maximum((1.0 + 1.0 / m) * between / total, LEAST)
    observed = (df_complete + 1.0) / (df_complete + 3.0) * df_complete * (1.0 - share)
    df = 1.0 / (share**2 / (m - 1.0) + 1.0 / observed)
    ratio = share / (1.0 - share)
    return Pooled(estimates.mean(axis=0), np.sqrt(total), df, share, (ratio + 2.0 / (df + 3.0)) / (ratio + 1.0))


def pooled_rows(found: Pooled, quantity: str, level: float) -> pd.DataFrame:
    """Return the value columns of pooled figures, J rows, then their fractions of missing information, J rows.

    `quantity` is what the figures are called.
    """
    figures = t_columns(found.estimate, found.std_error, found.df, level).assign(quantity=quantity)
    missing = pd.DataFrame({"estimate": found.missing_information}).assign(quantity=MISSING_INFORMATION)
    return pd.concat([figures, missing], ignore_index=True)
