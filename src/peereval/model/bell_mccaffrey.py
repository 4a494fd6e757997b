"""Degrees of freedom of a robust standard error (Bell and McCaffrey 2002, Survey Methodology 28:169-181).

nu = (tr G)^2 / tr(G^2), G_ij the working covariance of what clusters i and j contribute to
the estimate, beta estimated; computed without the n x n matrix G.
"""

import numpy as np
from numpy.typing import NDArray

from peereval.model.pieces import Pieces

Floats = NDArray[np.float64]


def bell_mccaffrey_df(pieces: Pieces, turned: Floats, J: Floats) -> Floats:
    """Return nu for each column of turned = K C', (p, m); J (d, d) couples the clusters. Returns (m,)."""
    return np.array([_one(pieces, column[:, None], J) for column in turned.T])


def _one(pieces: Pieces, column: Floats, J: Floats) -> float:
    z, gram = pieces.directions(column)
    z, own = z[:, :, 0], gram[:, 0, 0]
    shared = np.einsum("nd,nd->n", z @ J, z)
    mixed = J @ (z.T @ z)
    squares = float(np.sum(own * (own + 2.0 * shared)) + np.sum(mixed * mixed.T))
    return float((own + shared).sum() ** 2 / squares) if squares > 0.0 else float("nan")
