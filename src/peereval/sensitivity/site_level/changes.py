"""The changes of people, by site: what every check at the level of the site starts from."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import DataError, FitError, did_you_mean
from peereval.model.visits import order_visits
from peereval.remarks import Note

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class SiteChanges:
    """Changes from the baseline of the n people of two groups, and the S sites that they belong to.

    change (n, visits) : missing where the visit was missed
    site (n,), n_sites : codes
    treated (S,) : whether the site is of the group compared, not of the reference
    visits : the visits after the baseline
    personal : (n rows) the columns of each participant
    """

    change: Floats
    site: Codes
    treated: NDArray[np.bool_]
    visits: tuple[object, ...]
    personal: pd.DataFrame

    def site_means(self) -> Floats:
        """Return the mean change of each site, (S, visits), missing where nobody of it was seen."""
        seen = np.isfinite(self.change)
        filled = np.where(seen, self.change, 0.0)
        marks = np.eye(len(self.treated))[self.site]
        count = marks.T @ seen
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(np.where(count > 0.0, (marks.T @ filled) / count, np.nan))


def read_site_changes(
    data: pd.DataFrame,
    outcome: str,
    *,
    participant: str,
    visit: str,
    group: str,
    compared: object,
    reference: object,
    baseline: object,
    site: str,
    covariates: Sequence[str] = (),
) -> SiteChanges:
    """Return the changes of the people measured at the baseline.

    Raises
    ------
    DataError
        If a column is missing, a participant has two rows at a visit or two sites.
    FitError
        If the groups are the same, a level is unknown, a site holds both groups, or a group has
        fewer than two sites with a change.
    """
    _refuse_columns(data, (outcome, participant, visit, group, site, *covariates))
    if compared == reference:
        raise FitError(f"The group and the reference are both {reference!r}: there is nothing to compare.")
    for level in (compared, reference):
        _refuse_level(data[group], level, group)
    _refuse_level(data[visit], baseline, visit)
    rows = data[data[group].isin([compared, reference])]
    if rows.duplicated([participant, visit]).any():
        raise DataError(f"A participant has two rows at a '{visit}'.")
    people = rows.groupby(participant, observed=True, sort=False)
    if (people[site].nunique(dropna=False) > 1).any() or rows[site].isna().any():
        raise DataError(f"Each participant needs one '{site}', the same at every visit.")
    order = list(order_visits(rows[visit])[0].categories)
    wide = rows.pivot(index=participant, columns=visit, values=outcome).reindex(columns=order).astype(float)
    later = order[order.index(baseline) + 1 :]
    if not later:
        raise FitError(Note("refused_no_later_visit", baseline=baseline))
    change = wide[later].to_numpy() - wide[[baseline]].to_numpy()
    personal = people[[group, site, *covariates]].first().loc[wide.index]
    kept = np.isfinite(change).any(axis=1) & personal[list(covariates)].notna().all(axis=1).to_numpy()
    personal = personal[kept]
    codes, labels = pd.factorize(personal[site], sort=True)
    treated = (personal[group] == compared).to_numpy()
    return _checked(
        SiteChanges(change[kept], codes, _by_site(treated, codes, len(labels)), tuple(later), personal), site
    )


def _by_site(treated: NDArray[np.bool_], codes: Codes, n_sites: int) -> NDArray[np.bool_]:
    counts = np.bincount(codes, minlength=n_sites)
    exposed = np.bincount(codes, treated, minlength=n_sites)
    if ((exposed > 0) & (exposed < counts)).any():
        raise FitError(Note("refused_sites_mixed"))
    return np.asarray(exposed > 0)


def _checked(found: SiteChanges, site: str) -> SiteChanges:
    for name, count in (("compared", int(found.treated.sum())), ("reference", int((~found.treated).sum()))):
        if count < 2:
            raise FitError(Note("refused_few_sites_of_group", group=name, count=count, site=site))
    return found


def _refuse_columns(data: pd.DataFrame, names: Sequence[str]) -> None:
    for name in names:
        if name not in data:
            raise DataError(f"The data have no column '{name}'.{did_you_mean(name, map(str, data.columns))}")


def _refuse_level(column: pd.Series, level: object, name: str) -> None:
    levels = list(column.dropna().unique())
    if level not in levels:
        listed = ", ".join(map(repr, levels))
        hint = did_you_mean(str(level), map(str, levels))
        raise FitError(f"{level!r} is not a level of '{name}'; they are: {listed}.{hint}")
