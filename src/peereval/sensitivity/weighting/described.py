"""What is told of a propensity score and of its weights: coefficients, sizes, distributions."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm

from peereval.sensitivity.weighting.balancing import balancing_weights, effective_size, truncate_weights
from peereval.sensitivity.weighting.propensity import Propensity
from peereval.sensitivity.weighting.scores import Scores

Floats = NDArray[np.float64]
BINS = 20
_QUARTILES = {"q1": 0.25, "median": 0.5, "q3": 0.75}


def score_rows(propensity: Propensity, fitted: Scores) -> pd.DataFrame:
    """Return the coefficients of the score with the standard errors and intervals of the logistic model."""
    X, e = propensity.X, fitted.scores[0]
    covariance = np.linalg.inv((X * (e * (1.0 - e))[:, None]).T @ X)
    errors, found = np.sqrt(np.diag(covariance)), fitted.coefficients[0]
    reach = norm.ppf(0.975) * errors
    pairs = zip(propensity.terms, propensity.covariates, strict=True)
    levels = ["" if term == owner else term[len(owner) + 1 : -1] for term, owner in pairs]
    return pd.DataFrame({
        "variable": propensity.covariates, "level": levels, "quantity": "log odds ratio", "estimate": found,
        "std_error": errors, "conf_low": found - reach, "conf_high": found + reach,
    })  # fmt: skip


def weight_rows(
    propensity: Propensity, scores: Floats, weights: Floats, estimand: str, truncate: float | None
) -> pd.DataFrame:
    """Return the rows of the kind "weights": sizes and distribution of the weights of each group."""
    raw = balancing_weights(scores[None], propensity.treated, estimand)
    cut = truncate_weights(raw, propensity.treated, propensity.whole, truncate) < raw
    arms = ((propensity.treated_group, propensity.treated), (propensity.reference, ~propensity.treated))
    rows = [
        (arm, quantity, figure)
        for arm, own in arms
        for quantity, figure in _sizes(weights[own], int(cut[0][own].sum()), propensity.left_out[arm])
    ]
    return pd.DataFrame(rows, columns=["arm", "quantity", "estimate"])


def size_of_weights(weights: Floats) -> tuple[float, float]:
    """Return the effective number of people of a group (Kish), and its percentage of their number."""
    effective = float(effective_size(weights))
    return effective, 100.0 * effective / len(weights)


def _sizes(weights: Floats, truncated: int, left_out: int) -> Iterator[tuple[str, float]]:
    effective, percent = size_of_weights(weights)
    yield "count", float(len(weights))
    yield "left out", float(left_out)
    yield "effective n", effective
    yield "effective percent", percent
    yield "minimum", float(weights.min())
    yield from ((name, float(np.quantile(weights, share))) for name, share in _QUARTILES.items())
    yield "maximum", float(weights.max())
    yield "truncated", float(truncated)
    yield "largest share", 100.0 * float(weights.max() / weights.sum())


def distribution_rows(propensity: Propensity, scores: Floats, weights: Floats) -> pd.DataFrame:
    """Return the histogram of the scores of each group, as percentages of its people and of its weight: bins of .05."""
    edges = np.linspace(0.0, 1.0, BINS + 1)
    arms = ((propensity.treated_group, propensity.treated), (propensity.reference, ~propensity.treated))
    rows = []
    for arm, own in arms:
        figures = {
            "lower": edges[:-1],
            "percent": 100.0 * np.histogram(scores[own], edges)[0] / own.sum(),
            "weighted percent": 100.0 * np.histogram(scores[own], edges, weights=weights[own])[0] / weights[own].sum(),
        }
        rows += [(arm, f"{place:02d}", quantity, float(value))
                 for quantity, values in figures.items() for place, value in enumerate(values)]  # fmt: skip
    return pd.DataFrame(rows, columns=["arm", "place", "quantity", "estimate"])
