"""The jackknife of an analysis of completed data: the model is fitted anew without each participant, or site.

With R replicates the variance is (R - 1) / R times the sum of squares of their figures about
the mean of the replicates (Efron and Stein 1981, doi:10.1214/aos/1176345462).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import DataError, FitError
from peereval.estimate.inference import t_columns
from peereval.model.fit import Fit
from peereval.model.refit import LEFT
from peereval.model.replicate_search import refit_replicates, split_replicates
from peereval.model.replicates import Replicates
from peereval.remarks import Note
from peereval.sensitivity.imputation.ancova import Ancova, adjusted_by_visit, sum_columns
from peereval.sensitivity.imputation.completion import Completion
from peereval.sensitivity.imputation.conditional_mean import (
    complete_values,
    completed_sums,
    cross_values,
    imputation_maps,
)

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Jackknifed:
    """Adjusted means by group and visit: of all data, (groups, T), and of the replicates, (R, groups, T)."""

    means: Floats
    replicates: Floats


def leave_out_codes(personal: pd.DataFrame, site: str | None) -> Codes:
    """Return the replicate that each participant is missing from, (n,): their own, or their site's.

    Raises
    ------
    DataError
        If there are fewer than three sites.
    """
    if site is None:
        return np.arange(len(personal))
    codes, found = pd.factorize(personal[site], sort=True)
    if len(found) < 3:
        raise DataError(Note("refused_few_sites_jackknife", sites=len(found)))
    return codes.astype(np.intp)


def replicates_of(fit: Fit, position: Codes, left_out: Codes) -> Replicates:
    """Return the replicates of a fit, each without the participants of one code of `left_out` (n,)."""
    data = fit.data
    rows = np.zeros((data.n_participants + 1, data.n_visits, data.columns.shape[1]))
    rows[data.design.participant, data.design.visit] = data.columns
    order = np.argsort(left_out, kind="stable")
    at = position[order]
    return Replicates(
        data.sums.tensors,
        rows[at],
        np.append(data.pattern, 0)[at],
        left_out[order],
        int(left_out.max()) + 1,
        fit.model.structure.slopes(fit.theta),
        data.classes,
        fit.method == "reml",
    )


def refuse_alone(data: Replicates, ancova: Ancova, what: str) -> None:
    """Refuse what cannot be left out: who alone determines a coefficient, or was alone seen at two visits."""
    full = np.einsum("gttpq->pq", data.tensors.cross)[:-1, :-1]
    X = data.rows[..., :-1].reshape(-1, full.shape[0])
    gone = _total_gram(data, X.reshape(*data.rows.shape[:2], -1))
    lost = _is_singular(full, gone)
    A = ancova.columns
    lost |= _is_singular(A.T @ A, data.total(A[:, :, None] * A[:, None, :]))
    both = (data.tensors.seen[:, :, None] & data.tensors.seen[:, None, :]).astype(np.float64)
    in_class = (data.classes == np.arange(data.basis.shape[1])[:, None]).astype(np.float64)
    pairs = np.einsum("cg,rg,gts->rcts", in_class, data.counts, both)
    alone = (pairs < 0.5).any(axis=(1, 2, 3))
    for who, why in ((lost, "determines"), (alone, "at_visits")):
        if who.any():
            raise FitError(Note(f"refused_alone_{why}", count=int(who.sum()), total=data.n_replicates, what=what))


def _total_gram(data: Replicates, rows: Floats) -> Floats:
    return data.total(np.swapaxes(rows, -1, -2) @ rows)


def _is_singular(full: Floats, gone: Floats) -> NDArray[np.bool_]:
    root = np.linalg.inv(np.linalg.cholesky(full))
    return np.asarray(np.linalg.eigvalsh(root @ (full - gone) @ root.T)[:, 0] <= LEFT)


def jackknife_means(fit: Fit, plan: Completion, ancova: Ancova, left_out: Codes, what: str) -> Jackknifed:
    """Return the adjusted means of all data and of each replicate, the model fitted anew for each.

    `ancova` holds the columns of the participants in their order; `what` names what is left out.

    Raises
    ------
    FitError
        If something cannot be left out, or a replicate cannot be fitted.
    """
    order = np.argsort(left_out, kind="stable")
    ordered = Ancova(ancova.columns[order], ancova.in_group[order])
    every = replicates_of(fit, plan.people.position, left_out)
    refuse_alone(every, ordered, what)
    found = refit_replicates(fit.theta, every, fit.model)
    sums, crossed = sum_columns(ancova), cross_values(plan.values, ancova.columns, len(plan.kinds.ice))

    def analyse(theta: Floats, beta: Floats, data: Replicates, members: Codes) -> Floats:
        """Return the adjusted means of some replicates."""
        maps = imputation_maps(data.matrices(theta), plan.kinds)
        completed = complete_values(plan.values.take(order[members]), maps, beta, data.owner)
        out = Ancova(ordered.columns[members], ordered.in_group[members])
        means = adjusted_by_visit(sums, completed_sums(crossed, maps, beta), out, completed, data)
        return means * fit.data.scale + plan.centre

    parts, first, row = [], 0, 0
    for block in split_replicates(every):
        last, end = first + block.n_replicates, row + len(block.owner)
        parts.append(analyse(found.theta[first:last], found.beta[first:last], block, np.arange(row, end)))
        first, row = last, end
    nobody = every.pick(np.zeros(every.n_replicates, dtype=bool))
    whole = Replicates(
        every.tensors, nobody.rows, nobody.pattern, nobody.owner, 1, every.basis, every.classes, every.reml
    )
    return Jackknifed(
        analyse(fit.theta[None], full_beta(fit)[None], whole, np.zeros(0, dtype=np.intp))[0], np.concatenate(parts)
    )


def full_beta(fit: Fit) -> Floats:
    """Return the coefficients of the fit in the units of its columns, (p,)."""
    return np.asarray(fit.data.basis.root @ (fit.beta - fit.data.start) / fit.data.scale)


def infer(estimate: Floats, replicates: Floats, df: float, level: float) -> pd.DataFrame:
    """Return the value columns of figures (J,) with replicates (R, J)."""
    R = len(replicates)
    error = np.sqrt((R - 1) / R * ((replicates - replicates.mean(axis=0)) ** 2).sum(axis=0))
    return t_columns(estimate, error, df, level)
