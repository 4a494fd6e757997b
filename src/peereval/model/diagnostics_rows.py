"""The rows of a fit multiplied by the inverse of their covariance: one more pass over the data.

Participants who share no random effect have covariance V_i; those of a cluster
blockdiag(V_i) + Z G Z', whose inverse needs of the cluster only B = Z'D^-1Z and Z'D^-1[X, y].
Everything is batched over participants, padded to the planned visits.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import FitError
from peereval.model.cells import arrange, loadings
from peereval.model.compress import Compressed
from peereval.model.fit import Fit
from peereval.model.whitening import padded_rows, visit_roots

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Shared:
    """What random effects bring; S clusters of r effects.

    cluster (n,) : of each participant; Z (n, T, r); turned Z'D^-1 (n, r, T)
    B (S, r, r) = sum of Z'D^-1Z, c (S, r, q) = sum of Z'D^-1[X, r]; G (r, r)
    """

    cluster: Codes
    Z: Floats
    turned: Floats
    B: Floats
    c: Floats
    G: Floats

    def middle(self, B: Floats) -> Floats:
        """Return M = (I + G B)^-1 G, the covariance of the effects given data with that B, (..., r, r)."""
        M = np.linalg.solve(np.eye(len(self.G)) + self.G @ B, np.broadcast_to(self.G, B.shape))
        return np.asarray((M + np.swapaxes(M, -1, -2)) / 2.0)


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """The rows of a fit in the engine's units, by participant and visit, 0 where unseen.

    rows (n, T, q) = [X, r], r = y - X beta; local (n, T, q) = D^-1[X, r]; solved = V^-1[X, r]
    own (n, T, T) : the participant's block of V^-1; roots (G, T, T) of the V_g
    K (p, p) = (X'V^-1X)^-1
    """

    rows: Floats
    local: Floats
    solved: Floats
    own: Floats
    roots: Floats
    K: Floats
    shared: Shared | None


def solve_rows(fit: Fit) -> Solved:
    """Return the rows of a fit with V^-1 applied.

    Raises
    ------
    FitError
        If the participants have weights: a weighted fit is not generalised least squares.
    """
    if fit.weights is not None:
        raise FitError("Residuals and influence are of fits without participant weights.")
    data = fit.data
    rows = padded_rows(data, np.zeros(len(fit.beta)))
    roots = visit_roots(data, fit.model, fit.theta)
    inverse = np.linalg.inv(roots)
    seen = data.sums.tensors.seen
    weights = (np.swapaxes(inverse, -1, -2) @ inverse * (seen[:, :, None] & seen[:, None, :]))[data.pattern]
    local, solved, own = weights @ rows, weights @ rows, weights
    shared = _share(fit, rows, weights)
    if shared is not None:
        M = shared.middle(shared.B)
        back = np.swapaxes(shared.turned, -1, -2)
        solved = solved - back @ (M @ shared.c)[shared.cluster]
        own = own - back @ M[shared.cluster] @ shared.turned
    return _centre(Solved(rows, local, solved, own, roots, np.zeros((0, 0)), shared))


def _share(fit: Fit, rows: Floats, weights: Floats) -> Shared | None:
    data = fit.data
    if data.member is None:
        return None
    layout = arrange(data.member, data.n_participants)
    Z = loadings(data.member, layout, data.sums.tensors.seen[data.pattern])
    turned = np.swapaxes(Z, -1, -2) @ weights
    n_clusters = int(layout.cluster.max()) + 1
    B, c = sum_by(layout.cluster, turned @ Z, n_clusters), sum_by(layout.cluster, turned @ rows, n_clusters)
    return Shared(layout.cluster, Z, turned, B, c, fit.model.random_matrix(fit.theta))


def _centre(at: Solved) -> Solved:
    """Return the same with residuals in place of outcomes, and K."""
    q = at.rows.shape[-1]
    normal = at.rows.reshape(-1, q).T @ at.solved.reshape(-1, q)
    root = np.linalg.inv(np.linalg.cholesky((normal[:-1, :-1] + normal[:-1, :-1].T) / 2.0))
    K = root.T @ root
    turn = np.eye(q)
    turn[:-1, -1] = -K @ normal[:-1, -1]
    shared = at.shared
    if shared is not None:
        shared = Shared(shared.cluster, shared.Z, shared.turned, shared.B, shared.c @ turn, shared.G)
    return Solved(at.rows @ turn, at.local @ turn, at.solved @ turn, at.own, at.roots, K, shared)


def sum_by(codes: Codes, values: Floats, size: int) -> Floats:
    """Sum values (n, a, b) by code, (size, a, b)."""
    total = np.zeros((size, *values.shape[1:]))
    np.add.at(total, codes, values)
    return total


def participant_labels(data: Compressed) -> pd.Series:
    """Return the label of each participant, (n,)."""
    first = np.flatnonzero(np.diff(data.design.participant, prepend=-1))
    return data.design.extras[data.design.frame.participant].iloc[first].reset_index(drop=True)


def site_labels(data: Compressed) -> tuple[object, ...]:
    """Return the label of each site, in the order of the codes.

    Raises
    ------
    FitError
        If the fit knows of no sites.
    """
    if data.sites is None:
        raise FitError("The fit knows of no sites; give site='...' to fit_mixed (site_effects='none' for no effects).")
    of_row = data.sites[data.design.participant]
    for name in data.design.extras.columns:
        codes, labels = pd.factorize(data.design.extras[name], sort=True)
        if np.array_equal(codes, of_row):
            return tuple(labels)
    return tuple(range(1, int(data.sites.max()) + 2))
