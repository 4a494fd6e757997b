"""Which covariates tell the two groups apart without error, so that no score exists."""

from typing import NoReturn

import numpy as np
import pandas as pd

from peereval.errors import FitError
from peereval.sensitivity.weighting.covariates import CONSTANT
from peereval.sensitivity.weighting.propensity import Propensity

_WEIGHT = 1e-6  # of a column in a separating combination whose largest part is 1: less is rounding


_KINDS = {
    "category": "a category with people of one group only, of",
    "number": "numbers whose ranges in the two groups do not meet, of",
    "combination": "a combination of",
}


def refuse_separated(propensity: Propensity) -> NoReturn:
    """Refuse a score of groups that covariates tell apart without error.

    Raises
    ------
    FitError
        Always, with the kind of covariate and what to do.
    """
    pair = f"'{propensity.treated_group}' and '{propensity.reference}'"
    kind, names = find_separation(propensity)
    raise FitError(
        f"{pair} are told apart without error by {_KINDS[kind]} {_quoted(names)}. People of one group then have no "
        "counterpart in the other, and no weight can make one. Merge categories, leave those people out, or leave "
        "the covariate out and say so."
    )


def find_separation(propensity: Propensity) -> tuple[str, list[str]]:
    """Return which kind of covariate separates the groups, and the covariates.

    Looked for in this order: "category", with people of one group only; "number", of ranges
    in the two groups that do not meet; "combination" of covariates.

    References
    ----------
    Konis 2007, Linear programming algorithms for detecting separated data in binary logistic
    regression models, thesis, University of Oxford.
    """
    table, treated = propensity.characteristics, propensity.treated
    levels = [str(name) for name in table if _one_sided(table[name], treated)]
    numbers = [str(name) for name in table if _apart(table[name], treated)]
    if levels or numbers:
        return ("category", levels) if levels else ("number", numbers)
    return "combination", separating_covariates(propensity)


def separating_covariates(propensity: Propensity) -> list[str]:
    """Return the covariates of a linear combination that separates the groups, none where there is none.

    The combination b with X b >= 0 for the treated and <= 0 for the others that has the
    largest sum of distances, with coefficients between -1 and 1.
    """
    from scipy.optimize import linprog  # noqa: PLC0415  (slow to import)

    signed = np.where(propensity.treated, 1.0, -1.0)[:, None] * propensity.X
    found = linprog(-signed.sum(axis=0), A_ub=-signed, b_ub=np.zeros(len(signed)), bounds=(-1.0, 1.0))
    if found.x is None or float((signed @ found.x).sum()) < _WEIGHT:
        return []
    used = np.abs(found.x) > _WEIGHT
    owners = [name for name, one in zip(propensity.covariates, used, strict=True) if one and name != CONSTANT]
    return list(dict.fromkeys(owners))


def _one_sided(values: pd.Series, treated: np.ndarray) -> bool:
    """Say whether a level has people of one group only."""
    if not isinstance(values.dtype, pd.CategoricalDtype):
        return False
    counts = pd.crosstab(values, treated).to_numpy()
    return bool((counts == 0).any())


def _apart(values: pd.Series, treated: np.ndarray) -> bool:
    """Say whether the ranges of a number in the two groups meet at a point at most."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return False
    one, other = values[treated], values[~treated]
    return bool(one.min() >= other.max() or one.max() <= other.min())


def _quoted(names: list[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
