"""Multiple imputation of single answers to a questionnaire, by chained equations at each visit, before it is scored."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peereval.errors import DataError
from peereval.model.rows import refuse_frame
from peereval.sensitivity.imputation.chained_groups import Incomplete, check_chaining, complete_columns
from peereval.sensitivity.imputation.coded_columns import Column
from peereval.sensitivity.imputation.people_columns import refuse_unplaced, site_means, type_column

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]


def impute_items(
    data: pd.DataFrame,
    items: Sequence[str],
    *,
    participant: str,
    visit: str,
    group: str,
    rng: np.random.Generator,
    covariates: Sequence[str] = (),
    site: str | None = None,
    by_group: bool = False,
    imputations: int = 20,
    burn_in: int = 5,
    skip: int = 2,
) -> tuple[pd.DataFrame, ...]:
    """Return completed copies of the data, single unanswered items imputed in each.

    Use it where many questionnaires were answered in part: score each copy (`score_instrument`),
    fit the model to each, and give the results to `pool_results`. Whoever answered an item at a
    visit has the others of that visit imputed, by least squares and predictive mean matching
    from 5 donors, from all other items, the person's mean of the items at the other visits,
    the covariates, the group and the mean of the site. A questionnaire without any answer stays
    empty: it is a missed visit, and `multiply_imputed_contrasts` is for these.

    Parameters
    ----------
    data
        One row per participant and visit.
    items
        The columns of the items of one instrument, as numbers, missing where not answered.
    participant, visit, group
        The columns that say whose row it is, when, and of which group.
    rng
        The only source of chance.
    covariates
        Further predictors; missing ones are completed along the way, and stay missing.
    site
        The column of the sites.
    by_group
        Impute each group from its own people: that takes three people of a group for each item.
    imputations, burn_in, skip
        How many copies; rounds over all columns before the first, and from one to the next.

    Returns
    -------
    tuple of pandas.DataFrame
        The data with the items completed.

    Raises
    ------
    DataError
        If a column is missing, a participant has two rows at a visit, or an item is no number.
    FitError
        If there are fewer than three people for each item and predictor at a visit.

    References
    ----------
    Eekhout et al. 2014, doi:10.1016/j.jclinepi.2013.09.009 (items rather than scores).
    """
    run = check_chaining(imputations, burn_in, skip, rng)
    _refuse(data, items, participant, visit, group, covariates, site)
    made = [data.copy() for _ in range(imputations)]
    answers = data[list(items)].to_numpy(dtype=np.float64, na_value=np.nan)
    level = _standard_level(answers, data[visit])
    for at in data[visit].dropna().unique():  # over visits
        rows = np.flatnonzero((data[visit] == at).to_numpy() & np.isfinite(answers).any(axis=1))
        if np.isfinite(answers[rows]).all():
            continue
        people = _of_visit(data, rows, items, group, covariates, site)
        beside = (*people.beside, *_elsewhere(data, rows, participant, level))
        known = Incomplete(people.columns, _informative(beside), people.group, None)
        for whole, found in zip(made, complete_columns(known, run, by_group=by_group), strict=True):
            for name, values in found.items():
                column = whole[name].to_numpy(dtype=np.float64, na_value=np.nan, copy=True)
                column[rows] = values
                whole[name] = pd.Series(column, index=whole.index).astype(whole[name].dtype)
    return tuple(made)


def _refuse(
    data: pd.DataFrame,
    items: Sequence[str],
    participant: str,
    visit: str,
    group: str,
    covariates: Sequence[str],
    site: str | None,
) -> None:
    roles = {"participant": participant, "visit": visit, "group": group, **({"site": site} if site else {})}
    refuse_frame(data, roles | {f"items[{j}]": name for j, name in enumerate([*items, *covariates])})
    for name in items:
        if not pd.api.types.is_numeric_dtype(data[name].dtype):
            raise DataError(f"The item '{name}' is not a number; read the answers as numbers first.")
    if data.duplicated([participant, visit]).any():
        raise DataError(f"A '{participant}' has two rows at the same '{visit}'; keep one.")
    refuse_unplaced(data, [group, *([site] if site else [])], "rows")


def _standard_level(answers: Floats, visits: pd.Series) -> Floats:
    """Return the mean of the items answered, from their mean at the visit, (rows,), missing without any."""
    frame = pd.DataFrame(answers, index=visits.index)
    centred = frame - frame.groupby(visits.to_numpy()).transform("mean")
    return np.asarray(centred.mean(axis=1).to_numpy(), dtype=np.float64)


def _of_visit(
    data: pd.DataFrame, rows: Codes, items: Sequence[str], group: str, covariates: Sequence[str], site: str | None
) -> Incomplete:
    """Return the items of a visit, with the covariates and the mean of the site beside."""
    there = data.iloc[rows]
    columns = tuple(Column(name, there[name].to_numpy(dtype=np.float64, na_value=np.nan)) for name in items)
    beside = [type_column(there[name], name).column for name in covariates if there[name].nunique() > 1]
    if site:
        person = np.nanmean(np.column_stack([one.values for one in columns]), axis=1)
        mean = site_means([Column("person", person)], pd.factorize(there[site])[0])[:, 0]
        beside.append(Column("mean of the site", mean))
    return Incomplete(columns, tuple(beside), pd.factorize(there[group])[0], None)


def _elsewhere(data: pd.DataFrame, rows: Codes, participant: str, level: Floats) -> tuple[Column, ...]:
    """Return the person's mean level at other visits, missing where not seen there."""
    known = np.isfinite(level)
    total = pd.Series(np.where(known, level, 0.0)).groupby(data[participant].to_numpy()).transform("sum")
    count = pd.Series(known.astype(np.float64)).groupby(data[participant].to_numpy()).transform("sum")
    others = (count - known).to_numpy()[rows]
    sums = (total - np.where(known, level, 0.0)).to_numpy()[rows]
    return (Column("level elsewhere", np.where(others > 0.0, sums / np.maximum(others, 1.0), np.nan)),)


def _informative(columns: Sequence[Column]) -> tuple[Column, ...]:
    return tuple(one for one in columns if np.unique(one.values[np.isfinite(one.values)]).size > 1)
