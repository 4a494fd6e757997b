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
        raise DataError(f"'{column}' changes between the visits of {moved} participants; give each one weight.")
    each = values[_starts(design)]
    return np.asarray(each / each.mean())


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
