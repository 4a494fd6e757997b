"""Probabilities of several groups given covariates, and the weights that make each group like one of them."""

import warnings

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import FitError
from peereval.remarks import Note
from peereval.sensitivity.weighting.balancing import check_quantile
from peereval.sensitivity.weighting.covariates import score_columns

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]
_STEPS = 100


def group_probabilities(table: pd.DataFrame, code: Codes, groups: tuple[str, ...]) -> Floats:
    """Return the probability of each group given the covariates of each person, (n, groups).

    A multinomial logistic regression by statsmodels' MNLogit, on codes.

    Raises
    ------
    FitError
        If there is one group only, or covariates tell groups apart without error.
    """
    from statsmodels.discrete.discrete_model import MNLogit  # noqa: PLC0415  (slow to import)

    if len(groups) < 2:
        raise FitError(Note("refused_one_group_complete"))
    _refuse_one_sided(table, code)
    X = score_columns(table)[0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what they say of is told below, without values of the data
        try:
            fitted = MNLogit(code, X).fit(method="newton", maxiter=_STEPS, tol=1e-12, disp=0)
        except (np.linalg.LinAlgError, ValueError):
            raise _separated(table) from None
    found = np.asarray(fitted.predict(), dtype=np.float64)
    if not fitted.mle_retvals["converged"] or not np.isfinite(found).all() or _at_the_edge(found, code):
        raise _separated(table)
    return found


def _at_the_edge(probabilities: Floats, code: Codes) -> bool:
    """Say whether everybody of a group is told apart: statsmodels stops before the coefficients are infinite."""
    own = probabilities[np.arange(len(code)), code]
    return any(bool((own[code == number] > 1.0 - 1e-6).all()) for number in np.unique(code))


def _refuse_one_sided(table: pd.DataFrame, code: Codes) -> None:
    coded = {str(name): values for name, values in table.items() if isinstance(values.dtype, pd.CategoricalDtype)}
    names = [name for name, values in coded.items() if (pd.crosstab(values, code) == 0).to_numpy().any()]
    if names:
        quoted = ", ".join(f"'{name}'" for name in names)
        raise FitError(Note("refused_category_without_group", covariates=quoted))


def _separated(table: pd.DataFrame) -> FitError:
    quoted = ", ".join(f"'{name}'" for name in table)
    return FitError(f"The groups are told apart without error by {quoted}: no weights make them alike. Name fewer.")


def target_weights(probabilities: Floats, code: Codes, target: int | None, truncate: float | None) -> Floats:
    """Return weights (n,): the probability of the target over that of the own group, truncated, with mean 1 in each.

    Parameters
    ----------
    probabilities
        (n, groups).
    code
        The group of each person, (n,).
    target
        Number of the group to be made like; None for everybody, a probability of 1.
    truncate
        The quantile of the weights of each group that larger ones are set to; None for none.

    References
    ----------
    Li and Li 2019, doi:10.1214/19-AOAS1282, table 1.
    """
    check_quantile(truncate)
    own = probabilities[np.arange(len(code)), code]
    weights = (1.0 if target is None else probabilities[:, target]) / own
    for number in np.unique(code):
        members = code == number
        held = weights[members]
        cut = held if truncate is None else np.minimum(held, np.quantile(held, truncate))
        weights[members] = cut / cut.mean()
    return np.asarray(weights)
