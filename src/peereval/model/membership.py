"""Who belongs to which site and worker, read from the columns the user names."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import DataError, FitError
from peereval.model.cells import Membership
from peereval.model.design import Design
from peereval.remarks import Note

Codes = NDArray[np.intp]
SiteEffects = Literal["intercept", "intercept+visit", "unstructured", "none"]
SITE_EFFECTS = ("intercept", "intercept+visit", "unstructured", "none")


def read_membership(
    design: Design,
    *,
    site: str | None,
    worker: Sequence[str],
    worker_weights: Sequence[str],
    site_effects: bool,
) -> tuple[Membership | None, Codes | None]:
    """Return who belongs to what for the random effects, and the site of each participant, (n,).

    `worker` columns are empty where no worker acts (before exposure, or never); with several
    columns, or over time, their weights make a multiple membership.

    Raises
    ------
    DataError
        If a participant changes site, a site is missing, or a weight is not a number of 0 or more.
    """
    sites = None if site is None else _sites(design, site)
    workers, shares = _workers(design, worker, worker_weights) if worker else (None, None)
    if workers is None and not (site_effects and sites is not None):
        return None, sites
    return Membership(sites if site_effects else None, workers, shares), sites


def _sites(design: Design, site: str) -> Codes:
    column = design.extras[site]
    if column.isna().any():
        raise DataError(f"{int(column.isna().sum())} rows have no '{site}'; give them one or drop them.")
    codes = pd.factorize(column, sort=True)[0].astype(np.intp)
    first = np.flatnonzero(np.concatenate([[True], design.participant[1:] != design.participant[:-1]]))
    per_person = codes[first]
    moved = np.unique(design.participant[codes != per_person[design.participant]]).size
    if moved:
        raise DataError(
            f"{moved} participants change '{site}' between visits; "
            "give each one site (the first, say) before the model."
        )
    if per_person.max() == 0:
        raise DataError(Note("refused_one_site", site=site))
    return per_person


def _workers(design: Design, worker: Sequence[str], weights: Sequence[str]) -> tuple[Codes, NDArray[np.float64]]:
    """Return workers (n, T, m), -1 for none, and their shares (n, T, m)."""
    if weights and len(weights) != len(worker):
        raise FitError(f"There are {len(worker)} worker columns and {len(weights)} worker_weights; give one each.")
    n, n_visits, m = int(design.participant[-1]) + 1, len(design.visits), len(worker)
    stacked = pd.concat([design.extras[name].astype("string") for name in worker], ignore_index=True)
    stacked = stacked.mask(stacked.str.strip() == "")
    codes = pd.factorize(stacked, sort=True)[0].astype(np.intp).reshape(m, -1)
    if codes.max() < 0:
        raise DataError(f"No row has a '{worker[0]}'; leave the worker out of the model.")
    workers = np.full((n, n_visits, m), -1, dtype=np.intp)
    shares = np.zeros((n, n_visits, m))
    for j in range(m):
        workers[design.participant, design.visit, j] = codes[j]
        shares[design.participant, design.visit, j] = _share(design, weights[j]) if weights else 1.0
    shares[workers < 0] = 0.0
    return workers, shares


def _share(design: Design, name: str) -> NDArray[np.float64]:
    values = pd.to_numeric(design.extras[name], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    values = np.where(design.extras[name].isna(), 0.0, values)
    if not np.isfinite(values).all() or (values < 0.0).any():
        raise DataError(f"'{name}' must hold worker weights: numbers of 0 or more.")
    return values
