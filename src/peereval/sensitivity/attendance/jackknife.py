"""The jackknife of weighted differences in change: the chances of attendance are fitted anew without each site.

outcome ~ group * visit + covariates * visit by independence is one weighted regression at each visit.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import DataError, FitError
from peereval.estimate.inference import t_columns
from peereval.remarks import Note
from peereval.results import Result
from peereval.sensitivity.attendance.asked import Asked, state_result
from peereval.sensitivity.attendance.records import Records, code_columns
from peereval.sensitivity.attendance.weighing import Rules, weigh_attendance

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]

BLOCK = 256  # replicates at a time
LEAST = 1e-9  # smallest eigenvalue of the cross-products of a replicate, of those of all, when a column is lost


def regress_visits(records: Records, weight: Floats, covariates: Floats, reference: int) -> Floats:
    """Return differences in change, (R, T - 1, groups - 1), for weights (R, n, T), 0 where a value does not count.

    Raises
    ------
    FitError
        If a replicate does not determine every coefficient at a visit.
    """
    others = [g for g in range(len(records.groups)) if g != reference]
    member = (records.group[:, None] == np.array(others)).astype(np.float64)
    X = np.column_stack([member, np.ones(len(member)), covariates])
    length = np.sqrt((X**2).mean(axis=0))
    X = X / np.where(length > 0.0, length, 1.0)
    found = []
    for t in range(len(records.visits)):
        w, y = weight[:, :, t], np.where(np.isnan(records.outcome[:, t]), 0.0, records.outcome[:, t])
        products = np.einsum("np,rn,nq->rpq", X, w, X, optimize=True) / w.sum(axis=1)[:, None, None]
        if (np.linalg.eigvalsh(products)[:, 0] < LEAST).any():
            raise FitError(Note("refused_site_determines", visit=records.visits[t]))
        right = (w * y) @ X / w.sum(axis=1)[:, None]
        found.append(np.linalg.solve(products, right[..., None])[:, : len(others), 0])
    level = np.stack(found, axis=1) / np.sqrt((member**2).mean(axis=0))
    return np.asarray(level[:, 1:] - level[:, :1])


def jackknife_changes(
    records: Records, rules: Rules, *, covariates: Floats, known: Floats, left_out: Codes, reference: int
) -> Floats:
    """Return the replicates of the differences in change, (R, T - 1, groups - 1), weights fitted anew for each.

    `covariates` (n, c) of the outcome, `known` (n,) weights of participants that stay as they are,
    `left_out` (n,) the replicate that each participant is missing from.

    Raises
    ------
    DataError
        If there are fewer than three replicates.
    FitError
        If a replicate cannot be weighted or fitted.
    """
    R = int(left_out.max()) + 1
    if R < 3:
        raise DataError(Note("refused_few_sites_jackknife", sites=R))
    found = []
    for first in range(0, R, BLOCK):
        counted = (left_out != np.arange(first, min(first + BLOCK, R))[:, None]).astype(np.float64)
        weight = weigh_attendance(records, rules, counted).weight * known[:, None]
        found.append(regress_visits(records, weight, covariates, reference))
    return np.concatenate(found)


def between_df(left_out: Codes, group: Codes) -> float:
    """Return sites minus groups, or minus 1 where a site holds more than one group."""
    n_sites = int(left_out.max()) + 1
    apart = len(np.unique(np.column_stack([left_out, group]), axis=0)) == n_sites
    return float(max(1, n_sites - (len(np.unique(group)) if apart else 1)))


def jackknife_contrasts(asked: Asked) -> Result:
    """Return the contrasts with the standard errors of replicates that fit attendance anew."""
    columns, records = asked.columns, asked.records
    reference = records.groups.index(columns.reference)
    adjusted = code_columns(records.personal[list(columns.covariates)])
    left_out = np.arange(len(records.labels))
    if columns.site:
        left_out = pd.factorize(records.personal[columns.site], sort=True)[0].astype(np.intp)
    whole = weigh_attendance(records, asked.rules, np.ones((1, len(records.labels)))).weight * asked.known[:, None]
    estimate = regress_visits(records, whole, adjusted, reference)[0]
    replicates = jackknife_changes(
        records, asked.rules, covariates=adjusted, known=asked.known, left_out=left_out, reference=reference
    )
    R = len(replicates)
    error = np.sqrt((R - 1) / R * ((replicates - replicates.mean(axis=0)) ** 2).sum(axis=0))
    df = between_df(left_out, records.group) if columns.site else np.inf
    values = t_columns(estimate.T.ravel(), error.T.ravel(), df, asked.level)
    others = [group for group in records.groups if group != columns.reference]
    keys = [(group, visit, columns.reference, columns.baseline) for group in others for visit in records.visits[1:]]
    frame = pd.DataFrame(keys, columns=[columns.group, columns.visit, "reference", "baseline"])
    said = {"variance": f"jackknife by {columns.unit}", "df_method": "between-site" if columns.site else "normal"}
    note = Note(f"attendance_jackknife_{columns.unit}", replicates=R)
    return state_result(asked, pd.concat([frame, values.assign(quantity="difference in change")], axis=1), said, [note])
