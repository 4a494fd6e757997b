"""Residuals and leverage of every row."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.model.diagnostics_rows import Solved, participant_labels, solve_rows
from peereval.model.fit import Fit

Floats = NDArray[np.float64]


def residuals(fit: Fit) -> pd.DataFrame:
    """Return the residuals and the leverage of every row used, from fixed effects only.

    Nothing is predicted of participants, sites or workers: these are marginal residuals,
    those that show whether mean and covariance fit.

    Returns
    -------
    DataFrame
        One row per observation, by participant and visit, with columns ``participant``,
        ``visit``, ``fitted`` (X beta) and

        ``raw`` : outcome minus fitted;
        ``pearson`` : raw divided by the standard deviation of the outcome at that visit, random
        effects included;
        ``scaled`` : L^-1 raw with V = LL' the Cholesky factor of the whole covariance: under the
        model uncorrelated with variance 1, hence those of a Q-Q plot. Each visit is scaled given the
        earlier ones of the participant and, with random effects, the participants before it in the
        site; the order is that of the data;
        ``leverage`` : diagonal of X (X'V^-1X)^-1 X'V^-1; the sum is the number of coefficients.

    Raises
    ------
    FitError
        If the participants have weights.

    References
    ----------
    Fitzmaurice, Laird and Ware 2011, Applied Longitudinal Analysis, section 10.2; Houseman, Ryan
    and Coull 2004, doi:10.1198/016214504000000403 (Cholesky residuals).
    """
    at, design = solve_rows(fit), fit.data.design
    place = (design.participant, design.visit)
    raw = at.rows[..., -1]
    spread = np.sqrt(_variances(fit, at))
    leverage = np.einsum("ntp,pq,ntq->nt", at.rows[..., :-1], at.K, at.solved[..., :-1], optimize=True)
    residual = fit.data.scale * raw[place]
    return pd.DataFrame(
        {
            "participant": participant_labels(fit.data).to_numpy()[design.participant],
            "visit": pd.Categorical(
                [design.visits[t] for t in design.visit], categories=list(design.visits), ordered=True
            ),
            "fitted": design.y - residual,
            "raw": residual,
            "pearson": (raw / spread)[place],
            "scaled": _scaled(fit, at)[place],
            "leverage": leverage[place],
        }
    )


def _variances(fit: Fit, at: Solved) -> Floats:
    """Return the variance of the outcome by participant and visit, (n, T); 1 where unseen."""
    own = np.einsum("gts,gts->gt", at.roots, at.roots)[fit.data.pattern]
    if at.shared is None:
        return np.asarray(own)
    Z, G = at.shared.Z, at.shared.G
    return np.asarray(own + np.einsum("ntr,rs,nts->nt", Z, G, Z, optimize=True))


def _scaled(fit: Fit, at: Solved) -> Floats:
    """Return L^-1 r, (n, T), V = LL' of everybody in a cluster.

    The block of L of a participant is the root of the covariance given the participants
    before: the effects then have the covariance M that belongs to the sums over those, so
    that running sums replace the factor of the whole cluster.
    """
    r = at.rows[..., -1]
    roots = at.roots[fit.data.pattern]
    if at.shared is None:
        return np.asarray(np.linalg.solve(roots, r[..., None])[..., 0])
    shared = at.shared
    order = np.argsort(shared.cluster, kind="stable")
    first = np.flatnonzero(np.diff(shared.cluster[order], prepend=-1))
    Z, c = shared.Z[order], (shared.turned @ r[..., None])[order]
    M = shared.middle(_before(shared.turned[order] @ Z, first))
    given = r[order][..., None] - Z @ (M @ _before(c, first))
    roots = roots[order]
    inside = roots @ np.swapaxes(roots, -1, -2) + Z @ M @ np.swapaxes(Z, -1, -2)
    scaled = np.empty_like(r)
    scaled[order] = np.linalg.solve(np.linalg.cholesky(inside), given)[..., 0]
    return scaled


def _before(values: Floats, first: NDArray[np.intp]) -> Floats:
    """Return the running sums of values (n, a, b) over those before in the cluster; `first` of each cluster."""
    running = np.cumsum(values, axis=0) - values
    sizes = np.diff(first, append=len(values))
    return np.asarray(running - np.repeat(running[first], sizes, axis=0))
