"""Influence of a participant or a site: what leaving it out does to the coefficients.

Variance parameters stay where they are, so that the answer is exact generalised least
squares without the unit, at the cost of one more pass. For a unit with rows U of V^-1 and
P = V^-1 - V^-1 X K X'V^-1 it is -K X'V^-1U (U'PU)^-1 U'Py (participants); for a site, from
the sums of the others.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import FitError, one_of
from peereval.model.diagnostics_rows import Solved, participant_labels, site_labels, solve_rows, sum_by
from peereval.model.fit import Fit
from peereval.remarks import Note

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]
Unit = Literal["participant", "site"]
UNITS = ("participant", "site")
ALONE = 1e-9  # of the information on a combination of coefficients: less is left by a unit that alone bears on it


@dataclass(frozen=True, slots=True, eq=False)
class Influence:
    """What leaving out each of u units does; missing where the rest does not determine every coefficient.

    labels (u,), observations (u,), leverage (u,) : sums over the rows of the unit
    cooks_distance (u,) : change' K^-1 change / p
    change (u, p) : coefficients without the unit minus those with it
    """

    unit: Unit
    labels: tuple[object, ...]
    observations: NDArray[np.intp]
    leverage: Floats
    cooks_distance: Floats
    change: Floats
    terms: tuple[str, ...]
    notes: tuple[Note, ...]

    @property
    def table(self) -> pd.DataFrame:
        """One row per unit: its label, observations, leverage, cooks_distance, and a change per term."""
        told = {"observations": self.observations, "leverage": self.leverage, "cooks_distance": self.cooks_distance}
        table = pd.DataFrame({self.unit: list(self.labels), **told})
        return pd.concat([table, pd.DataFrame(self.change, columns=list(self.terms))], axis=1)


def influence(fit: Fit, by: Unit = "participant") -> Influence:
    """Return the influence of each participant, or of each site, the variance parameters held.

    Use it to find who carries a result; `leave_one_site_out` fits the variances anew.

    Raises
    ------
    FitError
        If `by` is unknown, the fit knows of no sites, or the participants have weights.

    References
    ----------
    Cook 1977, doi:10.1080/00401706.1977.10489493; Christensen, Pearson and Johnson 1992,
    doi:10.2307/1269550.
    """
    if by not in UNITS:
        raise FitError(one_of("by", by, UNITS))
    data = fit.data
    if by == "site":
        labels, codes = site_labels(data), np.asarray(data.sites)
    else:
        labels = tuple(participant_labels(data))
        codes = np.arange(data.n_participants)
    at = solve_rows(fit)
    change = _without_participants(at) if by == "participant" else _without_sites(at, codes, len(labels))
    precision = np.linalg.inv(at.K)
    distance = np.einsum("up,pq,uq->u", change, precision, change, optimize=True) / len(at.K)
    lever = np.einsum("ntp,pq,ntq->n", at.rows[..., :-1], at.K, at.solved[..., :-1], optimize=True)
    lost = int(np.isnan(distance).sum())
    return Influence(
        by,
        labels,
        np.bincount(codes[data.design.participant], minlength=len(labels)).astype(np.intp),
        np.asarray(np.bincount(codes, lever, len(labels)), dtype=np.float64),
        distance,
        change @ (data.scale * np.linalg.inv(data.basis.root)).T,
        fit.terms,
        (Note("influence_alone", units=lost),) if lost else (),
    )


def _without_participants(at: Solved) -> Floats:
    """Return the change of the coefficients without each participant, (n, p)."""
    X, u = at.solved[..., :-1], at.solved[..., -1:]
    unseen = np.einsum("ntt->nt", at.own) == 0.0
    own = at.own + np.eye(at.own.shape[-1]) * unseen[:, None, :]
    inverse_root = np.linalg.inv(np.linalg.cholesky(own))
    turned = inverse_root @ X
    left = np.eye(own.shape[-1]) - turned @ at.K @ np.swapaxes(turned, -1, -2)
    values, axes = np.linalg.eigh(left)
    shift = np.swapaxes(axes, -1, -2) @ inverse_root @ u
    with np.errstate(divide="ignore", invalid="ignore"):
        solution = axes @ (shift / values[..., None])
    change = -(np.swapaxes(turned, -1, -2) @ solution)[..., 0] @ at.K
    return np.where((values[:, 0] < ALONE)[:, None], np.nan, change)


def _without_sites(at: Solved, codes: Codes, n_sites: int) -> Floats:
    """Return the change of the coefficients without each site, (S, p)."""
    q = at.rows.shape[-1]
    removed = np.zeros((n_sites, q, q))
    order, ends = np.argsort(codes, kind="stable"), np.cumsum(np.bincount(codes, minlength=n_sites))
    for s, members in enumerate(np.split(order, ends[:-1])):
        removed[s] = at.rows[members].reshape(-1, q).T @ at.local[members].reshape(-1, q)
    removed += _random_part(at, codes, n_sites)
    root = np.linalg.cholesky(at.K)
    kept = np.eye(q - 1) - root.T @ removed[:, :-1, :-1] @ root
    values, axes = np.linalg.eigh((kept + np.swapaxes(kept, -1, -2)) / 2.0)
    pulled = np.swapaxes(axes, -1, -2) @ (root.T @ removed[:, :-1, -1:])
    with np.errstate(divide="ignore", invalid="ignore"):
        change = -(root @ axes @ (pulled / values[..., None]))[..., 0]
    return np.where((values[:, 0] < ALONE)[:, None], np.nan, change)


def _random_part(at: Solved, codes: Codes, n_sites: int) -> Floats:
    """Return what leaving out a site changes in the part of random effects, (S, q, q).

    A cluster of sites that share workers goes on without the site.
    """
    q, shared = at.rows.shape[-1], at.shared
    if shared is None:
        return np.zeros((n_sites, q, q))
    pairs, pair = np.unique(np.column_stack([codes, shared.cluster]), axis=0, return_inverse=True)
    pair, cluster = pair.ravel(), pairs[:, 1]
    B = shared.B[cluster] - sum_by(pair, shared.turned @ shared.Z, len(pairs))
    c = shared.c[cluster] - sum_by(pair, shared.turned @ at.rows, len(pairs))
    after = np.swapaxes(c, -1, -2) @ shared.middle(B) @ c
    full = shared.c[cluster]
    before = np.swapaxes(full, -1, -2) @ shared.middle(shared.B)[cluster] @ full
    return sum_by(pairs[:, 0], after - before, n_sites)
