"""The design of a propensity model: who is compared, and the columns that the score is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import DataError, FitError
from peereval.remarks import Note
from peereval.sensitivity.weighting.covariates import as_covariate, score_columns, used_levels
from peereval.sensitivity.weighting.people import keep_compared, require_columns

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Propensity:
    """The people of two groups, complete in the covariates, and the columns of their score.

    Attributes
    ----------
    participants
        Who they are, (n,), in the order of the data.
    treated_group, reference
        Names of the two groups.
    X
        The columns, (n, p): a constant first, numbers centred and divided by their standard
        deviation, a 0/1 column for each level but the first. Columns that depend on those
        before them are left out.
    terms, covariates
        The name of each column, and of the covariate it belongs to, (p,).
    treated
        Who is in the treated group, (n,).
    site
        Codes of the sites from 0, (n,), in the order of `sites`; None where none is named.
    sites
        Names of the sites.
    characteristics
        The covariates of these people, one column each, as given: numbers or categoricals.
    left_out
        How many people of each group lack a covariate: they have no score and no weight.
    lacking
        How many people lack each covariate that somebody lacks.
    """

    participants: NDArray[np.object_]
    treated_group: str
    reference: str
    X: Floats
    terms: tuple[str, ...]
    covariates: tuple[str, ...]
    treated: Mask
    site: Codes | None
    sites: tuple[str, ...]
    characteristics: pd.DataFrame
    left_out: Mapping[str, int]
    lacking: Mapping[str, int]

    @property
    def n_people(self) -> int:
        """How many people there are."""
        return len(self.treated)

    @property
    def whole(self) -> Floats:
        """Counts of 1 for everybody, (1, n): the replicate in which nobody is left out."""
        return np.ones((1, self.n_people))

    @property
    def groups(self) -> NDArray[np.object_]:
        """The group of each person, (n,)."""
        return np.where(self.treated, self.treated_group, self.reference).astype(object)

    @property
    def assigned_by_site(self) -> bool:
        """Whether every site has people of one group only."""
        if self.site is None or len(self.sites) < 2:
            return False
        share = np.bincount(self.site, self.treated) / np.bincount(self.site)
        return bool(np.isin(share, (0.0, 1.0)).all())


def design_propensity(
    data: pd.DataFrame,
    *,
    participant: str,
    group: str,
    treated: str,
    reference: str,
    covariates: Sequence[str],
    site: str | None = None,
) -> Propensity:
    """Return the design of the propensity score of two groups.

    People with all covariates are kept (complete cases); those without one are counted, by
    group and by covariate, and nothing is filled in.

    Parameters
    ----------
    data
        One row per participant. Numbers enter as they are, everything else by levels;
        categoricals keep their declared order.
    participant, group, site
        The columns of these.
    treated, reference
        The two groups to compare; people of other groups are left aside.
    covariates
        Columns known before the treatment could change them.

    Raises
    ------
    DataError
        If a column is missing, someone has two rows, or a number is infinite.
    FitError
        If a group has nobody complete, or no covariate differs between people.
    """
    names, treated, reference = list(dict.fromkeys(covariates)), str(treated), str(reference)
    require_columns(data, (participant, group, *([site] if site else []), *names))
    rows = keep_compared(data, participant=participant, group=group, pair=(treated, reference), covariates=names)
    held = pd.DataFrame({name: as_covariate(rows[name], name) for name in names}, index=rows.index)
    absent, own = held.isna(), rows[group].astype(str)
    complete = ~absent.any(axis="columns")
    for one in (treated, reference):
        if not (complete & (own == one)).any():
            raise FitError(Note("refused_nobody_complete", group=one, covariates=", ".join(names)))
    kept = held[complete].reset_index(drop=True).apply(used_levels)
    codes, sites = _sites(rows.loc[complete, site]) if site else (None, ())
    return Propensity(
        rows.loc[complete, participant].to_numpy(dtype=object),
        treated,
        reference,
        *score_columns(kept),
        (own[complete] == treated).to_numpy(),
        codes,
        sites,
        kept,
        {one: int(((own == one) & ~complete).sum()) for one in (treated, reference)},
        {str(name): int(count) for name, count in absent.sum().items() if count},
    )


def _sites(values: pd.Series) -> tuple[Codes, tuple[str, ...]]:
    if values.isna().any():
        raise DataError(f"{int(values.isna().sum())} participants have no '{values.name}'; give each one.")
    codes, names = pd.factorize(values.astype(str), sort=True)
    return codes.astype(np.intp), tuple(str(name) for name in names)
