"""Whom a propensity score compares: the rows of two groups, one of each person."""

from collections.abc import Sequence

import pandas as pd

from peereval.errors import DataError, FitError, did_you_mean


def require_columns(data: pd.DataFrame, names: Sequence[str]) -> None:
    """Refuse a table without a column that is named.

    Raises
    ------
    DataError
        Naming the first one, and the nearest there is.
    """
    known = [str(column) for column in data.columns]
    for name in names:
        if name not in known:
            raise DataError(f"There is no column '{name}'.{did_you_mean(name, known)}")


def keep_compared(
    data: pd.DataFrame, *, participant: str, group: str, pair: tuple[str, str], covariates: Sequence[str]
) -> pd.DataFrame:
    """Return the rows of the two groups, numbered from 0.

    Raises
    ------
    DataError
        If a group is not in the data, a participant has no name or two rows.
    FitError
        If the two groups are one, no covariate is named, or one is the group or the participant.
    """
    if pair[0] == pair[1]:
        raise FitError(f"The treated group and the reference are both '{pair[0]}'; name two groups.")
    own = data[group].astype(str)
    for name in pair:
        if not (own == name).any():
            found = sorted(own.unique())
            listed = f"{', '.join(found)}.{did_you_mean(name, found)}"
            raise DataError(f"No row is of the group '{name}'. The groups are: {listed}")
    return keep_groups(data[own.isin(pair)], participant=participant, group=group, covariates=covariates)


def keep_groups(data: pd.DataFrame, *, participant: str, group: str, covariates: Sequence[str]) -> pd.DataFrame:
    """Return the rows of people with a group, numbered from 0.

    Raises
    ------
    DataError
        If a participant has no name or two rows.
    FitError
        If no covariate is named, or one is the group or the participant.
    """
    if not covariates:
        raise FitError("No covariate is named. Name what groups may differ in and the treatment could not change.")
    for name in (participant, group):
        if name in covariates:
            raise FitError(f"'{name}' says who or in which group; it is no covariate. Remove it.")
    rows = data[data[group].notna()].reset_index(drop=True)
    if rows[participant].isna().any():
        raise DataError(f"{int(rows[participant].isna().sum())} rows have no '{participant}'; name each person.")
    if rows[participant].duplicated().any():
        several = int(rows.loc[rows[participant].duplicated(), participant].nunique())
        raise DataError(f"{several} participants have more than one row; give one each, such as the first visit's.")
    return rows
