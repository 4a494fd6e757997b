"""The cumulative responder curve: which share of each group improved by at least how much."""

import numpy as np
import pandas as pd

from peereval.errors import FitError
from peereval.model.fit import Fit
from peereval.results import Result, make_result
from peereval.sensitivity.imputation.parameters import Draws
from peereval.sensitivity.meaning.respond import Splits, direct_values, read_people
from peereval.sensitivity.meaning.respond_rows import curve_rows
from peereval.sensitivity.meaning.responders import HigherIs, refuse_options


def responder_curve(
    fit: Fit,
    data: pd.DataFrame,
    *,
    group: str,
    reference: object,
    baseline: object,
    higher_is: HigherIs,
    rng: np.random.Generator,
    imputations: int = 50,
    draws: Draws = "bootstrap",
    site: str | None = None,
    points: int = 81,
) -> Result:
    """Return the share of each group that improved by at least x, for every x (cumulative responder curve).

    It needs no threshold: a threshold is read off it. Parameters are those of `responder_contrasts`.

    Parameters
    ----------
    points
        How many values of x, evenly from the largest deterioration to the largest improvement.

    Returns
    -------
    Result
        Kind "responder_curve"; keys group, visit, ``baseline, improvement`` (x); quantity "improved", percent.

    References
    ----------
    Farrar, Dworkin and Max 2006, doi:10.1016/j.jpainsymman.2005.08.018.
    """
    refuse_options(higher_is, "impute", imputations)
    if not isinstance(points, int) or points < 2:
        raise FitError("points is a whole number of 2 or more.")
    people = read_people(fit, data, group=group, reference=reference, baseline=baseline, covariates=None, site=site)
    directed = direct_values(fit, people, higher_is=higher_is, draws=draws, site=site, imputations=imputations, rng=rng)
    rows = curve_rows(Splits(people, directed, kept=False, adjusted=False), points)
    return make_result("responder_curve", rows, method={"formula": fit.formula, "imputations": imputations})
