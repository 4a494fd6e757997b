"""Participant weights: how much each participant counts in the estimating equations.

Weights of propensity or of sampling make the likelihood a pseudo-likelihood: its optimum is
of use, its information is not, so a weighted fit gives robust variances only.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import DataError, FitError
from peereval.model.compress import Compressed
from peereval.model.design import Design
from peereval.model.patterns import Tensors, build_tensors

Floats = NDArray[np.float64]

ATTENDANCE = "attendance_weight"  # the column of `attendance_weights`


def read_weights(design: Design, column: str) -> Floats:
    """Return the weight of each participant with mean 1, (n,).

    Raises
    ------
    DataError
        If a weight is not a number above 0, or changes within a participant.
    """
    values = pd.to_numeric(design.extras[column], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    wrong = ~(np.isfinite(values) & (values > 0.0))
    if wrong.any():
        raise DataError(f"'{column}' must hold weights above 0; {int(wrong.sum())} rows hold none.")
    first = values[_starts(design)][design.participant]
    moved = np.unique(design.participant[np.abs(values - first) > 1e-12 * first]).size
    if moved:
        raise DataError(
            f"'{column}' changes between the visits of {moved} participants; give each one weight. Weights by visit, "
            "such as those of attendance, go with independence between visits only: attendance_weighted_contrasts, or "
            "fit_marginal."
        )
    each = values[_starts(design)]
    return np.asarray(each / each.mean())


def refuse_attendance(column: str | None) -> None:
    """Refuse weights of attendance where weights that divide a residual variance are asked for.

    With a correlation between visits the residual of one visit would count by the weight of
    another, and the equations of the mean would be biased.

    Raises
    ------
    FitError
        If the column is that of `attendance_weights`.
    """
    if column == ATTENDANCE:
        raise FitError(
            f"observation_weights='{column}': weights of attendance are no precision of a value, and with a covariance "
            "between visits they bias the estimate. Use attendance_weighted_contrasts, or fit_marginal(weights=...)."
        )


def weigh(data: Compressed, weights: Floats) -> Compressed:
    """Return the data with the sums weighted by participant, weights (n,).

    Raises
    ------
    FitError
        If there are random effects: the participants of a site are then not weighted apart.
    """
    if data.member is not None:
        raise FitError(
            "Participant weights do not go with random effects of sites or workers; use site_effects='none' and "
            "with_variance(fit, 'cr2', cluster='site')."
        )
    root = np.sqrt(weights)[data.design.participant, None]
    seen = data.sums.tensors.seen
    summed = build_tensors(data.columns * root, _starts(data.design), seen, data.pattern)
    counts = np.asarray(np.bincount(data.pattern, weights, minlength=len(seen)), dtype=np.float64)
    return replace(data, sums=replace(data.sums, tensors=Tensors(seen, counts, summed.cross)))


def _starts(design: Design) -> NDArray[np.intp]:
    return np.flatnonzero(np.concatenate([[True], design.participant[1:] != design.participant[:-1]]))
